//! Makes a state, its rows in lists and its tasks again from the history, with the functions that commands make them with.

use domain::aggregate::{Aggregate, Trail};
use domain::change::{Change, EventKind, Status};
use domain::dispute::Dispute;
use domain::downtime::Notice;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, DisputeId, DowntimeId, OatId, OrganisationId};
use domain::oat::{OatRequest, Subject, id_of_change};
use domain::organisation::Organisation;
use domain::register::EndpointState;
use domain::task::{TaskSubject, tasks_in};
use jiff::Timestamp;

use crate::change::commit::proposed;
use crate::change::execute::with_live;
use crate::change::ports::Changes;
use crate::command::{
    Commit, DeletedThing, Effect, Entry, History, HistoryPage, Holder, MendedPart, Mending, RecordHappened,
    State,
};
use crate::dispute::ports::Disputes;
use crate::downtime::ports::DowntimeNotices;
use crate::error::Fault;
use crate::evidence::checking;
use crate::figures::rebuild::trail;
use crate::mending::ports::Repairs;
use crate::mending::repair::Repair;
use crate::oat::commit::{initial, organisation_after};
use crate::oat::ports::OatRequests;
use crate::organisation::endpoints::Register;
use crate::organisation::ports::Organisations;
use crate::organisation::record::{Party, Record};
use crate::page::{Page, every};
use crate::services::Services;
use crate::work::row::TaskPlace;
use crate::work::tasks;

/// What it takes for the table to have the state that the history leads to, its rows in lists, what waits in it, and the URLs that it
/// holds or no longer holds. It reads no state, so it works when that cannot be read, or is not there.
///
/// # Errors
/// [`Fault`], a lasting one when the history does not begin as one does, or cannot be read. The history of PDP's team begins with a
/// team that was put, and so may that of an organisation: those are put again (`seed-stack`).
pub async fn rebuild<S>(services: &Services<S>, on: History) -> Result<Repair, Fault>
where
    S: Repairs + Changes + OatRequests + DowntimeNotices + Disputes + Organisations + Register,
{
    let wanted = match on {
        History::Change(id) => of_change(services, id).await?,
        History::Oat(id) => of_oat(services, id).await?,
        History::Downtime(id) => of_notice(services, id).await?,
        History::Dispute(id) => of_dispute(services, id).await?,
        History::Record(Party::Organisation(id)) => of_organisation(services, id).await?,
        History::Record(Party::Pdp) => {
            return Err(Fault::lasting(
                "rebuild a state",
                "the history of PDP's team does not tell how it began",
            ));
        }
    };
    Repair::towards(&services.store, on, MendedPart::State, wanted).await
}

async fn of_change<S: Repairs + Changes + OatRequests>(
    services: &Services<S>,
    id: ChangeId,
) -> Result<Commit, Fault> {
    let trail = trail_of_change(services, id).await?;
    let change = trail.after();
    let oat = trail_of_oat(services, id_of_change(id)).await?;
    let waits = tasks_in(change, oat.as_ref().map(Trail::after), services.calendar);
    let mut commit = Commit::empty(services.clock.now());
    commit.put(None, State::Change(change.clone()));
    let kept = services.store.tasks_of(TaskSubject::Change(id)).await?;
    let place = TaskPlace::of_change(change);
    let may_be_idle = !change.status().is_terminal();
    commit.effects.extend(tasks::rebuilt(&place, &waits, &kept, may_be_idle, (commit.at, services.calendar)));
    commit.effects.extend(checking::rebuilt(id.into(), &change.evidence, commit.at));
    for (before, _, after) in trail.steps() {
        // Of each notice the last copy stands.
        for declared in before.map(|before| after.declared_since(before)).into_iter().flatten() {
            let key = |effect: &Effect| match effect {
                Effect::Downtime(other) => Some((other.id, other.window.end)),
                _ => None,
            };
            commit.effects.retain(|effect| key(effect) != Some((declared.id, declared.window.end)));
            commit.effects.push(Effect::Downtime(declared));
        }
    }
    // From then on they are the organisation's.
    if change.live_at.is_none() && change.submitted.is_some() {
        let ended = matches!(change.status(), Status::Rejected | Status::Withdrawn);
        for (place, endpoint) in proposed(change).iter().enumerate() {
            commit.effects.extend(url(services, endpoint, Holder::Change(id), place, ended).await?);
        }
    }
    Ok(commit)
}

async fn of_oat<S: Repairs + Changes + OatRequests>(
    services: &Services<S>,
    id: OatId,
) -> Result<Commit, Fault> {
    let Some(trail) = trail_of_oat(services, id).await? else {
        return Err(Fault::lasting("rebuild a state", "it has no history"));
    };
    let oat = trail.after();
    let change = match oat.subject {
        Subject::Change { id, .. } => Some(trail_of_change(services, id).await?.into_after()),
        Subject::InitialConnection { .. } => None,
    };
    let waits = oat.tasks(change.as_ref(), services.calendar);
    let mut commit = Commit::empty(services.clock.now());
    commit.put(None, State::Oat(oat.clone()));
    let kept = services.store.tasks_of(TaskSubject::Oat(id)).await?;
    let place = TaskPlace::of_oat(oat);
    commit.effects.extend(tasks::rebuilt(&place, &waits, &kept, false, (commit.at, services.calendar)));
    Ok(commit)
}

async fn of_notice<S: DowntimeNotices>(services: &Services<S>, id: DowntimeId) -> Result<Commit, Fault> {
    let store = &services.store;
    let trail: Trail<Notice> =
        trail(every(async |page| store.notice_history(id, &page).await.map(page_of)).await?)?;
    let mut commit = Commit::empty(services.clock.now());
    commit.put(None, State::Downtime(trail.after().clone()));
    commit.effects.push(Effect::Downtime(trail.after().declared()));
    Ok(commit)
}

async fn of_dispute<S: Disputes>(services: &Services<S>, id: DisputeId) -> Result<Commit, Fault> {
    let store = &services.store;
    let trail: Trail<Dispute> =
        trail(every(async |page| store.dispute_history(id, &page).await.map(page_of)).await?)?;
    let mut commit = Commit::empty(services.clock.now());
    commit.effects.extend(checking::rebuilt(id.into(), &trail.after().files, commit.at));
    commit.put(None, State::Dispute(trail.into_after()));
    Ok(commit)
}

/// What its own history says, and what its changes and the test of its vouching scheme did to its live endpoints, in the order of time.
async fn of_organisation<S>(services: &Services<S>, id: OrganisationId) -> Result<Commit, Fault>
where
    S: Repairs + Changes + OatRequests + Organisations + Register,
{
    let (store, party) = (&services.store, Party::Organisation(id));
    let entries = every(async |page| store.record_history(party, &page).await).await?;
    // What its scheme went through was told by a history that is not there any more.
    let was_deleted =
        entries.iter().any(|entry| matches!(entry, Entry::Mended(mending) if of_connection(mending)));
    if was_deleted {
        return Err(Fault::lasting(
            "rebuild a state",
            "the history of its initial connection was deleted, as it had been kept long enough: put it again",
        ));
    }
    let mut steps: Vec<(Timestamp, Step)> = Vec::new();
    steps.extend(entries.into_iter().filter_map(|entry| match entry {
        Entry::Happened(RecordHappened::Organisation(recorded)) => {
            Some((recorded.event.at, Step::Own(recorded.version, recorded.event)))
        }
        _ => None,
    }));
    for row in every(async |page| store.of_organisation(id, &page).await).await? {
        let trail = trail_of_change(services, row.id).await?;
        steps.extend(trail.into_events().into_iter().filter_map(|event| match event.kind {
            EventKind::EndpointsWentLive { endpoints } => Some((event.at, Step::WentLive(endpoints))),
            _ => None,
        }));
    }
    for row in every(async |page| store.oats_of_organisation(id, &page).await).await? {
        let Some(trail) = trail_of_oat(services, row.id).await? else { continue };
        let tested = trail.steps().map(|(before, event, after)| {
            (event.at, Step::Tested(before.cloned().map(Box::new), Box::new(after.clone())))
        });
        steps.extend(tested);
    }
    // Stable: what happened in the same moment stays in the order above.
    steps.sort_by_key(|(at, _)| *at);
    let mut own: Option<Organisation> = None;
    for (_, step) in steps {
        own = match (own, step) {
            (None, Step::Own(_, event)) => Organisation::begin(&event),
            (own, step) => own.map(|own| after(own, step)),
        };
    }
    let own = own.ok_or_else(|| {
        Fault::lasting("rebuild a state", "its history does not begin with its registration: put it again")
    })?;
    let record = Record::Organisation(own.clone());
    let mut commit = Commit::empty(services.clock.now());
    commit.put(None, State::Record(record.clone()));
    let kept = store.tasks_of(TaskSubject::Organisation(id)).await?;
    commit.effects.extend(tasks::no_longer_empty(&record, &kept, commit.at));
    for (place, entry) in
        every(async |page| store.endpoints_of(id, None, &page).await).await?.into_iter().enumerate()
    {
        // As long as a change proposes it, it is the change's.
        let is_of_change = entry.change.is_some()
            && matches!(entry.state, EndpointState::Proposed | EndpointState::Scheduled);
        if !is_of_change {
            let ended = entry.state == EndpointState::Inactive;
            let holder = Holder::Endpoint(id, entry.id);
            commit.effects.extend(url(services, &entry.endpoint, holder, place, ended).await?);
        }
    }
    Ok(commit)
}

/// Whether this tells of the deletion of an initial connection.
fn of_connection(mending: &Mending) -> bool {
    let MendedPart::Deleted(deleted) = mending.what else { return false };
    matches!(deleted.what, DeletedThing::InitialConnection(_))
}

/// What happened to a record.
enum Step {
    /// By a command on it, which led to this version.
    Own(u64, domain::organisation::Event),
    WentLive(Vec<(domain::ids::EndpointId, ProposedEndpoint)>),
    Tested(Option<Box<OatRequest>>, Box<OatRequest>),
}

fn after(mut own: Organisation, step: Step) -> Organisation {
    match step {
        Step::Own(version, event) => {
            own.apply(&event);
            // What counts is what the history says.
            own.version = version;
            own
        }
        Step::WentLive(endpoints) => with_live(own, &endpoints),
        Step::Tested(before, after) => {
            let tested = initial(Some(&own), &after)
                .and_then(|own| organisation_after(own, before.as_deref(), &after));
            tested.unwrap_or(own)
        }
    }
}

/// Gives the URL to its holder when nobody has it, and frees it when it `ended` and still holds it.
async fn url<S: Repairs>(
    services: &Services<S>,
    endpoint: &ProposedEndpoint,
    holder: Holder,
    place: usize,
    ended: bool,
) -> Result<Option<Effect>, Fault> {
    let held = services.store.holder_of(endpoint).await?;
    let endpoint = endpoint.clone();
    Ok(match (held, ended) {
        (None, false) => Some(Effect::ReserveUrl { endpoint, holder, place }),
        (Some(held), true) if held == holder => Some(Effect::ReleaseUrl { endpoint, holder }),
        _ => None,
    })
}

async fn trail_of_change<S: Changes>(services: &Services<S>, id: ChangeId) -> Result<Trail<Change>, Fault> {
    let store = &services.store;
    trail(every(async |page| store.history(id, &page).await.map(page_of)).await?)
}

/// None when nothing ever happened to it.
async fn trail_of_oat<S: OatRequests>(
    services: &Services<S>,
    id: OatId,
) -> Result<Option<Trail<OatRequest>>, Fault> {
    let store = &services.store;
    let entries = every(async |page| store.oat_history(id, &page).await.map(page_of)).await?;
    let happened = entries.iter().any(|entry| matches!(entry, Entry::Happened(_)));
    if happened { trail(entries).map(Some) } else { Ok(None) }
}

fn page_of<E>(history: HistoryPage<E>) -> Page<E> {
    history.page
}
