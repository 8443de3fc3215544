//! The steps of a confirmed change as computed states (S1, S6, V4): nothing here is stored, everything follows from the
//! confirmed scale, whether OAT is required, and what was done.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::actor::{By, PdpRole, Role};
use crate::policy::{Policy, Scale, Step, StepRule};
use crate::text::FreeText;

/// What was last done on a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepProgress {
    /// Submitted, and PDP decides.
    WithPdp {
        at: Timestamp,
        by: By,
        /// Why PDP opened it again after it had approved it, if it did (Q5).
        reopened: Option<FreeText>,
    },
    /// PDP sent it back.
    Returned { at: Timestamp, by: By, reason: FreeText },
    /// Nothing more is to be done.
    Complete { at: Timestamp, by: By },
}

/// What was last done on each step. Work stays here when a reclassification makes the step unnecessary (V4).
pub type StepProgresses = BTreeMap<Step, StepProgress>;

/// The state of a step, as shown (S1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepState {
    /// Other steps come first.
    CannotStartYet { blocked_by: Vec<Step> },
    /// Someone must act.
    ToDo {
        /// Since when it can be done.
        since: Timestamp,
    },
    /// PDP decides.
    WithPdp {
        since: Timestamp,
        /// Who submitted it.
        by: By,
        /// Why PDP opened it again after it had approved it, if it did (Q5).
        reopened: Option<FreeText>,
    },
    /// PDP sent it back, and someone must act.
    Returned { at: Timestamp, by: By, reason: FreeText },
    /// Nothing more is to be done.
    Complete { at: Timestamp, by: By },
    /// The confirmed scale, or the decision about OAT, does not need it.
    NotNeeded,
}

kinds_of! {
    StepState: /// Where a step is, without when and by whom.
    StepStateKind {
        /// Other steps come first.
        CannotStartYet = "cannot_start_yet", "cannot start yet";
        /// Someone must act.
        ToDo = "to_do", "to do";
        WithPdp = "with_pdp", "with PDP";
        /// PDP sent it back, and someone must act.
        Returned = "returned", "returned";
        Complete = "complete", "complete";
        /// The confirmed scale, or the decision about OAT, does not need it.
        NotNeeded = "not_needed", "not needed";
    }
}

impl StepState {
    /// Whether someone must act on it now: for the first time, or again.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::ToDo { .. } | Self::Returned { .. })
    }

    /// Whether nothing more is to be done.
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Complete { .. } | Self::NotNeeded)
    }
}

/// One step, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepView {
    pub step: Step,
    pub by: Role,
    /// Who at PDP decides on what is submitted, if anyone does.
    pub approved_by: Option<PdpRole>,
    pub needs: String,
    pub state: StepState,
}

/// What the steps follow from.
#[derive(Debug, Clone, Copy)]
pub struct StepFacts<'a> {
    pub confirmed_at: Timestamp,
    pub scale: Scale,
    pub oat_required: bool,
    /// Whether evidence of internal IT service acceptance has been accepted (S6).
    pub has_evidence: bool,
    /// Whether the endpoints it adds are live.
    pub is_live: bool,
    pub progress: &'a StepProgresses,
}

/// The steps of the confirmed scale in their order, then those that were worked on and are no longer needed.
pub fn view(policy: &Policy, facts: &StepFacts<'_>) -> Vec<StepView> {
    let mut blocked_by = Vec::new();
    let mut since = facts.confirmed_at;
    let mut views = Vec::new();
    for rule in policy.steps_of(facts.scale) {
        let state = state_of(rule, facts, &blocked_by, since);
        match &state {
            StepState::Complete { at, .. } => since = since.max(*at),
            StepState::NotNeeded => {}
            _ => blocked_by.push(rule.step),
        }
        views.push(viewed(rule, needs(rule, facts, policy), state));
    }
    let outside = facts.progress.keys().filter(|step| !policy.has(facts.scale, **step));
    views.extend(outside.map(|step| {
        let rule = policy.rule(*step);
        viewed(rule, rule.needs.to_owned(), StepState::NotNeeded)
    }));
    views
}

fn viewed(rule: &StepRule, needs: String, state: StepState) -> StepView {
    StepView { step: rule.step, by: rule.by, approved_by: rule.approved_by, needs, state }
}

/// The first step someone must act on or PDP decides on.
pub fn next(views: &[StepView]) -> Option<&StepView> {
    views.iter().find(|view| !view.state.is_done())
}

fn state_of(rule: &StepRule, facts: &StepFacts<'_>, blocked_by: &[Step], since: Timestamp) -> StepState {
    if rule.only_with_oat && !facts.oat_required {
        return StepState::NotNeeded;
    }
    match facts.progress.get(&rule.step) {
        Some(StepProgress::Complete { at, by }) => StepState::Complete { at: *at, by: *by },
        _ if !blocked_by.is_empty() => StepState::CannotStartYet { blocked_by: blocked_by.to_vec() },
        Some(StepProgress::WithPdp { at, by, reopened }) => {
            StepState::WithPdp { since: *at, by: *by, reopened: reopened.clone() }
        }
        Some(StepProgress::Returned { at, by, reason }) => {
            StepState::Returned { at: *at, by: *by, reason: reason.clone() }
        }
        None => StepState::ToDo { since },
    }
}

fn needs(rule: &StepRule, facts: &StepFacts<'_>, policy: &Policy) -> String {
    let missing =
        rule.step == Step::ServiceAcceptance && facts.scale >= policy.evidence_from && !facts.has_evidence;
    if missing {
        // S6: a change reclassified from minimal upwards was submitted without it.
        format!(
            "{}. This change was submitted at minimal scale, where no evidence was needed; at the scale it has now, it is",
            rule.needs
        )
    } else if rule.step == Step::OperationalAcceptanceTesting && facts.is_live {
        // V4: it was required when they were live already.
        "Request operational acceptance testing (OAT). Your endpoints are live and are tested as they are, so no connection date is needed"
            .to_owned()
    } else {
        rule.needs.to_owned()
    }
}
