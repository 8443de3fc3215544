//! The page of the portal that each part of an email leads to (W10).
//!
//! Responsible for: one page for each notification and for each thing that waits, and the sentence that leads there.
//! Must not: put a secret into an address, or lead to an address that does something when it is opened.

use app::TaskRow;
use app::mail::{About, Notification};
use domain::ids::{ChangeId, OatId, OrganisationId};
use domain::policy::Step;
use domain::reference::SupportReference;
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
    /// The people of the organisation, or of PDP, as PDP's people see them.
    People,
    /// The page of what the email is about.
    Subject,
    /// A page below that of the change, or of the request for OAT, that the email is about.
    Below(String),
    /// The support requests of the change, or the request for OAT, which shows its own.
    Support,
    /// The page on which PDP answers this support request.
    Answer(SupportReference),
}

impl Page {
    /// The page of `sheet`.
    pub(crate) fn of(sheet: &Sheet<'_>) -> Self {
        let (lead, place) = of_notification(sheet.notification, sheet.at_pdp());
        let path = match (place, &sheet.mail.about) {
            (Place::Below(page), About::Change { id, .. }) => Some(of_change(*id, &page)),
            (Place::Below(page), About::Oat { id, .. }) => Some(of_oat(*id, &page)),
            (Place::Answer(request), About::Change { id, .. }) => {
                Some(of_change(*id, &answer_in_change(request)))
            }
            (Place::Answer(request), About::Oat { id, .. }) => Some(of_oat(*id, &answer_in_oat(request))),
            (Place::Support, About::Change { id, .. }) => Some(of_change(*id, "support")),
            (Place::Subject | Place::Below(_) | Place::Support | Place::Answer(_), about) => {
                of_subject(about)
            }
            (Place::Endpoints, _) => Some("endpoints".to_owned()),
            (Place::People, _) => Some(of_people(sheet.mail.organisation)),
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
        About::Oat { id, .. } => Some(of_oat(*id, "")),
        About::Dispute { id, .. } => Some(format!("disputes/{id}")),
        About::Endpoint { .. } => Some("endpoints".to_owned()),
        About::Contacts => None,
    }
}

/// The address of the page on which this is done, in the portal with this origin.
pub(crate) fn of_task(row: &TaskRow, portal: &str) -> String {
    let path = match (row.id.subject(), &row.open.task) {
        (TaskSubject::Change(id), task) => of_change(id, &in_change(task)),
        (TaskSubject::Oat(id), task) => of_oat(id, &in_oat(task)),
        (TaskSubject::Organisation(id), _) => of_people(Some(id)),
        (TaskSubject::Pdp, _) => of_people(None),
    };
    address(portal, &path)
}

/// The page below that of its change on which this is done; that of the change itself, where there is none.
fn in_change(task: &Task) -> String {
    match task {
        Task::Review => "review".to_owned(),
        Task::StepDecision { step } => of_decision(*step),
        Task::IntegrationTesting => "integration-testing".to_owned(),
        Task::Material { environment } => format!("material/{}/publish", environment.code()),
        Task::SupportRequest { reference } | Task::DelayRequest { reference } => answer_in_change(*reference),
        Task::Hold { .. } => "hold/release".to_owned(),
        Task::Idle => "withdraw-idle".to_owned(),
        Task::Question => "answer".to_owned(),
        Task::ConnectionDate => "connection-date".to_owned(),
        Task::Step { step } => of_step(*step),
        Task::TestEndpoints => "test-endpoints".to_owned(),
        Task::Draft => "next".to_owned(),
        _ => String::new(),
    }
}

/// The page below that of its request for OAT on which this is done; that of the request itself, where it says what can be done.
fn in_oat(task: &Task) -> String {
    match task {
        Task::Override => "override/decision".to_owned(),
        Task::DateRequest => "date-change/decision".to_owned(),
        Task::SupportRequest { reference } | Task::DelayRequest { reference } => answer_in_oat(*reference),
        _ => String::new(),
    }
}

fn answer_in_change(request: SupportReference) -> String {
    format!("support/requests/{request}/answer")
}

fn answer_in_oat(request: SupportReference) -> String {
    format!("support/{request}/answer")
}

fn of_oat(id: OatId, page: &str) -> String {
    let below = if page.is_empty() { "" } else { "/" };
    format!("oat/{id}{below}{page}")
}

/// People as PDP sees them: of this organisation, or its own.
fn of_people(organisation: Option<OrganisationId>) -> String {
    organisation.map_or_else(|| "team".to_owned(), |id| format!("organisations/{id}"))
}

fn of_decision(step: Step) -> String {
    format!("{}/decision", of_step(step))
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
    let below = |page: &str| Place::Below(page.to_owned());
    match notification {
        N::InformationRequested { .. } => (ANSWER, below("answer")),
        N::StepOpened { step, .. } => (ACT, Place::Below(of_step(step.step))),
        N::StepReturned { step, .. } => (ACT, Place::Below(of_step(*step))),
        N::StepToDecide { step, .. } => (ACT, Place::Below(of_decision(*step))),
        N::TestEndpointsNeeded => (ACT, below("test-endpoints")),
        N::MaterialPublished { environment } => {
            (ACT, Place::Below(format!("material/{}", environment.code())))
        }
        N::ConnectionDateNeeded { .. } => (ACT, below("connection-date")),
        N::SupportRequestOpened { request, .. } if at_pdp => (ANSWER, Place::Answer(*request)),
        N::SupportRequestOpened { .. } | N::SupportRequestAnswered { .. } => (SEE, Place::Support),
        N::DisputeOpened { .. } if at_pdp => (ANSWER, Place::Subject),
        N::ReviewNeeded { .. } | N::ReviewDue { .. } | N::InformationSupplied { .. } => {
            (ACT, below("review"))
        }
        N::MaterialNeeded { environment } => {
            (ACT, Place::Below(format!("material/{}/publish", environment.code())))
        }
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
        N::RolesProposed { .. } => (ACT, Place::People),
        N::RoleLeftEmpty { .. } | N::NobodyCanBeReached { .. } => (SEE, Place::People),
        N::Reminder { .. } | N::RolesGiven { .. } | N::AddressCorrected { .. } | N::AddressTried => {
            (SIGN_IN, Place::Home)
        }
    }
}
