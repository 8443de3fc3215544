//! The work list and notes in memory. Its list may lag behind, as an index does.

use domain::actor::Role;
use domain::task::{Note, NoteOn, TaskId, TaskKind};
use jiff::Timestamp;
use jiff::civil::Date;

use super::paging::List;
use super::store::MemoryStore;
use app::{
    Chased, Cursor, Fault, KeptTask, Notes, Page, PageFault, PageRequest, Readable, TaskList, TaskRow,
    WorkList,
};

impl WorkList for MemoryStore {
    async fn tasks(
        &self,
        list: TaskList,
        after: Option<&Cursor>,
        most: u32,
    ) -> Result<Page<(Cursor, TaskRow)>, PageFault> {
        let state = self.state();
        let (name, owner) = match list {
            TaskList::Pdp => ("work", "pdp".to_owned()),
            TaskList::Organisation(id) => ("tasks", id.to_string()),
        };
        let is_listed = |row: &&TaskRow| match list {
            TaskList::Pdp => matches!(row.open.role, Role::Pdp(_)),
            TaskList::Organisation(id) => row.organisation == Some(id),
        };
        let index = state.lagging_tasks.as_ref().unwrap_or(&state.tasks);
        let mut rows: Vec<_> =
            index.values().filter(is_listed).map(|row| (place(row), row.clone())).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        let list = List::new(name, owner);
        let request = PageRequest { size: most, cursor: after.cloned() };
        list.page(rows.into_iter().map(|(place, row)| (place.clone(), (list.cursor(&place), row))), &request)
    }

    async fn present_tasks(&self, ids: &[TaskId]) -> Result<Readable<KeptTask>, Fault> {
        let state = self.state();
        Ok(Readable::all(ids.iter().filter_map(|id| state.kept_task(id)).collect()))
    }
}

impl Chased for MemoryStore {
    async fn chased(&self, until: Date, page: &PageRequest) -> Result<Page<TaskId>, PageFault> {
        let state = self.state();
        let index = state.lagging_tasks.as_ref().unwrap_or(&state.tasks);
        let place = |row: &TaskRow| {
            let day = row.reminder.filter(|day| *day <= until)?;
            Some((format!("{day}#{}", row.id), row.id.clone()))
        };
        let mut due: Vec<_> = index.values().filter_map(place).collect();
        due.sort();
        List::new("chase", "all").page(due, page)
    }

    async fn chase_on(&self, task: &TaskId, since: Option<Timestamp>, day: Date) -> Result<(), Fault> {
        let mut state = self.state();
        let row = state.tasks.get_mut(task).filter(|row| row.reminder.is_some());
        if let Some(row) = row.filter(|row| since.is_none_or(|since| since == row.open.since)) {
            row.reminder = Some(day);
        }
        Ok(())
    }
}

impl Notes for MemoryStore {
    async fn notes(&self, on: NoteOn, page: &PageRequest) -> Result<Page<Note>, PageFault> {
        let state = self.state();
        let own = state.notes.iter().filter(|((noted, _), _)| *noted == on).rev();
        // Places ascend while ids descend.
        let place = |note: &Note| format!("{:032x}", u128::MAX - note.id.as_u128());
        List::new("notes", format!("{on:?}")).page(own.map(|(_, note)| (place(note), note.clone())), page)
    }
}

impl MemoryStore {
    /// Every task that waits, in the order of their ids.
    pub fn waiting(&self) -> Vec<TaskRow> {
        self.state().tasks.values().cloned().collect()
    }

    /// From now on the lists show what waits now, whatever happens.
    pub fn let_the_work_list_lag(&self) {
        let mut state = self.state();
        state.lagging_tasks = Some(state.tasks.clone());
    }

    /// The lists show what waits.
    pub fn let_the_work_list_catch_up(&self) {
        self.state().lagging_tasks = None;
    }
}

/// The most urgent first.
fn place(row: &TaskRow) -> String {
    let kind = row.open.task.kind();
    let rank = TaskKind::ALL.iter().position(|other| *other == kind).unwrap_or_default();
    format!("{}#{rank:02}#{:.3}#{}", row.open.due, row.open.since, row.id)
}
