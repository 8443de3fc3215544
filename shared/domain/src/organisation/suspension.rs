//! Endpoints that PDP suspends in an emergency, and that two people of PDP bring back (Q5).
//!
//! One person stops it at once, because waiting can do harm. To start it again takes two, as an override does (O8): whoever stopped
//! something under pressure, or is asked to start it again, is not alone with it.

use jiff::Timestamp;

use super::{EventKind, Organisation, Reason, Refusal};
use crate::actor::By;
use crate::endpoint::ProposedEndpoint;
use crate::ids::EndpointId;
use crate::policy::Limits;
use crate::problem::{Field, Problem, Violation};
use crate::text::FreeText;

/// That a suspended endpoint be live again, as somebody of PDP support proposes, with the approval of somebody else to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedRestoration {
    pub at: Timestamp,
    pub by: By,
    pub reason: FreeText,
}

/// What is decided about a proposal, and by whom.
pub(super) struct Decision<'a> {
    pub approved: Option<bool>,
    /// Why not, when it is declined.
    pub reason: Option<&'a str>,
    pub by: By,
}

pub(super) fn suspend(
    organisation: &Organisation,
    id: EndpointId,
    registered: Option<ProposedEndpoint>,
    reason: &str,
    limits: &Limits,
) -> Result<EventKind, Refusal> {
    let endpoint = registered.ok_or(Reason::EndpointNotFound)?;
    if organisation.suspended.contains(&id) {
        return Err(Reason::SuspendedAlready.into());
    }
    if !organisation.live_endpoints.contains_key(&id) {
        return Err(Reason::NothingToSuspend.into());
    }
    Ok(EventKind::EndpointSuspended { id, endpoint, reason: words(reason, limits)? })
}

pub(super) fn propose(
    organisation: &Organisation,
    id: EndpointId,
    registered: Option<ProposedEndpoint>,
    reason: &str,
    limits: &Limits,
) -> Result<EventKind, Refusal> {
    let endpoint = registered.ok_or(Reason::EndpointNotFound)?;
    is_suspended(organisation, id)?;
    if organisation.restorations.contains_key(&id) {
        return Err(Reason::RestorationPending.into());
    }
    let max = limits.restorations;
    if organisation.restorations.len() >= max {
        return Err(Reason::TooManyRestorations { max }.into());
    }
    Ok(EventKind::RestorationProposed { id, endpoint, reason: words(reason, limits)? })
}

/// The person who proposed it may take it back; only somebody else may approve it.
pub(super) fn decide(
    organisation: &Organisation,
    id: EndpointId,
    registered: Option<ProposedEndpoint>,
    decision: &Decision<'_>,
    limits: &Limits,
) -> Result<EventKind, Refusal> {
    let endpoint = registered.ok_or(Reason::EndpointNotFound)?;
    is_suspended(organisation, id)?;
    let proposed = organisation.restorations.get(&id).ok_or(Reason::NoRestoration)?;
    let invalid = |field, violation| Refusal::invalid(Problem::new(field, violation));
    if !decision.approved.ok_or_else(|| invalid(Field::Approved, Violation::Missing))? {
        let reason = FreeText::parse_optional(decision.reason.unwrap_or_default(), limits.note_characters)
            .map_err(|violation| invalid(Field::DecisionReason, violation))?;
        return Ok(EventKind::RestorationDeclined { id, endpoint, reason });
    }
    if proposed.by.is_same_person(decision.by) {
        return Err(Reason::SamePerson.into());
    }
    Ok(EventKind::EndpointRestored { id, endpoint, reason: proposed.reason.clone() })
}

fn is_suspended(organisation: &Organisation, id: EndpointId) -> Result<(), Reason> {
    if organisation.suspended.contains(&id) { Ok(()) } else { Err(Reason::NotSuspended) }
}

fn words(typed: &str, limits: &Limits) -> Result<FreeText, Refusal> {
    FreeText::parse(typed, limits.note_characters)
        .map_err(|violation| Refusal::invalid(Problem::new(Field::DecisionReason, violation)))
}
