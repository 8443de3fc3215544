//! Runs every command: read, permission, receipt, quota, freshness, rules, one transaction; again while others are faster.

use domain::actor::Actor;
use domain::quota::{self, Count};
use domain::tried::Tried;
use jiff::Timestamp;

use crate::command::commit::{Commit, CommitFault};
use crate::command::contention::{TRIES, before_try};
use crate::command::counting::Counts;
use crate::command::place::{self, Place};
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::snapshot::{ReadRequest, Snapshot};
use crate::command::store::{CommandStore, Tally};
use crate::error::{AppError, CONFLICT, Current, Fault};
use crate::services::Services;

/// What somebody asks for. [`run`] carries it out.
pub(crate) trait Action<S>: Sync {
    /// The command, made of what was read.
    type Command: Send + Sync;
    /// What it answers.
    type Done: Send;

    /// What has to be read, the request aside.
    fn reads(&self, now: Timestamp) -> ReadRequest<'_>;

    /// The command. Once for each try.
    ///
    /// # Errors
    /// Why there is nothing to ask it of; such a refusal has no history to be kept in.
    fn command(&self, snapshot: &Snapshot) -> Result<Self::Command, AppError>;

    /// What it is called in histories.
    fn tried(&self, command: &Self::Command) -> Tried;

    /// What it is counted as besides being a command (Q7).
    fn uses(&self) -> Option<quota::Kind> {
        None
    }

    /// Where a refusal is kept; none when nobody has a history for it.
    fn place(&self, snapshot: &Snapshot) -> Option<Place>;

    /// Whether the actor may (P1, P2).
    fn authorise(&self, snapshot: &Snapshot, command: &Self::Command) -> Result<(), AppError>;

    /// Whether a repeated request does it again: what it answers ends soon, and each one is kept.
    fn is_done_again(&self, _command: &Self::Command) -> bool {
        false
    }

    /// What an earlier try of the same request did; never asked of what is done again.
    fn repeated(
        &self,
        _services: &Services<S>,
        _snapshot: Snapshot,
        _receipt: Receipt,
    ) -> impl Future<Output = Result<Self::Done, AppError>> + Send {
        async { Err(AppError::KeyReused) }
    }

    /// Whether the person saw what they act on as it is.
    fn is_current(&self, _snapshot: &Snapshot) -> bool {
        true
    }

    /// What the person acts on, as it is now, for those who saw it otherwise; none when nobody acts on a version.
    fn current(&self, _snapshot: Snapshot) -> Option<Current> {
        None
    }

    /// Whether deciding begins something outside, so that nobody may have a stale view by then.
    fn begins_outside(&self) -> bool {
        false
    }

    /// What it leads to.
    fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        command: Self::Command,
    ) -> impl Future<Output = Result<Decided<Self::Done>, AppError>> + Send;

    /// Why it is refused after all, when only the transaction could see it.
    fn refused_late(&self, fault: CommitFault, _commit: &Commit) -> AppError {
        fault.unexpected("carry out a command").into()
    }
}

/// What a command leads to, and what it answers.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of a command")]
pub(crate) enum Decided<D> {
    /// It is so already.
    Nothing(D),
    /// This is to be written, and these ids of the request are to be remembered.
    Write(Box<Commit>, Receipt, D),
}

/// Who asks for something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) actor: &'a Actor,
    /// Identifies the request, so that it can be repeated.
    pub(crate) key: Option<&'a RequestKey>,
}

/// Carries out `action` for `caller`. One read and one transaction, unless a race is lost.
///
/// # Errors
/// Why it is refused (kept where its place is), stale or in conflict; [`AppError::KeyReused`], [`AppError::Fault`].
pub(crate) async fn run<S: CommandStore, A: Action<S>>(
    services: &Services<S>,
    caller: Caller<'_>,
    action: &A,
) -> Result<A::Done, AppError> {
    run_on(services, caller, action, None).await
}

/// As [`run`], on what was read already, if it was.
pub(crate) async fn run_on<S: CommandStore, A: Action<S>>(
    services: &Services<S>,
    caller: Caller<'_>,
    action: &A,
    mut known: Option<Snapshot>,
) -> Result<A::Done, AppError> {
    let mut lost = Lost::State;
    for number in 0..TRIES {
        before_try(services, number).await;
        let counts = Counts::of(services, caller.actor, action.uses());
        let snapshot = match known.take() {
            Some(snapshot) => snapshot,
            None => read(services, caller, action, &counts).await?,
        };
        // Boxed, because the compiler follows futures only so deep.
        match Box::pin(try_once(services, caller, action, snapshot, &counts)).await? {
            Ok(done) => return Ok(done),
            Err(race) => lost = race,
        }
    }
    match lost {
        Lost::State => lost_every_race(services, caller, action).await,
        Lost::Count => Err(quota::Reason::AtOnce.into()),
    }
}

async fn read<S: CommandStore, A: Action<S>>(
    services: &Services<S>,
    caller: Caller<'_>,
    action: &A,
    counts: &Counts,
) -> Result<Snapshot, Fault> {
    let read = ReadRequest { request: caller.key, counts: &counts.all, ..action.reads(services.clock.now()) };
    services.store.read(read).await
}

/// A race in which someone else was faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lost {
    /// For a state, a reference, a receipt.
    State,
    /// To be counted. Nobody's view is older for it.
    Count,
}

/// One try.
async fn try_once<S: CommandStore, A: Action<S>>(
    services: &Services<S>,
    caller: Caller<'_>,
    action: &A,
    snapshot: Snapshot,
    counts: &Counts,
) -> Result<Result<A::Done, Lost>, AppError> {
    let command = action.command(&snapshot)?;
    let spent = counts.spent(&snapshot.counts);
    let counted = counts.left_for_refusals(&snapshot.counts);
    let tried = action.tried(&command);
    let refusing = Refusing { caller, place: action.place(&snapshot), tried, counted };
    let receipt = match admit(caller, action, &snapshot, &command) {
        Ok(receipt) => receipt,
        Err(error) => return refusing.refuse(services, error).await,
    };
    if let Some(receipt) = receipt.filter(|_| !action.is_done_again(&command)) {
        return match action.repeated(services, snapshot, receipt).await {
            Ok(done) => Ok(Ok(done)),
            Err(error) => refusing.refuse(services, error).await,
        };
    }
    if let Some(spent) = spent {
        return refusing.refuse_for(services, &spent.count, spent.told).await;
    }
    let is_current = receipt.is_some() || action.is_current(&snapshot);
    if !is_current && action.begins_outside() {
        return refusing.refuse(services, changed_meanwhile(action.current(snapshot), AppError::Stale)).await;
    }
    let (mut commit, ids, done) = match action.decide(services, &snapshot, command).await {
        // A stale view does no harm when it is so already: an earlier try of this very request did it, and its answer was lost.
        Ok(Decided::Nothing(done)) => return Ok(Ok(done)),
        Ok(Decided::Write(commit, ids, done)) if is_current => (*commit, ids, done),
        Err(error) if is_current || matches!(error, AppError::Fault(_)) => {
            return refusing.refuse(services, error).await;
        }
        _ => {
            return refusing
                .refuse(services, changed_meanwhile(action.current(snapshot), AppError::Stale))
                .await;
        }
    };
    let remember = |key: &RequestKey| Receipt { party: Some(key.party), fingerprint: key.fingerprint, ..ids };
    commit.receipt = caller.key.filter(|_| receipt.is_none()).map(|key| (key.clone(), remember(key)));
    commit.counts.clone_from(&counts.all);
    commit.read_past = snapshot.read_past;
    match services.store.commit(&commit).await {
        Ok(()) => Ok(Ok(done)),
        Err(CommitFault::VersionConflict | CommitFault::RequestRepeated | CommitFault::ReferenceTaken) => {
            Ok(Err(Lost::State))
        }
        Err(CommitFault::CountedAtOnce) => Ok(Err(Lost::Count)),
        Err(CommitFault::Spent(place)) => match commit.counts.get(place) {
            Some(count) => refusing.refuse_for(services, count, false).await,
            None => Err(CommitFault::Spent(place).unexpected("carry out a command").into()),
        },
        // What only the transaction can see refuses here; keeping the attempt is a third call.
        Err(fault) => refusing.refuse(services, action.refused_late(fault, &commit)).await,
    }
}

/// Permission, then the receipt: what an earlier try of the same request is remembered by, if there was one.
fn admit<S, A: Action<S>>(
    caller: Caller<'_>,
    action: &A,
    snapshot: &Snapshot,
    command: &A::Command,
) -> Result<Option<Receipt>, AppError> {
    action.authorise(snapshot, command)?;
    let (Some(key), Some(receipt)) = (caller.key, snapshot.receipt) else { return Ok(None) };
    if receipt.is_of(key) { Ok(Some(receipt)) } else { Err(AppError::KeyReused) }
}

/// What a command that lost every race answers: what another try of the same request did, or the fresh state.
async fn lost_every_race<S: CommandStore, A: Action<S>>(
    services: &Services<S>,
    caller: Caller<'_>,
    action: &A,
) -> Result<A::Done, AppError> {
    let counts = Counts::of(services, caller.actor, action.uses());
    let snapshot = read(services, caller, action, &counts).await?;
    let command = action.command(&snapshot)?;
    let tried = action.tried(&command);
    let counted = counts.left_for_refusals(&snapshot.counts);
    let refusing = Refusing { caller, place: action.place(&snapshot), tried, counted };
    match admit(caller, action, &snapshot, &command) {
        Ok(Some(receipt)) if !action.is_done_again(&command) => {
            action.repeated(services, snapshot, receipt).await
        }
        Ok(_) => {
            if caller.actor.person().is_some() {
                refusing.keep(services, CONFLICT).await?;
            }
            Err(changed_meanwhile(action.current(snapshot), AppError::Conflict))
        }
        Err(error) => refusing.refuse(services, error).await,
    }
}

/// Tells of the fresh state, where there is one to act on.
fn changed_meanwhile(current: Option<Current>, error: impl FnOnce(Current) -> AppError) -> AppError {
    match current {
        Some(current) => error(current),
        None => Fault::retryable("carry out a command", "somebody else was always first").into(),
    }
}

/// Where and as what a refusal is kept.
struct Refusing<'a> {
    caller: Caller<'a>,
    place: Option<Place>,
    tried: Tried,
    /// What it is counted in; none when that is spent, so that it is not kept.
    counted: Option<&'a [Count]>,
}

impl Refusing<'_> {
    /// Refuses, and keeps that (A1). A fault is no refusal.
    async fn refuse<S: CommandStore, T>(
        &self,
        services: &Services<S>,
        error: AppError,
    ) -> Result<T, AppError> {
        if let Some(code) = error.kept_as() {
            self.keep(services, code).await?;
        }
        Err(error)
    }

    /// Refuses because a quota is spent (Q7). Kept once in a window, however often somebody asks.
    async fn refuse_for<S: CommandStore, T>(
        &self,
        services: &Services<S>,
        spent: &Count,
        told: bool,
    ) -> Result<T, AppError> {
        let reason = spent.spent(services.clock.now());
        if !told {
            self.write(services, reason.code(), Tally::Told(spent)).await?;
        }
        Err(reason.into())
    }

    /// Refused commands count, so that a flood of them is bounded: beyond its quota it is answered, and not kept.
    async fn keep<S: CommandStore>(&self, services: &Services<S>, code: &str) -> Result<(), AppError> {
        match self.counted {
            Some(counts) => self.write(services, code, Tally::Counted(counts)).await,
            None => Ok(()),
        }
    }

    async fn write<S: CommandStore>(
        &self,
        services: &Services<S>,
        code: &str,
        tally: Tally<'_>,
    ) -> Result<(), AppError> {
        let Some(place) = self.place else { return Ok(()) };
        for number in 0..TRIES {
            before_try(services, number).await;
            match place::keep(services, self.caller.actor, place, self.tried, code, tally).await {
                Ok(()) | Err(CommitFault::Spent(_)) => return Ok(()),
                Err(CommitFault::CountedAtOnce) => {}
                Err(fault) => return Err(fault.unexpected("keep a refused command").into()),
            }
        }
        Err(quota::Reason::AtOnce.into())
    }
}

#[cfg(test)]
mod tests;
