//! The same figures again, from the histories alone: they must be those that were summed. For operators; it reads every history.

use std::collections::BTreeMap;

use domain::aggregate::{Aggregate, Event, Trail};
use domain::change::Change;
use domain::figures::{Counts, Month, add, of_change, of_oat};
use domain::ids::OrganisationId;
use domain::oat::OatRequest;

use crate::change::ports::Changes;
use crate::command::{Entry, Recorded};
use crate::error::Fault;
use crate::oat::ports::OatRequests;
use crate::organisation::ports::Organisations;
use crate::page::every;
use crate::services::Services;

/// The figures of every month, from the histories of every organisation.
///
/// # Errors
/// [`Fault`], also when a history does not begin as one does, something cannot be read, or a history has an event of a newer version: without
/// it the figures would be wrong.
pub async fn rebuild_figures<S: Organisations + Changes + OatRequests>(
    services: &Services<S>,
) -> Result<BTreeMap<Month, Counts>, Fault> {
    let mut months = BTreeMap::new();
    let store = &services.store;
    for organisation in every(async |page| store.organisations(&page).await).await? {
        of_organisation(services, organisation.id, &mut months).await?;
    }
    Ok(months)
}

async fn of_organisation<S: Changes + OatRequests>(
    services: &Services<S>,
    organisation: OrganisationId,
    months: &mut BTreeMap<Month, Counts>,
) -> Result<(), Fault> {
    let store = &services.store;
    let mut count = |event_at, counts: Counts| add(months.entry(Month::of(event_at)).or_default(), counts);
    for row in every(async |page| store.of_organisation(organisation, &page).await).await? {
        let entries =
            every(async |page| store.history(row.id, &page).await.map(|history| history.page)).await?;
        for (before, event, after) in trail::<Change, _>(entries)?.steps() {
            if let Some(before) = before {
                count(event.at, of_change(before, event, after, services.calendar));
            }
        }
    }
    for row in every(async |page| store.oats_of_organisation(organisation, &page).await).await? {
        let entries =
            every(async |page| store.oat_history(row.id, &page).await.map(|history| history.page)).await?;
        for (before, event, _) in trail::<OatRequest, _>(entries)?.steps() {
            if let Some(before) = before {
                count(event.at, of_oat(before, event));
            }
        }
    }
    months.retain(|_, counts| !counts.is_empty());
    Ok(())
}

/// The events of a history, applied one after the other.
pub(crate) fn trail<A: Aggregate, D>(entries: Vec<Entry<Recorded<A>, D>>) -> Result<Trail<A>, Fault> {
    let unknown = |entry: &Entry<_, _>| matches!(entry, Entry::Unknown(unknown) if unknown.is_event);
    if entries.iter().any(unknown) {
        return Err(Fault::lasting("replay a history", "it has an event that a newer version recorded"));
    }
    let mut events = entries.into_iter().filter_map(|entry| match entry {
        Entry::Happened(recorded) => Some(recorded.event),
        Entry::Refused(_) | Entry::Downloaded(_) | Entry::Mended(_) | Entry::Unknown(_) => None,
    });
    let begun = events.next().and_then(|first: Event<A::Kind>| Trail::begin(first));
    let mut trail =
        begun.ok_or_else(|| Fault::lasting("replay a history", "it does not begin as histories do"))?;
    events.for_each(|event| trail.push(event));
    Ok(trail)
}
