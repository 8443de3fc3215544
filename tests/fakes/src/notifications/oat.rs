//! Notifications about operational acceptance testing, to render: every one, to everyone who gets it, in every way it can read.

use app::mail::{About, Audience, Doubtful, ExpiringCertificate, FailedTarget, Mail, Notification, OatNews};
use domain::actor::{OrganisationRole, PdpRole};
use domain::change::GoingLive;
use domain::change::support::SupportSubject;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::{ChangeId, FindRequestId, OatId};
use domain::oat::observation::OwnFault;
use domain::oat::{Cause, ClosedBecause, Doubt, Outcome, Subject};
use domain::reference::{OatReference, Reference};
use domain::text::Name;
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::{CONTACTS, HOSTILE, mail, request, text};

const SERVICE_MANAGERS: Audience = Audience::Organisation(OrganisationRole::ServiceManager);
const SUPPORT: Audience = Audience::Pdp(PdpRole::Support);
const DATE: Date = date(2026, 11, 30);
const LATER: Date = date(2026, 12, 7);

type Named = (&'static str, Mail);

/// Every notification about OAT and every interesting variant, each with its name.
pub fn all() -> Vec<Named> {
    let mut notifications = requested();
    notifications.extend(passed());
    notifications.extend(failed());
    notifications.extend(closed());
    notifications.extend(at_pdp());
    notifications.extend(dates());
    notifications.extend(live());
    notifications.extend(support());
    notifications
}

/// A notification about OAT of a change.
pub fn notification(news: OatNews) -> Notification {
    let (id, reference) = (ChangeId::from_u128(2), Reference::parse("TC-7Q4M0ZKD").unwrap());
    Notification::Oat { subject: Subject::Change { id, reference }, news }
}

fn about_oat(audience: Audience, notification: Notification) -> Mail {
    let reference = OatReference::parse("OAT-3V8N2XYT").unwrap();
    Mail { about: About::Oat { id: OatId::from_u128(2), reference }, ..mail(audience, notification) }
}

fn of_change(audience: Audience, news: OatNews) -> Mail {
    about_oat(audience, notification(news))
}

fn of_scheme(audience: Audience, news: OatNews) -> Mail {
    let scheme = Name::restore("Northern Example Staff Scheme".to_owned());
    about_oat(audience, Notification::Oat { subject: Subject::InitialConnection { scheme }, news })
}

fn url(host: &str) -> EndpointUrl {
    EndpointUrl::parse(&format!("https://{host}.northern-example.co.uk/v2"), 2_048).unwrap()
}

/// Since when the endpoints of a change that is tested all the same are live.
fn live_since() -> Timestamp {
    "2026-11-12T09:30:00Z".parse().unwrap()
}

fn requested() -> Vec<Named> {
    let news = |anew| OatNews::Requested { connection_date: DATE, anew, live_since: None };
    let live = |anew| OatNews::Requested { connection_date: DATE, anew, live_since: Some(live_since()) };
    vec![
        ("oat_requested", of_change(SERVICE_MANAGERS, news(false))),
        ("oat_requested_again", of_change(SERVICE_MANAGERS, news(true))),
        ("oat_requested_of_scheme", of_scheme(SERVICE_MANAGERS, news(false))),
        ("oat_requested_at_pdp", of_change(SUPPORT, news(false))),
        ("oat_requested_of_scheme_at_pdp", of_scheme(SUPPORT, news(true))),
        ("oat_requested_when_live", of_change(SERVICE_MANAGERS, live(false))),
        ("oat_requested_when_live_at_pdp", of_change(SUPPORT, live(true))),
    ]
}

fn passed() -> Vec<Named> {
    let news = |going_live| OatNews::Passed {
        connection_date: DATE,
        going_live,
        expiring: Vec::new(),
        overridden: None,
        doubtful: Vec::new(),
    };
    let scheduled = GoingLive::Scheduled { on: DATE };
    let expiring = ["find", "find-2"]
        .map(|host| ExpiringCertificate { url: url(host), at: "2026-12-09T12:00:00Z".parse().unwrap() });
    let warned = OatNews::Passed {
        connection_date: DATE,
        going_live: scheduled,
        expiring: expiring.to_vec(),
        overridden: None,
        doubtful: Vec::new(),
    };
    let doubted = OatNews::Passed {
        connection_date: DATE,
        going_live: scheduled,
        expiring: expiring[..1].to_vec(),
        overridden: None,
        doubtful: doubtful(),
    };
    let overridden = OatNews::Passed {
        connection_date: DATE,
        going_live: scheduled,
        expiring: Vec::new(),
        overridden: Some(text("The firewall lets in production addresses only.\nWe agreed on this.")),
        doubtful: Vec::new(),
    };
    vec![
        ("oat_passed", of_change(SERVICE_MANAGERS, news(scheduled))),
        ("oat_passed_to_contacts", of_change(CONTACTS, news(scheduled))),
        ("oat_passed_with_expiring_certificates", of_change(SERVICE_MANAGERS, warned)),
        ("oat_passed_with_doubts", of_change(SERVICE_MANAGERS, doubted)),
        ("oat_passed_by_override", of_change(SERVICE_MANAGERS, overridden)),
        ("oat_passed_and_held", of_change(SERVICE_MANAGERS, news(GoingLive::Held))),
        ("oat_passed_and_date_needed", of_change(SERVICE_MANAGERS, news(GoingLive::DateNeeded))),
        ("oat_passed_nothing_to_add", of_change(SERVICE_MANAGERS, news(GoingLive::NothingToAdd))),
        ("oat_passed_when_live", of_change(SERVICE_MANAGERS, news(GoingLive::Live { since: live_since() }))),
        ("oat_passed_of_scheme", of_scheme(SERVICE_MANAGERS, news(scheduled))),
        ("oat_passed_of_scheme_and_date_needed", of_scheme(SERVICE_MANAGERS, news(GoingLive::DateNeeded))),
    ]
}

fn doubtful() -> Vec<Doubtful> {
    let doubt = |host, doubt| Doubtful { url: url(host), doubt };
    vec![
        doubt("find", Doubt::NoClientCertificate),
        doubt("find", Doubt::WebPage),
        doubt("find-2", Doubt::NoClientCertificate),
    ]
}

fn failed() -> Vec<Named> {
    let failure = |host, cause, status| FailedTarget { url: url(host), cause, status };
    let news = |failures| OatNews::Failed { run: 2, failures, live_since: None };
    let live = || OatNews::Failed {
        run: 2,
        failures: vec![failure("find", Cause::Unauthorised, Some(401))],
        live_since: Some(live_since()),
    };
    let two = vec![
        failure("find", Cause::CertificateExpired, None),
        failure("find-2", Cause::NoAnswerInTime, None),
        failure("find-3", Cause::NoAnswerInTime, None),
    ];
    vec![
        (
            "oat_failed",
            of_change(SERVICE_MANAGERS, news(vec![failure("find", Cause::Unauthorised, Some(401))])),
        ),
        ("oat_failed_at_several", of_change(SERVICE_MANAGERS, news(two))),
        ("oat_failed_when_live", of_change(SERVICE_MANAGERS, live())),
        ("oat_failed_when_live_at_pdp", of_change(SUPPORT, live())),
        (
            "oat_failed_of_scheme",
            of_scheme(SERVICE_MANAGERS, news(vec![failure("find", Cause::NotAccepted, Some(200))])),
        ),
        (
            "oat_pass_withdrawn",
            of_change(
                SERVICE_MANAGERS,
                OatNews::PassWithdrawn {
                    reason: text("The answer came from a page that accepts everything."),
                },
            ),
        ),
        (
            "oat_pass_withdrawn_of_scheme",
            of_scheme(SERVICE_MANAGERS, OatNews::PassWithdrawn { reason: text(HOSTILE) }),
        ),
    ]
}

fn closed() -> Vec<Named> {
    let of = |why| of_change(SERVICE_MANAGERS, OatNews::Closed { why });
    vec![
        ("oat_closed_with_the_change", of(ClosedBecause::ChangeEnded)),
        ("oat_closed_with_the_step", of(ClosedBecause::StepNotOpen)),
        ("oat_closed_without_endpoint", of(ClosedBecause::NothingToTest)),
        (
            "oat_closed_with_the_scheme",
            of_scheme(SERVICE_MANAGERS, OatNews::Closed { why: ClosedBecause::SchemeNotOpen }),
        ),
    ]
}

fn at_pdp() -> Vec<Named> {
    let failures = vec![FailedTarget { url: url("find"), cause: Cause::ServerError, status: Some(503) }];
    let proposed = |outcome| OatNews::OverrideProposed {
        outcome,
        reason: text("The answer came from a page that accepts everything."),
    };
    let declined = |reason| OatNews::OverrideDeclined { outcome: Outcome::Failed, reason };
    let kept = OatNews::OverrideDeclined { outcome: Outcome::Passed, reason: None };
    let rerun_failed = || OatNews::RerunEnded { run: 2, failures: failures.clone() };
    let fault_at = |fault, urls| OatNews::OwnFault { run: 1, fault, in_a_row: 2, urls };
    let fault = fault_at(OwnFault::SecretMissing, vec![url("find")]);
    let finding = |url| OatNews::Finding {
        run: 1,
        url,
        attempt: 2,
        request: FindRequestId::from_u128(0x6f0c_8d54_4d0b_4d7c_9d3e_0a51_2b6f_77aa),
        note: text("A registration came in with this inbound request id."),
    };
    vec![
        ("oat_rerun_passed", of_change(SUPPORT, OatNews::RerunEnded { run: 2, failures: Vec::new() })),
        ("oat_rerun_failed", of_change(SUPPORT, rerun_failed())),
        ("oat_rerun_failed_of_scheme", of_scheme(SUPPORT, rerun_failed())),
        ("oat_own_fault", of_change(SUPPORT, fault.clone())),
        ("oat_own_fault_ip_version", of_change(SUPPORT, fault_at(OwnFault::IpVersion, vec![url("find")]))),
        ("oat_own_fault_without_urls", of_change(SUPPORT, fault_at(OwnFault::NoNetwork, Vec::new()))),
        ("oat_doubtful_pass", of_change(SUPPORT, OatNews::DoubtfulPass { run: 1, doubtful: doubtful() })),
        ("oat_own_fault_of_scheme", of_scheme(SUPPORT, fault)),
        ("oat_override_to_passed", of_change(SUPPORT, proposed(Outcome::Passed))),
        ("oat_override_to_failed", of_change(SUPPORT, proposed(Outcome::Failed))),
        ("oat_override_of_scheme", of_scheme(SUPPORT, proposed(Outcome::Failed))),
        ("oat_override_declined", of_change(SUPPORT, declined(Some(text("The report shows a real match."))))),
        ("oat_override_taken_back", of_change(SUPPORT, declined(None))),
        ("oat_override_of_scheme_declined", of_scheme(SUPPORT, declined(None))),
        ("oat_override_to_passed_declined", of_change(SUPPORT, kept)),
        ("oat_finding", of_change(SUPPORT, finding(Some(url("find"))))),
        ("oat_finding_of_an_earlier_run", of_change(SUPPORT, finding(None))),
    ]
}

fn dates() -> Vec<Named> {
    let asked =
        || OatNews::DateAsked { from: DATE, to: LATER, reason: text("Our data centre moves that week.") };
    let answered = |accepted, reason| OatNews::DateAnswered { from: DATE, to: LATER, accepted, reason };
    let declined = Some(text("Other providers connect on that day.\nAny day after it is fine."));
    vec![
        ("oat_date_asked", of_change(SERVICE_MANAGERS, asked())),
        ("oat_date_asked_of_scheme", of_scheme(SERVICE_MANAGERS, asked())),
        ("oat_date_to_decide", of_change(SUPPORT, asked())),
        ("oat_date_to_decide_of_scheme", of_scheme(SUPPORT, asked())),
        ("oat_date_accepted", of_change(SERVICE_MANAGERS, answered(true, None))),
        (
            "oat_date_accepted_of_scheme",
            of_scheme(SERVICE_MANAGERS, answered(true, Some(text("Good luck.")))),
        ),
        ("oat_date_declined", of_change(SERVICE_MANAGERS, answered(false, declined.clone()))),
        (
            "oat_date_declined_when_it_has_come",
            of_change(
                SERVICE_MANAGERS,
                OatNews::DateAnswered {
                    from: date(2026, 11, 19),
                    to: LATER,
                    accepted: false,
                    reason: declined,
                },
            ),
        ),
        (
            "oat_date_superseded",
            of_change(SERVICE_MANAGERS, OatNews::DateSuperseded { asked: DATE, given: LATER }),
        ),
        (
            "oat_date_superseded_at_pdp",
            of_scheme(SUPPORT, OatNews::DateSuperseded { asked: DATE, given: LATER }),
        ),
        (
            "oat_date_needed",
            of_scheme(
                SERVICE_MANAGERS,
                OatNews::DateNeeded { passed: date(2026, 11, 19), earliest: date(2026, 11, 27) },
            ),
        ),
    ]
}

fn live() -> Vec<Named> {
    let endpoint = |endpoint_type, host| ProposedEndpoint { endpoint_type, url: url(host) };
    let news = || OatNews::SchemeWentLive {
        endpoints: vec![
            endpoint(EndpointType::Find, "find"),
            endpoint(EndpointType::View, "view"),
            endpoint(EndpointType::PatRefresh, "pat"),
        ],
    };
    vec![
        ("scheme_live", of_scheme(Audience::OrganisationContacts, news())),
        ("scheme_live_at_pdp", of_scheme(Audience::PdpTeam, news())),
    ]
}

/// Support sessions of an initial connection, and that a notification about OAT has no recipient.
fn support() -> Vec<Named> {
    let (request, subject) = (request(), SupportSubject::OatSupportSession);
    let words = "We answer 202 when we try it ourselves.";
    let opened = Notification::SupportRequestOpened { request, subject: subject.clone(), text: text(words) };
    let answered = Notification::SupportRequestAnswered {
        request,
        subject,
        text: text(words),
        answer: text("Tuesday at 10:00. We send the invitation."),
        accepted: None,
    };
    let nobody = Notification::NobodyHoldsRole {
        audience: SERVICE_MANAGERS,
        subject: "Action needed: OAT not passed, OAT request OAT-3V8N2XYT".to_owned(),
    };
    vec![
        ("oat_support_session_asked", about_oat(SERVICE_MANAGERS, opened.clone())),
        ("oat_support_session_to_answer", about_oat(SUPPORT, opened)),
        ("oat_support_session_answered", about_oat(SERVICE_MANAGERS, answered)),
        ("nobody_is_service_manager_of_oat", about_oat(SUPPORT, nobody)),
    ]
}
