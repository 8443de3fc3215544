//! Steps of a change: the decision on each, integration testing, cryptographic material.

use api::{StepDecisionBody, StepSubmissionRequest};
use api_client::ETag;
use domain::change::Status;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::policy::{Scale, Step};
use http_tests::{Caller, Made, Place, Wait};

use super::{Desk, ID};
use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// The addresses of these pages.
pub fn desk() -> Desk {
    let pages = vec![
        format!("/portal/changes/{ID}/steps/prerequisites/decision"),
        format!("/portal/changes/{ID}/integration-testing"),
        format!("/portal/changes/{ID}/material/test/publish"),
    ];
    Desk { forms: pages.clone(), pages }
}

fn decision(made: &Made, step: Step) -> String {
    format!("/portal/changes/{}/steps/{}/decision", made.id, step.code())
}

fn state(world: &World, made: &Made, step: Step) -> StepStateKind {
    let change = world.api.read(made.id);
    change.steps.iter().find(|one| one.step == step).expect("the step").state.0
}

fn submitted(step: Step) -> (World, Made, String) {
    let world = World::new();
    let made = world.api.change_at(Place::WithPdp(step));
    let address = decision(&made, step);
    (world, made, address)
}

const RETURN: [(&str, &str); 2] = [("outcome", "return"), ("reason", "Another report, please")];

/// Holds S2, W1, W2, W4.
#[test]
fn a_step_is_approved_once_beside_its_evidence() {
    let (world, made, address) = submitted(Step::Prerequisites);
    let mut browser = world.signed_in(Caller::IMPLEMENTATION);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert_eq!(change.link("Decide on prerequisites"), address);
    let step = browser.open(&format!("/portal/changes/{}/steps/prerequisites", made.id));
    assert_eq!(step.link("Decide on this step"), address);
    let page = browser.open(&address);
    assert!(page.text(".portal-now").starts_with("It is your turn: read what was submitted"));
    let halves = page.all(".govuk-grid-column-one-half-from-desktop");
    assert_eq!(halves.len(), 2, "{}", page.main());
    assert!(halves[0].contains("Our harness") && halves[0].contains("Submitted"), "{}", halves[0]);
    let file = page.link("report.pdf");
    assert!(file.starts_with(&format!("/portal/changes/{}/files/", made.id)), "{file}");
    browser.open(&file);
    // What follows is said before the button.
    assert!(halves[1].contains("“Test cryptographic material” is next"), "{}", halves[1]);
    assert!(
        halves[1].contains(
            "An email goes to each test manager of the organisation, each primary technical contact of the organisation and each PDP administrator."
        ),
        "{}",
        halves[1]
    );
    assert!(halves[1].contains("Nothing goes live because of it"), "{}", halves[1]);
    let done = happens_once(&world, Caller::IMPLEMENTATION, &address, &[("outcome", "approve")]);
    assert_eq!(done, format!("/portal/changes/{}?done=step-approved", made.id));
    assert_eq!(state(&world, &made, Step::Prerequisites), StepStateKind::Complete);
}

/// Holds S2, W1, W4.
#[test]
fn a_step_is_returned_once_with_the_reason() {
    let (world, made, address) = submitted(Step::ServiceAcceptance);
    let done = happens_once(&world, Caller::REVIEWER, &address, &RETURN);
    assert_eq!(done, format!("/portal/changes/{}?done=step-returned", made.id));
    let page = world.signed_in(Caller::SERVICE).open(&address.replace("/decision", ""));
    assert!(page.text(".portal-now").contains("Another report, please"), "{}", page.main());
    // It is decided, and is not with PDP until it is submitted again.
    let page = world.signed_in(Caller::REVIEWER).open(&address);
    assert!(page.text(".portal-now").starts_with("There is nothing to decide now. A service manager"));
    assert_eq!(page.all("main form").len(), 0);
}

/// Holds W3.
#[test]
fn a_decision_without_its_reason_is_shown_again() {
    let (world, _, address) = submitted(Step::ItHealthCheck);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&address);
    let page = browser.post(&address, &page.filled(&[("reason", HTML)])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#outcome");
    assert!(page.title().starts_with("Error: Decision on IT health check: "), "{}", page.title());
    assert_eq!(page.shown("reason"), HTML);
    assert!(!page.source.contains("<script>alert"));
    let page = browser.post(&address, &page.filled(&[("outcome", "return"), ("reason", " ")])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason");
    assert!(page.text("#reason-error").contains("Enter the reason for your decision"), "{}", page.main());
    assert_eq!(page.shown("outcome"), "return");
    let long = "x".repeat(5_001);
    let page = browser.post(&address, &page.filled(&[("outcome", "return"), ("reason", &long)])).page(422);
    assert_eq!(page.shown("reason"), long);
    assert_eq!(browser.post(&address, &page.filled(&RETURN)).status, 303);
}

/// Holds P1, W1, W3.
#[test]
fn a_decision_is_its_roles_and_is_kept() {
    let (world, _, address) = submitted(Step::Prerequisites);
    is_refused(&world, Caller::IMPLEMENTATION, Caller::REVIEWER, &address, 403, &RETURN);
    is_refused(&world, Caller::IMPLEMENTATION, Caller::Staff(None), &address, 403, &RETURN);
    is_refused(&world, Caller::IMPLEMENTATION, Caller::TEST_MANAGER, &address, 404, &RETURN);
    let page = world.signed_in(Caller::REVIEWER).open(&address);
    let now = page.text(".portal-now");
    assert!(now.contains("A PDP implementation manager decides on it."), "{now}");
    is_kept(&world, Caller::IMPLEMENTATION, &address, &RETURN);
}

/// Holds W3.
#[test]
fn a_colleague_who_decided_first_is_seen() {
    let (world, made, address) = submitted(Step::Prerequisites);
    let mut browser = world.signed_in(Caller::IMPLEMENTATION);
    let form = browser.open(&address).filled(&RETURN);
    let colleague = world.api.client(Caller::IMPLEMENTATION);
    colleague.decide_step(made.id, Step::Prerequisites, &ETag::any(), &StepDecisionBody::approve()).wait();
    let page = browser.post(&address, &form).page(409);
    assert!(page.main().contains("Somebody else made a change first"), "{}", page.main());
    let page = browser.open(&address);
    assert!(page.text(".portal-now").starts_with("This step is complete."), "{}", page.main());
    assert!(page.main().contains("Complete since"), "{}", page.main());
    assert_eq!(page.shown("reason"), "Another report, please");
    assert_eq!(state(&world, &made, Step::Prerequisites), StepStateKind::Complete);
}

/// Holds Q5, W1, W4.
#[test]
fn a_step_approved_by_mistake_is_opened_again_once() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ItHealthCheck));
    let address = decision(&made, Step::Prerequisites);
    let mut browser = world.signed_in(Caller::IMPLEMENTATION);
    let step = browser.open(&address.replace("/decision", ""));
    assert_eq!(step.link("Open this step again"), address);
    let page = browser.open(&address);
    assert!(page.main().contains("“IT health check” waits until then."), "{}", page.main());
    assert!(page.main().contains("each security lead of the organisation"), "{}", page.main());
    assert!(page.main().contains("Nothing goes live meanwhile."), "{}", page.main());
    let wrong = browser.post(&address, &page.filled(&[("reason", "")])).page(422);
    assert_eq!(wrong.attribute(".govuk-error-summary a", "href"), "#reason");
    is_refused(&world, Caller::IMPLEMENTATION, Caller::SUPPORT, &address, 403, &[("reason", "Wrong report")]);
    let done =
        happens_once(&world, Caller::IMPLEMENTATION, &address, &[("reason", "It is the wrong report")]);
    assert_eq!(done, format!("/portal/changes/{}?done=step-reopened", made.id));
    assert_eq!(state(&world, &made, Step::Prerequisites), StepStateKind::WithPdp);
    let page = world.signed_in(Caller::IMPLEMENTATION).open(&address);
    assert!(page.text(".portal-now").contains("It is the wrong report"), "{}", page.main());
    // What comes after it waits: what was done on it stands.
    assert_eq!(state(&world, &made, Step::ItHealthCheck), StepStateKind::CannotStartYet);
}

/// Holds G1, Q5, W2.
#[test]
fn the_last_step_says_what_goes_live_and_is_then_closed() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let confirm = api::ReviewBody::confirm(Scale::Minor, false);
    world.api.client(Caller::REVIEWER).review_change(made.id, &ETag::any(), &confirm).wait();
    world.api.give_evidence(&made, Step::ServiceAcceptance);
    let submission = StepSubmissionRequest { note: Some(String::new()), ..StepSubmissionRequest::default() };
    let step = Step::ServiceAcceptance;
    world.api.client(Caller::SERVICE).submit_step(made.id, step, &ETag::any(), &submission).wait();
    let address = decision(&made, step);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&address);
    assert!(page.main().contains("They go live within minutes."), "{}", page.main());
    // A hold is in the way.
    let hold = api::HoldBody { reason: "An incident".to_owned(), until: None };
    world.api.client(Caller::SUPPORT).place_hold(made.id, &ETag::any(), &hold).wait();
    let page = browser.open(&address);
    assert!(page.main().contains("They do not go live while going live is on hold."), "{}", page.main());
    let release = api::ReleaseBody { reason: "It is over".to_owned() };
    world.api.client(Caller::SUPPORT).release_hold(made.id, &ETag::any(), &release).wait();
    let page = browser.open(&address);
    assert_eq!(browser.post(&address, &page.filled(&[("outcome", "approve")])).status, 303);
    let organisation = fakes::organisation(1).id;
    pollster::block_on(app::go_live(&world.api.fakes.services(), made.id, organisation))
        .expect("it goes live");
    let page = browser.open(&address);
    assert!(page.text(".portal-now").contains("went live after this step was approved"), "{}", page.main());
    assert_eq!(page.all("main form").len(), 0);
}

#[test]
fn a_decision_on_a_step_that_is_not_there_is_not_found() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut browser = world.signed_in(Caller::REVIEWER);
    for step in ["nothing", "service_acceptance"] {
        browser.get(&format!("/portal/changes/{}/steps/{step}/decision", made.id)).page(404);
    }
    browser.get(&format!("/portal/changes/{ID}/steps/service_acceptance/decision")).page(404);
}

const TIME: [(&str, &str); 4] =
    [("at-day", "1"), ("at-month", "March"), ("at-year", "2027"), ("at_time", "10am")];

fn testing(made: &Made) -> String {
    format!("/portal/changes/{}/integration-testing", made.id)
}

/// Holds S3, W1, W2, W4.
#[test]
fn integration_testing_is_arranged_once() {
    let world = World::new();
    let made = world.api.change_at(Place::Recorded);
    let address = testing(&made);
    let mut browser = world.signed_in(Caller::IMPLEMENTATION);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert_eq!(change.attribute(".portal-now .govuk-button", "href"), address);
    let page = browser.open(&address);
    assert!(page.text(".portal-now").starts_with("It is your turn: agree a time"), "{}", page.main());
    assert!(page.main().contains("https://find.test.example.org/pensions"), "{}", page.main());
    assert!(page.main().contains("Until 3 working days before the test"), "{}", page.main());
    assert!(page.main().contains("“IT health check” is next"), "{}", page.main());
    let done = happens_once(&world, Caller::IMPLEMENTATION, &address, &TIME);
    assert_eq!(done, format!("/portal/changes/{}?done=testing-arranged", made.id));
    let at = world.api.read(made.id).integration_testing.at.expect("a time");
    assert_eq!(at.to_string(), "2027-03-01T10:00:00Z");
    // Until the report is submitted it can be another time.
    let page = browser.open(&address);
    assert!(page.text(".portal-now").contains("arranged for Monday 1 March 2027 at 10:00"));
    assert_eq!((page.shown("at-day").as_str(), page.shown("at_time").as_str()), ("1", "10:00"));
    let later = [("at-day", "2"), ("at-month", "3"), ("at-year", "2027"), ("at_time", "14.30")];
    assert_eq!(browser.post(&address, &page.filled(&later)).status, 303);
}

/// Holds W3.
#[test]
fn a_time_that_cannot_be_is_shown_again() {
    let world = World::new();
    let made = world.api.change_at(Place::Recorded);
    let address = testing(&made);
    let mut browser = world.signed_in(Caller::IMPLEMENTATION);
    for (typed, at) in [
        ([("at-day", ""), ("at-month", ""), ("at-year", ""), ("at_time", "")], &["#at-day", "#at_time"][..]),
        (
            [("at-day", "31"), ("at-month", "2"), ("at-year", "2027"), ("at_time", "10")],
            &["#at-day", "#at_time"],
        ),
        ([("at-day", "1"), ("at-month", "3"), ("at-year", "2020"), ("at_time", "10am")], &["#at-day"]),
        ([("at-day", "28"), ("at-month", "3"), ("at-year", "2027"), ("at_time", "1:30")], &["#at-day"]),
    ] {
        let page = browser.open(&address);
        let page = browser.post(&address, &page.filled(&typed)).page(422);
        for place in at {
            let link = format!(".govuk-error-summary a[href='{place}']");
            assert!(!page.all(&link).is_empty(), "{place}: {}", page.main());
        }
        assert_eq!((page.shown("at-day").as_str(), page.shown("at_time").as_str()), (typed[0].1, typed[3].1));
    }
    is_kept(&world, Caller::IMPLEMENTATION, &address, &TIME);
}

/// Holds P1, S3, W1, W2.
#[test]
fn testing_is_an_implementation_managers_and_has_its_time() {
    let world = World::new();
    let made = world.api.change_at(Place::Recorded);
    let address = testing(&made);
    is_refused(&world, Caller::IMPLEMENTATION, Caller::REVIEWER, &address, 403, &TIME);
    is_refused(&world, Caller::IMPLEMENTATION, Caller::TEST_MANAGER, &address, 404, &TIME);
    for (place, words) in [
        (
            Place::Open(Step::IntegrationTesting),
            "a test manager of the organisation records the test endpoints first",
        ),
        (Place::WithPdp(Step::IntegrationTestingReport), "There is nothing to arrange any more"),
    ] {
        let world = World::new();
        let made = world.api.change_at(place);
        let page = world.signed_in(Caller::IMPLEMENTATION).open(&testing(&made));
        assert!(page.text(".portal-now").contains(words), "{}", page.main());
        assert_eq!(page.all("main form").len(), 0, "{place:?}");
    }
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let page = world.signed_in(Caller::IMPLEMENTATION).get(&testing(&made)).page(409);
    assert!(page.main().contains("does not need integration testing now"), "{}", page.main());
}

/// Bytes that are no text.
const PACK: &[u8] = b"PK\x03\x04\xff\r\n--";

fn material(made: &Made, environment: Environment) -> String {
    format!("/portal/changes/{}/material/{}/publish", made.id, environment.code())
}

/// Holds S4, W1, W2, W4.
#[test]
fn a_pack_is_published_once_and_never_shown() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::TestCryptographicMaterial));
    let address = material(&made, Environment::Test);
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert_eq!(change.attribute(".portal-now .govuk-button", "href"), address);
    let led = browser.open(&format!("/portal/changes/{}/material/test", made.id));
    assert_eq!(led.link("Publish a pack"), address);
    let page = browser.open(&address);
    assert!(page.text(".portal-now").starts_with("No pack is published yet. You can publish one."));
    assert!(page.main().contains("An email goes to each primary technical contact of "), "{}", page.main());
    assert!(page.main().contains("They can download it at once"), "{}", page.main());
    let form = page.form();
    let done = browser.post_file(&address, &form, ("content", PACK));
    done.redirects_to(&format!("{address}?done=material-published"));
    let after = world.api.state();
    browser.post_file(&address, &form, ("content", PACK)).redirects_to(done.header("location"));
    assert_eq!(world.api.state(), after, "nothing happens twice");
    let pack = world.api.read(made.id).cryptographic_material.remove(0);
    assert_eq!(pack.bytes, 9);
    let page = browser.open(done.header("location"));
    assert!(page.text(".govuk-notification-banner--success").contains("The pack is published."));
    assert!(page.main().contains(&pack.sha256), "{}", page.main());
    assert!(page.main().contains("It takes the place of the pack that is published"), "{}", page.main());
    assert!(!page.source.contains("PK\x03"), "what is in it is shown to nobody");
}

/// Holds W3.
#[test]
fn what_is_no_pack_is_refused_at_its_field() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::TestCryptographicMaterial));
    let address = material(&made, Environment::Live);
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let form = browser.open(&address).form();
    let long = vec![0; 131_073];
    let sent = [
        browser.post(&address, &form),
        browser.post_file(&address, &form, ("content", b"")),
        browser.post_file(&address, &form, ("content", &long)),
    ];
    let words = ["Select the pack of cryptographic material"; 2];
    for (reply, words) in sent.iter().zip(words.into_iter().chain(["The pack must be 128KB or smaller"])) {
        let page = reply.page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#content");
        assert!(page.text("#content-error").contains(words), "{}", page.main());
    }
    let longest = browser.post_file(&address, &form, ("content", &long[1..]));
    longest.redirects_to(&format!("{address}?done=material-published"));
}

/// Holds S4, W3.
#[test]
fn a_pack_is_not_kept_when_its_session_ended() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::TestCryptographicMaterial));
    let address = material(&made, Environment::Test);
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let form = browser.open(&address).form();
    let before = world.api.state();
    world.pass(8 * 60 * 60);
    browser.post_file(&address, &form, ("content", PACK)).page(401);
    assert_eq!(world.api.state(), before);
    browser.sign_in(Caller::ADMINISTRATOR, &address).redirects_to(&address);
    let page = browser.open(&address);
    assert!(page.main().contains("Choose the pack again: files are not kept."), "{}", page.main());
    let done = browser.post_file(&address, &page.form(), ("content", PACK));
    done.redirects_to(&format!("{address}?done=material-published"));
}

/// Holds W6.
#[test]
fn a_pack_is_taken_only_with_the_secret_of_the_session() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::TestCryptographicMaterial));
    let address = material(&made, Environment::Test);
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let page = browser.open(&address);
    let before = world.api.state();
    let forged = page.filled(&[("csrf", "AAAA")]);
    browser.post_file(&address, &forged, ("content", PACK)).page(403);
    assert_eq!(world.api.state(), before);
}

/// Holds P1, S4, W1, W2.
#[test]
fn a_pack_is_an_administrators_and_has_its_time() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::TestCryptographicMaterial));
    let address = material(&made, Environment::Test);
    let form = world.signed_in(Caller::ADMINISTRATOR).open(&address).form();
    for (caller, status) in [(Caller::REVIEWER, 403), (Caller::TECHNICAL, 404)] {
        let mut browser = world.signed_in(caller);
        let csrf = browser.open("/portal/guide").attribute("header input[name=csrf]", "value");
        let own = form.iter().filter(|(name, _)| name != "csrf").cloned();
        let form: Vec<_> = own.chain([("csrf".to_owned(), csrf)]).collect();
        let before = world.api.state().all_but_history;
        browser.post_file(&address, &form, ("content", PACK)).page(status);
        assert_eq!(world.api.state().all_but_history, before, "{caller:?}");
    }
    let page = world.signed_in(Caller::SUPPORT).open(&address);
    assert_eq!(page.all("main form").len(), 0);
    assert!(page.text(".portal-now").contains("A PDP administrator publishes it."), "{}", page.main());
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let minor = world.api.change_of(
        &api::AnswersBody {
            new_endpoints: http_tests::endpoints(&[(
                domain::endpoint::EndpointType::View,
                "https://view.other.example.org/pensions",
            )]),
            ..http_tests::answers()
        },
        Status::Confirmed,
    );
    // A minor change has no test material, and live material later.
    browser.get(&material(&minor, Environment::Test)).page(409);
    let page = browser.open(&material(&minor, Environment::Live));
    let words = "They can download it when the steps before “Live cryptographic material” are complete";
    assert!(page.main().contains(words), "{}", page.main());
    browser.get(&format!("/portal/changes/{}/material/other/publish", minor.id)).page(404);
}
