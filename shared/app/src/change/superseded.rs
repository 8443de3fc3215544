//! A new connection date settles an unanswered request for another one, in the same transaction. Accepted afterwards, that
//! request would put an older date over the newer one (O2, G2).

use domain::actor::{Actor, Process};
use domain::aggregate::Trail;
use domain::change::{Change, Command, Event, EventKind, Refusal, decide};
use domain::oat::{self, OatRequest};
use domain::refusal::Thing;
use jiff::civil::Date;

use crate::command::Snapshot;
use crate::error::AppError;
use crate::oat::subject::view_without_targets;
use crate::services::Services;

/// What the events of a change settle for its OAT, if that was read. What else follows for the change is added to its trail.
pub(super) fn settled<S>(
    services: &Services<S>,
    actor: &Actor,
    snapshot: &Snapshot,
    trail: &mut Trail<Change>,
) -> Result<Option<Trail<OatRequest>>, AppError> {
    let waiting = snapshot.oat.as_ref().filter(|oat| oat.open_date_change().is_some());
    let (Some(oat), Some(given)) = (waiting, trail.events().find_map(date_given)) else { return Ok(None) };
    let (ctx, view) = (
        services.context(),
        view_without_targets(services, snapshot).ok_or(Refusal::NotFound(Thing::Change))?,
    );
    let settled = oat::decide(oat, oat::Command::SettleDate { given }, actor, &view, &ctx)?;
    // What was undecided about the date held the change, if nothing else about its pass is.
    if !settled.after().is_undecided() {
        let system = Actor::System(Process::OperationalAcceptanceTesting);
        let freed = decide(trail.after(), Command::AwaitOat { undecided: false }, &system, &ctx)?;
        freed.into_events().into_iter().for_each(|event| trail.push(event));
    }
    Ok(Some(settled))
}

const fn date_given(event: &Event) -> Option<Date> {
    match event.kind {
        EventKind::ConnectionDateGiven { date } => Some(date),
        _ => None,
    }
}
