//! The way of every command on an existing change: read, decide, apply, commit, at most twice.

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

use crate::attempt::Attempt;
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::letters;
use crate::ports::{Changes, Commit, CommitFault, Loaded, Receipt, Recorded, RequestKey, Want};

/// Tries at one command: a lost race is decided again once.
const TRIES: u32 = 2;

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

/// As [`execute_command`], doing what `prepare` says once nothing refuses the command, before it is written; again when a race is
/// lost.
///
/// # Errors
/// As [`execute_command`].
pub(crate) async fn execute_prepared<S: Changes, F: Future<Output = Result<(), Fault>> + Send>(
    desk: &Desk<S>,
    request: Request<'_>,
    command: impl Fn(&Loaded) -> Command + Send,
    prepare: impl Fn() -> F + Send,
) -> Result<Done, AppError> {
    for _ in 0..TRIES {
        if let Some(done) = try_once(desk, &request, &command, &prepare).await? {
            return Ok(done);
        }
    }
    let want =
        Want { change: request.change, organisation: None, request: request.key, now: desk.clock.now() };
    let mut loaded = desk.store.load(want).await?;
    match already_done(&mut loaded, request.key)? {
        Some(done) => Ok(done),
        None => {
            Err(loaded.change.map_or(Refusal::NotFound.into(), |change| AppError::Conflict(change.into())))
        }
    }
}

/// One try; none when someone else was faster.
async fn try_once<S: Changes, F: Future<Output = Result<(), Fault>> + Send>(
    desk: &Desk<S>,
    request: &Request<'_>,
    command: &(impl Fn(&Loaded) -> Command + Send),
    prepare: &(impl Fn() -> F + Send),
) -> Result<Option<Done>, AppError> {
    let want = Want {
        change: request.change,
        organisation: request.organisation,
        request: request.key,
        now: desk.clock.now(),
    };
    let mut loaded = desk.store.load(want).await?;
    if let Some(done) = already_done(&mut loaded, request.key)? {
        return Ok(Some(done));
    }
    let command = command(&loaded);
    let kind = command.kind();
    let change = loaded.change.ok_or(Refusal::NotFound)?;
    let events = match decide_on(desk, &change, command, request) {
        Ok(events) => events,
        Err(AppError::Refused(refusal)) => return refuse(desk, &change, kind, request, refusal).await,
        Err(other) => return Err(other),
    };
    if events.is_empty() {
        return Ok(Some(Done { change, evidence: None, repeated: true }));
    }
    prepare().await?;
    let organisation = match events.iter().find_map(went_live) {
        None => None,
        Some(endpoints) => Some(with_live(loaded.organisation, endpoints)?),
    };
    let commit = Commit { organisation, ..commit_of(desk, change.clone(), &events, request.key) };
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
            refuse(desk, &change, kind, request, urls_in_use(&positions)).await
        }
        Err(CommitFault::NoLiveEndpoints) => {
            refuse(desk, &change, kind, request, Refusal::NoLiveEndpoints).await
        }
        Err(CommitFault::Fault(fault)) => Err(fault.into()),
    }
}

/// What an earlier try of the same request did.
pub(crate) fn already_done(loaded: &mut Loaded, key: Option<&RequestKey>) -> Result<Option<Done>, AppError> {
    let (Some(key), Some(receipt)) = (key, &loaded.receipt) else {
        return Ok(None);
    };
    if receipt.fingerprint != key.fingerprint {
        return Err(AppError::KeyReused);
    }
    let evidence = receipt.evidence;
    let change = loaded.change.take().ok_or(Refusal::NotFound)?;
    Ok(Some(Done { change, evidence, repeated: true }))
}

/// Permission comes first, so that nobody learns more than they may; then staleness, unless there is nothing to do; then the
/// rules.
fn decide_on<S>(
    desk: &Desk<S>,
    change: &Change,
    command: Command,
    request: &Request<'_>,
) -> Result<Vec<Event>, AppError> {
    permit(change, &command, request.actor)?;
    let decided = decide(change, command, request.actor, &desk.context());
    if request.seen.is_some_and(|seen| !change.is_current(seen)) {
        return match decided {
            // It is as they want it: an earlier try of this very request did it, and its answer was lost.
            Ok(events) if events.is_empty() => Ok(events),
            _ => Err(AppError::Stale(Box::new(change.clone()))),
        };
    }
    Ok(decided?)
}

/// Keeps the refused attempt in the history (A1), and refuses.
pub(crate) async fn refuse<S: Changes, T>(
    desk: &Desk<S>,
    change: &Change,
    command: CommandKind,
    request: &Request<'_>,
    refusal: Refusal,
) -> Result<T, AppError> {
    let attempt = Attempt {
        id: desk.fresh_id(),
        change: change.id,
        organisation: change.organisation,
        version: change.version,
        at: desk.clock.now(),
        person: request.actor.person(),
        outsider: !request.actor.may_see(change.organisation),
        command,
        refusal: refusal.code().to_owned(),
    };
    desk.store.record_attempt(&attempt).await?;
    Err(refusal.into())
}

fn urls_in_use(positions: &[usize]) -> Refusal {
    let problem = |at: &usize| Problem::new(Field::NewEndpointUrl(*at), Wrong::UrlInUse);
    Refusal::Invalid(positions.iter().map(problem).collect())
}

fn commit_of<S>(desk: &Desk<S>, mut change: Change, events: &[Event], key: Option<&RequestKey>) -> Commit {
    let before = change.clone();
    let mut mails = Vec::new();
    let mut records = Vec::with_capacity(events.len());
    for event in events {
        let previous = change.clone();
        apply(&mut change, event);
        mails.extend(letters::of_event(&previous, &change, event, desk));
        let (before, after) = (Some(previous.status()), change.status());
        records.push(Recorded { version: change.version, before, after, event: event.clone() });
    }
    let receipt = |key: &RequestKey| Receipt {
        fingerprint: key.fingerprint,
        change: change.id,
        evidence: events.iter().find_map(letters::evidence_of),
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
    Ok((!events.is_empty()).then(|| commit_of(desk, change.clone(), &events, None)))
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
