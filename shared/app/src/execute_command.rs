//! The way of every command on an existing change: read, decide, apply, commit, at most twice.

use domain::actor::Actor;
use domain::change::{Change, Command, CommandKind, Event, Refusal, Status, Version, apply, decide, permit};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{AttemptId, ChangeId, EvidenceId, OrganisationId};
use domain::problem::{Fault as Wrong, Field, Problem};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use crate::attempt::Attempt;
use crate::desk::Desk;
use crate::error::AppError;
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
    for _ in 0..TRIES {
        if let Some(done) = try_once(desk, &request, &command).await? {
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
async fn try_once<S: Changes>(
    desk: &Desk<S>,
    request: &Request<'_>,
    command: &(impl Fn(&Loaded) -> Command + Send),
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
    let commit = commit_of(desk, change.clone(), &events, request.key);
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

/// Permission comes first, so that nobody learns more than they may; then staleness; then the rules.
fn decide_on<S>(
    desk: &Desk<S>,
    change: &Change,
    command: Command,
    request: &Request<'_>,
) -> Result<Vec<Event>, AppError> {
    permit(change.organisation, command.kind(), request.actor)?;
    if request.seen.is_some_and(|seen| !change.is_current(seen)) {
        return Err(AppError::Stale(Box::new(change.clone())));
    }
    Ok(decide(change, command, request.actor, &desk.context())?)
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
        id: AttemptId::from_untyped_uuid(Uuid::from_bytes(desk.ids.uuid())),
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
    let read_version = Some(change.version);
    let mut mails = Vec::new();
    let mut records = Vec::with_capacity(events.len());
    let mut reserve = Vec::new();
    let mut release = Vec::new();
    for event in events {
        let before = change.status();
        apply(&mut change, event);
        let after = change.status();
        reserve.extend(newly_proposed(before, after, &change));
        release.extend(no_longer_proposed(before, after, &change));
        mails.extend(letters::of_event(&change, event, desk));
        records.push(Recorded { version: change.version, before: Some(before), after, event: event.clone() });
    }
    let receipt = |key: &RequestKey| Receipt {
        fingerprint: key.fingerprint,
        change: change.id,
        evidence: events.iter().find_map(letters::evidence_of),
    };
    Commit {
        read_version,
        events: records,
        mails,
        needs_live_endpoints: !reserve.is_empty() || was_submitted(events),
        reserve,
        release,
        request: key.map(|key| (key.clone(), receipt(key))),
        change,
    }
}

fn was_submitted(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event.kind, domain::change::EventKind::ChangeSubmitted { .. }))
}

/// Submitting proposes the endpoints (C8).
fn newly_proposed(before: Status, after: Status, change: &Change) -> Vec<ProposedEndpoint> {
    if before == Status::Draft && after == Status::InReview { proposed(change) } else { Vec::new() }
}

/// A submitted change that ends without going live releases its endpoints (C9).
fn no_longer_proposed(before: Status, after: Status, change: &Change) -> Vec<ProposedEndpoint> {
    let ended = !before.is_terminal() && matches!(after, Status::Rejected | Status::Withdrawn);
    if ended { proposed(change) } else { Vec::new() }
}

fn proposed(change: &Change) -> Vec<ProposedEndpoint> {
    change.submitted.as_ref().map(|s| s.submission.new_endpoints.clone()).unwrap_or_default()
}
