//! Notifications of the common shape, to render: every one, to everyone who gets it, in every way it can read.

use app::mail::{Audience, Mail, Notification, NotificationStep};
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::GoingLive;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind::{self, Returned, ToDo, WithPdp};
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::testing::TestUrls;
use domain::endpoint::EndpointUrl;
use domain::policy::{Policy, Scale, Step};
use domain::reference::SupportReference;
use jiff::civil::date;

use super::{CONTACTS, HOSTILE, REVIEWERS, asked, mail, text};

use Step::{
    IntegrationTesting, IntegrationTestingReport, ItHealthCheck, LiveCryptographicMaterial,
    OperationalAcceptanceTesting, Prerequisites, ServiceAcceptance, TestCryptographicMaterial,
};

const TEST_MANAGERS: Audience = Audience::Organisation(OrganisationRole::TestManager);
const SERVICE_MANAGERS: Audience = Audience::Organisation(OrganisationRole::ServiceManager);
const TECHNICAL_CONTACTS: Audience = Audience::Organisation(OrganisationRole::PrimaryTechnicalContact);
const SUPPORT: Audience = Audience::Pdp(PdpRole::Support);
const IMPLEMENTATION: Audience = Audience::Pdp(PdpRole::ImplementationManager);

/// Every notification of the common shape and every interesting variant, each with its name.
pub fn all() -> Vec<(&'static str, Mail)> {
    let mut notifications = opened();
    notifications.extend(decided());
    notifications.extend(tests_and_material());
    notifications.extend(support_opened());
    notifications.extend(support_answered());
    notifications.extend(held_and_released());
    notifications.extend(live());
    notifications.extend(together());
    notifications
}

/// The reference of a support request.
pub fn request() -> SupportReference {
    SupportReference::parse("SR-2N8XKW5T").unwrap()
}

/// A step in words of the policy.
pub fn step(step: Step, state: StepStateKind) -> NotificationStep {
    let rule = Policy::version(1).rule(step);
    NotificationStep { step, by: rule.by, approved_by: rule.approved_by, needs: rule.needs.to_owned(), state }
}

fn holders(role: Role) -> Audience {
    match role {
        Role::Organisation(role) => Audience::Organisation(role),
        Role::Pdp(role) => Audience::Pdp(role),
    }
}

fn test_urls() -> TestUrls {
    let url = |url: &str| EndpointUrl::parse(url, 2_048).unwrap();
    TestUrls {
        find: url("https://test-find.pensions.northern-example.co.uk/v2"),
        view: url("https://test-view.pensions.northern-example.co.uk/v2"),
        pat_refresh: url("https://test-pat.pensions.northern-example.co.uk/v2/refresh"),
    }
}

fn opened() -> Vec<(&'static str, Mail)> {
    let opened = |which, goes_live, waits_for_material| {
        let step = step(which, ToDo);
        mail(
            holders(step.by),
            Notification::StepOpened { step, goes_live, waits_for_material, live_since: None },
        )
    };
    let mut when_live = opened(OperationalAcceptanceTesting, false, false);
    if let Notification::StepOpened { step, live_since, .. } = &mut when_live.parts[0].notification {
        step.needs =
            "Request operational acceptance testing (OAT). Your endpoints are live and are tested as \
                      they are, so no connection date is needed"
                .to_owned();
        *live_since = Some("2026-11-12T00:00:00Z".parse().unwrap());
    }
    let mut without_evidence = opened(ServiceAcceptance, false, false);
    if let Notification::StepOpened { step, .. } = &mut without_evidence.parts[0].notification {
        step.needs += ". This change was submitted at minimal scale, where no evidence was needed; at the scale it has now, it is";
    }
    let mut again = opened(IntegrationTestingReport, false, false);
    if let Notification::StepOpened { step, .. } = &mut again.parts[0].notification {
        step.state = Returned;
    }
    vec![
        ("step_opened_prerequisites", opened(Prerequisites, false, false)),
        ("step_opened_test_material", opened(TestCryptographicMaterial, false, false)),
        ("step_opened_test_material_not_published", opened(TestCryptographicMaterial, false, true)),
        ("step_opened_integration_testing", opened(IntegrationTesting, false, false)),
        ("step_opened_health_check", opened(ItHealthCheck, false, false)),
        ("step_opened_report", opened(IntegrationTestingReport, false, false)),
        ("step_opened_service_acceptance_goes_live", opened(ServiceAcceptance, true, false)),
        ("step_opened_service_acceptance_without_evidence", without_evidence),
        ("step_opened_live_material", opened(LiveCryptographicMaterial, false, false)),
        ("step_opened_live_material_not_published_goes_live", opened(LiveCryptographicMaterial, true, true)),
        ("step_opened_again_after_it_was_returned", again),
        ("step_opened_oat", opened(OperationalAcceptanceTesting, false, false)),
        ("step_opened_oat_when_live", when_live),
    ]
}

fn decided() -> Vec<(&'static str, Mail)> {
    let to_decide = |which, files, goes_live| {
        let rule = Policy::version(1).rule(which);
        let decides = Audience::Pdp(rule.approved_by.unwrap());
        mail(decides, Notification::StepToDecide { step: which, submitted_by: rule.by, files, goes_live })
    };
    let approved = |which, next, going_live| {
        mail(
            holders(Policy::version(1).rule(which).by),
            Notification::StepApproved { step: which, next, going_live },
        )
    };
    let reopened = |audience, step, waiting, goes_live_later| {
        let reason = text("We looked at the report of another change.");
        mail(audience, Notification::StepReopened { step, reason, waiting, goes_live_later })
    };
    let to_do = |which| Some(step(which, ToDo));
    let since = "2026-11-20T17:55:00Z".parse().unwrap();
    vec![
        ("step_to_decide", to_decide(Prerequisites, 1, false)),
        ("step_to_decide_goes_live", to_decide(ServiceAcceptance, 3, true)),
        (
            "step_approved_prerequisites",
            approved(Prerequisites, to_do(TestCryptographicMaterial), GoingLive::NotYet),
        ),
        (
            "step_approved_and_the_next_is_yours",
            approved(Prerequisites, to_do(IntegrationTestingReport), GoingLive::NothingToAdd),
        ),
        (
            "step_approved_and_the_next_is_with_pdp",
            approved(ItHealthCheck, Some(step(IntegrationTestingReport, WithPdp)), GoingLive::Live { since }),
        ),
        (
            "step_approved_and_the_next_was_returned",
            approved(ItHealthCheck, Some(step(ServiceAcceptance, Returned)), GoingLive::NotYet),
        ),
        (
            "step_approved_endpoints_go_live",
            approved(ServiceAcceptance, to_do(LiveCryptographicMaterial), GoingLive::Due { since }),
        ),
        (
            "step_approved_endpoints_scheduled",
            approved(
                ServiceAcceptance,
                to_do(LiveCryptographicMaterial),
                GoingLive::Scheduled { on: date(2026, 12, 1) },
            ),
        ),
        (
            "step_approved_endpoints_held",
            approved(ServiceAcceptance, to_do(LiveCryptographicMaterial), GoingLive::Held),
        ),
        ("step_approved_date_needed", approved(ServiceAcceptance, None, GoingLive::DateNeeded)),
        ("step_approved_all_complete", approved(IntegrationTestingReport, None, GoingLive::NothingToAdd)),
        ("step_reopened", reopened(SERVICE_MANAGERS, ServiceAcceptance, vec![], false)),
        (
            "step_reopened_and_endpoints_wait",
            reopened(CONTACTS, ServiceAcceptance, vec![LiveCryptographicMaterial], true),
        ),
        (
            "step_reopened_and_pdp_waits",
            reopened(IMPLEMENTATION, ItHealthCheck, vec![IntegrationTestingReport], false),
        ),
        (
            "step_returned",
            mail(
                TEST_MANAGERS,
                Notification::StepReturned {
                    step: Prerequisites,
                    reason: text("The report shows 212 of 214 tests passed.\nRun the two that failed again."),
                },
            ),
        ),
        (
            "step_returned_hostile_reason",
            mail(
                SERVICE_MANAGERS,
                Notification::StepReturned { step: ServiceAcceptance, reason: text(HOSTILE) },
            ),
        ),
    ]
}

fn tests_and_material() -> Vec<(&'static str, Mail)> {
    let arranged = |time: &str, endpoints, endpoints_until| {
        let time = time.parse().unwrap();
        mail(TEST_MANAGERS, Notification::IntegrationTestingArranged { time, endpoints, endpoints_until })
    };
    let needed = |environment| {
        mail(Audience::Pdp(PdpRole::Administrator), Notification::MaterialNeeded { environment })
    };
    let published = |environment| mail(TECHNICAL_CONTACTS, Notification::MaterialPublished { environment });
    vec![
        (
            "integration_testing_arranged",
            arranged("2026-12-01T10:00:00Z", Some(test_urls()), Some(date(2026, 11, 26))),
        ),
        ("integration_testing_arranged_at_short_notice", arranged("2027-04-01T09:30:00Z", None, None)),
        ("material_needed_test", needed(Environment::Test)),
        ("material_needed_live", needed(Environment::Live)),
        ("material_published_test", published(Environment::Test)),
        ("material_published_live", published(Environment::Live)),
    ]
}

fn delay(until: bool) -> SupportSubject {
    SupportSubject::DelayGoingLive { until: until.then_some(date(2026, 12, 14)) }
}

const WHY: &str = "Our call centre is not trained before the middle of December.\n\nPlease wait until then.";

fn support_opened() -> Vec<(&'static str, Mail)> {
    let opened = |audience, subject| {
        mail(audience, Notification::SupportRequestOpened { request: request(), subject, text: text(WHY) })
    };
    let endpoints = || SupportSubject::ChangeTestEndpoints(test_urls());
    vec![
        ("support_received_delay", opened(CONTACTS, delay(true))),
        ("support_received_delay_without_end", opened(SERVICE_MANAGERS, delay(false))),
        ("support_received_test_endpoints", opened(TEST_MANAGERS, endpoints())),
        ("support_received_oat_session", opened(SERVICE_MANAGERS, SupportSubject::OatSupportSession)),
        ("support_received_other", opened(TECHNICAL_CONTACTS, SupportSubject::Other)),
        ("support_to_answer_delay", opened(SUPPORT, delay(true))),
        ("support_to_answer_delay_without_end", opened(SUPPORT, delay(false))),
        ("support_to_answer_test_endpoints", opened(SUPPORT, endpoints())),
        ("support_to_answer_oat_session", opened(SUPPORT, SupportSubject::OatSupportSession)),
        ("support_to_answer_other", opened(SUPPORT, SupportSubject::Other)),
    ]
}

fn support_answered() -> Vec<(&'static str, Mail)> {
    let answered = |audience, subject, accepted, answer: &str| {
        let (text, answer) = (text(WHY), text(answer));
        let request = request();
        mail(audience, Notification::SupportRequestAnswered { request, subject, text, answer, accepted })
    };
    let endpoints = || SupportSubject::ChangeTestEndpoints(test_urls());
    vec![
        ("support_answered_delay_accepted", answered(CONTACTS, delay(true), Some(true), "Agreed.")),
        (
            "support_answered_delay_declined",
            answered(SERVICE_MANAGERS, delay(true), Some(false), "Your scheme must be connected by then."),
        ),
        (
            "support_answered_test_endpoints_accepted",
            answered(TEST_MANAGERS, endpoints(), Some(true), "We have told the tester."),
        ),
        (
            "support_answered_test_endpoints_declined",
            answered(TEST_MANAGERS, endpoints(), Some(false), "These hosts cannot be reached."),
        ),
        (
            "support_answered_oat_session",
            answered(
                SERVICE_MANAGERS,
                SupportSubject::OatSupportSession,
                None,
                "Monday at 14:00 by telephone.",
            ),
        ),
        ("support_answered_other", answered(TECHNICAL_CONTACTS, SupportSubject::Other, None, HOSTILE)),
    ]
}

fn held_and_released() -> Vec<(&'static str, Mail)> {
    let held = |audience, reason, until| mail(audience, Notification::GoingLiveHeld { reason, until });
    let released = |going_live| {
        let reason = text("The network fault of this morning is repaired.");
        mail(SERVICE_MANAGERS, Notification::GoingLiveReleased { reason, going_live })
    };
    let asked = || HoldReason::Asked { request: request() };
    let fault = || HoldReason::Pdp(text("The central digital architecture has a network fault."));
    let since = "2026-11-20T17:55:00Z".parse().unwrap();
    vec![
        ("held_asked_until_a_day", held(CONTACTS, asked(), Some(date(2026, 12, 14)))),
        ("held_asked_without_end", held(SERVICE_MANAGERS, asked(), None)),
        ("held_by_pdp_until_a_day", held(CONTACTS, fault(), Some(date(2026, 12, 1)))),
        ("held_by_pdp_without_end", held(SERVICE_MANAGERS, fault(), None)),
        ("held_by_oat", held(SERVICE_MANAGERS, HoldReason::Oat, None)),
        ("held_reclassified", held(CONTACTS, HoldReason::Reclassified, None)),
        ("held_reclassified_to_release", held(SUPPORT, HoldReason::Reclassified, None)),
        ("released_and_due", released(GoingLive::Due { since })),
        ("released_and_scheduled", released(GoingLive::Scheduled { on: date(2026, 12, 1) })),
        ("released_and_still_held", released(GoingLive::Held)),
        ("released_and_not_yet", released(GoingLive::NotYet)),
        ("released_and_date_needed", released(GoingLive::DateNeeded)),
    ]
}

fn scale_changed(due: Option<jiff::civil::Date>) -> Notification {
    let reason = text("A move to another platform is a moderate change.");
    Notification::ScaleChangedInReview {
        asked: asked(),
        from: Scale::Minor,
        scale: Scale::Moderate,
        reason,
        due,
    }
}

/// One event, for somebody who holds two roles.
fn together() -> Vec<(&'static str, Mail)> {
    let opened = Notification::StepOpened {
        step: step(TestCryptographicMaterial, ToDo),
        goes_live: false,
        waits_for_material: false,
        live_since: None,
    };
    let approved = Notification::StepApproved {
        step: Prerequisites,
        next: Some(step(TestCryptographicMaterial, ToDo)),
        going_live: GoingLive::NotYet,
    };
    let mut mail = mail(TECHNICAL_CONTACTS, opened);
    mail.parts.push(app::mail::Part { audiences: vec![TEST_MANAGERS], notification: approved });
    let held = Notification::GoingLiveHeld { reason: HoldReason::Reclassified, until: None };
    let mut to_both = super::mail(CONTACTS, held);
    to_both.parts[0].audiences.push(SERVICE_MANAGERS);
    vec![("step_approved_and_opened_to_one_person", mail), ("held_told_to_two_roles", to_both)]
}

fn live() -> Vec<(&'static str, Mail)> {
    let date_needed = |passed| {
        mail(SERVICE_MANAGERS, Notification::ConnectionDateNeeded { passed, earliest: date(2026, 11, 27) })
    };
    let went_live = |audience, next: Option<NotificationStep>| {
        let mut mail = mail(audience, Notification::WentLive { endpoints: asked().new_endpoints, next });
        mail.at = "2026-12-01T00:00:20Z".parse().unwrap();
        mail
    };
    let material = || Some(step(LiveCryptographicMaterial, ToDo));
    let everyone = Audience::OrganisationContacts;
    let review = |on| {
        let due = date(2026, 11, 27);
        let mut mail = mail(REVIEWERS, Notification::ReviewDue { asked: asked(), due, on });
        mail.at = domain::calendar::london_midnight(on);
        mail
    };
    vec![
        ("connection_date_needed", date_needed(Some(date(2026, 11, 16)))),
        ("connection_date_needed_none_given", date_needed(None)),
        ("went_live", went_live(everyone, None)),
        ("went_live_before_live_material", went_live(everyone, material())),
        (
            "went_live_before_another_step",
            went_live(everyone, Some(step(OperationalAcceptanceTesting, ToDo))),
        ),
        ("went_live_to_pdp", went_live(Audience::PdpTeam, None)),
        ("went_live_to_pdp_before_live_material", went_live(Audience::PdpTeam, material())),
        ("change_completed", mail(CONTACTS, Notification::ChangeCompleted)),
        ("scale_changed_in_review", mail(CONTACTS, scale_changed(Some(date(2026, 11, 27))))),
        ("scale_changed_while_pdp_waits_for_an_answer", mail(CONTACTS, scale_changed(None))),
        ("test_endpoints_needed", mail(TEST_MANAGERS, Notification::TestEndpointsNeeded)),
        ("review_due", review(date(2026, 11, 26))),
        ("review_overdue", review(date(2026, 11, 30))),
    ]
}
