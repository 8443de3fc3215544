//! The way of every command on the record of an organisation or of PDP's team: read, decide, apply, commit, at most twice.

use domain::actor::{Actor, PdpRole};
use domain::ids::{EndpointId, PersonId};
use domain::organisation::{
    Command, CommandKind, Field, Flaw, MemberCommand, Problem, Refusal, Version, decide, decide_team, permit,
    permit_team,
};
use domain::problem::Fault as Wrong;
use domain::register::RegisteredEndpoint;

use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::ports::RequestKey;
use crate::records::{
    LoadedRecord, Organisations, Party, Record, RecordAttempt, RecordCommitFault, RecordEvent, WantRecord,
};

mod commit;
mod memberships;

use self::commit::commit_of;

/// Tries at one command: a lost race is decided again once.
pub(crate) const TRIES: u32 = 2;

/// A command's surroundings: who asks, on whose record, having seen what.
#[derive(Debug, Clone, Copy)]
pub struct RecordRequest<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// On whose record.
    pub party: Party,
    /// The version they saw; any when none.
    pub seen: Option<Version>,
    /// Identifies the request, so that it can be repeated.
    pub key: Option<&'a RequestKey>,
}

/// A command on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordCommand {
    /// On an organisation's.
    Organisation(Command),
    /// On PDP's.
    Pdp(MemberCommand<PdpRole>),
}

impl RecordCommand {
    const fn kind(&self) -> CommandKind {
        match self {
            Self::Organisation(command) => command.kind(),
            Self::Pdp(command) => command.kind(),
        }
    }

    /// The endpoint it is about.
    const fn endpoint(&self) -> Option<EndpointId> {
        match self {
            Self::Organisation(Command::TakeEndpointOutOfUse { id, .. }) => Some(*id),
            _ => None,
        }
    }

    /// The person it is about.
    const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Organisation(Command::Member(command)) => Some(subject(command)),
            Self::Pdp(command) => Some(subject(command)),
            Self::Organisation(_) => None,
        }
    }
}

const fn subject<R>(command: &MemberCommand<R>) -> PersonId {
    match command {
        MemberCommand::Add { person, .. }
        | MemberCommand::ChangeRoles { person, .. }
        | MemberCommand::Remove { person } => *person,
    }
}

/// A command that was carried out, now or by an earlier try of the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administered {
    /// The record as it is now.
    pub record: Record,
    /// The person it was about, if it was about one.
    pub person: Option<PersonId>,
    /// Whether an earlier try of the same request had done it.
    pub repeated: bool,
}

/// Carries out `command`. One read and one transaction, unless a race is lost.
///
/// # Errors
/// [`AppError::RecordRefused`] (kept in the history), [`AppError::RecordStale`], [`AppError::RecordConflict`],
/// [`AppError::KeyReused`], [`AppError::Fault`].
pub async fn administer<S: Organisations>(
    desk: &Desk<S>,
    request: RecordRequest<'_>,
    command: &RecordCommand,
) -> Result<Administered, AppError> {
    for _ in 0..TRIES {
        let mut loaded = load(desk, &request, command.endpoint()).await?;
        if let Some(done) = already_done(&mut loaded, request.key)? {
            return Ok(done);
        }
        let record = take_record(&mut loaded)?;
        match permitted(desk, &record, command.kind(), &request).await {
            // It is as they want it: an earlier try of this very request did it, and its answer was lost.
            Err(AppError::RecordStale(record)) if is_nothing_new(desk, &record, command, request.actor) => {
                return Ok(Administered { record: *record, person: command.person(), repeated: true });
            }
            permitted => permitted?,
        }
        if let Some(done) = carry_out(desk, record, &loaded, command.clone(), &request).await? {
            return Ok(done);
        }
    }
    lost_twice(desk, &request).await
}

/// Reads what a command needs.
pub(crate) async fn load<S: Organisations>(
    desk: &Desk<S>,
    request: &RecordRequest<'_>,
    endpoint: Option<EndpointId>,
) -> Result<LoadedRecord, Fault> {
    let want = WantRecord { party: request.party, endpoint, request: request.key, now: desk.clock.now() };
    desk.store.load_record(want).await
}

/// What an earlier try of the same request did.
pub(crate) fn already_done(
    loaded: &mut LoadedRecord,
    key: Option<&RequestKey>,
) -> Result<Option<Administered>, AppError> {
    let (Some(key), Some(receipt)) = (key, loaded.receipt) else {
        return Ok(None);
    };
    if receipt.fingerprint != key.fingerprint {
        return Err(AppError::KeyReused);
    }
    Ok(Some(Administered { record: take_record(loaded)?, person: receipt.person, repeated: true }))
}

/// The record that was read; nothing can be asked of one that is not there.
pub(crate) fn take_record(loaded: &mut LoadedRecord) -> Result<Record, Refusal> {
    loaded.record.take().ok_or(Refusal::NotFound)
}

/// Permission comes first, so that nobody learns more than they may; then staleness.
pub(crate) async fn permitted<S: Organisations>(
    desk: &Desk<S>,
    record: &Record,
    command: CommandKind,
    request: &RecordRequest<'_>,
) -> Result<(), AppError> {
    let permitted = match record {
        Record::Organisation(organisation) => permit(organisation.id, command, request.actor),
        Record::Pdp(_) => permit_team(request.actor),
    };
    if let Err(refusal) = permitted {
        return refuse(desk, record, command, request, refusal).await;
    }
    if request.seen.is_some_and(|seen| seen != record.version()) {
        return Err(AppError::RecordStale(Box::new(record.clone())));
    }
    Ok(())
}

/// Decides and commits; none when someone else was faster.
pub(crate) async fn carry_out<S: Organisations>(
    desk: &Desk<S>,
    record: Record,
    loaded: &LoadedRecord,
    command: RecordCommand,
    request: &RecordRequest<'_>,
) -> Result<Option<Administered>, AppError> {
    let (kind, person) = (command.kind(), command.person());
    let events = match decide_on(&record, command, request.actor, desk) {
        Ok(events) => events,
        Err(refusal) => return refuse(desk, &record, kind, request, refusal).await,
    };
    if events.is_empty() {
        return Ok(Some(Administered { record, person, repeated: true }));
    }
    let commit = commit_of(&record, events, loaded, person, request.key);
    match desk.store.commit_record(&commit).await {
        Ok(()) => Ok(Some(Administered { record: commit.record, person, repeated: false })),
        Err(RecordCommitFault::VersionConflict | RecordCommitFault::RequestRepeated) => Ok(None),
        // What only the transaction can see refuses here; keeping the attempt is a third call.
        Err(RecordCommitFault::MemberElsewhere) => {
            refuse(desk, &record, kind, request, Refusal::MemberElsewhere).await
        }
        Err(RecordCommitFault::UrlsTaken(positions)) => {
            let refusal = urls_in_use(&commit.record, &commit.proposed, &positions);
            refuse(desk, &record, kind, request, refusal).await
        }
        Err(RecordCommitFault::Fault(fault)) => Err(fault.into()),
    }
}

/// The fields of the form whose URLs somebody else has, of those that were to be `proposed` (C3).
fn urls_in_use(record: &Record, proposed: &[RegisteredEndpoint], positions: &[usize]) -> Refusal {
    let scheme = match record {
        Record::Organisation(own) => own.vouching.as_ref(),
        Record::Pdp(_) => None,
    };
    let endpoints = scheme.map(|scheme| scheme.endpoints.as_slice()).unwrap_or_default();
    let place = |at: &usize| endpoints.iter().position(|(id, _)| *id == proposed[*at].id);
    let problem = |at| Problem { field: Field::EndpointUrl(at), flaw: Flaw::Common(Wrong::UrlInUse) };
    Refusal::Invalid(positions.iter().filter_map(place).map(problem).collect())
}

/// What a command that lost every race answers: what an earlier try did, or the fresh record.
pub(crate) async fn lost_twice<S: Organisations>(
    desk: &Desk<S>,
    request: &RecordRequest<'_>,
) -> Result<Administered, AppError> {
    let mut loaded = load(desk, request, None).await?;
    match already_done(&mut loaded, request.key)? {
        Some(done) => Ok(done),
        None => Err(AppError::RecordConflict(Box::new(take_record(&mut loaded)?))),
    }
}

/// Keeps the refused attempt in the history (A1), and refuses.
pub(crate) async fn refuse<S: Organisations, T>(
    desk: &Desk<S>,
    record: &Record,
    command: CommandKind,
    request: &RecordRequest<'_>,
    refusal: Refusal,
) -> Result<T, AppError> {
    let attempt = RecordAttempt {
        id: desk.fresh_id(),
        party: record.party(),
        version: record.version(),
        at: desk.clock.now(),
        person: request.actor.person(),
        outsider: match record.party() {
            Party::Organisation(id) => !request.actor.may_see(id),
            Party::Pdp => matches!(request.actor, Actor::Member { .. }),
        },
        command,
        refusal: refusal.code().to_owned(),
    };
    desk.store.record_refusal(&attempt).await?;
    Err(refusal.into())
}

fn is_nothing_new<S>(desk: &Desk<S>, record: &Record, command: &RecordCommand, actor: &Actor) -> bool {
    decide_on(record, command.clone(), actor, desk).is_ok_and(|events| events.is_empty())
}

fn decide_on<S>(
    record: &Record,
    command: RecordCommand,
    actor: &Actor,
    desk: &Desk<S>,
) -> Result<Vec<RecordEvent>, Refusal> {
    let now = desk.clock.now();
    match (record, command) {
        (Record::Organisation(organisation), RecordCommand::Organisation(command)) => {
            let events = decide(organisation, command, actor, now)?;
            Ok(events.into_iter().map(RecordEvent::Organisation).collect())
        }
        (Record::Pdp(team), RecordCommand::Pdp(command)) => {
            let events = decide_team(team, command, actor, now)?;
            Ok(events.into_iter().map(RecordEvent::Pdp).collect())
        }
        // The command of one side on the record of the other.
        _ => Err(Refusal::NotFound),
    }
}
