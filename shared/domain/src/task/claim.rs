//! Claims: somebody at PDP says that they are at a task. A claim shows, ends by itself, and keeps nobody from acting.

use jiff::{SignedDuration, Timestamp};

use super::{OpenTask, Reason};
use crate::actor::{Actor, PdpRole, Role};
use crate::ids::PersonId;
use crate::policy::Limits;
use crate::refusal::{Refusal, Thing};
use crate::text::Name;

/// A claim on a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub by: PersonId,
    /// What they are called; none when that is not known.
    pub name: Option<Name>,
    pub until: Timestamp,
    /// Since when the claimed task has waited: a claim does not pass on to one that begins later under the same id.
    pub since: Timestamp,
}

impl Claim {
    /// Whether it counts at `now`, of a task as it is.
    pub fn is_on(&self, task: &OpenTask, now: Timestamp) -> bool {
        self.since == task.since && self.until > now
    }
}

/// Whether `actor` may claim tasks: everybody at PDP with a role.
///
/// # Errors
/// [`Refusal::RoleRequired`].
pub fn may_claim(actor: &Actor) -> Result<PersonId, Refusal> {
    match actor.person().filter(|_| actor.is_staff() && !actor.roles().is_empty()) {
        Some(person) => Ok(person),
        None => Err(Refusal::RoleRequired { roles: PdpRole::ALL.iter().copied().map(Role::Pdp).collect() }),
    }
}

/// Claims `task`, of which `held` is the claim that was read. Somebody else's is taken over knowingly; one's own lasts anew.
///
/// # Errors
/// [`Refusal::RoleRequired`], [`Refusal::NotFound`] when the task does not wait (any more), [`Reason`].
pub fn claim(
    task: Option<&OpenTask>,
    held: Option<&Claim>,
    take_over: bool,
    actor: &Actor,
    limits: &Limits,
    now: Timestamp,
) -> Result<Claim, Refusal> {
    let by = may_claim(actor)?;
    let task = waiting(task, now)?;
    let others = held.filter(|held| held.is_on(task, now) && held.by != by);
    if let (Some(other), false) = (others, take_over) {
        let name = other.name.clone();
        return Err(Reason::Claimed { name, until: other.until }.into());
    }
    let lasts = SignedDuration::from_hours(i64::from(limits.work.claim_hours));
    let until = now.saturating_add(lasts).unwrap_or(Timestamp::MAX);
    Ok(Claim { by, name: actor.name().cloned(), until, since: task.since })
}

/// Releases the claim that was read of `task`: it has ended from now on. None when there is none.
///
/// # Errors
/// As [`claim`].
pub fn release(
    task: Option<&OpenTask>,
    held: Option<&Claim>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Option<Claim>, Refusal> {
    let by = may_claim(actor)?;
    let task = waiting(task, now)?;
    match held.filter(|held| held.is_on(task, now)) {
        None => Ok(None),
        Some(held) if held.by == by => Ok(Some(Claim { until: now, ..held.clone() })),
        Some(other) => Err(Reason::Claimed { name: other.name.clone(), until: other.until }.into()),
    }
}

/// The task, if somebody at PDP can act on it now.
fn waiting(task: Option<&OpenTask>, now: Timestamp) -> Result<&OpenTask, Refusal> {
    let task = task.filter(|task| task.since <= now).ok_or(Refusal::NotFound(Thing::Task))?;
    match task.role {
        Role::Pdp(_) => Ok(task),
        Role::Organisation(role) => Err(Reason::NotOfPdp { role }.into()),
    }
}
