//! The work list, and notes.

use api::{ClaimBody, NoteBody, TaskBody, TaskCountBody, TaskCountsBody, TaskPage};
use app::{SeenTask, WorkCounts, WorkPage};
use domain::actor::Actor;
use domain::task::{Claim, Note, Task, TaskSubject};

use crate::by::history_by;
use crate::page::not_shown;
use crate::shown::Of;

impl Of<&SeenTask> for TaskBody {
    fn of(seen: &SeenTask) -> Self {
        let (row, open) = (&seen.row, &seen.row.open);
        let (technical_change, oat_request) = match row.id.subject() {
            TaskSubject::Change(id) => (Some(id), None),
            TaskSubject::Oat(id) => (None, Some(id)),
            TaskSubject::Organisation(_) | TaskSubject::Pdp => (None, None),
        };
        let mut body = Self {
            id: row.id.to_string(),
            kind: row.kind().into(),
            role: open.role.into(),
            technical_change,
            oat_request,
            reference: row.reference.map(|reference| reference.to_string()),
            organisation: row.organisation,
            organisation_name: row.organisation_name.clone(),
            since: open.since,
            age: seen.age,
            due: open.due,
            overdue: seen.overdue,
            step: None,
            support_request: None,
            environment: None,
            hold: None,
            empty_role: None,
            claim: seen.claim.as_ref().map(Of::of),
        };
        match open.task {
            Task::DelayRequest { reference } | Task::SupportRequest { reference } => {
                body.support_request = Some(reference.to_string());
            }
            Task::StepDecision { step } | Task::Step { step } => body.step = Some(step.into()),
            Task::Material { environment } => body.environment = Some(environment.into()),
            Task::EmptyRole { role } => body.empty_role = role.map(Of::of),
            Task::Hold { why } => body.hold = Some(why.into()),
            Task::Override
            | Task::DateRequest
            | Task::FailedRerun
            | Task::OwnFault
            | Task::Review
            | Task::IntegrationTesting
            | Task::Idle
            | Task::Question
            | Task::ConnectionDate
            | Task::TestEndpoints
            | Task::Retest
            | Task::Draft => {}
        }
        body
    }
}

impl Of<&Claim> for ClaimBody {
    fn of(claim: &Claim) -> Self {
        let name = claim.name.as_ref().map(|name| name.as_str().to_owned());
        Self { person: claim.by, name, until: claim.until }
    }
}

impl Of<(WorkPage, &Actor)> for TaskPage {
    fn of((work, reader): (WorkPage, &Actor)) -> Self {
        Self {
            not_shown: not_shown(work.page.unreadable, reader),
            items: work.page.items.iter().map(Of::of).collect(),
            next: work.page.next.map(|cursor| cursor.0),
            counts: work.counts.as_ref().map(Of::of),
        }
    }
}

impl Of<&WorkCounts> for TaskCountsBody {
    fn of(counts: &WorkCounts) -> Self {
        let count = |(kind, count): &(_, u32)| TaskCountBody { kind: Of::of(*kind), count: *count };
        Self { kinds: counts.by_kind.iter().map(count).collect(), at_least: counts.at_least }
    }
}

impl Of<&Note> for NoteBody {
    fn of(note: &Note) -> Self {
        let text = note.text.as_str().to_owned();
        Self { id: note.id, at: note.at, by: history_by(&note.by, note.name.as_ref()), text }
    }
}
