//! What waits, in words.

use api::TaskBody;
use domain::policy::Step;
use domain::task::TaskKind;
use jiff::civil::Date;

use super::{day, first, inside, soon};

/// Something that waits, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskLine {
    /// What to do.
    pub title: String,
    /// The page to do it on, if there is one.
    pub href: Option<String>,
    /// What it is about: reference, organisation.
    pub about: String,
    /// Whose turn it is.
    pub role: String,
    /// By when.
    pub due: String,
    pub is_late: bool,
    /// How long it has waited.
    pub age: String,
    /// The same as a part of ten working days, in tenths.
    pub tenths: u32,
    /// Who is at it.
    pub claim: Option<String>,
}

impl TaskLine {
    /// The line of a task.
    pub fn of(task: &TaskBody, today: Date) -> Self {
        let parts = [task.reference.clone(), task.organisation_name.clone()];
        let about: Vec<_> = parts.into_iter().flatten().collect();
        Self {
            title: title(task),
            href: href(task),
            about: if about.is_empty() { "Not sent yet".to_owned() } else { about.join(", ") },
            role: task.role.to_string(),
            due: if task.overdue {
                format!("was due on {}", day(task.due))
            } else {
                format!("due {}{}", if near(task.due, today) { "" } else { "by " }, soon(task.due, today))
            },
            is_late: task.overdue,
            age: match task.age {
                0 => "since today".to_owned(),
                1 => "for 1 working day".to_owned(),
                days => format!("for {days} working days"),
            },
            tenths: task.age.min(10),
            claim: task.claim.as_ref().map(|claim| match &claim.name {
                Some(name) => format!("{name} is working on this"),
                None => "Somebody is working on this".to_owned(),
            }),
        }
    }
}

impl TaskLine {
    /// By when, as it begins a sentence.
    pub fn due_first(&self) -> String {
        first(&self.due)
    }
}

fn near(due: Date, today: Date) -> bool {
    soon(due, today) != day(due)
}

/// The page on which it is done: of its change, or of its request for OAT.
fn href(task: &TaskBody) -> Option<String> {
    let of_oat = task.oat_request.map(|id| format!("/portal/oat/{id}"));
    let of_change = task.technical_change.map(|id| match (task.kind.0, task.step) {
        (TaskKind::Step, Some(step)) if step == Step::OperationalAcceptanceTesting => {
            format!("/portal/oat/{id}")
        }
        _ => format!("/portal/changes/{id}{}", place(task)),
    });
    of_oat.or(of_change)
}

/// The page below that of its change on which it is done; that of the change itself, where there is none.
fn place(task: &TaskBody) -> String {
    match (task.kind.0, task.step) {
        (TaskKind::Step | TaskKind::StepDecision, Some(step)) => format!("/steps/{}", step.0.code()),
        (TaskKind::TestEndpoints, _) => "/test-endpoints".to_owned(),
        (TaskKind::ConnectionDate, _) => "/connection-date".to_owned(),
        (TaskKind::Question, _) => "/answer".to_owned(),
        (TaskKind::Draft, _) => "/next".to_owned(),
        _ => String::new(),
    }
}

/// What to do, as a heading.
fn title(task: &TaskBody) -> String {
    let step = task.step.map(|step| inside(&step.to_string())).unwrap_or_default();
    let words = match task.kind.0 {
        TaskKind::DelayRequest => "Answer a request to delay going live",
        TaskKind::Override => "Decide on a proposed override, as the second person",
        TaskKind::DateRequest => "Decide on another connection date",
        TaskKind::FailedRerun => "Decide what follows from a re-run that failed",
        TaskKind::OwnFault => "Look into a fault of the probe",
        TaskKind::Review => "Review a technical change",
        TaskKind::StepDecision => return format!("Decide on {step}"),
        TaskKind::IntegrationTesting => "Arrange integration testing",
        TaskKind::Material => {
            let environment = task.environment.map(|environment| environment.to_string()).unwrap_or_default();
            return format!("Publish {environment} cryptographic material");
        }
        TaskKind::SupportRequest => "Answer a support request",
        TaskKind::EmptyRole => {
            return match task.empty_role {
                Some(role) => format!("Find somebody for a role that nobody holds: {}", role.0),
                None => "Find somebody for an organisation in which nobody holds a role".to_owned(),
            };
        }
        TaskKind::Hold => "Decide whether a hold on going live ends",
        TaskKind::Idle => "Decide on a change in which nothing has happened for long",
        TaskKind::Question => "Answer PDP’s question",
        TaskKind::ConnectionDate => "Give a new connection date",
        TaskKind::Step => return format!("Complete {step}"),
        TaskKind::TestEndpoints => "Record your test endpoints",
        TaskKind::Retest => "Put right what failed, and ask for a new test",
        TaskKind::Draft => "Finish your draft",
    };
    words.to_owned()
}
