//! The rows that a command writes and ends: what waits after it and did not before, or otherwise; and what waited before it and does
//! not any more.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::aggregate::Trail;
use domain::calendar::Calendar;
use domain::change::{Change, Context, Status};
use domain::oat::{EventKind, OatRequest};
use domain::policy::Step;
use domain::task::{IDLE, OAT_TASKS, OpenTask, Task, TaskId, TaskSubject, may_be_idle, oat_step};
use jiff::Timestamp;

use crate::command::{Commit, Effect};
use crate::organisation::record::Record;
use crate::work::row::{TaskPlace, TaskRow};

/// Between what waited in a change before and what waits in it after. When it does not await its OAT any more, nothing waits in the
/// request for that either, which was not read.
pub(crate) fn of_change(before: Option<&Change>, after: &Change, calendar: &Calendar) -> Vec<Effect> {
    let (place, at) = (TaskPlace::of_change(after), after.updated_at);
    let waited = before.map(|before| before.tasks(calendar)).unwrap_or_default();
    let mut effects = differences(&place, &waited, &after.tasks(calendar), at, calendar);
    if before.is_some_and(|before| may_be_idle(before, None, at, calendar)) {
        effects.push(Effect::TaskOver { id: place.id(&IDLE), at });
    }
    if before.is_some_and(Change::awaits_oat) && !after.awaits_oat() && after.status() != Status::Complete {
        let oat = TaskSubject::Oat(domain::oat::id_of_change(after.id));
        effects.extend(OAT_TASKS.iter().map(|task| Effect::TaskOver { id: TaskId::of(oat, task), at }));
    }
    effects
}

/// Between what waited in a request for OAT before and what waits in it after. What is tested was one `change` and is the other by
/// then, if it is a change.
pub(crate) fn of_oat(
    before: Option<(&OatRequest, Option<&Change>)>,
    (after, change): (&OatRequest, Option<&Change>),
    calendar: &Calendar,
) -> Vec<Effect> {
    let waited = before.map(|(before, change)| before.tasks(change, calendar)).unwrap_or_default();
    let waits = after.tasks(change, calendar);
    differences(&TaskPlace::of_oat(after), &waited, &waits, after.updated_at, calendar)
}

/// Lets the OAT step of the change wait as its request says, whatever the change alone says of it.
pub(crate) fn settle_oat_step(
    commit: &mut Commit,
    trail: &Trail<OatRequest>,
    (before, after): (Option<&Change>, &Change),
    calendar: &Calendar,
) {
    let (place, at) = (TaskPlace::of_change(after), trail.after().updated_at);
    let id = place.id(&Task::Step { step: Step::OperationalAcceptanceTesting });
    let written = commit.effects.len();
    commit.effects.retain(|effect| task_of(effect) != Some(&id));
    let was_written = commit.effects.len() < written;
    let waited = before.and_then(|before| oat_step(before, trail.before(), calendar));
    let begins = trail.events().any(|event| {
        matches!(
            event.kind,
            EventKind::OatRequested { .. }
                | EventKind::OatRequestedAnew { .. }
                | EventKind::RetestRequested { .. }
        )
    });
    match oat_step(after, Some(trail.after()), calendar) {
        Some(open) if was_written || waited != Some(open) => {
            commit.effects.push(Effect::Task(Box::new(place.row(open).chased(at, calendar))));
        }
        None if was_written || begins || waited.is_some() => {
            commit.effects.push(Effect::TaskOver { id, at });
        }
        _ => {}
    }
    // Whatever happens in its test happens in the change (Q3).
    let idle = place.id(&IDLE);
    let is_written = commit.effects.iter().any(|effect| task_of(effect) == Some(&idle));
    if !is_written && before.is_some_and(|before| may_be_idle(before, trail.before(), at, calendar)) {
        commit.effects.push(Effect::TaskOver { id: idle, at });
    }
}

/// Roles that somebody holds from now on are empty no longer (S5).
pub(crate) fn of_record(before: &Record, after: &Record, at: Timestamp) -> Vec<Effect> {
    let (held, holds) = (before.roles_held(), after.roles_held());
    let place = TaskPlace::of_record(after.organisation());
    let any = (held.is_empty() && !holds.is_empty()).then_some(None);
    let taken = holds.difference(&held).map(|role| Some(*role)).chain(any);
    taken.map(|role| Effect::TaskOver { id: place.id(&Task::EmptyRole { role }), at }).collect()
}

/// Roles that must act, and that nobody holds from now on (Q4).
pub(crate) fn of_empty_roles(
    record: &Record,
    roles: &BTreeSet<OrganisationRole>,
    ctx: &Context<'_>,
) -> Vec<Effect> {
    let place = TaskPlace::of_record(record.organisation());
    let row = |role: &OrganisationRole| {
        let task = Task::EmptyRole { role: Some(Role::Organisation(*role)) };
        place.row(OpenTask::new(task, PdpRole::Administrator, ctx.now, &ctx.policy.limits, ctx.calendar))
    };
    roles.iter().map(|role| Effect::Task(Box::new(row(role)))).collect()
}

/// Everything that waits at this place, as the table should have it, and the end of what waits there by what is `kept` and should not.
/// That something has been idle for long is found by a job, so it stays unless nothing may be idle any more.
pub(crate) fn rebuilt(
    place: &TaskPlace,
    waits: &[OpenTask],
    kept: &[(TaskId, Option<TaskRow>)],
    may_be_idle: bool,
    (at, calendar): (Timestamp, &Calendar),
) -> Vec<Effect> {
    let written = waits.iter().map(|open| {
        let row = place.row(*open);
        let before = kept.iter().find(|(id, _)| *id == row.id).and_then(|(_, row)| row.as_ref());
        // Reminders go on from where they were.
        let row = match before.filter(|before| before.open == *open) {
            Some(before) => TaskRow { reminder: before.reminder, ..row },
            None => row.chased(at, calendar),
        };
        Effect::Task(Box::new(row))
    });
    let waits = |id: &TaskId| waits.iter().any(|open| place.id(&open.task) == *id);
    let is_idle = |id: &TaskId| may_be_idle && *id == place.id(&IDLE);
    let over = kept.iter().map(|(id, _)| id).filter(|id| !waits(id) && !is_idle(id));
    written.chain(over.map(|id| Effect::TaskOver { id: id.clone(), at })).collect()
}

/// The end of what waits by what is `kept` although somebody holds the role. Roles become empty by commands, which say so.
pub(crate) fn no_longer_empty(
    record: &Record,
    kept: &[(TaskId, Option<TaskRow>)],
    at: Timestamp,
) -> Vec<Effect> {
    let mut nobody = record.clone();
    if let Record::Organisation(own) = &mut nobody {
        own.people.clear();
    }
    let is_kept = |effect: &Effect| task_of(effect).is_some_and(|id| kept.iter().any(|(own, _)| own == id));
    of_record(&nobody, record, at).into_iter().filter(is_kept).collect()
}

fn differences(
    place: &TaskPlace,
    waited: &[OpenTask],
    waits: &[OpenTask],
    at: Timestamp,
    calendar: &Calendar,
) -> Vec<Effect> {
    let written = waits.iter().filter(|open| !waited.contains(open));
    let written = written.map(|open| Effect::Task(Box::new(place.row(*open).chased(at, calendar))));
    let over = waited.iter().filter(|open| waits.iter().all(|other| other.task != open.task));
    let over = over.map(|open| Effect::TaskOver { id: place.id(&open.task), at });
    written.chain(over).collect()
}

fn task_of(effect: &Effect) -> Option<&TaskId> {
    match effect {
        Effect::Task(row) => Some(&row.id),
        Effect::TaskOver { id, .. } => Some(id),
        _ => None,
    }
}
