//! Notifications that say what waits for their reader, and what PDP withdrew because nothing happened.

use app::TaskRow;
use app::mail::{About, Audience, Mail, Notification};
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::material::Environment;
use domain::change::support::HoldReasonKind;
use domain::ids::{ChangeId, OrganisationId, PersonId};
use domain::policy::Step;
use domain::reference::{AnyReference, Reference, SupportReference};
use domain::task::{OpenTask, Task, TaskId, TaskSubject};
use jiff::civil::{Date, date};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use super::{HOSTILE, mail, text};

const CONTACT: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const SERVICE: Role = Role::Organisation(OrganisationRole::ServiceManager);
const SINCE: Date = date(2026, 8, 27);

/// What waits in a change of this number; in a draft, when there is none.
fn waits(number: Option<u64>, task: Task, role: Role) -> TaskRow {
    let id = ChangeId::from_untyped_uuid(Uuid::from_u128(number.unwrap_or_default().into()));
    TaskRow {
        id: TaskId::of(TaskSubject::Change(id), &task),
        organisation: Some(OrganisationId::from_untyped_uuid(Uuid::from_u128(3))),
        organisation_name: number.map(|_| "Northern Example Pensions".to_owned()),
        reference: number.map(|bits| AnyReference::Change(Reference::from_bits(bits))),
        open: OpenTask {
            task,
            role,
            since: "2026-11-13T10:00:00Z".parse().unwrap(),
            due: "2026-11-20".parse().unwrap(),
        },
        reminder: matches!(role, Role::Organisation(_)).then(|| date(2026, 11, 27)),
    }
}

/// One of each kind for PDP.
fn of_pdp() -> Vec<TaskRow> {
    let reference = SupportReference::from_bits(7);
    let tasks = [
        Task::DelayRequest { reference },
        Task::Override,
        Task::DateRequest,
        Task::FailedRerun,
        Task::OwnFault,
        Task::Review,
        Task::StepDecision { step: Step::ServiceAcceptance },
        Task::IntegrationTesting,
        Task::Material { environment: Environment::Test },
        Task::SupportRequest { reference },
        Task::EmptyRole { role: Some(SERVICE) },
        Task::EmptyRole { role: None },
        Task::Hold { why: HoldReasonKind::Pdp },
        Task::Idle,
    ];
    let row = |(number, task)| {
        let row = waits(Some(number), task, PdpRole::Support.into());
        let organisation_name = match number {
            1 => Some(HOSTILE.to_owned()),
            2 => None,
            _ => row.organisation_name.clone(),
        };
        TaskRow { organisation_name, ..row }
    };
    (1..).zip(tasks).map(row).collect()
}

pub(super) fn all() -> Vec<(&'static str, Mail)> {
    let person = PersonId::from_u128(4);
    let to = |audience, notification| Mail { about: About::Contacts, ..mail(audience, notification) };
    let to_member = |notification| to(Audience::OrganisationMember(person), notification);
    let reminder = |waiting| to_member(Notification::Reminder { waiting });
    let given = |roles: &[Role], waiting| Notification::RolesGiven {
        roles: roles.iter().copied().collect(),
        waiting,
    };
    let several = vec![
        waits(Some(1), Task::Question, CONTACT),
        waits(Some(2), Task::ConnectionDate, SERVICE),
        waits(Some(3), Task::Step { step: Step::ItHealthCheck }, OrganisationRole::SecurityLead.into()),
        waits(Some(4), Task::TestEndpoints, OrganisationRole::TestManager.into()),
        waits(Some(5), Task::Retest, SERVICE),
        waits(None, Task::Draft, CONTACT),
    ];
    let many = (1..=21).map(|number| waits(Some(number), Task::Question, CONTACT)).collect();
    let one = || vec![waits(Some(1), Task::Question, CONTACT)];
    let idle = |reason| Notification::WithdrawnAsIdle { reason, since: SINCE };
    let at_pdp = Mail {
        organisation: None,
        organisation_name: "Pensions Dashboards Programme (PDP)".to_owned(),
        ..to(Audience::PdpMember(person), given(&[PdpRole::Support.into()], of_pdp()))
    };
    vec![
        ("reminder_of_one", reminder(one())),
        ("reminder_of_several", reminder(several)),
        ("reminder_of_many", reminder(many)),
        ("role_given", to_member(given(&[CONTACT], one()))),
        (
            "roles_given_with_a_draft",
            to_member(given(&[CONTACT, SERVICE], vec![waits(None, Task::Draft, CONTACT)])),
        ),
        ("role_given_at_pdp", at_pdp),
        (
            "withdrawn_as_idle",
            mail(Audience::OrganisationContacts, idle(text("We asked twice and heard nothing."))),
        ),
        ("withdrawn_as_idle_hostile", mail(Audience::OrganisationContacts, idle(text(HOSTILE)))),
    ]
}
