//! A step can be done: for each step what to do, and what follows (S5).
//!
//! Responsible for: instructions that people can follow without knowing the process. Must not: say what the policy
//! demands of a step; the notification brings that.

use app::mail::NotificationStep;
use domain::actor::Role;
use domain::change::steps::StepStateKind;
use domain::policy::Step;

use super::Notice;
use super::setting::{Setting, capital};

/// The facts about a step that can be done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opened {
    /// Whether the new endpoints go live as soon as it is done.
    pub goes_live: bool,
    /// Whether PDP has yet to publish the pack it is about.
    pub waits_for_material: bool,
    /// Whether the new endpoints are live already.
    pub is_live: bool,
}

/// To those who must act on `step`.
pub(crate) fn opened(setting: &Setting, step: &NotificationStep, opened: Opened) -> Notice {
    let Opened { goes_live, waits_for_material, is_live } = opened;
    let (name, change) = (step.step, &setting.about);
    let subject = if must_wait(step.step, waits_for_material) {
        format!("Your next step: {name}, {change}")
    } else if setting.at_pdp() {
        setting.naming(format!("Action needed: {name}, {change} from "))
    } else {
        format!("Action needed: {name}, {change}")
    };
    let notice = if step.state == StepStateKind::Returned {
        let lead = format!(
            "The step “{name}” of {change} can be done again. PDP returned it earlier, and what had to come \
             before it is now complete. {} need to put right what PDP’s reason says, and submit it again.",
            setting.you_or_another()
        );
        Notice::new(subject, format!("You can do this step again: {name}"), lead)
    } else if must_wait(step.step, waits_for_material) {
        let lead = format!(
            "You do not need to do anything yet. The step “{name}” of {change} is next, but PDP has not \
             published the pack that you need for it. You get another email as soon as you can download \
             it."
        );
        Notice::new(subject, format!("Your next step: {name}"), lead)
    } else {
        let lead = format!(
            "The step “{name}” of {change} can start now. {} need to do it.",
            setting.you_or_another()
        );
        Notice::new(subject, format!("You can start this step now: {name}"), lead)
    };
    let notice = if goes_live { notice.and(before_they_go_live(step.step)) } else { notice };
    let notice = match step.step {
        Step::IntegrationTestingReport => {
            notice.and("You can submit it from the day of the integration test on, not before.")
        }
        Step::OperationalAcceptanceTesting if is_live => notice.and(
            "Your endpoints are live. PDP now requires that they are tested. They stay live whatever the result \
             of the test is.",
        ),
        _ => notice,
    };
    let notice = notice.fact("Step", name.to_string());
    // The notification tells the organisation what a step needs.
    let notice = if setting.at_pdp() { notice } else { notice.fact("What is needed", step.needs.clone()) };
    let notice = match step.approved_by {
        Some(role) => notice.fact("Who decides on it", setting.who(Role::Pdp(role))),
        None => notice,
    };
    let notice = notice.asks_for(instructions(setting, step.step, opened));
    notice.next(afterwards(setting, step, is_live))
}

/// Whether nothing can be done before PDP has published a pack. For live material the organisation can say that it
/// needs none.
const fn must_wait(step: Step, waits_for_material: bool) -> bool {
    waits_for_material && matches!(step, Step::TestCryptographicMaterial)
}

fn before_they_go_live(step: Step) -> &'static str {
    match step {
        Step::ServiceAcceptance => {
            "Your new endpoints go live within minutes after PDP approves this step, unless they are on \
             hold. If they must go live later, ask for a delay before you submit it: open a support \
             request on the connection portal."
        }
        _ => {
            "Your new endpoints go live within minutes after you complete this step, unless they are on \
             hold. If they must go live later, do not complete it yet: first have a primary business \
             contact or the service manager ask for a delay, with a support request on the connection \
             portal."
        }
    }
}

fn instructions(setting: &Setting, step: Step, opened: Opened) -> Vec<String> {
    let Opened { waits_for_material, is_live, .. } = opened;
    let steps: &[&str] = match step {
        Step::Prerequisites => &[
            "On the connection portal, upload the system test report to this step. It must show a 100% pass.",
            "Give the name of the test harness, how many tests ran and how many passed.",
            "Submit the step.",
        ],
        Step::TestCryptographicMaterial if waits_for_material => &[
            "Wait for the email that says the pack is ready.",
            "Then download the pack from the connection portal, and deploy it to your test endpoints.",
            "Confirm on the connection portal that it is deployed.",
        ],
        Step::TestCryptographicMaterial => &[
            "Download the latest pack from the connection portal. The download link works for one minute; \
             you can ask for another one as often as you need.",
            "Deploy it to your test endpoints.",
            "Confirm on the connection portal that it is deployed.",
        ],
        Step::IntegrationTesting => &[
            "Check that the organisation’s test manager has recorded the test endpoints. Until then you \
             cannot record a time for the test.",
            "Agree the date and time with the test manager.",
            "Record the agreed date and time on the change.",
        ],
        Step::ItHealthCheck => &[
            "On the connection portal, upload the report of the IT health check to this step.",
            "Give the name of the supplier, and whether they are accredited by CHECK or CREST.",
            "Give the number of critical, high, medium and low findings. If any are critical, high or \
             medium, describe your remediation plan.",
            "Submit the step.",
        ],
        Step::IntegrationTestingReport => &[
            "If the day of the integration test has not come yet, wait until it has.",
            "On the connection portal, upload the integration testing report to this step.",
            "Submit the step.",
        ],
        Step::ServiceAcceptance => &[
            "Get the evidence from your internal IT or service management team, or your internal change \
             authority. A screenshot from your service management tool that shows the change request in the \
             scheduled state counts.",
            "On the connection portal, upload the evidence to this step.",
            "Submit the step. If PDP’s guidance on service acceptance asks you for live endpoint URLs, \
             ignore that: it is only for organisations that connect for the first time.",
        ],
        Step::LiveCryptographicMaterial => &[
            "Decide if you need new live cryptographic material for this change.",
            if waits_for_material {
                "If you do, wait for the email that says the pack is ready, because PDP has not published \
                 it yet. Then download it from the connection portal, deploy it to your live endpoints and \
                 confirm that it is deployed."
            } else {
                "If you do, download the latest pack from the connection portal, deploy it to your live \
                 endpoints and confirm that it is deployed. The download link works for one minute; you \
                 can ask for another one as often as you need."
            },
            "If you do not, say so on the connection portal. That completes the step.",
        ],
        Step::OperationalAcceptanceTesting => return before_oat(setting, is_live),
    };
    steps.iter().map(|step| (*step).to_owned()).collect()
}

fn before_oat(setting: &Setting, is_live: bool) -> Vec<String> {
    if is_live {
        return vec![
            "Check that your live cryptographic material is deployed, and that your endpoints are running."
                .to_owned(),
            "Request OAT on the connection portal. You must be able to answer yes to all 3 questions. No \
             connection date is needed."
                .to_owned(),
        ];
    }
    let days = setting.limits.connection_date_days;
    vec![
        "Check that your live cryptographic material is deployed, that your connection is ready to be \
         tested, and that your organisation is ready to transition into the live environment."
            .to_owned(),
        "Request OAT on the connection portal. You must be able to answer yes to all 3 questions.".to_owned(),
        format!(
            "Give your connection date. It must be at least {days} calendar days in the future (CoCo \
             3.1.13)."
        ),
    ]
}

fn afterwards(setting: &Setting, step: &NotificationStep, is_live: bool) -> Vec<String> {
    let mut paragraphs = Vec::new();
    match step.step {
        Step::IntegrationTesting => paragraphs.push(
            "When you record the time, the test managers get an email with it. They can submit the \
             integration testing report from the day of the test on, when every step before it is \
             complete."
                .to_owned(),
        ),
        Step::OperationalAcceptanceTesting if is_live => paragraphs.push(
            "PDP sends a synthetic find request to your live find endpoint, and expects a 202 response. You get \
             the result by email. When the test is passed, this step is complete. If it is not, the email says \
             why and what to do; nothing is taken out of use because of it."
                .to_owned(),
        ),
        Step::OperationalAcceptanceTesting => paragraphs.push(
            "PDP sends a synthetic find request to your find endpoint, and expects a 202 response. You get \
             the result by email. If the test is passed, any new endpoints go live at the start of your \
             connection date. If they must go live later, ask for a delay with a support request on the \
             connection portal."
                .to_owned(),
        ),
        _ => {}
    }
    let is_material = matches!(step.step, Step::TestCryptographicMaterial | Step::LiveCryptographicMaterial);
    match step.approved_by {
        Some(role) => paragraphs.push(format!(
            "{} approves the step, or returns it with a reason so that you can submit it again. You get an \
             email either way.",
            capital(&setting.who(Role::Pdp(role)))
        )),
        None if is_material => paragraphs.push(
            "PDP does not need to approve this step. When it is complete, whoever has to act next gets an \
             email."
                .to_owned(),
        ),
        None => {}
    }
    if step.step == Step::Prerequisites {
        paragraphs.push(
            "Before PDP can arrange integration testing, you also need to record your test Find, View and \
             PAT refresh endpoints on the connection portal, and confirm that they point at the solution \
             to be tested. You can do that now."
                .to_owned(),
        );
    }
    paragraphs.push("There is no set date for this step, but the change cannot go on without it.".to_owned());
    paragraphs
}
