//! Tasks, claims and notes.

use app::TaskRow;
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::material::Environment;
use domain::change::support::HoldReasonKind;
use domain::policy::Step;
use domain::reference::{AnyReference, Reference, SupportReference};
use domain::task::{Claim, Note, NoteOn, OpenTask, Task, TaskId, TaskSubject};
use domain::text::FreeText;
use fakes::organisation;

use super::Specimen;
use crate::item::record_tests::name;
use crate::item::tests::{id, now};
use crate::item::{note, task};

/// One of each kind.
pub(in crate::item) fn every_task() -> [Task; 19] {
    let reference = SupportReference::from_bits(1);
    [
        Task::DelayRequest { reference },
        Task::Override,
        Task::DateRequest,
        Task::FailedRerun,
        Task::OwnFault,
        Task::Review,
        Task::StepDecision { step: Step::ServiceAcceptance },
        Task::IntegrationTesting,
        Task::Material { environment: Environment::Live },
        Task::SupportRequest { reference },
        Task::EmptyRole { role: Some(Role::Pdp(PdpRole::Support)) },
        Task::Hold { why: HoldReasonKind::Asked },
        Task::Idle,
        Task::Question,
        Task::ConnectionDate,
        Task::Step { step: Step::Prerequisites },
        Task::TestEndpoints,
        Task::Retest,
        Task::Draft,
    ]
}

/// The row of a task of a change.
pub(in crate::item) fn row(task: Task) -> TaskRow {
    TaskRow {
        id: TaskId::of(TaskSubject::Change(id(1)), &task),
        organisation: Some(organisation(1).id),
        organisation_name: Some("Organisation 1".to_owned()),
        reference: Some(AnyReference::Change(Reference::from_bits(1))),
        open: OpenTask {
            task,
            role: Role::Pdp(PdpRole::Reviewer),
            since: now(),
            due: "2026-07-20".parse().unwrap(),
        },
        reminder: None,
    }
}

/// The row of a task of which people of an organisation are reminded.
pub(in crate::item) fn chased_row() -> TaskRow {
    let row = row(Task::Question);
    let open = OpenTask { role: OrganisationRole::PrimaryBusinessContact.into(), ..row.open };
    TaskRow { open, reminder: Some("2026-07-14".parse().unwrap()), ..row }
}

pub(super) fn tasks() -> Vec<Specimen> {
    let written = |task: Task| Specimen::new("task", task.code(), task::write(&row(task)).unwrap());
    let chased = Specimen::new("task", "chased", task::write(&chased_row()).unwrap());
    every_task().map(written).into_iter().chain([chased]).collect()
}

pub(in crate::item) fn a_claim() -> Claim {
    Claim { by: id(4), name: name(), until: now(), since: now() }
}

pub(in crate::item) fn a_note() -> Note {
    let by = domain::actor::By::Person { person: id(4), role: PdpRole::Support.into() };
    Note { id: id(5), at: now(), by, name: name(), text: FreeText::restore("Called them".to_owned()) }
}

pub(super) fn claims_and_notes() -> Vec<Specimen> {
    let of = TaskId::of(TaskSubject::Change(id(1)), &Task::Review);
    vec![
        Specimen::new("claim", "claim", task::write_claim(&of, &a_claim()).unwrap()),
        Specimen::new("note", "note", note::write(NoteOn::Change(id(1)), &a_note()).unwrap()),
    ]
}
