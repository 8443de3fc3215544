//! Notifications about disputes, to render.

use app::mail::{About, Audience, Mail, Notification};
use domain::actor::{OrganisationRole, PdpRole};
use domain::dispute::{DisputedResult, Ruling};
use domain::endpoint::EndpointUrl;
use domain::ids::{ChangeId, DisputeId, OatId, PreFlightId};
use domain::oat::Subject;
use domain::reference::{OatReference, PreFlightReference, Reference, SupportReference};

use super::{CONTACTS, HOSTILE, mail, text};

const SERVICE_MANAGERS: Audience = Audience::Organisation(OrganisationRole::ServiceManager);
const SUPPORT: Audience = Audience::Pdp(PdpRole::Support);

fn about(audience: Audience, notification: Notification) -> Mail {
    let reference = SupportReference::parse("SR-6T0QJ3VB").unwrap();
    Mail { about: About::Dispute { id: DisputeId::from_u128(4), reference }, ..mail(audience, notification) }
}

fn run(passed: bool) -> DisputedResult {
    let (id, reference) = (ChangeId::from_u128(2), Reference::parse("TC-7Q4M0ZKD").unwrap());
    DisputedResult::Run {
        oat: OatId::from_u128(2),
        reference: OatReference::parse("OAT-3V8N2XYT").unwrap(),
        subject: Subject::Change { id, reference },
        number: 2,
        passed,
    }
}

fn pre_flight(reference: Option<&str>) -> DisputedResult {
    let reference = reference.map(|reference| PreFlightReference::parse(reference).unwrap());
    DisputedResult::PreFlight { id: PreFlightId::from_u128(5), reference }
}

fn opened(result: DisputedResult, urls: &[&str], words: &str) -> Notification {
    let urls = urls.iter().map(|url| EndpointUrl::parse(url, 2_048).unwrap()).collect();
    Notification::DisputeOpened { result, urls, text: text(words) }
}

fn answered(result: DisputedResult, ruling: Ruling, answer: &str) -> Notification {
    Notification::DisputeAnswered { result, text: text(HOSTILE), ruling, answer: text(answer) }
}

/// Every notification about a dispute and every interesting variant, each with its name.
pub fn all() -> Vec<(&'static str, Mail)> {
    let find = "https://find.northern-example.co.uk/v2";
    let logged = "Our log shows that we answered 202 to this request after 180 milliseconds.";
    let flight = || pre_flight(Some("PF-0H4ZC9WM"));
    vec![
        ("dispute_received", about(SERVICE_MANAGERS, opened(run(false), &[find], logged))),
        ("dispute_received_of_a_pass", about(CONTACTS, opened(run(true), &[], HOSTILE))),
        ("dispute_received_of_a_pre_flight", about(SERVICE_MANAGERS, opened(flight(), &[find], logged))),
        ("dispute_to_answer", about(SUPPORT, opened(run(false), &[find], logged))),
        ("dispute_to_answer_of_a_pre_flight", about(SUPPORT, opened(pre_flight(None), &[], HOSTILE))),
        (
            "dispute_answered_stands",
            about(
                SERVICE_MANAGERS,
                answered(
                    run(false),
                    Ruling::Stands,
                    "Your log is of another day: the request came on Monday.",
                ),
            ),
        ),
        (
            "dispute_answered_set_aside",
            about(
                CONTACTS,
                answered(
                    run(true),
                    Ruling::SetAside,
                    "A firewall answered for you. We run the test again today.",
                ),
            ),
        ),
        (
            "dispute_answered_pre_flight_stands",
            about(CONTACTS, answered(flight(), Ruling::Stands, "The certificate has expired.")),
        ),
        (
            "dispute_answered_pre_flight_set_aside",
            about(SERVICE_MANAGERS, answered(flight(), Ruling::SetAside, "Our name server was wrong.")),
        ),
    ]
}
