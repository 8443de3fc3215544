//! What another scale changes of a change, before it is decided (V4).

use super::Change;
use super::steps::{StepStateKind, StepView};
use crate::policy::{Policy, Scale, Step, StepRule};

codes! {
    /// What another scale does to a step, with words that finish “this step …”.
    StepEffect {
        /// It was needed, and still is. What was done on it counts.
        Kept = "kept", "is kept";
        /// It was not needed, and is then.
        Added = "added", "is added";
        /// It was needed, and is not any more. What was done on it stays, and counts again when it is needed again.
        Dropped = "dropped", "is no longer needed";
    }
}

/// A change beside itself at another scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reclassified {
    pub before: Change,
    pub after: Change,
    /// The other scale.
    pub scale: Scale,
    /// Whether going live is put on hold, because nothing goes live because of another scale.
    pub is_held: bool,
}

/// A step that is needed before or after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReclassifiedStep {
    pub effect: StepEffect,
    /// Where it is before; none when the scale before does not have it.
    pub before: Option<StepStateKind>,
    /// As it is then; none when the other scale does not have it and nothing was done on it.
    pub after: Option<StepView>,
    /// What the policy says of it.
    pub rule: &'static StepRule,
}

impl Reclassified {
    /// The steps that are needed before or after, in their order. None before the change is confirmed: it has no steps then.
    pub fn steps(&self) -> Vec<ReclassifiedStep> {
        let Some(submitted) = &self.after.submitted else { return Vec::new() };
        let policy = Policy::version(submitted.policy);
        let step = |step: &Step| self.step(policy.rule(*step));
        Step::ALL.iter().filter_map(step).collect()
    }

    fn step(&self, rule: &'static StepRule) -> Option<ReclassifiedStep> {
        let before = self.before.step(rule.step).map(|view| view.state.kind());
        let after = self.after.step(rule.step);
        let is_needed = |state: Option<StepStateKind>| state.is_some_and(|is| is != StepStateKind::NotNeeded);
        let then = after.as_ref().map(|view| view.state.kind());
        let effect = match (is_needed(before), is_needed(then)) {
            (true, true) => StepEffect::Kept,
            (false, true) => StepEffect::Added,
            (true, false) => StepEffect::Dropped,
            (false, false) => return None,
        };
        Some(ReclassifiedStep { effect, before, after, rule })
    }
}
