//! The parts of a refusal that depend on its reader and on the state of the change: what to do instead.
//!
//! Must not: decide anything.

use crate::change::steps::StepStateKind;
use crate::change::{CommandKind, Status};
use crate::policy::Step;

pub(super) fn too_many_files(max: usize, step: Option<Step>) -> String {
    match step {
        Some(step) => {
            format!(
                "You can add up to {max} files each time you submit the step “{step}”. Remove one first, or combine them"
            )
        }
        None => format!(
            "You can add up to {max} evidence files to a submission, or to an answer. Combine them; in a draft you can also remove one"
        ),
    }
}

pub(super) fn steps(steps: &[Step]) -> String {
    steps.iter().map(Step::to_string).collect::<Vec<_>>().join(", ")
}

pub(super) const fn not_open(state: StepStateKind) -> &'static str {
    match state {
        StepStateKind::WithPdp => {
            "is with PDP. Wait for the decision; if it is returned, you can submit it again"
        }
        _ => "is complete. Nothing more is needed from you",
    }
}

pub(super) const fn not_with_pdp(state: StepStateKind) -> &'static str {
    match state {
        StepStateKind::Complete => "is complete: the decision stands",
        StepStateKind::Returned => "was returned. Wait until the organisation submits it again",
        _ => "has not been submitted. Wait until the organisation does",
    }
}

pub(super) const fn not_approved(state: StepStateKind) -> &'static str {
    match state {
        StepStateKind::Complete => {
            "was completed without a decision of PDP, so there is no approval to take back. If something is wrong with it, contact the organisation"
        }
        StepStateKind::WithPdp => "is with PDP already. Approve it, or return it with a reason",
        StepStateKind::Returned => {
            "was returned, so it is open already. Wait until the organisation submits it again"
        }
        _ => {
            "has not been submitted yet, so there is no approval to take back. Wait until the organisation submits it"
        }
    }
}

/// What the person can do instead.
pub(super) const fn way_out(command: CommandKind, status: Status) -> &'static str {
    match (command, status) {
        (_, Status::Rejected | Status::Withdrawn | Status::Complete) => {
            "Nothing more can be done with it: start a new technical change if you need one"
        }
        (CommandKind::TakeBackQuestion, _) => "There is no question waiting for an answer",
        (CommandKind::TakeBackConfirmation, _) => "There is no confirmation that could be taken back",
        (CommandKind::TakeBackRejection, _) => "There is no rejection that could be taken back",
        (CommandKind::WithdrawIdle, Status::Draft) => {
            "A draft keeps nothing from others, and its organisation can withdraw it"
        }
        (CommandKind::WithdrawIdle, _) => "It waits for PDP: confirm it, reject it, or ask the organisation",
        (CommandKind::EditDraft | CommandKind::RemoveEvidence, _) => {
            "Submitted answers cannot be edited: withdraw the change and start again, or wait for PDP to ask for more information"
        }
        (CommandKind::Submit, _) => "It has been submitted already: nothing more is needed from you",
        (CommandKind::RequestUpload, _) => {
            "Files can be added while it is a draft, or when PDP has asked for more information"
        }
        (CommandKind::AnswerQuestion, _) => "There is no question waiting for an answer",
        (CommandKind::AskForInformation | CommandKind::Confirm | CommandKind::Reject, Status::Draft) => {
            "The organisation has not submitted it yet"
        }
        (CommandKind::AskForInformation | CommandKind::Confirm, Status::AwaitingInformation) => {
            "Wait for the organisation’s answer; until then you can only reject or reclassify it"
        }
        (CommandKind::Confirm | CommandKind::Reject, Status::Confirmed) => {
            "To change the scale, reclassify it"
        }
        (
            CommandKind::SubmitStep
            | CommandKind::ApproveStep
            | CommandKind::ReturnStep
            | CommandKind::ReopenStep
            | CommandKind::RecordTestEndpoints
            | CommandKind::ArrangeIntegrationTesting
            | CommandKind::PublishMaterial
            | CommandKind::FetchMaterial,
            _,
        ) => "Its steps begin when PDP has confirmed it",
        _ => "Reload it to see what can be done next",
    }
}
