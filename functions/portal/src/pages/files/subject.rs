//! What files are uploaded to, and what the pages of files need to know of it. Nothing else here tells a change from a dispute.

use api::{ChangeBody, DisputeBody};
use domain::actor::{OrganisationRole, Role};
use domain::change::Status;
use domain::change::step_answers::takes_evidence;
use domain::codes::Coded;
use domain::dispute::{self, MAY_DISPUTE};
use domain::evidence::FileOwner;
use domain::ids::{ChangeId, DisputeId, EvidenceId};
use domain::policy::Step;

use crate::layout::Section;
use crate::pages::changes::change::called;
use crate::pages::changes::step::{address as step_address, is_open};
use crate::session::Who;
use crate::trouble::Trouble;
use crate::words;

/// What a file is uploaded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The submission of a change, or the answer to PDP's question.
    Submission(ChangeId),
    Step(ChangeId, Step),
    Dispute(DisputeId),
}

impl Subject {
    /// The page on which a file is added to it.
    pub fn add_page(self) -> String {
        match self {
            Self::Submission(_) | Self::Dispute(_) => format!("{}/new", files_of(self.owner())),
            Self::Step(id, step) => format!("{}/files/new", step_address(id, step)),
        }
    }

    /// Whose the file is.
    pub const fn owner(self) -> FileOwner {
        match self {
            Self::Submission(id) | Self::Step(id, _) => FileOwner::Change(id),
            Self::Dispute(id) => FileOwner::Dispute(id),
        }
    }
}

/// Below this address each of the files has its page.
fn files_of(owner: FileOwner) -> String {
    match owner {
        FileOwner::Change(id) => format!("/portal/changes/{id}/files"),
        FileOwner::Dispute(id) => format!("/portal/disputes/{id}/files"),
    }
}

/// The page of a file.
pub fn page_of(owner: FileOwner, file: EvidenceId) -> String {
    format!("{}/{file}", files_of(owner))
}

/// The page to which the object store leads when it has taken a file; the id of the file follows.
pub fn sent_page(owner: FileOwner) -> String {
    format!("{}/sent", files_of(owner))
}

/// What the pages of files say about their subject.
pub struct About {
    pub subject: Subject,
    /// What it is called.
    pub caption: String,
    pub section: Section,
    /// The page before, and its name.
    pub back: (String, String),
    /// An example of what a file of it shows.
    pub example: &'static str,
    /// Why this person cannot add a file to it now.
    pub closed: Option<Trouble>,
}

/// About a change, or one of its steps.
///
/// # Errors
/// [`Trouble::NotFound`] when it has no such step.
pub fn about_change(change: &ChangeBody, step: Option<Step>, who: &Who) -> Result<About, Trouble> {
    let caption = called(change);
    let Some(step) = step else {
        let role = Role::from(OrganisationRole::PrimaryBusinessContact);
        let page = |page: &str| format!("/portal/changes/{}{page}", change.id);
        let (back, is_open) = match change.status.0 {
            Status::Draft => ((page("/evidence"), "Evidence".to_owned()), true),
            Status::AwaitingInformation => ((page("/answer"), "Your answer to PDP".to_owned()), true),
            _ => ((page(""), caption.clone()), false),
        };
        let closed = if who.has(role) {
            let said = || format!("Files cannot be added any more: this change {}.", change.status_words);
            (!is_open).then(|| Trouble::Refused(said()))
        } else {
            Some(Trouble::NotAllowed(format!("{} adds files here.", words::first(&role.somebody()))))
        };
        let example = "For example: the change in its scheduled state in our service management tool";
        let subject = Subject::Submission(change.id);
        return Ok(About { subject, caption, section: Section::Changes, back, example, closed });
    };
    let found = change.steps.iter().find(|one| one.step == step).ok_or(Trouble::NotFound)?;
    let closed = if !takes_evidence(step) {
        Some(Trouble::Refused("This step takes no files.".to_owned()))
    } else if !who.has(found.role.0) {
        let role = words::first(&found.role.somebody());
        Some(Trouble::NotAllowed(format!("{role} adds files to this step.")))
    } else if !is_open(change, found) {
        Some(Trouble::Refused(
            "Files can be added to this step only while it waits to be submitted.".to_owned(),
        ))
    } else {
        None
    };
    let example = match step {
        Step::Prerequisites => "For example: the report of our system tests",
        Step::ItHealthCheck => "For example: the report of our IT health check",
        Step::IntegrationTestingReport => "For example: our integration testing report",
        _ => "For example: the change in its scheduled state in our service management tool",
    };
    Ok(About {
        subject: Subject::Step(change.id, step),
        caption,
        section: Section::Changes,
        back: (step_address(change.id, step), found.title.clone()),
        example,
        closed,
    })
}

/// About a dispute.
pub fn about_dispute(dispute: &DisputeBody, who: &Who) -> About {
    let caption = format!("Dispute {}", dispute.reference);
    let closed = if !MAY_DISPUTE.iter().any(|role| who.has(*role)) {
        let roles = MAY_DISPUTE.map(|role| role.somebody()).join(" or ");
        Some(Trouble::NotAllowed(format!("{} adds files to a dispute.", words::first(&roles))))
    } else if dispute.status != dispute::Status::Open {
        let said = format!("Files cannot be added any more: the dispute {}.", dispute.status_words);
        Some(Trouble::Refused(said))
    } else {
        None
    };
    About {
        subject: Subject::Dispute(dispute.id),
        back: (format!("/portal/disputes/{}", dispute.id), caption.clone()),
        caption,
        section: Section::Nowhere,
        example: "For example: the log of our Find endpoint at the time of the test",
        closed,
    }
}

/// Reads the id of a file out of an address.
pub fn file_id(text: &str) -> Result<EvidenceId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// Reads the id of a dispute out of an address.
pub fn dispute_id(text: &str) -> Result<DisputeId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// Reads a step out of an address.
pub fn step_of(text: &str) -> Result<Step, Trouble> {
    Step::from_code(text).ok_or(Trouble::NotFound)
}
