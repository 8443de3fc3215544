//! A task that waits, its row and its places in the indexes; what is left of one that is over; the claim on one (Q1).
//!
//! Tasks have partitions of their own, beside those of what they wait in: no history is there, and what only keeps tasks needs no
//! right to the rest.

use std::collections::HashMap;

use app::{Fault, KeptTask, TaskRow};
use domain::actor::Role;
use domain::change::material::Environment;
use domain::change::support::HoldReasonKind;
use domain::ids::{OrganisationId, PersonId};
use domain::policy::Step;
use domain::reference::{AnyReference, SupportReference};
use domain::task::{Claim, OpenTask, Task, TaskId, TaskKind, Turns};
use domain::text::Name;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::receipt::EXPIRES_AT;
use super::stored::{Stored, stored_enum, stored_struct};
use super::summary::SUMMARY;
use super::{Instant, Item, Text};
use crate::table::keys::{CLAIM, DUE, Key, ORG_KEY, ORG_SORT, PK, QUEUE, SK, number, tasks_key, text};
use crate::table::transaction::Condition;

/// The queue of everything that waits for PDP.
pub(crate) const WORK: &str = "work";
/// The queue of everything of which people of organisations are reminded (Q3).
pub(crate) const CHASE: &str = "chase";
/// The attribute that says since when a task waits; what is over has none.
pub(crate) const SINCE: &str = "since";
/// The day of the next reminder, in the summary.
pub(crate) const REMINDER: &str = "reminder";
/// How long something is left of a task that is over: nobody reads it, so the table may forget it.
const LEFT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// The item of a task that waits. PDP's are in its queue, those that somebody is reminded of in another; all are in the list of the
/// organisation that they are about.
pub(crate) fn write(row: &TaskRow) -> Result<Item, Fault> {
    let mut item = super::write(Key::task(&row.id), &Since { since: Text(row.open.since) })?;
    item.insert(SUMMARY.to_owned(), super::write_value(&row.item())?);
    if let Some(organisation) = row.organisation {
        item.insert(ORG_KEY.to_owned(), text(tasks_key(organisation)));
        item.insert(ORG_SORT.to_owned(), text(place(row)));
    }
    if let Role::Pdp(_) = row.open.role {
        item.insert(QUEUE.to_owned(), text(WORK));
        item.insert(DUE.to_owned(), text(place(row)));
    } else if let Some(day) = row.reminder {
        item.insert(QUEUE.to_owned(), text(CHASE));
        item.insert(DUE.to_owned(), text(place_on(day, &row.id)));
    }
    Ok(item)
}

/// What is left of a task that is over: nothing that any list shows.
pub(crate) fn write_over(id: &TaskId, at: Timestamp) -> Result<Item, Fault> {
    let mut item = super::write(Key::task(id), &HashMap::<String, String>::new())?;
    let until = at.saturating_add(LEFT_FOR).unwrap_or(Timestamp::MAX);
    item.insert(EXPIRES_AT.to_owned(), number(until.as_second()));
    Ok(item)
}

/// The most urgent first: by the day it is due, then by kind, then by since when it waits.
fn place(row: &TaskRow) -> String {
    let kind = row.kind();
    let rank = TaskKind::ALL.iter().position(|other| *other == kind).unwrap_or_default();
    format!("{}#{rank:02}#{}#{}", row.open.due, Instant(row.open.since), row.id)
}

/// By the day of the next reminder.
pub(crate) fn place_on(day: Date, id: &TaskId) -> String {
    format!("{day}#{id}")
}

/// Right after every place on this day and before.
pub(crate) fn places_until(day: Date) -> String {
    format!("{day}#~")
}

/// The task that is reminded of, whose place it is.
pub(crate) fn chased_at(place: &str) -> Option<TaskId> {
    place.split_once('#')?.1.parse().ok()
}

/// The task whose place it is.
pub(crate) fn task_at(place: &str) -> Option<TaskId> {
    place.splitn(4, '#').nth(3)?.parse().ok()
}

/// The row in an item of an index, or of the table.
pub(crate) fn read(item: Item) -> Result<TaskRow, Fault> {
    super::read::<Row<'static>>(item).map(|row| TaskRow::restore(row.summary))
}

/// Whether the task of this item waits; otherwise it is over.
pub(crate) fn waits(item: &Item) -> bool {
    item.contains_key(SINCE)
}

/// Whether the item is a claim on a task, and not a task.
pub(crate) fn is_claim(item: &Item) -> bool {
    claimed(item).is_some()
}

/// Tasks with the claims on them.
pub(crate) fn kept(tasks: Vec<TaskRow>, claims: Vec<((String, String), Claim)>) -> Vec<KeptTask> {
    let mut claims: HashMap<_, _> = claims.into_iter().collect();
    let kept = |row: TaskRow| {
        let Key { pk, sk } = Key::task(&row.id);
        KeptTask { claim: claims.remove(&(pk, sk)), row }
    };
    tasks.into_iter().map(kept).collect()
}

/// The key of the task that this is a claim on; none when it is no claim.
fn claimed(item: &Item) -> Option<(String, String)> {
    let text = |name| item.get(name).and_then(|value| value.as_s().ok());
    Some((text(PK)?.clone(), text(SK)?.strip_suffix(CLAIM)?.to_owned()))
}

/// A claim, and the key of the task that it is on.
pub(crate) fn read_kept_claim(item: Item) -> Result<((String, String), Claim), Fault> {
    let task = claimed(&item).ok_or_else(|| Fault::lasting("read a claim", "it is on nothing"))?;
    Ok((task, read_claim(item)?))
}

/// The item of a claim. When it has ended it says nothing any more.
pub(crate) fn write_claim(task: &TaskId, claim: &Claim) -> Result<Item, Fault> {
    let mut item = super::write(Key::claim(task), &claim.item())?;
    item.insert(EXPIRES_AT.to_owned(), number(claim.until.as_second()));
    Ok(item)
}

pub(crate) fn read_claim(item: Item) -> Result<Claim, Fault> {
    super::read::<ClaimItem<'static>>(item).map(Claim::restore)
}

/// A task waits since this instant.
pub(crate) fn waits_since(since: Timestamp) -> Condition {
    Condition {
        expression: "#since = :since",
        names: &[("#since", SINCE)],
        values: vec![(":since", text(since))],
    }
}

/// The claim is the one that was read; none when there was none.
pub(crate) fn is_as_read(held: Option<&Claim>) -> Condition {
    match held {
        None => Condition::absent(),
        Some(held) => Condition {
            expression: "#by = :by AND #until = :until",
            names: &[("#by", "by"), ("#until", "until")],
            values: vec![(":by", text(held.by)), (":until", text(held.until))],
        },
    }
}

#[derive(Debug, Serialize)]
struct Since {
    since: Text<Timestamp>,
}

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: TaskItem<'a>,
}

impl Stored for TaskId {
    type Item<'a> = Text<Self>;
    fn item(&self) -> Text<Self> {
        Text(self.clone())
    }
    fn restore(item: Text<Self>) -> Self {
        item.0
    }
}

stored_struct! {
    TaskItem for TaskRow {
        id: TaskId, open: OpenTask,
        organisation: Option<OrganisationId>, organisation_name: Option<String>, reference: Option<AnyReference>,
        reminder: Option<Date>
    }
}

stored_struct!(OpenItem for OpenTask { task: Task, role: Role, since: Timestamp, due: Date });

stored_struct!(TurnsItem for Turns { organisation: Option<OpenTask>, pdp: Option<OpenTask> });

stored_struct! {
    ClaimItem for Claim { by: PersonId, until: Timestamp, since: Timestamp, name: Option<Name> }
}

stored_enum! {
    WhatItem for Task {
        DelayRequest { reference: SupportReference },
        Override,
        DateRequest,
        FailedRerun,
        OwnFault,
        Review,
        StepDecision { step: Step },
        IntegrationTesting,
        Material { environment: Environment },
        SupportRequest { reference: SupportReference },
        EmptyRole { role: Option<Role> },
        Hold { why: HoldReasonKind },
        Idle,
        Question,
        ConnectionDate,
        Step { step: Step },
        TestEndpoints,
        Retest,
        Draft,
    }
}
