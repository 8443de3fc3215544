//! Reads the work list: PDP's, or what waits at an organisation (Q1).

use domain::actor::{Actor, Role};
use domain::refusal::{Refusal, Thing};
use domain::task::{Claim, OpenTask, TaskId, TaskKind};
use jiff::Timestamp;

use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::services::Services;
use crate::work::ports::{TASKS_READ, TaskList, WorkList};
use crate::work::row::{KeptTask, TaskRow, WhichTasks};

/// A task as somebody sees it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenTask {
    pub row: TaskRow,
    /// How long it has waited, in working days.
    pub age: u32,
    /// Whether it should have been done before today.
    pub overdue: bool,
    /// Who is at it; none when nobody says so, and to those who are not of PDP.
    pub claim: Option<Claim>,
}

/// A page of the work list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkPage {
    pub page: Page<SeenTask>,
    /// How much waits of each kind, in the order of the list of kinds; only with the first page, and if somebody asks.
    pub counts: Option<WorkCounts>,
}

/// How much waits of each kind, whichever kind is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCounts {
    /// Of each kind of which something waits.
    pub by_kind: Vec<(TaskKind, u32)>,
    /// Whether more waits than was counted.
    pub at_least: bool,
}

/// What waits, the most urgent first: to PDP what waits there, or what is about one organisation; to others what waits at their own
/// organisation, and of what waits at PDP as much as they may know. Two round trips, a third for a page of more than 50.
///
/// What cannot be read is counted on the page for which it was read, of whichever kind it is.
///
/// The list may be as it was a moment ago. So what is shown is read once more, as it is now: what the reader has just done is left out.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] of another organisation's list (P1), [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn read_work<S: WorkList>(
    services: &Services<S>,
    actor: &Actor,
    which: &WhichTasks,
    request: &PageRequest,
) -> Result<WorkPage, AppError> {
    let list = match which.organisation.or(actor.organisation()) {
        Some(organisation) if actor.may_see(organisation) => TaskList::Organisation(organisation),
        Some(_) => return Err(Refusal::NotFound(Thing::Organisation).into()),
        None => TaskList::Pdp,
    };
    let now = services.clock.now();
    let is_counted = which.counted && request.cursor.is_none();
    // Twice as much as the page shows: some of it is perhaps not wanted, or is over.
    let mut at_once =
        if is_counted { TASKS_READ } else { request.size.max(1).saturating_mul(2).min(TASKS_READ) };
    let size = usize::try_from(request.size.max(1)).unwrap_or(usize::MAX);
    let (mut wanted, mut counts, mut cursor, mut count_read) = (Vec::new(), None, request.cursor.clone(), 0);
    let mut unreadable = 0;
    // Until the page is full: how much more waits makes no difference.
    let last = loop {
        let read = services.store.tasks(list, cursor.as_ref(), at_once).await?;
        count_read += at_once;
        let (last, mut rows) = (read.next, read.items);
        unreadable += read.unreadable;
        rows.retain(|(_, row)| is_wanted(row, which, actor, now));
        if is_counted {
            counts = Some(count(&rows, last.is_some()));
        }
        wanted.extend(rows.into_iter().filter(|(_, row)| which.kind.is_none_or(|kind| kind == row.kind())));
        if last.is_none() || wanted.len() > size || count_read >= TASKS_READ {
            break last;
        }
        cursor = last;
        at_once = at_once.saturating_mul(2).min(TASKS_READ - count_read);
    };
    let next = match wanted.get(size) {
        Some(_) => wanted.get(size - 1).map(|(cursor, _)| cursor.clone()),
        None => last,
    };
    wanted.truncate(size);
    let ids: Vec<TaskId> = wanted.iter().map(|(_, row)| row.id.clone()).collect();
    let present = services.store.present_tasks(&ids).await?;
    unreadable += present.unreadable;
    let mut present = present.items;
    present.retain(|kept| is_wanted(&kept.row, which, actor, now));
    let mut items = Vec::new();
    for (_, row) in wanted {
        match present.iter().position(|kept| kept.row.id == row.id) {
            Some(at) => items.push(seen(services, actor, present.swap_remove(at))),
            None => {
                if let Some(counts) = &mut counts {
                    counts.less(row.kind());
                }
            }
        }
    }
    Ok(WorkPage { page: Page { items, next, unreadable }, counts })
}

/// The task as `actor` sees it: only PDP sees who is at it.
pub(crate) fn seen<S>(services: &Services<S>, actor: &Actor, kept: KeptTask) -> SeenTask {
    let ctx = services.context();
    let KeptTask { row, claim } = kept;
    SeenTask {
        age: row.open.age(ctx.today, ctx.calendar),
        overdue: row.open.is_overdue(ctx.today),
        claim: claim.filter(|claim| actor.is_staff() && claim.is_on(&row.open, ctx.now)),
        row,
    }
}

/// Whether `actor`, who may see what it waits in, may know of it.
pub(crate) fn is_shown(open: &OpenTask, actor: &Actor) -> bool {
    actor.is_staff()
        || matches!(open.role, Role::Organisation(_))
        || open.task.kind().is_shown_to_organisations()
}

/// Whether somebody can act on it, and the reader may see it and wants to, whatever its kind is.
fn is_wanted(row: &TaskRow, which: &WhichTasks, actor: &Actor, now: Timestamp) -> bool {
    let is_of_role = which.role.is_none_or(|role| role == row.open.role);
    let is_mine = !which.mine || actor.holds(row.open.role);
    row.open.since <= now && is_shown(&row.open, actor) && is_of_role && is_mine
}

fn count<C>(rows: &[(C, TaskRow)], at_least: bool) -> WorkCounts {
    let of = |kind: TaskKind| rows.iter().filter(|(_, row)| row.kind() == kind).count();
    let count =
        |kind: &TaskKind| Some((*kind, u32::try_from(of(*kind)).ok()?)).filter(|(_, count)| *count > 0);
    WorkCounts { by_kind: TaskKind::ALL.iter().filter_map(count).collect(), at_least }
}

impl WorkCounts {
    /// One of this kind has ended.
    fn less(&mut self, kind: TaskKind) {
        for (_, count) in self.by_kind.iter_mut().filter(|(counted, _)| *counted == kind) {
            *count = count.saturating_sub(1);
        }
        self.by_kind.retain(|(_, count)| *count > 0);
    }
}
