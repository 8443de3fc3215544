//! Runs every command on an existing change: read, decide, apply, commit, until nobody else is faster.

use std::future::ready;

use domain::actor::{Actor, Process};
use domain::change::{
    Change, Command, CommandKind, Event, EventKind, Refusal, Status, Version, apply, decide, permit,
};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, EndpointId, EvidenceId, OrganisationId};
use domain::organisation::Organisation;
use domain::problem::{Fault as Wrong, Field, Problem};
use domain::register::RegisteredEndpoint;
use domain::text::Name;

use crate::change::letters;
use crate::change::ports::{Changes, Commit, CommitFault, Loaded, Recorded, Want};
use crate::command::contention::{TRIES, before_try};
use crate::command::order::{CONFLICT, No, admit, judge};
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{self, Place};
use crate::desk::Desk;
use crate::error::{AppError, Fault};

/// A command's surroundings: who asks, for which change, having seen what.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// For which change.
    pub change: ChangeId,
    /// The version they saw; any when none.
    pub seen: Option<Version>,
    /// Identifies the request, so that it can be repeated.
    pub key: Option<&'a RequestKey>,
    /// The organisation to read along, when the command depends on it.
    pub organisation: Option<OrganisationId>,
}

impl<'a> Request<'a> {
    /// A request of the system itself: repeatable by nature, so it has no key.
    pub const fn of_system(actor: &'a Actor, change: ChangeId) -> Self {
        Self { actor, change, seen: None, key: None, organisation: None }
    }
}

/// A command that was carried out, now or by an earlier try of the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The change as it is now.
    pub change: Change,
    /// The file the request was about, if it was about one.
    pub evidence: Option<EvidenceId>,
    /// Whether an earlier try of the same request had done it.
    pub repeated: bool,
}

/// Carries out the command that `command` makes of what was read. One read and one transaction, unless a race is lost.
///
/// # Errors
/// [`AppError::Refused`] (kept in the history), [`AppError::Stale`], [`AppError::Conflict`], [`AppError::KeyReused`],
/// [`AppError::Fault`].
pub async fn execute_command<S: Changes>(
    desk: &Desk<S>,
    request: Request<'_>,
    command: impl Fn(&Loaded) -> Command + Send,
) -> Result<Done, AppError> {
    execute_prepared(desk, request, command, || ready(Ok(()))).await
}

/// As [`execute_command`], doing what `prepare` says once, when nothing refuses the command and before it is written.
///
/// # Errors
/// As [`execute_command`].
pub(crate) async fn execute_prepared<S: Changes, F: Future<Output = Result<(), Fault>> + Send>(
    desk: &Desk<S>,
    request: Request<'_>,
    command: impl Fn(&Loaded) -> Command + Send,
    prepare: impl Fn() -> F + Send,
) -> Result<Done, AppError> {
    let mut prepared = false;
    for number in 0..TRIES {
        before_try(desk, number).await;
        if let Some(done) = try_once(desk, &request, &command, &prepare, &mut prepared).await? {
            return Ok(done);
        }
    }
    lost_every_race(desk, &request, &command).await
}

/// One try; none when someone else was faster.
async fn try_once<S: Changes, F: Future<Output = Result<(), Fault>> + Send>(
    desk: &Desk<S>,
    request: &Request<'_>,
    command: &(impl Fn(&Loaded) -> Command + Send),
    prepare: &(impl Fn() -> F + Send),
    prepared: &mut bool,
) -> Result<Option<Done>, AppError> {
    let loaded = load(desk, request).await?;
    let command = command(&loaded);
    let kind = command.kind();
    let change = loaded.change.ok_or(Refusal::NotFound)?;
    let permitted = permit(&change, &command, request.actor);
    let receipt = match admit(permitted, loaded.receipt, request.key) {
        Ok(receipt) => receipt,
        Err(no) => return refuse(desk, change, kind, request, no).await,
    };
    if let Some(receipt) = receipt.filter(|_| !hands_out_a_link(kind)) {
        return Ok(Some(Done { change, evidence: receipt.evidence, repeated: true }));
    }
    let is_current = receipt.is_some() || request.seen.is_none_or(|seen| change.is_current(seen));
    let decided = decide(&change, command, request.actor, &desk.context());
    let events = match judge(is_current, decided) {
        Ok(events) => events,
        Err(no) => return refuse(desk, change, kind, request, no).await,
    };
    if events.is_empty() {
        return Ok(Some(Done { change, evidence: None, repeated: true }));
    }
    if !*prepared {
        prepare().await?;
        *prepared = true;
    }
    let organisation = match events.iter().find_map(went_live) {
        None => None,
        Some(endpoints) => Some(with_live(loaded.organisation, endpoints)?),
    };
    let key = request.key.filter(|_| receipt.is_none());
    let commit =
        Commit { organisation, ..commit_of(desk, change.clone(), &events, key, request.actor.name()) };
    match desk.store.commit(&commit).await {
        Ok(()) => {
            let evidence = commit.request.and_then(|(_, receipt)| receipt.evidence);
            Ok(Some(Done { change: commit.change, evidence, repeated: false }))
        }
        Err(CommitFault::VersionConflict | CommitFault::RequestRepeated | CommitFault::ReferenceTaken) => {
            Ok(None)
        }
        // What only the transaction can see refuses here; keeping the attempt is a third call.
        Err(CommitFault::UrlsTaken(positions)) => {
            refuse(desk, change, kind, request, No::Refused(urls_in_use(&positions))).await
        }
        Err(CommitFault::NoLiveEndpoints) => {
            refuse(desk, change, kind, request, No::Refused(Refusal::NoLiveEndpoints)).await
        }
        Err(CommitFault::Fault(fault)) => Err(fault.into()),
    }
}

async fn load<S: Changes>(desk: &Desk<S>, request: &Request<'_>) -> Result<Loaded, Fault> {
    let want = Want {
        change: request.change,
        organisation: request.organisation,
        request: request.key,
        now: desk.clock.now(),
    };
    desk.store.load(want).await
}

/// Whether each repetition does it again, because what it answers ends soon and each one is kept (S4).
const fn hands_out_a_link(command: CommandKind) -> bool {
    matches!(command, CommandKind::FetchMaterial)
}

/// What a command that lost every race answers: what another try of the same request did, or the fresh state.
async fn lost_every_race<S: Changes>(
    desk: &Desk<S>,
    request: &Request<'_>,
    command: &(impl Fn(&Loaded) -> Command + Send),
) -> Result<Done, AppError> {
    let loaded = load(desk, request).await?;
    let command = command(&loaded);
    let change = loaded.change.ok_or(Refusal::NotFound)?;
    match admit(permit(&change, &command, request.actor), loaded.receipt, request.key) {
        Ok(Some(receipt)) => Ok(Done { change, evidence: receipt.evidence, repeated: true }),
        Ok(None) => {
            if request.actor.person().is_some() {
                let place = Place::of_change(&change);
                refused::keep(desk, request.actor, place, command.kind(), CONFLICT).await?;
            }
            Err(AppError::Conflict(change.into()))
        }
        Err(no) => refuse(desk, change, command.kind(), request, no).await,
    }
}

/// Keeps the refused attempt in the history (A1), and refuses.
async fn refuse<S: Changes, T>(
    desk: &Desk<S>,
    change: Change,
    command: CommandKind,
    request: &Request<'_>,
    no: No<Refusal>,
) -> Result<T, AppError> {
    let place = Place::of_change(&change);
    let error = no.or_stale(|| AppError::Stale(change.into()));
    refused::refuse(desk, request.actor, place, command, error).await
}

fn urls_in_use(positions: &[usize]) -> Refusal {
    let problem = |at: &usize| Problem::new(Field::NewEndpointUrl(*at), Wrong::UrlInUse);
    Refusal::Invalid(positions.iter().map(problem).collect())
}

/// Everything that `events` on `change` write.
pub(crate) fn commit_of<S>(
    desk: &Desk<S>,
    mut change: Change,
    events: &[Event],
    key: Option<&RequestKey>,
    name: Option<&Name>,
) -> Commit {
    let before = change.clone();
    let mut mails = Vec::new();
    let mut records = Vec::with_capacity(events.len());
    for event in events {
        let previous = change.clone();
        apply(&mut change, event);
        mails.extend(letters::of_event(&previous, &change, event, desk));
        let (before, after) = (Some(previous.status()), change.status());
        let (event, name) = (event.clone(), name.cloned());
        records.push(Recorded { version: change.version, before, after, event, name });
    }
    let receipt = |key: &RequestKey| Receipt {
        change: Some(change.id),
        evidence: events.iter().find_map(letters::evidence_of),
        ..Receipt::of(key)
    };
    let reserve = newly_proposed(&before, &change);
    Commit {
        read_version: Some(before.version),
        events: records,
        mails,
        needs_live_endpoints: !reserve.is_empty() || was_submitted(events),
        reserve,
        free: proposed_in_another_form(&before, &change),
        release: no_longer_proposed(&before, &change),
        register: registered_anew(&before, &change),
        downtime: change.declared_since(&before),
        organisation: None,
        request: key.map(|key| (key.clone(), receipt(key))),
        change,
    }
}

/// What a command that OAT has for a change would write; none when it would change nothing.
///
/// # Errors
/// Why the change refuses it.
pub(crate) fn consequence_of_oat<S>(
    desk: &Desk<S>,
    change: &Change,
    command: Command,
) -> Result<Option<Commit>, Refusal> {
    let actor = Actor::System(Process::OperationalAcceptanceTesting);
    let events = decide(change, command, &actor, &desk.context())?;
    Ok((!events.is_empty()).then(|| commit_of(desk, change.clone(), &events, None, None)))
}

fn was_submitted(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event.kind, EventKind::ChangeSubmitted { .. }))
}

fn went_live(event: &Event) -> Option<&[(EndpointId, ProposedEndpoint)]> {
    match &event.kind {
        EventKind::EndpointsWentLive { endpoints } => Some(endpoints),
        _ => None,
    }
}

/// The organisation with these endpoints live (G4).
fn with_live(
    organisation: Option<Organisation>,
    endpoints: &[(EndpointId, ProposedEndpoint)],
) -> Result<Organisation, Fault> {
    let mut organisation =
        organisation.ok_or_else(|| Fault::lasting("make endpoints live", "the organisation was not read"))?;
    organisation.version += 1;
    let live = endpoints.iter().map(|(id, endpoint)| (*id, endpoint.endpoint_type));
    organisation.live_endpoints.extend(live);
    Ok(organisation)
}

/// Submitting proposes the endpoints (C8).
fn newly_proposed(before: &Change, after: &Change) -> Vec<ProposedEndpoint> {
    if before.submitted.is_none() { proposed(after) } else { Vec::new() }
}

/// Forms in which what it proposes may have been registered earlier, with their positions.
fn proposed_in_another_form(before: &Change, after: &Change) -> Vec<(usize, ProposedEndpoint)> {
    let typed = after.answers.new_endpoints.iter().map(|answer| answer.url.as_str());
    let proposed = newly_proposed(before, after);
    let earlier = |(at, (endpoint, typed)): (usize, (&ProposedEndpoint, &str))| {
        Some((at, ProposedEndpoint { url: endpoint.url.earlier_form(typed)?, ..*endpoint }))
    };
    proposed.iter().zip(typed).enumerate().filter_map(earlier).collect()
}

/// A submitted change that ends without going live releases its endpoints (C9).
fn no_longer_proposed(before: &Change, after: &Change) -> Vec<ProposedEndpoint> {
    let ended = !before.status().is_terminal()
        && matches!(after.status(), Status::Rejected | Status::Withdrawn)
        && after.live_at.is_none();
    if ended { proposed(after) } else { Vec::new() }
}

fn proposed(change: &Change) -> Vec<ProposedEndpoint> {
    change.submitted.as_ref().map(|s| s.submission.new_endpoints.clone()).unwrap_or_default()
}

/// The entries of the register that the command changes (G5).
fn registered_anew(before: &Change, after: &Change) -> Vec<RegisteredEndpoint> {
    let known = before.register();
    after.register().into_iter().filter(|entry| !known.contains(entry)).collect()
}
