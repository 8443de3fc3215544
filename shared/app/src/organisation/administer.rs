//! Commands on the record of an organisation or of PDP's team.

use std::collections::BTreeSet;

use domain::ids::{EndpointId, PersonId, SignInId};
use domain::organisation::{
    Command, CommandKind, Reason, Refusal, TeamCommand, TypedWhom, Whom, authorise, authorise_team, decide,
    decide_team,
};
use domain::problem::Field;
use domain::refusal::Thing;
use domain::tried::Tried;
use jiff::Timestamp;

use crate::command::{
    Action, Commit, CommitFault, Decided, Place, ReadRequest, Receipt, Request, Snapshot, run, urls_in_use,
};
use crate::error::{AppError, Current};
use crate::organisation::left_empty::roles_left_empty;
use crate::organisation::record::{Party, Record};
use crate::services::Services;
use crate::work::ports::WorkList;

mod commit;
pub(crate) mod memberships;

pub(super) use self::commit::{RecordTrail, commit_of};

/// A command on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordCommand {
    Organisation(Command),
    Pdp(TeamCommand),
}

impl RecordCommand {
    const fn kind(&self) -> CommandKind {
        match self {
            Self::Organisation(command) => command.kind(),
            Self::Pdp(command) => command.kind(),
        }
    }

    /// The person it is about, as far as it tells.
    fn person(&self, record: &Record) -> Option<PersonId> {
        match self {
            Self::Organisation(Command::Member(command)) => Some(command.person()),
            Self::Organisation(_) => None,
            Self::Pdp(TeamCommand::Member(command)) => Some(command.person()),
            Self::Pdp(TeamCommand::Approve { joins: Some((person, _)), .. }) => Some(*person),
            Self::Pdp(TeamCommand::Propose { whom: TypedWhom::Member(person), .. }) => Some(*person),
            Self::Pdp(TeamCommand::Approve { id, .. } | TeamCommand::Withdraw { id }) => match record {
                Record::Pdp(team) => {
                    team.proposals.iter().find(|waiting| waiting.id == *id).and_then(|waiting| match waiting
                        .whom
                    {
                        Whom::Member(person) => Some(person),
                        Whom::Newcomer(_) => None,
                    })
                }
                Record::Organisation(_) => None,
            },
            Self::Pdp(TeamCommand::Propose { .. }) => None,
        }
    }
}

/// A command that was carried out, now or by an earlier try of the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administered {
    pub record: Record,
    /// The person it was about, if it was about one.
    pub person: Option<PersonId>,
    /// What that person signs in with, or did.
    pub sign_in: Option<SignInId>,
    /// Whether an earlier try of the same request had done it.
    pub repeated: bool,
}

/// Carries out `command`. One read and one transaction, unless a race is lost.
///
/// # Errors
/// [`AppError::Refused`] (kept in the history), [`AppError::Stale`], [`AppError::Conflict`], [`AppError::KeyReused`],
/// [`AppError::Fault`].
pub async fn administer<S: WorkList>(
    services: &Services<S>,
    request: Request<'_, Party>,
    command: &RecordCommand,
) -> Result<Administered, AppError> {
    let making = |_: &_| command.clone();
    run(services, request.caller(), &OnRecord { request, kind: command.kind(), endpoints: &[], making }).await
}

/// A command on a record.
pub(super) struct OnRecord<'a, M> {
    pub(super) request: Request<'a, Party>,
    pub(super) kind: CommandKind,
    /// Entries of the register to read along.
    pub(super) endpoints: &'a [EndpointId],
    pub(super) making: M,
}

/// Makes a command of what was read.
pub(super) trait Making: Send + Sync {
    /// Whether that begins something outside.
    const BEGINS_OUTSIDE: bool = false;

    /// Makes it.
    fn make(&self, snapshot: &Snapshot) -> impl Future<Output = Result<RecordCommand, AppError>> + Send;
}

impl<F: Fn(&Snapshot) -> RecordCommand + Send + Sync> Making for F {
    async fn make(&self, snapshot: &Snapshot) -> Result<RecordCommand, AppError> {
        Ok(self(snapshot))
    }
}

impl<S: WorkList, M: Making> Action<S> for OnRecord<'_, M> {
    type Command = ();
    type Done = Administered;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let read = ReadRequest { endpoints: self.endpoints, ..ReadRequest::at(now) };
        read.with_record(Some(self.request.on))
    }

    fn command(&self, snapshot: &Snapshot) -> Result<(), AppError> {
        snapshot.version_of(self.request.on).map(|_| ()).ok_or(Refusal::NotFound(Thing::Organisation).into())
    }

    fn tried(&self, (): &()) -> Tried {
        self.kind.into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        Place::of_record(self.request.on, snapshot)
    }

    fn authorise(&self, _: &Snapshot, (): &()) -> Result<(), AppError> {
        match self.request.on {
            Party::Organisation(id) => authorise(id, self.kind, self.request.actor)?,
            Party::Pdp => authorise_team(self.kind, self.request.actor)?,
        };
        Ok(())
    }

    async fn repeated(
        &self,
        _: &Services<S>,
        snapshot: Snapshot,
        receipt: Receipt,
    ) -> Result<Administered, AppError> {
        let (person, sign_in) = (receipt.person, receipt.sign_in);
        Ok(Administered { record: self.record(&snapshot)?, person, sign_in, repeated: true })
    }

    fn is_current(&self, snapshot: &Snapshot) -> bool {
        self.request.seen.is_none_or(|seen| snapshot.version_of(self.request.on) == Some(seen))
    }

    fn current(&self, snapshot: Snapshot) -> Option<Current> {
        snapshot.record(self.request.on).map(|record| Current::Record(Box::new(record)))
    }

    fn begins_outside(&self) -> bool {
        M::BEGINS_OUTSIDE
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<Administered>, AppError> {
        let (actor, now) = (self.request.actor, services.clock.now());
        let command = self.making.make(snapshot).await?;
        let before = self.record(snapshot)?;
        let person = command.person(&before);
        let signs_in_with = |record: &Record| Some(record.member(person?)?.0);
        let left = signs_in_with(&before);
        let trail = match (before, command) {
            (Record::Organisation(own), RecordCommand::Organisation(command)) => {
                RecordTrail::Organisation(decide(&own, command, actor, now)?)
            }
            (Record::Pdp(team), RecordCommand::Pdp(command)) => {
                RecordTrail::Pdp(decide_team(&team, command, actor, now)?)
            }
            // The command of one side on the record of the other.
            _ => return Err(Refusal::NotFound(Thing::Organisation).into()),
        };
        let record = trail.after();
        let sign_in = signs_in_with(&record).or(left);
        if trail.is_empty() {
            return Ok(Decided::Nothing(Administered { record, person, sign_in, repeated: true }));
        }
        let must_act = match trail.before() {
            Some(before) => roles_left_empty(services, &before, &record).await?,
            None => BTreeSet::new(),
        };
        let commit = commit_of(services, &trail, snapshot.endpoints.first(), &must_act, actor, now);
        let organisation = match self.request.on {
            Party::Organisation(id) => Some(id),
            Party::Pdp => None,
        };
        let receipt = Receipt { organisation, person, sign_in, ..Receipt::default() };
        let done = Administered { record, person, sign_in, repeated: false };
        Ok(Decided::Write(Box::new(commit), receipt, done))
    }

    fn refused_late(&self, fault: CommitFault, _: &Commit) -> AppError {
        match fault {
            CommitFault::MemberElsewhere => Reason::MemberElsewhere.into(),
            CommitFault::UrlsTaken(places) => urls_in_use(&places, Field::SchemeEndpointUrl).into(),
            other => other.unexpected("carry out a command on a record").into(),
        }
    }
}

impl<M> OnRecord<'_, M> {
    fn record(&self, snapshot: &Snapshot) -> Result<Record, Refusal> {
        snapshot.record(self.request.on).ok_or(Refusal::NotFound(Thing::Organisation))
    }
}
