//! The work list and notes: the ports.

use app::{
    Chased, Cursor, Fault, KeptTask, Notes, Page, PageFault, PageRequest, Readable, TaskList, TaskRow,
    WorkList,
};
use domain::task::{Note, NoteOn, TaskId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::DynamoStore;
use crate::item::summary::SUMMARY;
use crate::item::{Item, note, task};
use crate::table::fault;
use crate::table::index::in_index;
use crate::table::keys::{DUE, Key, NOTE, ORG_KEY, ORG_SORT, QUEUE, tasks_key, text};
use crate::table::page::List;

/// Tasks that are read in a call: of each its row and its claim, and DynamoDB reads 100 items at once.
const READ_AT_ONCE: usize = 50;

impl WorkList for DynamoStore {
    async fn tasks(
        &self,
        list: TaskList,
        after: Option<&Cursor>,
        most: u32,
    ) -> Result<Page<(Cursor, TaskRow)>, PageFault> {
        let (query, (kind, of), (key, owner), sort) = match list {
            TaskList::Pdp => {
                let owner = task::WORK.to_owned();
                (self.queue_query(&owner, None), ("work", "pdp".to_owned()), (QUEUE, owner), DUE)
            }
            TaskList::Organisation(id) => {
                let owner = tasks_key(id);
                (self.owner_query(&owner), ("tasks", id.to_string()), (ORG_KEY, owner), ORG_SORT)
            }
        };
        let list = List::new(kind, of, sort, |place| {
            Some(in_index(Key::task(&task::task_at(&place)?), [(key, owner.clone()), (sort, place)]))
        });
        let request = PageRequest { size: most, cursor: after.cloned() };
        let read = |item| {
            let after = list.cursor(&item);
            let after = after.ok_or_else(|| Fault::lasting("read a task", "its place cannot be read"))?;
            Ok((after, task::read(item)?))
        };
        self.page(&list, query, &request, read).await
    }

    async fn present_tasks(&self, ids: &[TaskId]) -> Result<Readable<KeptTask>, Fault> {
        let mut present = Readable::all(Vec::new());
        for some in ids.chunks(READ_AT_ONCE) {
            let keys = some.iter().flat_map(|id| [Key::task(id), Key::claim(id)]).collect();
            let (claims, tasks): (Vec<_>, _) =
                self.get_all(keys).await?.into_iter().partition(task::is_claim);
            let claims = self.read_items(claims, task::read_kept_claim).items;
            let tasks = self.read_items(tasks.into_iter().filter(task::waits).collect(), task::read);
            present.items.extend(task::kept(tasks.items, claims));
            present.unreadable += tasks.unreadable;
        }
        Ok(present)
    }
}

impl Chased for DynamoStore {
    async fn chased(&self, until: Date, request: &PageRequest) -> Result<Page<TaskId>, PageFault> {
        let list = List::new("chase", "all", DUE, |place| {
            let key = Key::task(&task::chased_at(&place)?);
            Some(in_index(key, [(QUEUE, task::CHASE.to_owned()), (DUE, place)]))
        });
        let query = self.queue_query(task::CHASE, Some(task::places_until(until)));
        let read = |item: Item| {
            let id = item.get(DUE).and_then(|due| task::chased_at(due.as_s().ok()?));
            id.ok_or_else(|| Fault::lasting("read a reminder", "its place cannot be read"))
        };
        self.page(&list, query, request, read).await
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
        let list = List::of_partition("notes", &partition, &partition, NOTE);
        let query = self.partition_query(&partition, NOTE).scan_index_forward(false);
        self.page(&list, query, request, note::read).await
    }
}
