//! Changes in which nothing happens although it is their organisation's turn (Q3). What waits for PDP is not idle.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{OpenTask, Task, TaskKind, tasks_in};
use crate::calendar::{Calendar, london_date};
use crate::change::Change;
use crate::oat::OatRequest;
use crate::policy::{Limits, Policy};

/// What PDP has to do about such a change.
pub const IDLE: Task = Task::Idle;

/// Since when nothing has happened in `change` although it is its organisation's turn; `oat` is the request for its OAT, if there is
/// one. None when something waits for PDP, or for nobody, and of a draft, which keeps nothing from others.
pub fn idle_since(change: &Change, oat: Option<&OatRequest>, calendar: &Calendar) -> Option<Timestamp> {
    change.submitted.as_ref()?;
    let mut waits = tasks_in(change, oat, calendar);
    waits.extend(oat.into_iter().flat_map(|oat| oat.tasks(Some(change), calendar)));
    if waits.iter().any(|open| open.task.kind().is_of_pdp()) {
        return None;
    }
    let turn = waits.iter().map(|open| open.since).min()?;
    Some(turn.max(last_event(change, oat)))
}

/// The day from which PDP may withdraw `change` as idle, by the policy that it was submitted under; none when it is not idle at all.
pub fn idle_from(change: &Change, oat: Option<&OatRequest>, calendar: &Calendar) -> Option<Date> {
    let since = idle_since(change, oat, calendar)?;
    Some(calendar.add_working_days(london_date(since), limits(change)?.chase.idle_working_days))
}

/// What PDP has to do about `change` on the day `on`; nothing when it is not idle, or not for long enough yet.
pub fn idle_task(
    change: &Change,
    oat: Option<&OatRequest>,
    on: Date,
    calendar: &Calendar,
) -> Option<OpenTask> {
    let (since, from) = (idle_since(change, oat, calendar)?, idle_from(change, oat, calendar)?);
    if on < from { None } else { Some(OpenTask::idle(since, from, limits(change)?, calendar)) }
}

/// Whether nothing may have happened for long enough on the day of `at`, whichever side's turn it is. Anything that happens ends that.
pub fn may_be_idle(change: &Change, oat: Option<&OatRequest>, at: Timestamp, calendar: &Calendar) -> bool {
    let days = calendar.working_days_between(london_date(last_event(change, oat)), london_date(at));
    limits(change).is_some_and(|limits| days >= limits.chase.idle_working_days)
}

/// When anything last happened.
fn last_event(change: &Change, oat: Option<&OatRequest>) -> Timestamp {
    oat.map_or(change.updated_at, |oat| oat.updated_at.max(change.updated_at))
}

fn limits(change: &Change) -> Option<&'static Limits> {
    change.submitted.as_ref().map(|submitted| &Policy::version(submitted.policy).limits)
}

impl OpenTask {
    /// What PDP's reviewers have to do about a change that has been idle since `since`, and may be withdrawn from the day `from` on.
    pub fn idle(since: Timestamp, from: Date, limits: &Limits, calendar: &Calendar) -> Self {
        let due = calendar.add_working_days(from, limits.work.working_days(TaskKind::Idle));
        Self { task: IDLE, role: crate::actor::PdpRole::Reviewer.into(), since, due }
    }
}
