//! Who may do what (P1).

use super::{Change, Command, Refusal};
use crate::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use crate::calendar::london_date;
use crate::change::support::SupportKind;
use crate::downtime::MAY_DECLARE;
use crate::ids::EvidenceId;
use crate::policy::{Policy, Step};
use crate::refusal::Thing;

const BUSINESS_CONTACT: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const TECHNICAL_CONTACT: Role = Role::Organisation(OrganisationRole::PrimaryTechnicalContact);
const SERVICE_MANAGER: Role = Role::Organisation(OrganisationRole::ServiceManager);
const TEST_MANAGER: Role = Role::Organisation(OrganisationRole::TestManager);
const SECURITY_LEAD: Role = Role::Organisation(OrganisationRole::SecurityLead);

impl SupportKind {
    /// The roles of which any one opens a request of this kind.
    pub const fn opened_by(self) -> &'static [Role] {
        match self {
            Self::DelayGoingLive => &[BUSINESS_CONTACT, SERVICE_MANAGER],
            Self::ChangeTestEndpoints => &[TEST_MANAGER],
            Self::OatSupportSession => &[SERVICE_MANAGER],
            Self::Other => {
                &[BUSINESS_CONTACT, TECHNICAL_CONTACT, SERVICE_MANAGER, TEST_MANAGER, SECURITY_LEAD]
            }
        }
    }
}

/// Any one of these allows it.
enum Needed {
    Roles(&'static [Role]),
    Role(Role),
    Process(Process),
}

/// Whether `actor` may ask for `command`; answers in which role they act.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`], [`Refusal::RoleRequired`],
/// [`Refusal::SystemOnly`].
pub fn authorise(change: &Change, command: &Command, actor: &Actor) -> Result<By, Refusal> {
    if !actor.may_see(change.organisation) {
        return Err(Refusal::NotFound(Thing::Change));
    }
    let roles: &[Role] = match &needed(change, command) {
        Needed::Roles(roles) => roles,
        Needed::Role(role) => &[*role],
        Needed::Process(process) => {
            return match actor {
                Actor::System(own) if own == process => Ok(By::System(*own)),
                _ => Err(Refusal::SystemOnly),
            };
        }
    };
    let held = roles.iter().find(|role| actor.holds(**role));
    match (actor.person(), held, roles) {
        (Some(person), Some(role), _) => Ok(By::Person { person, role: *role }),
        (_, _, [role]) => Err(Refusal::role(*role)),
        (_, _, roles) => Err(Refusal::RoleRequired { roles: roles.to_vec() }),
    }
}

fn needed(change: &Change, command: &Command) -> Needed {
    match command {
        Command::EditDraft { .. }
        | Command::Submit { .. }
        | Command::AnswerQuestion { .. }
        | Command::Withdraw { .. } => Needed::Role(BUSINESS_CONTACT),
        Command::RecordDowntime { .. }
        | Command::MoveDowntime { .. }
        | Command::EndDowntime { .. }
        | Command::CancelDowntime { .. } => Needed::Roles(&MAY_DECLARE),
        Command::RequestUpload { step, .. } => Needed::Role(uploader(change, *step)),
        Command::RemoveEvidence { id } => Needed::Role(uploader(change, step_of(change, *id))),
        Command::SubmitStep { answers } => Needed::Role(policy(change).rule(answers.step()).by),
        Command::ApproveStep { step }
        | Command::ReturnStep { step, .. }
        | Command::ReopenStep { step, .. } => {
            let role = policy(change).rule(*step).approved_by.unwrap_or(PdpRole::Reviewer);
            Needed::Role(Role::Pdp(role))
        }
        Command::RecordTestEndpoints { .. } => Needed::Role(TEST_MANAGER),
        Command::FetchMaterial { .. } => Needed::Role(TECHNICAL_CONTACT),
        Command::GiveConnectionDate { .. } => Needed::Role(SERVICE_MANAGER),
        Command::OpenSupportRequest { asked, .. } => Needed::Roles(asked.kind().opened_by()),
        Command::AskForInformation { .. }
        | Command::Confirm { .. }
        | Command::Reject { .. }
        | Command::TakeBackQuestion { .. }
        | Command::TakeBackConfirmation { .. }
        | Command::TakeBackRejection { .. }
        | Command::WithdrawIdle { .. }
        | Command::Reclassify { .. } => Needed::Role(Role::Pdp(PdpRole::Reviewer)),
        Command::ArrangeIntegrationTesting { .. } => Needed::Role(Role::Pdp(PdpRole::ImplementationManager)),
        Command::AnswerSupportRequest { .. } | Command::PlaceHold { .. } | Command::ReleaseHold { .. } => {
            Needed::Role(Role::Pdp(PdpRole::Support))
        }
        Command::PublishMaterial { .. } => Needed::Role(Role::Pdp(PdpRole::Administrator)),
        Command::ReceiveEvidence { .. } | Command::AcceptEvidence { .. } | Command::RejectEvidence { .. } => {
            Needed::Process(Process::EvidenceInspection)
        }
        Command::PassOat { .. }
        | Command::RevokeOat { .. }
        | Command::MoveConnectionDate { .. }
        | Command::AwaitOat { .. } => Needed::Process(Process::OperationalAcceptanceTesting),
        Command::GoLive => Needed::Process(Process::GoLive),
        Command::RemindReview => Needed::Process(Process::Reminders),
    }
}

/// The policy it was submitted under; of a draft, which has no steps, the one in force when it was last changed.
fn policy(change: &Change) -> &'static Policy {
    match &change.submitted {
        Some(submitted) => Policy::version(submitted.policy),
        None => Policy::in_force(london_date(change.updated_at)),
    }
}

fn uploader(change: &Change, step: Option<Step>) -> Role {
    step.map_or(BUSINESS_CONTACT, |step| policy(change).rule(step).by)
}

fn step_of(change: &Change, id: EvidenceId) -> Option<Step> {
    change.evidence.0.get(&id)?.step
}
