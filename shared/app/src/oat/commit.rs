//! Everything that the events of a request for OAT write, with their effects on the change, the organisation and the register
//! of endpoints (O7, O8, O2, G4).

use domain::actor::{Actor, Process};
use domain::aggregate::Trail;
use domain::change::{self, Change, Command as ChangeCommand, GoingLive};
use domain::oat::{AttemptSummary, EventKind, OatRequest, RecordedAttempt, Status, Subject, meaning};
use domain::organisation::Organisation;
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::text::Name;

use crate::change::commit as of_change;
use crate::command::{Commit, Effect, EntryBefore, Holder, NewEvent, Recorded, Snapshot, State};
use crate::error::AppError;
use crate::figures::FigureEntry;
use crate::oat::notifications;
use crate::organisation::record::Record;
use crate::services::Services;
use crate::work::tasks;

/// The commit of `trail`, as somebody of this name leaves it, and of what follows for the change that is tested.
///
/// # Errors
/// [`AppError::Refused`] when the change refuses what follows for it, which it never should.
pub(crate) fn commit_of<S>(
    services: &Services<S>,
    snapshot: &Snapshot,
    trail: &Trail<OatRequest>,
    name: Option<&Name>,
) -> Result<Commit, AppError> {
    let consequence = consequence(services, snapshot.change.as_ref(), trail)?;
    let change = consequence.as_ref().map(Trail::after).or(snapshot.change.as_ref());
    let mut commit = alone(services, snapshot, trail, change, name);
    if let Some(consequence) = &consequence {
        commit.join(of_change::commit_of(services, consequence, None));
    }
    if let Some(after) = change {
        tasks::settle_oat_step(&mut commit, trail, (snapshot.change.as_ref(), after), services.calendar);
    }
    Ok(commit)
}

/// The commit of `trail` without what follows for the change, which is like this by then.
pub(crate) fn alone<S>(
    services: &Services<S>,
    snapshot: &Snapshot,
    trail: &Trail<OatRequest>,
    change: Option<&Change>,
    name: Option<&Name>,
) -> Commit {
    let (before, after) = (trail.before(), trail.after());
    let mut commit = Commit::empty(after.updated_at);
    commit.put(before.map(|before| before.version), State::Oat(after.clone()));
    let event = |recorded| NewEvent::Oat(after.id, after.organisation, recorded);
    commit.events.extend(Recorded::of(trail, name).map(event));
    for (before, event, after) in trail.steps() {
        commit.mails.extend(notifications::of_event(before, after, event, change, services));
    }
    commit.effects.extend(FigureEntry::of_oat(trail).map(Effect::Figures));
    if let Some(own) = initial(snapshot.organisation.as_ref(), after) {
        if let Some(organisation) = organisation_after(own, before, after) {
            commit.put(Some(own.version), State::Record(Record::Organisation(organisation)));
        }
        commit.effects.extend(register(own, before, after));
    }
    let waited = before.map(|before| (before, snapshot.change.as_ref()));
    commit.effects.extend(tasks::of_oat(waited, (after, change), services.calendar));
    commit
}

/// Whether the events name the attempt: one that was not taken up is not kept either.
pub(crate) fn is_taken_up(attempt: &RecordedAttempt, trail: &Trail<OatRequest>) -> bool {
    let is_it = |one: &AttemptSummary| (one.endpoint, one.number) == (attempt.endpoint, attempt.number);
    trail.events().any(|event| match &event.kind {
        EventKind::AttemptsRecorded { attempts, .. } => attempts.iter().any(is_it),
        _ => false,
    })
}

/// What the events mean for the change that is tested. A first request means nothing for it yet.
fn consequence<S>(
    services: &Services<S>,
    change: Option<&Change>,
    trail: &Trail<OatRequest>,
) -> Result<Option<Trail<Change>>, AppError> {
    let (Some(change), Some(before)) = (change, trail.before()) else { return Ok(None) };
    let after = trail.after();
    // Whatever it was: what waited for a decision does so no longer.
    let settled = before.is_undecided() && !after.is_undecided();
    let command = trail
        .events()
        .find_map(|event| meaning(before, after, &event.kind))
        .or(settled.then_some(ChangeCommand::AwaitOat { undecided: false }));
    let Some(command) = command else { return Ok(None) };
    let actor = Actor::System(Process::OperationalAcceptanceTesting);
    let consequence = change::decide(change, command, &actor, &services.context())?;
    Ok(Some(consequence).filter(|consequence| !consequence.is_empty()))
}

/// The organisation after it, if its vouching scheme is tested and that begins, ends or leads to going live.
pub(crate) fn organisation_after(
    organisation: &Organisation,
    before: Option<&OatRequest>,
    after: &OatRequest,
) -> Option<Organisation> {
    let at = after.updated_at;
    let holds = |oat: &OatRequest| matches!(oat.status(), Status::Testing | Status::Passed);
    let (held, holds) = (before.is_some_and(holds), holds(after));
    let mut organisation = organisation.clone();
    match after.status() {
        Status::Live => organisation.scheme_went_live(at),
        _ if holds && !held && after.status() != Status::Passed => organisation.oat_was_requested(at),
        _ if held && !holds => organisation.oat_has_ended(),
        Status::Passed if before.is_some_and(|before| before.status() != Status::Passed) => {
            if !held {
                organisation.oat_was_requested(at);
            }
            organisation.oat_was_passed(at);
        }
        _ => return None,
    }
    Some(organisation)
}

/// The entries of the vouching scheme that are different from now on (G5). Their URLs are kept for them since they were proposed.
fn register(organisation: &Organisation, before: Option<&OatRequest>, after: &OatRequest) -> Vec<Effect> {
    let state = |oat: &OatRequest| match oat.going_live() {
        Some(GoingLive::Live { .. }) => (EndpointState::Live, None),
        Some(GoingLive::Scheduled { on }) => (EndpointState::Scheduled, Some(on)),
        _ => (EndpointState::Proposed, None),
    };
    let (was, (state, goes_live_on)) = (before.map_or((EndpointState::Proposed, None), state), state(after));
    if was == (state, goes_live_on) {
        return Vec::new();
    }
    let endpoints = organisation.vouching.iter().flat_map(|scheme| &scheme.endpoints);
    let effects = endpoints.flat_map(|(id, endpoint)| {
        let at = after.updated_at;
        let entry = RegisteredEndpoint::of_vouching_scheme(*id, organisation.id, endpoint.clone(), at);
        let entry = RegisteredEndpoint { state, goes_live_on, ..entry };
        let holder = Holder::Endpoint(organisation.id, *id);
        [
            Effect::Register { entry: entry.clone(), before: EntryBefore::ToCome },
            Effect::PassUrl { entry, holder },
        ]
    });
    effects.collect()
}

/// The organisation, if its initial connection is what is tested.
pub(crate) fn initial<'o>(
    organisation: Option<&'o Organisation>,
    oat: &OatRequest,
) -> Option<&'o Organisation> {
    organisation.filter(|_| matches!(oat.subject, Subject::InitialConnection { .. }))
}
