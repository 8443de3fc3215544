//! The page of the portal that each part of an email leads to (W10).
//!
//! Responsible for: one page for each notification and for each thing that waits, and the sentence that leads there.
//! Must not: put a secret into an address, or lead to an address that does something when it is opened.

use app::TaskRow;
use app::mail::{About, Notification};
use domain::ids::ChangeId;
use domain::policy::Step;
use domain::task::{Task, TaskSubject};

use crate::sheet::Sheet;

const ANSWER: &str = "Do not reply to this email. Answer here, on the connection portal:";
const ACT: &str = "Do not reply to this email. Do it here, on the connection portal:";
const SEE: &str = "See it here, on the connection portal:";
const SIGN_IN: &str = "Sign in to the connection portal here:";

/// A page, and the sentence before its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub lead: &'static str,
    pub address: String,
}

/// A page of the portal.
enum Place {
    Home,
    Endpoints,
    /// The page of what the email is about.
    Subject,
    /// A page below that of the change that the email is about.
    InChange(String),
}

impl Page {
    /// The page of `sheet`.
    pub(crate) fn of(sheet: &Sheet<'_>) -> Self {
        let (lead, place) = of_notification(sheet.notification, sheet.at_pdp());
        let path = match (place, &sheet.mail.about) {
            (Place::InChange(page), About::Change { id, .. }) => Some(of_change(*id, &page)),
            (Place::Subject | Place::InChange(_), about) => of_subject(about),
            (Place::Endpoints, _) => Some("endpoints".to_owned()),
            (Place::Home, _) => None,
        };
        match path {
            Some(path) => Self { lead, address: address(sheet.portal, &path) },
            None => Self { lead: SIGN_IN, address: address(sheet.portal, "") },
        }
    }
}

fn address(portal: &str, path: &str) -> String {
    format!("{portal}/portal/{path}")
}

/// The page of what an email is about; none of people.
fn of_subject(about: &About) -> Option<String> {
    match about {
        About::Change { id, .. } => Some(of_change(*id, "")),
        About::Oat { id, .. } => Some(format!("oat/{id}")),
        About::Dispute { id, .. } => Some(format!("disputes/{id}")),
        About::Endpoint { .. } => Some("endpoints".to_owned()),
        About::Contacts => None,
    }
}

/// The address of the page on which this is done, in the portal with this origin.
pub(crate) fn of_task(row: &TaskRow, portal: &str) -> String {
    let path = match (row.id.subject(), &row.open.task) {
        (TaskSubject::Change(id), task) => of_change(id, &in_change(task)),
        (TaskSubject::Oat(id), _) => format!("oat/{id}"),
        (TaskSubject::Organisation(_) | TaskSubject::Pdp, _) => String::new(),
    };
    address(portal, &path)
}

/// The page below that of its change on which this is done; that of the change itself, where there is none.
fn in_change(task: &Task) -> String {
    match task {
        Task::Question => "answer".to_owned(),
        Task::ConnectionDate => "connection-date".to_owned(),
        Task::Step { step } | Task::StepDecision { step } => of_step(*step),
        Task::TestEndpoints => "test-endpoints".to_owned(),
        Task::Draft => "next".to_owned(),
        _ => String::new(),
    }
}

fn of_change(id: ChangeId, page: &str) -> String {
    let below = if page.is_empty() { "" } else { "/" };
    format!("changes/{id}{below}{page}")
}

fn of_step(step: Step) -> String {
    format!("steps/{}", step.code())
}

/// The page of each notification, and the sentence that leads there.
fn of_notification(notification: &Notification, at_pdp: bool) -> (&'static str, Place) {
    use Notification as N;
    let below = |page: &str| Place::InChange(page.to_owned());
    match notification {
        N::InformationRequested { .. } => (ANSWER, below("answer")),
        N::StepOpened { step, .. } => (ACT, Place::InChange(of_step(step.step))),
        N::StepReturned { step, .. } | N::StepToDecide { step, .. } => (ACT, Place::InChange(of_step(*step))),
        N::TestEndpointsNeeded => (ACT, below("test-endpoints")),
        N::MaterialPublished { environment } => {
            (ACT, Place::InChange(format!("material/{}", environment.code())))
        }
        N::ConnectionDateNeeded { .. } => (ACT, below("connection-date")),
        N::SupportRequestOpened { .. } if at_pdp => (ANSWER, Place::Subject),
        N::SupportRequestOpened { .. } | N::SupportRequestAnswered { .. } => (SEE, below("support")),
        N::DisputeOpened { .. } if at_pdp => (ANSWER, Place::Subject),
        N::ReviewNeeded { .. }
        | N::ReviewDue { .. }
        | N::InformationSupplied { .. }
        | N::MaterialNeeded { .. } => (ACT, Place::Subject),
        N::ChangeSubmitted { .. }
        | N::ChangeRejected { .. }
        | N::DecisionTakenBack { .. }
        | N::ReviewOutcome { .. }
        | N::ScaleChangedInReview { .. }
        | N::StepApproved { .. }
        | N::StepReopened { .. }
        | N::IntegrationTestingArranged { .. }
        | N::GoingLiveHeld { .. }
        | N::GoingLiveReleased { .. }
        | N::WentLive { .. }
        | N::ChangeCompleted
        | N::ChangeWithdrawn { .. }
        | N::WithdrawnAsIdle { .. }
        | N::Oat { .. }
        | N::DisputeOpened { .. }
        | N::DisputeAnswered { .. }
        | N::NobodyHoldsRole { .. } => (SEE, Place::Subject),
        N::EndpointSuspended { .. }
        | N::RestorationProposed { .. }
        | N::RestorationDeclined { .. }
        | N::EndpointRestored { .. } => (SEE, Place::Endpoints),
        N::Reminder { .. }
        | N::RolesGiven { .. }
        | N::AddressCorrected { .. }
        | N::AddressTried
        | N::RolesProposed { .. }
        | N::RoleLeftEmpty { .. }
        | N::NobodyCanBeReached { .. } => (SIGN_IN, Place::Home),
    }
}
