//! What scales mean and require, and what follows from one: for the pages on which a reviewer decides on it.

use api::{ChangeBody, ScaleWord};
use domain::change::material::Environment;
use domain::policy::{Policy, Scale, Step, StepRule};

use crate::components::Choice;
use crate::pages::guide::guide::guide;
use crate::words;

/// A scale beside what the organisation suggests.
pub struct ScaleLine {
    pub name: String,
    pub means: &'static str,
    /// The names of its steps.
    pub steps: Vec<String>,
    /// Its place in the guide, with examples.
    pub href: String,
    pub is_suggested: bool,
    /// Whether it is the scale as PDP sees it now.
    pub is_current: bool,
}

/// All scales.
pub fn lines(change: &ChangeBody, policy: &Policy) -> Vec<ScaleLine> {
    let line = |scale: &Scale| {
        let about = guide(policy, *scale);
        let steps = about.steps.into_iter().map(|step| {
            if step.only_with_oat { format!("{}, if it is required", step.title) } else { step.title }
        });
        let is = |word: Option<ScaleWord>| word.is_some_and(|word| word == *scale);
        ScaleLine {
            name: about.name,
            means: about.means,
            steps: steps.collect(),
            href: format!("/portal/guide#{}", about.id),
            is_suggested: is(change.answers.suggested_scale),
            is_current: is(change.scale),
        }
    };
    Scale::ALL.iter().map(line).collect()
}

/// The scales to choose from.
pub fn choices() -> Vec<Choice> {
    let choice = |scale: &Scale| Choice::new(scale.code(), &words::scale((*scale).into()));
    Scale::ALL.iter().map(choice).collect()
}

/// The steps that a change at this scale takes, in their order.
pub fn steps_of(policy: &Policy, scale: Scale, oat: bool) -> Vec<&StepRule> {
    policy.steps_of(scale).into_iter().filter(|rule| oat || !rule.only_with_oat).collect()
}

/// Who else hears that a step can be taken, besides those who take it.
pub fn also_told(step: Step, change: &ChangeBody) -> Option<String> {
    let environment = Environment::ALL.iter().find(|environment| environment.step() == step);
    let is_there = |environment: &Environment| {
        change.cryptographic_material.iter().any(|pack| pack.environment == *environment)
    };
    match environment {
        Some(environment) if !is_there(environment) => Some(format!(
            "PDP’s administrators get an email too: there is no {environment} cryptographic material for this change yet."
        )),
        None if step == Step::IntegrationTesting && change.integration_testing.endpoints.is_none() => {
            Some("The test managers get an email too: their test endpoints are not recorded yet.".to_owned())
        }
        _ => None,
    }
}

/// When the new endpoints go live at this scale (G1, G2).
pub fn goes_live(policy: &Policy, scale: Scale, oat: bool, endpoints: usize) -> String {
    if endpoints == 0 {
        return "Nothing goes live: this change adds no endpoints. It is complete when its last step is."
            .to_owned();
    }
    let rule = policy.rule(policy.last_step_before_live(scale, oat));
    let step = words::inside(&rule.step.to_string());
    let when = if oat {
        "at 00:00 on the connection date, once operational acceptance testing (OAT) is passed".to_owned()
    } else if rule.approved_by.is_some() {
        format!("as soon as PDP has approved {step}")
    } else {
        format!("as soon as {step} is confirmed")
    };
    let endpoints = if endpoints == 1 { "The new endpoint goes" } else { "The new endpoints go" };
    format!("Nothing goes live now. {endpoints} live {when}.")
}
