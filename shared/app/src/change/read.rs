//! Reads one change, and its history (P1).

use domain::actor::Actor;
use domain::calendar::london_date;
use domain::change::{Change, Refusal};
use domain::ids::{ChangeId, PersonId};
use domain::oat::{OatRequest, id_of_change};
use domain::refusal::Thing;
use domain::register::RegisteredEndpoint;
use domain::task::{idle_task, tasks_in};
use domain::text::Name;
use jiff::civil::Date;

use crate::change::ports::{Changes, HistoryEntry};
use crate::command::{CommandStore, ReadRequest};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::services::Services;
use crate::work::list::{SeenTask, is_shown, seen};
use crate::work::row::{KeptTask, TaskPlace};

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
    /// The last day on which its rejection can be taken back; none when there is none, or when it stands (Q5).
    pub take_back_until: Option<Date>,
}

/// The same change as it is seen, read together with the request for its OAT and the people of the reader's party. What only the change
/// says takes one read more: to PDP the people of the organisation, and the entries of endpoints that are live.
pub async fn see_change<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<SeenChange, AppError> {
    let now = services.clock.now();
    let read = ReadRequest { change: Some(id), oat: Some(id_of_change(id)), ..ReadRequest::at(now) };
    let mut snapshot = services.store.read(read.with_people_of(actor)).await?;
    let change = snapshot.change.take().filter(|change| actor.may_see(change.organisation));
    let change = change.ok_or(Refusal::NotFound(Thing::Change))?;
    let tasks = tasks_of(services, actor, &change, snapshot.oat.as_ref());
    let mut people = snapshot.names();
    let mut endpoints = change.register();
    if change.live_at.is_some() || actor.is_staff() {
        let live = if change.live_at.is_some() { endpoints.as_slice() } else { &[] };
        let ids: Vec<_> = live.iter().map(|entry| entry.id).collect();
        let organisation = Some(change.organisation);
        let read = ReadRequest { organisation, endpoints: &ids, ..ReadRequest::at(now) };
        let more = services.store.read(read).await?;
        for entry in &mut endpoints {
            // An entry that cannot be found leaves what the change says.
            if let Some(found) = more.endpoints.iter().find(|found| found.id == entry.id) {
                entry.clone_from(found);
            }
        }
        if actor.is_staff() {
            people.extend(more.names());
        }
    }
    let take_back_until = change.rejection_stands_after(services.calendar);
    let take_back_until = take_back_until.filter(|until| london_date(now) <= *until);
    Ok(SeenChange { change, endpoints, tasks, people, take_back_until })
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
