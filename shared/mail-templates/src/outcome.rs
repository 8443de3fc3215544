//! The outcome of a review for its email: the steps in order, who is next, when endpoints go live (V3, G1, G2).
//!
//! Responsible for: the consequences of the steps and their states. Must not: decide which steps there are.

use app::mail::NotificationStep;
use domain::actor::Role;
use domain::change::steps::StepStateKind;
use domain::policy::{Scale, Step};

use crate::asked::AskedView;
use crate::quote::UserText;

/// The outcome, in words.
pub(crate) struct OutcomeView {
    pub asked: AskedView,
    pub reclassified: bool,
    pub before: &'static str,
    pub scale: &'static str,
    pub reason: Option<UserText>,
    pub oat_required: bool,
    /// The first step that is not complete.
    pub next: Option<StepView>,
    pub steps: Vec<StepView>,
    /// The names of steps that are not needed.
    pub not_needed: Vec<String>,
    pub goes_live: GoesLive,
}

/// A step that has to be taken.
#[derive(Clone)]
pub(crate) struct StepView {
    pub number: usize,
    pub name: String,
    pub who: String,
    /// The role at PDP that decides on a submitted step.
    pub approved_by: Option<String>,
    pub needs: String,
    pub state: StepStateKind,
    /// Whether PDP acts, not the organisation.
    pub pdp_acts: bool,
    /// The nearest step before it that is not complete; itself if there is none.
    pub waits_for: usize,
}

/// When the new endpoints go live.
pub(crate) enum GoesLive {
    /// There are none, or the step they wait for is already complete.
    NothingToSay,
    AfterServiceAcceptance,
    AfterLiveCryptographicMaterial,
    OnConnectionDate,
    /// On the day that was set before.
    AsBefore {
        day: String,
    },
}

impl OutcomeView {
    /// The outcome of a first review, without its reason.
    pub(crate) fn of(asked: AskedView, scale: Scale, oat_required: bool, steps: &[NotificationStep]) -> Self {
        let (not_needed, needed): (Vec<_>, Vec<_>) =
            steps.iter().partition(|step| step.state == StepStateKind::NotNeeded);
        let mut views: Vec<StepView> = Vec::with_capacity(needed.len());
        let mut waits_for = None;
        for (at, step) in needed.iter().enumerate() {
            let number = at + 1;
            views.push(StepView {
                number,
                name: step.step.to_string(),
                who: who(step.by),
                approved_by: step.approved_by.map(|role| who(Role::Pdp(role))),
                needs: step.needs.clone(),
                state: step.state,
                pdp_acts: matches!(step.by, Role::Pdp(_)),
                waits_for: waits_for.unwrap_or(number),
            });
            if step.state != StepStateKind::Complete {
                waits_for = Some(number);
            }
        }
        Self {
            goes_live: GoesLive::of(&asked, oat_required, &needed),
            asked,
            reclassified: false,
            before: scale.code(),
            scale: scale.code(),
            reason: None,
            oat_required,
            next: views.iter().find(|step| step.state != StepStateKind::Complete).cloned(),
            steps: views,
            not_needed: not_needed.iter().map(|step| step.step.to_string()).collect(),
        }
    }
}

impl StepView {
    /// Its state, in words.
    pub(crate) fn state_in_words(&self) -> String {
        match self.state {
            state @ StepStateKind::CannotStartYet => {
                format!("{state}. Step {} must be complete first", self.waits_for)
            }
            state => state.to_string(),
        }
    }
}

impl GoesLive {
    fn of(asked: &AskedView, oat_required: bool, needed: &[&NotificationStep]) -> Self {
        let open = |step| needed.iter().find(|s| s.step == step).map(|s| s.state != StepStateKind::Complete);
        if asked.endpoints.is_empty() {
            Self::NothingToSay
        } else if oat_required {
            Self::OnConnectionDate
        } else {
            match (open(Step::ServiceAcceptance), open(Step::LiveCryptographicMaterial)) {
                (Some(true), _) => Self::AfterServiceAcceptance,
                (None, Some(true)) => Self::AfterLiveCryptographicMaterial,
                _ => Self::NothingToSay,
            }
        }
    }
}

/// The role that acts, in the organisation's words.
fn who(role: Role) -> String {
    match role {
        Role::Organisation(role) => format!("your {role}"),
        Role::Pdp(role) => format!("the {role}"),
    }
}
