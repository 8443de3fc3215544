//! Runs every command on the record of an organisation or of PDP's team: read, decide, apply, commit, until nobody else is faster.

use domain::actor::{Actor, PdpRole};
use domain::ids::{EndpointId, PersonId};
use domain::organisation::{
    Command, CommandKind, Field, Flaw, MemberCommand, Problem, Refusal, Version, decide, decide_team, permit,
    permit_team,
};
use domain::problem::Fault as Wrong;
use domain::register::RegisteredEndpoint;

use crate::command::contention::{TRIES, before_try};
use crate::command::order::{CONFLICT, No, admit, judge};
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{self, Place};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::organisation::records::{
    LoadedRecord, Organisations, Party, Record, RecordCommitFault, RecordEvent, WantRecord,
};

mod commit;
mod memberships;

use self::commit::commit_of;

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
    for number in 0..TRIES {
        before_try(desk, number).await;
        let mut loaded = load(desk, &request, command.endpoint()).await?;
        let record = take_record(&mut loaded)?;
        let done = match admitted(desk, &record, command.kind(), &request, loaded.receipt).await? {
            Some(receipt) => Some(Administered { record, person: receipt.person, repeated: true }),
            None => carry_out(desk, record, &loaded, command.clone(), &request).await?,
        };
        if let Some(done) = done {
            return Ok(done);
        }
    }
    lost_every_race(desk, &request, command.kind()).await
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

/// The record that was read; nothing can be asked of one that is not there.
pub(crate) fn take_record(loaded: &mut LoadedRecord) -> Result<Record, Refusal> {
    loaded.record.take().ok_or(Refusal::NotFound)
}

/// Permission, then the receipt: what an earlier try of the same request did, if there was one.
pub(crate) async fn admitted<S: Organisations>(
    desk: &Desk<S>,
    record: &Record,
    command: CommandKind,
    request: &RecordRequest<'_>,
    receipt: Option<Receipt>,
) -> Result<Option<Receipt>, AppError> {
    let permitted = match record {
        Record::Organisation(organisation) => permit(organisation.id, command, request.actor),
        Record::Pdp(_) => permit_team(request.actor),
    };
    match admit(permitted, receipt, request.key) {
        Ok(receipt) => Ok(receipt),
        Err(no) => refuse(desk, record, command, request, no).await,
    }
}

/// Whether they saw the record as it is.
pub(crate) fn is_current(record: &Record, request: &RecordRequest<'_>) -> bool {
    request.seen.is_none_or(|seen| seen == record.version())
}

/// Freshness, then the rules, and commits; none when someone else was faster.
pub(crate) async fn carry_out<S: Organisations>(
    desk: &Desk<S>,
    record: Record,
    loaded: &LoadedRecord,
    command: RecordCommand,
    request: &RecordRequest<'_>,
) -> Result<Option<Administered>, AppError> {
    let (kind, person) = (command.kind(), command.person());
    let decided = decide_on(&record, command, request.actor, desk);
    let events = match judge(is_current(&record, request), decided) {
        Ok(events) => events,
        Err(no) => return refuse(desk, &record, kind, request, no).await,
    };
    if events.is_empty() {
        return Ok(Some(Administered { record, person, repeated: true }));
    }
    let commit = commit_of(&record, events, loaded, person, request);
    match desk.store.commit_record(&commit).await {
        Ok(()) => Ok(Some(Administered { record: commit.record, person, repeated: false })),
        Err(RecordCommitFault::VersionConflict | RecordCommitFault::RequestRepeated) => Ok(None),
        // What only the transaction can see refuses here; keeping the attempt is a third call.
        Err(RecordCommitFault::MemberElsewhere) => {
            let no = No::Refused(Refusal::MemberElsewhere);
            refuse(desk, &record, kind, request, no).await
        }
        Err(RecordCommitFault::UrlsTaken(positions)) => {
            let no = No::Refused(urls_in_use(&commit.record, &commit.proposed, &positions));
            refuse(desk, &record, kind, request, no).await
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

/// What a command that lost every race answers: what another try of the same request did, or the fresh record.
pub(crate) async fn lost_every_race<S: Organisations>(
    desk: &Desk<S>,
    request: &RecordRequest<'_>,
    command: CommandKind,
) -> Result<Administered, AppError> {
    let mut loaded = load(desk, request, None).await?;
    let record = take_record(&mut loaded)?;
    if let Some(receipt) = admitted(desk, &record, command, request, loaded.receipt).await? {
        return Ok(Administered { record, person: receipt.person, repeated: true });
    }
    refused::keep(desk, request.actor, Place::of_record(&record), command, CONFLICT).await?;
    Err(AppError::RecordConflict(Box::new(record)))
}

/// Keeps the refused attempt in the history (A1), and refuses.
pub(crate) async fn refuse<S: Organisations, T>(
    desk: &Desk<S>,
    record: &Record,
    command: CommandKind,
    request: &RecordRequest<'_>,
    no: No<Refusal>,
) -> Result<T, AppError> {
    let error = no.or_stale(|| AppError::RecordStale(Box::new(record.clone())));
    refused::refuse(desk, request.actor, Place::of_record(record), command, error).await
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
