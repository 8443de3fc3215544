//! Commands on a notice of downtime that was given without a change (Q6).

use domain::downtime::{Command, DowntimeAnswers, Notice, Refusal, authorise, decide};
use domain::ids::DowntimeId;
use domain::refusal::Thing;
use domain::tried::Tried;
use jiff::Timestamp;

use crate::command::{Action, CommandStore, Decided, Place, ReadRequest, Receipt, Request, Snapshot, run};
use crate::downtime::commit::commit_of;
use crate::error::{AppError, Current};
use crate::services::Services;

/// What is asked of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DowntimeCommand {
    /// It says something else; it names live endpoints of the actor's organisation.
    Move(DowntimeAnswers),
    /// The downtime ends now.
    End,
    Cancel,
}

/// Carries out `command`. One read and one transaction, unless a race is lost.
///
/// # Errors
/// [`AppError::Refused`] (kept in the history), [`AppError::Stale`], [`AppError::Conflict`], [`AppError::KeyReused`],
/// [`AppError::Fault`].
pub async fn execute_downtime_command<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, DowntimeId>,
    command: &DowntimeCommand,
) -> Result<Notice, AppError> {
    run(services, request.caller(), &OnNotice { request, command }).await
}

struct OnNotice<'a> {
    request: Request<'a, DowntimeId>,
    command: &'a DowntimeCommand,
}

impl<S: CommandStore> Action<S> for OnNotice<'_> {
    type Command = Command;
    type Done = Notice;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let moves = matches!(self.command, DowntimeCommand::Move(_));
        let organisation = self.request.actor.organisation().filter(|_| moves);
        ReadRequest { downtime: Some(self.request.on), organisation, ..ReadRequest::at(now) }
    }

    fn command(&self, snapshot: &Snapshot) -> Result<Command, AppError> {
        found(snapshot)?;
        Ok(match self.command {
            DowntimeCommand::Move(typed) => {
                let live = snapshot.organisation.as_ref().map(|own| own.live_endpoints.clone());
                Command::Move { notice: typed.clone(), live_endpoints: live.unwrap_or_default() }
            }
            DowntimeCommand::End => Command::End,
            DowntimeCommand::Cancel => Command::Cancel,
        })
    }

    fn tried(&self, command: &Command) -> Tried {
        command.kind().into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        snapshot.downtime.as_ref().map(Place::of_downtime)
    }

    fn authorise(&self, snapshot: &Snapshot, _: &Command) -> Result<(), AppError> {
        authorise(found(snapshot)?, self.request.actor)?;
        Ok(())
    }

    async fn repeated(&self, _: &Services<S>, snapshot: Snapshot, _: Receipt) -> Result<Notice, AppError> {
        Ok(snapshot.downtime.ok_or(Refusal::NotFound(Thing::Downtime))?)
    }

    fn is_current(&self, snapshot: &Snapshot) -> bool {
        let version = snapshot.downtime.as_ref().map(|notice| notice.version);
        self.request.seen.is_none_or(|seen| version == Some(seen))
    }

    fn current(&self, snapshot: Snapshot) -> Option<Current> {
        snapshot.downtime.map(|notice| Current::Downtime(Box::new(notice)))
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        command: Command,
    ) -> Result<Decided<Notice>, AppError> {
        let trail = decide(found(snapshot)?, command, self.request.actor, &services.context())?;
        if trail.is_empty() {
            return Ok(Decided::Nothing(trail.into_after()));
        }
        let commit = commit_of(&trail, self.request.actor.name());
        let receipt = Receipt { downtime: Some(self.request.on), ..Receipt::default() };
        Ok(Decided::Write(Box::new(commit), receipt, trail.into_after()))
    }
}

fn found(snapshot: &Snapshot) -> Result<&Notice, Refusal> {
    snapshot.downtime.as_ref().ok_or(Refusal::NotFound(Thing::Downtime))
}
