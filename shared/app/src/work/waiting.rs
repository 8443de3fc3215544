//! What waits for some roles now, as emails and decisions on roles need it (Q3, Q4).

use std::collections::BTreeSet;

use domain::actor::Role;
use domain::task::{TaskId, TaskKind};

use crate::error::Fault;
use crate::page::PageFault;
use crate::services::Services;
use crate::work::ports::{TASKS_READ, TaskList, WorkList};
use crate::work::row::TaskRow;

/// As many are found at most: no email lists more, and nobody reads more.
pub(crate) const MOST_FOUND: usize = 50;

/// What of `list` waits for one of `roles` now and is of one of `kinds`, the most urgent first. The list may be as it was a moment ago, so what is found is read
/// once more. A round trip for each 500 of the list until enough is found, and one more.
/// What cannot be read is left out: an email that says the rest is better than none.
pub(crate) async fn waiting_for<S: WorkList>(
    services: &Services<S>,
    list: TaskList,
    roles: &BTreeSet<Role>,
    kinds: impl Fn(TaskKind) -> bool,
) -> Result<Vec<TaskRow>, Fault> {
    let (now, mut ids, mut cursor) = (services.clock.now(), Vec::<TaskId>::new(), None);
    let is_wanted =
        |row: &TaskRow| roles.contains(&row.open.role) && row.open.since <= now && kinds(row.kind());
    while !roles.is_empty() {
        let read =
            services.store.tasks(list, cursor.as_ref(), TASKS_READ).await.map_err(PageFault::of_queue)?;
        ids.extend(
            read.items.iter().map(|(_, row)| row).filter(|row| is_wanted(row)).map(|row| row.id.clone()),
        );
        cursor = read.next;
        if cursor.is_none() || ids.len() >= MOST_FOUND {
            break;
        }
    }
    ids.truncate(MOST_FOUND);
    let mut present = services.store.present_tasks(&ids).await?.items;
    let mut found = Vec::new();
    for id in &ids {
        if let Some(at) = present.iter().position(|kept| kept.row.id == *id) {
            found.push(present.swap_remove(at).row);
        }
    }
    found.retain(is_wanted);
    Ok(found)
}
