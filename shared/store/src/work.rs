//! The work list and notes: the ports.

use app::{
    Chased, Cursor, Fault, KeptTask, Notes, Page, PageFault, PageRequest, TaskList, TasksRead, WorkList,
};
use domain::task::{Note, NoteOn, TaskId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::DynamoStore;
use crate::item::summary::SUMMARY;
use crate::item::{Item, note, task};
use crate::table::fault;
use crate::table::index::in_index;
use crate::table::keys::{DUE, Key, NOTE, ORG_KEY, ORG_SORT, QUEUE, SK, tasks_key, text};
use crate::table::page::{List, rows};

/// Tasks that are read in a call: of each its row and its claim, and DynamoDB reads 100 items at once.
const READ_AT_ONCE: usize = 50;

impl WorkList for DynamoStore {
    async fn tasks(&self, list: TaskList, after: Option<&Cursor>, most: u32) -> Result<TasksRead, PageFault> {
        let (query, list, (key, owner), sort) = match list {
            TaskList::Pdp => {
                let owner = task::WORK.to_owned();
                (self.queue_query(&owner, None), List::new("work", "pdp", DUE), (QUEUE, owner), DUE)
            }
            TaskList::Organisation(id) => {
                let owner = tasks_key(id);
                (self.owner_query(&owner), List::new("tasks", id, ORG_SORT), (ORG_KEY, owner), ORG_SORT)
            }
        };
        let request = PageRequest { size: most, cursor: after.cloned() };
        let start = list.start(&request, |place| {
            Some(in_index(Key::task(&task::task_at(&place)?), [(key, owner), (sort, place)]))
        })?;
        let limit = i32::try_from(most).unwrap_or(i32::MAX);
        let call = query.limit(limit).set_exclusive_start_key(start);
        let answer = call.send().await.map_err(|error| fault::of_call("read the work list", error))?;
        let mut rows = Vec::new();
        for item in answer.items.unwrap_or_default() {
            if let Some(cursor) = list.cursor(&item) {
                rows.push((cursor, task::read(item)?));
            }
        }
        Ok(TasksRead { rows, more: answer.last_evaluated_key.is_some() })
    }

    async fn present_tasks(&self, ids: &[TaskId]) -> Result<Vec<KeptTask>, Fault> {
        let mut present = Vec::new();
        for some in ids.chunks(READ_AT_ONCE) {
            let keys = some.iter().flat_map(|id| [Key::task(id), Key::claim(id)]).collect();
            present.extend(task::read_kept(self.get_all(keys).await?)?);
        }
        Ok(present)
    }
}

impl Chased for DynamoStore {
    async fn chased(&self, until: Date, request: &PageRequest) -> Result<Page<TaskId>, PageFault> {
        let list = List::new("chase", "all", DUE);
        let start = list.start(request, |place| {
            let key = Key::task(&task::chased_at(&place)?);
            Some(in_index(key, [(QUEUE, task::CHASE.to_owned()), (DUE, place)]))
        })?;
        let query = self.queue_query(task::CHASE, Some(task::places_until(until)));
        let found = list.page(query, start, request).await?;
        let id = |item: &Item| item.get(DUE).and_then(|due| task::chased_at(due.as_s().ok()?));
        Ok(Page { items: found.items.iter().filter_map(id).collect(), next: found.next })
    }

    async fn chase_on(&self, id: &TaskId, since: Option<Timestamp>, day: Date) -> Result<(), Fault> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::task(id).into_attributes()))
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#due", DUE)
            .expression_attribute_values(":chase", text(task::CHASE))
            .expression_attribute_values(":place", text(task::place_on(day, id)));
        update = match since {
            // What cannot be read is moved without looking into it.
            None => update.update_expression("SET #due = :place").condition_expression("#queue = :chase"),
            Some(since) => update
                .update_expression("SET #due = :place, #summary.#reminder = :day")
                .condition_expression("#queue = :chase AND #since = :since")
                .expression_attribute_names("#summary", SUMMARY)
                .expression_attribute_names("#reminder", task::REMINDER)
                .expression_attribute_names("#since", task::SINCE)
                .expression_attribute_values(":since", text(since))
                .expression_attribute_values(":day", text(day)),
        };
        fault::held(update.send().await, "move a reminder").map(|_| ())
    }
}

impl Notes for DynamoStore {
    async fn notes(&self, on: NoteOn, request: &PageRequest) -> Result<Page<Note>, PageFault> {
        let partition = Key::noted(on);
        let list = List::new("notes", &partition, SK);
        let start = list.after_in(NOTE, request)?;
        let start = start.map(|sk| Key { pk: partition.clone(), sk }.into_attributes());
        let query = self.partition_query(partition, NOTE).scan_index_forward(false);
        rows(list.page(query, start, request).await?, note::read)
    }
}
