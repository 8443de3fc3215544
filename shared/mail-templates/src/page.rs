//! The page of the portal that each part of an email leads to (W10).
//!
//! Responsible for: one page for each notification and for each thing that waits, and the sentence that leads there.
//! Must not: put a secret into an address, or lead to an address that does something when it is opened.

use app::TaskRow;
use app::mail::{About, Notification};
use domain::dispute::DisputedResult;
use domain::ids::ChangeId;
use domain::oat::Subject;
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
    /// The page of the change that the email is about.
    Change,
    /// A page below that.
    InChange(String),
}

impl Page {
    /// The page of `sheet`.
    pub(crate) fn of(sheet: &Sheet<'_>) -> Self {
        let portal = sheet.portal;
        let (lead, place) = of_notification(sheet.notification, sheet.at_pdp());
        match (place, change_of(sheet)) {
            (Place::Endpoints, _) => Self { lead, address: format!("{portal}/portal/endpoints") },
            (Place::Change, Some(id)) => Self { lead, address: of_change(portal, id, "") },
            (Place::InChange(page), Some(id)) => Self { lead, address: of_change(portal, id, &page) },
            // Initial connections, pre-flights and people have no change.
            (Place::Home | Place::Change | Place::InChange(_), _) => {
                Self { lead: SIGN_IN, address: format!("{portal}/portal/") }
            }
        }
    }
}

/// The address of the page on which this is done, in the portal with this origin.
pub(crate) fn of_task(row: &TaskRow, portal: &str) -> String {
    match (row.id.subject(), &row.open.task) {
        (TaskSubject::Change(id), Task::Question) => of_change(portal, id, "answer"),
        (TaskSubject::Change(id), Task::ConnectionDate) => of_change(portal, id, "connection-date"),
        (TaskSubject::Change(id), Task::Step { step } | Task::StepDecision { step }) => {
            of_change(portal, id, &of_step(*step))
        }
        (TaskSubject::Change(id), Task::TestEndpoints) => of_change(portal, id, "test-endpoints"),
        (TaskSubject::Change(id), Task::Draft) => of_change(portal, id, "next"),
        (TaskSubject::Change(id), _) => of_change(portal, id, ""),
        (TaskSubject::Oat(_) | TaskSubject::Organisation(_) | TaskSubject::Pdp, _) => {
            format!("{portal}/portal/")
        }
    }
}

fn of_change(portal: &str, id: ChangeId, page: &str) -> String {
    let below = if page.is_empty() { "" } else { "/" };
    format!("{portal}/portal/changes/{id}{below}{page}")
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
        N::SupportRequestOpened { .. } if at_pdp => (ANSWER, Place::Change),
        N::SupportRequestOpened { .. } | N::SupportRequestAnswered { .. } => (SEE, below("support")),
        N::DisputeOpened { .. } if at_pdp => (ANSWER, Place::Change),
        N::ReviewNeeded { .. }
        | N::ReviewDue { .. }
        | N::InformationSupplied { .. }
        | N::MaterialNeeded { .. } => (ACT, Place::Change),
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
        | N::NobodyHoldsRole { .. } => (SEE, Place::Change),
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

/// The change that `sheet` is about, if it is about one.
fn change_of(sheet: &Sheet<'_>) -> Option<ChangeId> {
    let subject = match (sheet.mail.about, sheet.notification) {
        (About::Change { id, .. }, _) => return Some(id),
        (_, Notification::Oat { subject, .. }) => subject,
        (
            _,
            Notification::DisputeOpened { result: DisputedResult::Run { subject, .. }, .. }
            | Notification::DisputeAnswered { result: DisputedResult::Run { subject, .. }, .. },
        ) => subject,
        _ => return None,
    };
    match subject {
        Subject::Change { id, .. } => Some(*id),
        Subject::InitialConnection { .. } => None,
    }
}
