//! Reads notices of downtime: one and its history, and the lists of all that is coming (P1, Q6).

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::Actor;
use domain::calendar::london_midnight;
use domain::downtime::{Context, DeclaredDowntime, DowntimeState, Notice, Refusal};
use domain::ids::{DowntimeId, EndpointId, OrganisationId};
use domain::refusal::Thing;
use domain::register::RegisteredEndpoint;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::command::{CommandStore, ReadRequest};
use crate::downtime::ports::{DowntimeEntry, DowntimeNotices, ENDPOINTS_TOGETHER, WhichDowntime};
use crate::error::{AppError, Fault};
use crate::page::{Page, PageRequest, Readable};
use crate::services::Services;

/// As many endpoints of a notice are shown with it: the rest is a number, so that a page and a file stay small.
pub const SHOWN_ENDPOINTS: usize = 9;

/// A notice as calendars show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenDowntime {
    pub declared: DeclaredDowntime,
    /// Where the downtime is.
    pub state: DowntimeState,
    /// What the register has of the endpoints that it affects, in the order of their ids; at most [`SHOWN_ENDPOINTS`].
    pub endpoints: Vec<RegisteredEndpoint>,
}

/// What somebody wants to see of all downtime.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DowntimeQuery {
    /// Of this organisation; when none, the actor's own, and to PDP everybody's.
    pub organisation: Option<OrganisationId>,
    /// What was cancelled lately, and nothing else.
    pub cancelled: bool,
    /// From this day in London on; from now on when none.
    pub from: Option<Date>,
    /// Up to this day in London.
    pub to: Option<Date>,
}

/// The notice, if the actor may see it.
pub async fn read_downtime<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: DowntimeId,
) -> Result<Notice, AppError> {
    let read = ReadRequest { downtime: Some(id), ..ReadRequest::at(services.clock.now()) };
    let notice = services.store.read(read).await?.downtime;
    let seen = notice.filter(|notice| actor.may_see(notice.organisation));
    Ok(seen.ok_or(Refusal::NotFound(Thing::Downtime))?)
}

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
pub async fn read_downtime_history<S: DowntimeNotices>(
    services: &Services<S>,
    actor: &Actor,
    id: DowntimeId,
    page: &PageRequest,
) -> Result<Page<DowntimeEntry>, AppError> {
    Ok(services.store.notice_history(id, page).await?.shown_to(actor, Thing::Downtime)?)
}

/// Notices of downtime, with and without a change: what is in force by its end, or what was cancelled lately. One query for a page,
/// and one read for each 100 endpoints on it.
///
/// # Errors
/// [`AppError::Refused`] for the organisation of somebody else (P1), [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn list_downtime<S: DowntimeNotices>(
    services: &Services<S>,
    actor: &Actor,
    query: &DowntimeQuery,
    page: &PageRequest,
) -> Result<Page<SeenDowntime>, AppError> {
    let ctx = services.context();
    let which = which(actor, query, ctx.now, &ctx)?;
    let found = services.store.declared_downtime(&which, page).await?;
    let seen = with_endpoints(services, found.items, ctx.now).await?;
    Ok(Page { items: seen.items, next: found.next, unreadable: found.unreadable + seen.unreadable })
}

/// What `query` asks for, if the actor may see it; what ends after `from`, unless it says since when.
pub(crate) fn which(
    actor: &Actor,
    query: &DowntimeQuery,
    from: Timestamp,
    ctx: &Context<'_>,
) -> Result<WhichDowntime, Refusal> {
    let organisation = query.organisation.or(actor.organisation());
    if organisation.is_some_and(|id| !actor.may_see(id)) {
        return Err(Refusal::NotFound(Thing::Organisation));
    }
    let day_after = |day: Date| day.tomorrow().map_or(Timestamp::MAX, london_midnight);
    Ok(WhichDowntime {
        organisation,
        cancelled_since: query.cancelled.then(|| kept_since(ctx)),
        from: query.from.map_or(from, london_midnight),
        to: query.to.map(day_after),
    })
}

/// Since when calendars show what was cancelled, or ended before its time.
pub(crate) fn kept_since(ctx: &Context<'_>) -> Timestamp {
    let days = ctx.policy.limits.cancelled_downtime_days;
    ctx.now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN)
}

/// The notices, with their endpoints as far as they can be read.
pub(crate) async fn with_endpoints<S: DowntimeNotices>(
    services: &Services<S>,
    found: Vec<DeclaredDowntime>,
    now: Timestamp,
) -> Result<Readable<SeenDowntime>, Fault> {
    let shown = |declared: &DeclaredDowntime| -> Vec<EndpointId> {
        declared.window.affected_endpoints.iter().copied().take(SHOWN_ENDPOINTS).collect()
    };
    let named =
        found.iter().flat_map(|declared| shown(declared).into_iter().map(|id| (declared.organisation, id)));
    let named: Vec<(OrganisationId, EndpointId)> = named.collect::<BTreeSet<_>>().into_iter().collect();
    let (mut known, mut unreadable) = (BTreeMap::new(), 0);
    for some in named.chunks(ENDPOINTS_TOGETHER) {
        let entries = services.store.endpoints_named(some).await?;
        unreadable += entries.unreadable;
        known.extend(entries.items.into_iter().map(|entry| ((entry.organisation, entry.id), entry)));
    }
    let seen = |declared: DeclaredDowntime| {
        let ids = shown(&declared).into_iter();
        let entries = ids.filter_map(|id| known.get(&(declared.organisation, id)).cloned());
        SeenDowntime { state: declared.state(now), endpoints: entries.collect(), declared }
    };
    Ok(Readable { items: found.into_iter().map(seen).collect(), unreadable })
}
