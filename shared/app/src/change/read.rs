//! Reads one change, and its history (P1).

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::calendar::london_date;
use domain::change::{Change, MissingPart, Refusal};
use domain::ids::{ChangeId, PersonId};
use domain::oat::{OatRequest, id_of_change};
use domain::policy::Step;
use domain::refusal::Thing;
use domain::register::RegisteredEndpoint;
use domain::task::{Task, idle_task, tasks_in};
use domain::text::Name;
use jiff::civil::Date;

use crate::change::ports::{Changes, HistoryEntry};
use crate::command::{CommandStore, ReadRequest};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::services::Services;
use crate::work::list::{SeenTask, is_shown, seen};
use crate::work::row::{KeptTask, TaskPlace};

/// Waits in the change and in the request for its test together.
const OF_THE_TEST: Task = Task::Step { step: Step::OperationalAcceptanceTesting };

/// The change, if the actor may see it.
pub async fn read_change<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<Change, AppError> {
    let read = ReadRequest { change: Some(id), ..ReadRequest::at(services.clock.now()) };
    let change = services.store.read(read).await?.change.filter(|change| actor.may_see(change.organisation));
    Ok(change.ok_or(Refusal::NotFound(Thing::Change))?)
}

/// A change with what the register has of the endpoints that it adds. Once they are live, their organisation takes them out of use, and PDP
/// suspends them (G5, Q5), without the change.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenChange {
    pub change: Change,
    pub endpoints: Vec<RegisteredEndpoint>,
    /// What waits in it and in the request for its OAT, the most urgent first, as far as the reader may know of it (Q1).
    pub tasks: Vec<SeenTask>,
    /// What those are called who act in it: to PDP everybody, to others the people of their organisation (P1). Who has left is not among
    /// them; the history keeps what they were called.
    pub people: Vec<(PersonId, Name)>,
    /// What cannot be shown, because it cannot be read.
    pub missing: BTreeSet<MissingPart>,
    /// The last day on which its rejection can be taken back; none when there is none, or when it stands (Q5).
    pub take_back_until: Option<Date>,
}

/// The same change as it is seen, read together with the request for its OAT and the people of the reader's party. What only the change
/// says takes one read more: to PDP the people of the organisation, and the entries of endpoints that are live. Only the change itself
/// must be readable: what else is not is missing from it, and named.
pub async fn see_change<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<SeenChange, AppError> {
    let now = services.clock.now();
    let beside = ReadRequest { may_lack: true, ..ReadRequest::at(now) };
    let read = ReadRequest { change: Some(id), oat: Some(id_of_change(id)), ..beside };
    let mut snapshot = services.store.read(read.with_people_of(actor)).await?;
    let change = snapshot.change.take().filter(|change| actor.may_see(change.organisation));
    let change = change.ok_or(Refusal::NotFound(Thing::Change))?;
    let mut missing = std::mem::take(&mut snapshot.missing);
    let mut tasks = tasks_of(services, actor, &change, snapshot.oat.as_ref());
    if missing.contains(&MissingPart::Oat) {
        // What the change alone says of its test may be wrong.
        tasks.retain(|task| task.row.open.task != OF_THE_TEST);
    }
    let mut people = snapshot.names();
    let mut endpoints = change.register();
    if change.live_at.is_some() || actor.is_staff() {
        let live = if change.live_at.is_some() { endpoints.as_slice() } else { &[] };
        let ids: Vec<_> = live.iter().map(|entry| entry.id).collect();
        let organisation = Some(change.organisation);
        let more = services.store.read(ReadRequest { organisation, endpoints: &ids, ..beside }).await?;
        for entry in &mut endpoints {
            // An entry that cannot be found leaves what the change says.
            if let Some(found) = more.endpoints.iter().find(|found| found.id == entry.id) {
                entry.clone_from(found);
            }
        }
        if actor.is_staff() {
            people.extend(more.names());
            missing.extend(&more.missing);
        } else {
            // Its people were read before, if anybody may see them.
            missing.extend(more.missing.iter().filter(|part| **part != MissingPart::People));
        }
    }
    let take_back_until = change.rejection_stands_after(services.calendar);
    let take_back_until = take_back_until.filter(|until| london_date(now) <= *until);
    Ok(SeenChange { change, endpoints, tasks, people, missing, take_back_until })
}

fn tasks_of<S>(
    services: &Services<S>,
    actor: &Actor,
    change: &Change,
    oat: Option<&OatRequest>,
) -> Vec<SeenTask> {
    let calendar = services.calendar;
    let place = TaskPlace::of_change(change);
    let mut rows: Vec<_> = tasks_in(change, oat, calendar).into_iter().map(|open| place.row(open)).collect();
    if let Some(oat) = oat {
        let place = TaskPlace::of_oat(oat);
        rows.extend(oat.tasks(Some(change), calendar).into_iter().map(|open| place.row(open)));
    }
    // The work list has it once the job has come by, which looks once a day.
    let idle = idle_task(change, oat, london_date(services.clock.now()), calendar);
    rows.extend(idle.map(|open| TaskPlace::of_change(change).row(open)));
    rows.retain(|row| is_shown(&row.open, actor));
    rows.sort_by_key(|row| row.open.urgency());
    rows.into_iter().map(|row| seen(services, actor, KeptTask { row, claim: None })).collect()
}

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
pub async fn read_history<S: Changes>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
    page: &PageRequest,
) -> Result<Page<HistoryEntry>, AppError> {
    Ok(services.store.history(id, page).await?.shown_to(actor, Thing::Change)?)
}
