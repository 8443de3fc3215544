//! Everything that events on a request for OAT write: with them what they mean for the change, the organisation and the register
//! of endpoints (O7, O8, O2, G4).

use domain::change::{Command as ChangeCommand, GoingLive, Refusal};
use domain::oat::{
    Event, EventKind, MadeAttempt, OatRequest, Status, Subject, apply, cause_of, meaning, replay,
};
use domain::organisation::Organisation;
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::text::Name;
use jiff::Timestamp;

use crate::change::execute::consequence_of_oat;
use crate::change::ports::Commit;
use crate::command::receipt::{Receipt, RequestKey};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::oat::letters;
use crate::oat::ports::{LoadedOat, OatCommit, OatRecorded, ProbeAttempt, ProbeLease};

/// What a commit is made of besides the events.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Besides<'a> {
    /// What the probe saw.
    pub attempts: &'a [ProbeAttempt],
    /// The lease under which it did.
    pub lease: Option<ProbeLease>,
    /// The request of the caller.
    pub key: Option<&'a RequestKey>,
    /// What they are called; none when that is not known, and for the system.
    pub name: Option<&'a Name>,
}

/// Everything that `events`, never none, on what was `loaded` write.
///
/// # Errors
/// [`AppError::Refused`] when the change refuses what follows for it, which it never should.
pub(crate) fn commit_of<S>(
    desk: &Desk<S>,
    loaded: &LoadedOat,
    events: &[Event],
    besides: Besides<'_>,
) -> Result<OatCommit, AppError> {
    let before = loaded.oat.as_ref();
    let change = consequence(desk, loaded, events)?;
    let change_after = change.as_ref().map(|commit| &commit.change).or(loaded.change.as_ref());
    let mut oat = before.cloned();
    let (mut recorded, mut mails) = (Vec::with_capacity(events.len()), Vec::new());
    for event in events {
        let previous = oat.clone();
        let after = match oat.take() {
            Some(mut after) => {
                apply(&mut after, event);
                after
            }
            None => replay([event])
                .ok_or_else(|| Fault::lasting("keep a request for OAT", "it does not begin with one"))?,
        };
        mails.extend(letters::of_event(previous.as_ref(), &after, event, change_after, desk));
        recorded.push(OatRecorded {
            version: after.version,
            before: previous.as_ref().map(OatRequest::status),
            after: after.status(),
            event: event.clone(),
            name: besides.name.cloned(),
        });
        oat = Some(after);
    }
    let oat = oat.ok_or_else(|| Fault::lasting("keep a request for OAT", "nothing happened to it"))?;
    let at = oat.updated_at;
    let organisation = organisation_after(loaded.organisation.as_ref(), before, &oat, at);
    let register = registered(loaded.organisation.as_ref(), before, &oat, at);
    let receipt = |key: &RequestKey| Receipt { oat: Some(oat.id), ..Receipt::of(key) };
    Ok(OatCommit {
        read_version: before.map(|before| before.version),
        events: recorded,
        attempts: taken_up(besides.attempts, events),
        mails,
        change,
        organisation,
        register,
        lease: besides.lease,
        request: besides.key.map(|key| (key.clone(), receipt(key))),
        oat,
    })
}

/// What was seen, as it is kept.
pub(crate) fn kept(run: u32, made: &[MadeAttempt]) -> Vec<ProbeAttempt> {
    let attempt = |made: &MadeAttempt| ProbeAttempt {
        run,
        endpoint: made.endpoint,
        number: made.number,
        observation: made.observation.clone(),
        cause: cause_of(&made.observation),
    };
    made.iter().map(attempt).collect()
}

/// Those of the attempts that the events name: an attempt that was not taken up is not kept either.
fn taken_up(attempts: &[ProbeAttempt], events: &[Event]) -> Vec<ProbeAttempt> {
    let named = |attempt: &&ProbeAttempt| {
        events.iter().any(|event| match &event.kind {
            EventKind::AttemptsRecorded { attempts: made, .. } => {
                made.iter().any(|made| (made.endpoint, made.number) == (attempt.endpoint, attempt.number))
            }
            _ => false,
        })
    };
    attempts.iter().filter(named).cloned().collect()
}

/// What the events mean for the change that is tested. A first request means nothing for it yet.
fn consequence<S>(desk: &Desk<S>, loaded: &LoadedOat, events: &[Event]) -> Result<Option<Commit>, Refusal> {
    let (Some(change), Some(before)) = (&loaded.change, &loaded.oat) else { return Ok(None) };
    let mut after = before.clone();
    events.iter().for_each(|event| apply(&mut after, event));
    // Whatever it was: what waited for a decision does so no longer.
    let settled = before.is_undecided() && !after.is_undecided();
    let command = events
        .iter()
        .find_map(|event| meaning(before, &after, &event.kind))
        .or(settled.then_some(ChangeCommand::AwaitOat { undecided: false }));
    command.map_or(Ok(None), |command| consequence_of_oat(desk, change, command))
}

/// The organisation after it, if its vouching scheme is tested and that begins, ends or leads to going live.
fn organisation_after(
    organisation: Option<&Organisation>,
    before: Option<&OatRequest>,
    after: &OatRequest,
    at: Timestamp,
) -> Option<Organisation> {
    let holds = |oat: &OatRequest| matches!(oat.status(), Status::Testing | Status::Passed);
    let (held, holds) = (before.is_some_and(holds), holds(after));
    let mut organisation = initial(organisation, after)?.clone();
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

/// The entries of the vouching scheme that are different from now on (G5).
fn registered(
    organisation: Option<&Organisation>,
    before: Option<&OatRequest>,
    after: &OatRequest,
    at: Timestamp,
) -> Vec<RegisteredEndpoint> {
    let Some(organisation) = initial(organisation, after) else { return Vec::new() };
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
    endpoints
        .map(|(id, endpoint)| {
            let entry = RegisteredEndpoint::of_vouching_scheme(*id, organisation.id, endpoint.clone(), at);
            RegisteredEndpoint { state, goes_live_on, ..entry }
        })
        .collect()
}

/// The organisation, if its initial connection is what is tested.
fn initial<'o>(organisation: Option<&'o Organisation>, oat: &OatRequest) -> Option<&'o Organisation> {
    organisation.filter(|_| matches!(oat.subject, Subject::InitialConnection { .. }))
}
