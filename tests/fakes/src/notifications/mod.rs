//! Every notification there is, in every way it can read: all of them together use every template and every branch in it, and every
//! field of what is stored.

mod contacts;
mod disputes;
mod endpoints;
mod notices;
mod oat;
mod waiting;

pub use self::notices::request;
pub use self::oat::notification as about_oat_of_a_change;

use std::collections::BTreeMap;

use app::mail::{About, Asked, Audience, Mail, Notification, NotificationStep, Part};
use domain::actor::{OrganisationRole, PdpRole};
use domain::change::Decision;
use domain::change::answers::{Answers, ChangeType, EndpointAnswer, check};
use domain::change::steps::StepStateKind::{
    self, CannotStartYet, Complete, NotNeeded, Returned, ToDo, WithPdp,
};
use domain::endpoint::EndpointType;
use domain::evidence::EvidenceFiles;
use domain::ids::{ChangeId, MailId, OrganisationId};
use domain::policy::{Policy, Scale, Step};
use domain::reference::Reference;
use domain::text::FreeText;
use jiff::civil::{Date, date};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

/// Primary business contacts.
pub const CONTACTS: Audience = Audience::Organisation(OrganisationRole::PrimaryBusinessContact);
pub(crate) const REVIEWERS: Audience = Audience::Pdp(PdpRole::Reviewer);
const DUE: Date = date(2026, 11, 27);

/// Everything that people may try to write, and what they write without meaning harm.
pub const HOSTILE: &str = "We \"must\" move; it's <urgent> & more.\r\nSecond line: <script>alert('x')</script>\r\n\r\n\
    <img src=x onerror=alert(1)> </blockquote></body> {{ mail.reference }} {% if true %}\n\
    - not our list\nSubject: not a header\u{202e}desrever\u{2028}After a line separator";

/// A notification to `audience`, about a change.
pub fn mail(audience: Audience, notification: Notification) -> Mail {
    Mail {
        id: MailId::from_untyped_uuid(Uuid::from_u128(1)),
        parts: vec![Part { audiences: vec![audience], notification }],
        reader: None,
        copy_of: None,
        address: None,
        about: About::Change {
            id: ChangeId::from_untyped_uuid(Uuid::from_u128(2)),
            reference: Reference::parse("TC-7Q4M0ZKD").unwrap(),
        },
        organisation: Some(OrganisationId::from_untyped_uuid(Uuid::from_u128(3))),
        organisation_name: "Northern Example Pensions".to_owned(),
        policy: 1,
        at: "2026-11-20T17:55:00Z".parse().unwrap(),
    }
}

/// A person's words.
pub fn text(text: &str) -> FreeText {
    FreeText::restore(text.to_owned())
}

/// What an organisation asked for: new endpoints of every type.
pub fn asked() -> Asked {
    let endpoint =
        |endpoint_type, url: &str| EndpointAnswer { endpoint_type: Some(endpoint_type), url: url.to_owned() };
    let answers = Answers {
        change_type: Some(ChangeType::Both),
        reason: "We move to another version".to_owned(),
        oat_requested: Some(false),
        suggested_scale: Some(Scale::Minimal),
        new_endpoints: vec![
            endpoint(EndpointType::Find, "https://find.pensions.northern-example.co.uk/v2"),
            endpoint(EndpointType::View, "https://view.pensions.northern-example.co.uk/v2"),
            endpoint(EndpointType::PatRefresh, "https://pat.pensions.northern-example.co.uk/v2/refresh"),
        ],
        needs_downtime: Some(false),
        ..Answers::default()
    };
    let (none, live) = (EvidenceFiles::default(), BTreeMap::new());
    let submission = check(&answers, &none, &live, Policy::version(1)).unwrap();
    Asked { suggested_scale: Scale::Minor, ..submission.into() }
}

fn asked_without_endpoints() -> Asked {
    Asked {
        change_type: ChangeType::UnderlyingSolution,
        new_endpoints: vec![],
        oat_requested: true,
        needs_downtime: true,
        ..asked()
    }
}

/// The steps of `scale` with these states, in words of the policy; what has no state cannot start yet.
pub fn steps(scale: Scale, states: &[StepStateKind]) -> Vec<NotificationStep> {
    let policy = Policy::version(1);
    let states = states.iter().copied().chain(std::iter::repeat(CannotStartYet));
    let step = |(rule, state): (&&domain::policy::StepRule, StepStateKind)| NotificationStep {
        step: rule.step,
        by: rule.by,
        approved_by: rule.approved_by,
        needs: rule.needs.to_owned(),
        state,
    };
    policy.steps_of(scale).iter().zip(states).map(step).collect()
}

fn outcome(scale: Scale, oat_required: bool, steps: Vec<NotificationStep>) -> Notification {
    let asked = Asked { suggested_scale: scale, ..asked() };
    let (from, reason, reclassified) = (scale, None, false);
    Notification::ReviewOutcome {
        asked,
        from,
        scale,
        reason,
        oat_required,
        reclassified,
        stays_on: None,
        steps,
    }
}

fn no_longer_needed(mut steps: Vec<NotificationStep>, step: Step) -> Vec<NotificationStep> {
    let rule = Policy::version(1).rule(step);
    steps.push(NotificationStep {
        step,
        by: rule.by,
        approved_by: rule.approved_by,
        needs: rule.needs.to_owned(),
        state: NotNeeded,
    });
    steps
}

/// That a notification has no recipient, for each audience there is; the last one as it reads when administrators get it.
fn nobody_holds_role() -> [(&'static str, Mail); 5] {
    let support = Audience::Pdp(PdpRole::Support);
    let notification =
        |audience, subject: &str| Notification::NobodyHoldsRole { audience, subject: subject.to_owned() };
    let waits = "Action needed: PDP has a question about technical change TC-7Q4M0ZKD";
    let review =
        "Review by Friday 27 November 2026: technical change TC-7Q4M0ZKD from Northern Example Pensions";
    [
        ("nobody_is_business_contact", mail(support, notification(CONTACTS, waits))),
        ("nobody_is_contact", mail(support, notification(Audience::OrganisationContacts, HOSTILE))),
        ("nobody_is_reviewer", mail(support, notification(REVIEWERS, review))),
        ("nobody_is_at_pdp", mail(support, notification(Audience::PdpTeam, review))),
        ("nobody_is_support", mail(Audience::Pdp(PdpRole::Administrator), notification(support, waits))),
    ]
}

/// That PDP took a decision back.
fn taken_back(decision: Decision, question: Option<&str>, due: Option<jiff::civil::Date>) -> Mail {
    let (question, reason) = (question.map(text), text("We had looked at another change."));
    mail(CONTACTS, Notification::DecisionTakenBack { decision, question, reason, due })
}

/// To everyone in an organisation, and to everyone at PDP.
fn to_everyone() -> [(&'static str, Mail); 2] {
    [
        (
            "withdrawn_to_all_contacts",
            mail(Audience::OrganisationContacts, Notification::ChangeWithdrawn { reason: None }),
        ),
        ("withdrawn_to_all_of_pdp", mail(Audience::PdpTeam, Notification::ChangeWithdrawn { reason: None })),
    ]
}

/// Every notification and every interesting variant, each with its name.
pub fn all() -> Vec<(&'static str, Mail)> {
    let reason =
        || text("We move from virtual machines to a managed container platform.\n\nNothing else changes.");
    let question =
        "Which hosting region will the new endpoints run in?\n\nPlease also send the change record.";
    let from_moderate = |scale, oat_required, steps, why: &str| Notification::ReviewOutcome {
        asked: asked(),
        from: Scale::Moderate,
        scale,
        reason: Some(text(why)),
        oat_required,
        reclassified: true,
        stays_on: None,
        steps,
    };
    let mut notifications = vec![
        ("change_submitted", mail(CONTACTS, Notification::ChangeSubmitted { asked: asked(), due: DUE })),
        (
            "change_submitted_no_endpoints_downtime_and_oat",
            mail(CONTACTS, Notification::ChangeSubmitted { asked: asked_without_endpoints(), due: DUE }),
        ),
        (
            "review_needed",
            mail(REVIEWERS, Notification::ReviewNeeded { asked: asked(), reason: reason(), due: DUE }),
        ),
        (
            "review_needed_oat_and_hostile_reason",
            mail(
                REVIEWERS,
                Notification::ReviewNeeded {
                    asked: asked_without_endpoints(),
                    reason: text(HOSTILE),
                    due: DUE,
                },
            ),
        ),
        (
            "information_requested",
            mail(CONTACTS, Notification::InformationRequested { asked: asked(), question: text(question) }),
        ),
        (
            "information_supplied",
            mail(
                REVIEWERS,
                Notification::InformationSupplied {
                    question: text(question),
                    answer: text("London.\nThe record is attached."),
                    due: DUE,
                },
            ),
        ),
        (
            "information_supplied_overdue",
            mail(
                REVIEWERS,
                Notification::InformationSupplied {
                    question: text(question),
                    answer: text("London.\nThe record is attached."),
                    due: jiff::civil::date(2026, 11, 13),
                },
            ),
        ),
        (
            "change_rejected",
            mail(
                CONTACTS,
                Notification::ChangeRejected {
                    asked: asked(),
                    reason: text("The evidence is for another service. Send the record of this change."),
                },
            ),
        ),
        (
            "change_rejected_no_endpoints",
            mail(
                CONTACTS,
                Notification::ChangeRejected { asked: asked_without_endpoints(), reason: text(HOSTILE) },
            ),
        ),
        ("taken_back_question", taken_back(Decision::Question, Some(question), Some(DUE))),
        ("taken_back_confirmation", taken_back(Decision::Confirmation, None, Some(DUE))),
        ("taken_back_rejection", taken_back(Decision::Rejection, None, Some(DUE))),
        ("taken_back_rejection_awaiting_information", taken_back(Decision::Rejection, None, None)),
        ("withdrawn_to_organisation", mail(CONTACTS, Notification::ChangeWithdrawn { reason: None })),
        (
            "withdrawn_to_organisation_with_reason",
            mail(CONTACTS, Notification::ChangeWithdrawn { reason: Some(reason()) }),
        ),
        (
            "withdrawn_to_pdp",
            mail(
                REVIEWERS,
                Notification::ChangeWithdrawn { reason: Some(text("We chose another supplier.")) },
            ),
        ),
        ("withdrawn_to_pdp_without_reason", mail(REVIEWERS, Notification::ChangeWithdrawn { reason: None })),
    ];
    notifications.extend(nobody_holds_role());
    notifications.extend(to_everyone());
    notifications.extend(contacts::all());
    notifications.extend(waiting::all());
    let outcomes = [
        (
            "outcome_moderate_with_oat",
            Notification::ReviewOutcome {
                asked: asked(),
                from: Scale::Minor,
                scale: Scale::Moderate,
                reason: Some(text(
                    "A move to another platform is a moderate change.\nWe test that it still connects.",
                )),
                oat_required: true,
                reclassified: false,
                stays_on: None,
                steps: steps(Scale::Moderate, &[ToDo]),
            },
        ),
        ("outcome_minimal_with_oat", outcome(Scale::Minimal, true, steps(Scale::Minimal, &[ToDo]))),
        (
            "outcome_minimal_without_oat",
            outcome(Scale::Minimal, false, steps(Scale::Minimal, &[ToDo, NotNeeded])),
        ),
        (
            "outcome_minor_without_oat",
            outcome(Scale::Minor, false, steps(Scale::Minor, &[ToDo, CannotStartYet, NotNeeded])),
        ),
        (
            "outcome_significant_oat_requested_no_endpoints",
            Notification::ReviewOutcome {
                asked: Asked { suggested_scale: Scale::Significant, ..asked_without_endpoints() },
                from: Scale::Significant,
                scale: Scale::Significant,
                reason: Some(text(HOSTILE)),
                oat_required: true,
                reclassified: false,
                stays_on: None,
                steps: steps(Scale::Significant, &[ToDo]),
            },
        ),
        (
            "reclassified_down_and_pdp_is_next",
            from_moderate(
                Scale::Minor,
                false,
                no_longer_needed(
                    steps(Scale::Minor, &[WithPdp, CannotStartYet, NotNeeded]),
                    Step::Prerequisites,
                ),
                "The new platform is the same product as the old one.",
            ),
        ),
        (
            "reclassified_without_oat_and_the_day_stays",
            Notification::ReviewOutcome {
                asked: asked(),
                from: Scale::Minor,
                scale: Scale::Minor,
                reason: Some(text("The endpoints were tested with the platform they moved to.")),
                oat_required: false,
                reclassified: true,
                stays_on: Some(jiff::civil::date(2026, 12, 7)),
                steps: steps(Scale::Minor, &[Complete, Complete, NotNeeded]),
            },
        ),
        (
            "reclassified_up_and_integration_testing_is_next",
            from_moderate(
                Scale::Significant,
                true,
                steps(Scale::Significant, &[Complete, Complete, ToDo]),
                "The hosting moves to another provider.",
            ),
        ),
        (
            "reclassified_oat_only_and_a_step_was_returned",
            from_moderate(
                Scale::Moderate,
                true,
                steps(Scale::Moderate, &[Complete, Complete, Complete, Returned]),
                "We want to see a find request answered before the new endpoints go live.",
            ),
        ),
        (
            "reclassified_without_oat_and_all_complete",
            from_moderate(
                Scale::Minimal,
                false,
                steps(Scale::Minimal, &[Complete, NotNeeded]),
                "OAT is not needed after all.",
            ),
        ),
        (
            "reclassified_oat_no_longer_required",
            from_moderate(
                Scale::Moderate,
                false,
                steps(
                    Scale::Moderate,
                    &[Complete, Complete, Complete, Complete, ToDo, CannotStartYet, NotNeeded],
                ),
                "The integration testing report answers our question.",
            ),
        ),
    ];
    notifications.extend(outcomes.map(|(name, notification)| (name, mail(CONTACTS, notification))));
    notifications.extend(notices::all());
    notifications.extend(endpoints::all());
    notifications.extend(oat::all());
    notifications.extend(disputes::all());
    notifications
}
