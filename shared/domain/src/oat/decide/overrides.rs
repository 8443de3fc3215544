//! Results that two people of PDP support override (O8).

use super::{both, in_status, invalid, note, optional_note};
use crate::actor::By;
use crate::oat::{CommandKind, EventKind, OatRequest, Outcome, Reason, Refusal, Status, SubjectView};
use crate::problem::{Field, Violation};

const DECIDED: &[Status] = &[Status::Failed, Status::Passed];

pub(super) fn propose(
    oat: &OatRequest,
    outcome: Option<Outcome>,
    reason: &str,
    view: &SubjectView,
) -> Result<Vec<EventKind>, Refusal> {
    in_status(oat, CommandKind::ProposeOverride, DECIDED)?;
    if oat.open_run().is_some() {
        return Err(Reason::RunUnderWay.into());
    }
    if oat.proposed_override.is_some() {
        return Err(Reason::OverridePending.into());
    }
    let outcome = outcome.ok_or_else(|| invalid(Field::Outcome, Violation::Missing));
    let (outcome, reason) = both(outcome, note(reason, Field::DecisionReason, oat))?;
    possible(oat, outcome, view)?;
    Ok(vec![EventKind::OverrideProposed { outcome, reason }])
}

/// The person who proposed it may take it back; only somebody else may approve it.
pub(super) fn decide(
    oat: &OatRequest,
    approved: Option<bool>,
    reason: Option<&str>,
    by: By,
    view: &SubjectView,
) -> Result<Vec<EventKind>, Refusal> {
    in_status(oat, CommandKind::DecideOverride, DECIDED)?;
    let proposed = oat.proposed_override.as_ref().ok_or(Reason::NoOverride)?;
    let approved = approved.ok_or_else(|| invalid(Field::Approved, Violation::Missing))?;
    if !approved {
        return Ok(vec![EventKind::OverrideDeclined {
            reason: optional_note(reason, Field::DecisionReason, oat)?,
        }]);
    }
    if proposed.by.is_same_person(by) {
        return Err(Reason::SamePerson.into());
    }
    possible(oat, proposed.outcome, view)?;
    let (outcome, reason) = (proposed.outcome, proposed.reason.clone());
    Ok(vec![EventKind::OverrideApproved { outcome, reason, connection_date: view.date_of(oat) }])
}

/// Whether the result can become `outcome`: a pass needs a step that waits for it, a failure one that can still be undone. A pass can
/// be said to stand in spite of a re-run that failed since.
fn possible(oat: &OatRequest, outcome: Outcome, view: &SubjectView) -> Result<(), Refusal> {
    let possible = match (oat.status(), outcome) {
        (Status::Failed, Outcome::Passed) => view.is_open(),
        (Status::Passed, Outcome::Failed) => view.can_be_undone(),
        (Status::Passed, Outcome::Passed) if oat.has_failed_since_its_pass() => view.can_be_undone(),
        _ => return Err(Reason::OutcomeUnchanged { outcome }.into()),
    };
    if possible { Ok(()) } else { Err(Reason::NotNow { status: view.status.clone() }.into()) }
}
