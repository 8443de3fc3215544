//! The page of a step: who acts, what it needs, its form.

use api::StepDecisionBody;
use api_client::ETag;
use domain::change::Status;
use domain::change::steps::StepStateKind;
use domain::policy::Step;
use http_tests::{Caller, Made, Place, Wait};

use crate::world::{HTML, World};

fn address(made: &Made, step: Step) -> String {
    format!("/portal/changes/{}/steps/{}", made.id, step.code())
}

fn state(world: &World, made: &Made, step: Step) -> StepStateKind {
    let change = world.api.read(made.id);
    change.steps.iter().find(|one| one.step == step).expect("the step").state.0
}

/// A change with this step open, and a file for it.
fn open(world: &World, step: Step) -> (Made, String) {
    let made = world.api.change_at(Place::Open(step));
    world.api.give_evidence(&made, step);
    let address = address(&made, step);
    (made, address)
}

/// Holds W1, W2.
#[test]
fn each_role_finds_and_submits_its_step() {
    type Typed = &'static [(&'static str, &'static str)];
    let steps: [(Step, Caller, Typed); 5] = [
        (
            Step::Prerequisites,
            Caller::TEST_MANAGER,
            &[("harness", "Ours"), ("tests_run", "12"), ("tests_passed", "12")],
        ),
        (
            Step::ItHealthCheck,
            Caller::SECURITY,
            &[
                ("supplier", "A supplier"),
                ("accreditation", "check"),
                ("critical", "0"),
                ("high", "1"),
                ("medium", "0"),
                ("low", "2"),
                ("remediation_plan", "We patch it"),
            ],
        ),
        (Step::IntegrationTestingReport, Caller::TEST_MANAGER, &[("note", "All went well")]),
        (Step::ServiceAcceptance, Caller::SERVICE, &[("note", "")]),
        (Step::LiveCryptographicMaterial, Caller::TECHNICAL, &[("new_material_needed", "no")]),
    ];
    for (step, caller, typed) in steps {
        let world = World::new();
        let (made, address) = open(&world, step);
        let mut browser = world.signed_in(caller);
        let change = browser.open(&format!("/portal/changes/{}", made.id));
        assert_eq!(change.attribute(".portal-now a", "href"), address, "{step}");
        let page = browser.open(&address);
        assert!(page.text(".portal-now").starts_with("It is your turn: fill in"), "{step}: {}", page.main());
        assert!(page.main().contains("What it takes: "), "{step}");
        let reply = browser.post(&address, &page.filled(typed));
        reply.redirects_to(&format!("{address}?done=submitted"));
        let done = browser.open(reply.header("location"));
        assert!(done.text(".govuk-notification-banner--success").contains("The step has been submitted."));
        assert_eq!(done.all("main form").len(), 0, "{step}: there is nothing to submit now");
        assert_ne!(state(&world, &made, step), StepStateKind::ToDo, "{step}");
        assert!(done.main().contains("What was last submitted") || typed == [("note", "")], "{step}");
    }
}

/// Holds W3.
#[test]
fn every_mistake_of_a_step_is_named_at_its_field() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ItHealthCheck));
    let address = address(&made, Step::ItHealthCheck);
    let mut browser = world.signed_in(Caller::SECURITY);
    let typed = [("supplier", "A supplier"), ("critical", "two"), ("high", "-1"), ("medium", "0")];
    let page = browser.open(&address);
    let page = browser.post(&address, &page.filled(&typed)).page(422);
    assert!(page.title().starts_with("Error: IT health check: "), "{}", page.title());
    let links = page.all(".govuk-error-summary li a");
    assert_eq!(links.len(), 5, "{links:?}");
    for (field, words) in [
        ("accreditation", "Select the accreditation"),
        ("critical", "The number of critical findings must be a whole number"),
        ("high", "The number of high findings must be a whole number"),
        ("low", "Enter how many low findings"),
        ("evidence", "Upload"),
    ] {
        assert!(page.text(&format!("#{field}-error")).contains(words), "{field}: {}", page.main());
        assert!(page.source.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert_eq!(page.shown("critical"), "two");
    assert_eq!(page.shown("supplier"), "A supplier");
    assert_eq!(state(&world, &made, Step::ItHealthCheck), StepStateKind::ToDo);
}

/// Holds W4.
#[test]
fn a_step_submitted_twice_is_submitted_once() {
    let world = World::new();
    let (made, address) = open(&world, Step::ServiceAcceptance);
    let mut browser = world.signed_in(Caller::SERVICE);
    let form = browser.open(&address).filled(&[("note", "Once")]);
    let first = browser.post(&address, &form);
    let version = world.api.read(made.id).version;
    let second = browser.post(&address, &form);
    assert_eq!((second.status, second.header("location")), (first.status, first.header("location")));
    assert_eq!(world.api.read(made.id).version, version);
}

/// Holds W3.
#[test]
fn a_step_typed_in_an_ended_session_is_kept() {
    let world = World::new();
    let (_, address) = open(&world, Step::ItHealthCheck);
    let mut browser = world.signed_in(Caller::SECURITY);
    let form = browser.open(&address).filled(&[("supplier", "A supplier"), ("accreditation", "crest")]);
    world.pass(8 * 60 * 60);
    browser.post(&address, &form).page(401);
    browser.sign_in(Caller::SECURITY, &address).redirects_to(&address);
    let page = browser.open(&address);
    assert!(page.text(".govuk-notification-banner").contains("It has not been sent yet."));
    assert_eq!(
        (page.shown("supplier").as_str(), page.shown("accreditation").as_str()),
        ("A supplier", "crest")
    );
}

/// Holds W1.
#[test]
fn a_step_of_another_role_has_no_form() {
    let world = World::new();
    let (made, address) = open(&world, Step::ServiceAcceptance);
    let own = world.signed_in(Caller::SERVICE).open(&address);
    for caller in [Caller::BUSINESS, Caller::SECURITY, Caller::REVIEWER] {
        let mut browser = world.signed_in(caller);
        let page = browser.open(&address);
        assert_eq!(page.all("main form").len(), 0, "{caller:?}");
        let now = page.text(".portal-now");
        assert!(now.starts_with("There is nothing for you to do now. A service manager"), "{now}");
        let csrf = page.attribute("header input[name=csrf]", "value");
        let form = own.filled(&[("csrf", &csrf)]);
        let page = browser.post(&address, &form).page(403);
        assert!(page.main().contains("service manager"), "{}", page.main());
    }
    let mut rival = world.signed_in(Caller::RIVAL);
    assert_eq!(rival.get(&address).page(404).text("h1"), "Page not found");
    assert_eq!(state(&world, &made, Step::ServiceAcceptance), StepStateKind::ToDo);
}

/// Holds W2.
#[test]
fn a_step_that_cannot_start_says_what_comes_first() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ItHealthCheck));
    let page = world.signed_in(Caller::SERVICE).open(&address(&made, Step::ServiceAcceptance));
    let now = page.text(".portal-now");
    assert!(now.starts_with("There is nothing for you to do yet."), "{now}");
    assert!(now.contains("These steps come first: IT health check"), "{now}");
    assert_eq!(page.all("main form").len(), 0);
}

/// Holds W2, W3.
#[test]
fn a_returned_step_shows_why_and_what_was_submitted() {
    let world = World::new();
    let made = world.api.change_at(Place::WithPdp(Step::Prerequisites));
    let address = address(&made, Step::Prerequisites);
    let with_pdp = world.signed_in(Caller::IMPLEMENTATION).open(&address);
    assert!(with_pdp.text(".portal-now").starts_with("It is your turn: decide"), "{}", with_pdp.main());
    let why = StepDecisionBody::give_back(HTML);
    world
        .api
        .client(Caller::IMPLEMENTATION)
        .decide_step(made.id, Step::Prerequisites, &ETag::any(), &why)
        .wait();
    let page = world.signed_in(Caller::TEST_MANAGER).open(&address);
    let now = page.text(".portal-now");
    assert!(now.contains("PDP has returned this step") && now.contains("alert(1)"), "{now}");
    assert!(!page.source.contains("<script>alert"), "it is escaped");
    assert_eq!((page.shown("harness").as_str(), page.shown("tests_run").as_str()), ("Our harness", "3"));
    assert!(page.main().contains("report.pdf Accepted Submitted"), "{}", page.main());
}

/// Holds W1.
#[test]
fn html_typed_into_a_step_is_shown_as_text() {
    let world = World::new();
    let (_, address) = open(&world, Step::ServiceAcceptance);
    let mut browser = world.signed_in(Caller::SERVICE);
    let long = format!("{HTML}{}", "x".repeat(1_000));
    let page = browser.open(&address);
    let page = browser.post(&address, &page.filled(&[("note", &long)])).page(422);
    assert_eq!(page.shown("note"), long);
    assert_eq!(browser.post(&address, &page.filled(&[("note", HTML)])).status, 303);
    let page = browser.open(&address);
    assert!(!page.source.contains("<script>alert") && page.main().contains("<script>alert(1)"));
}

#[test]
fn an_unknown_step_or_one_the_change_lacks_is_not_found() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut browser = world.signed_in(Caller::BUSINESS);
    for step in ["nothing", "service_acceptance"] {
        browser.get(&format!("/portal/changes/{}/steps/{step}", made.id)).page(404);
    }
}
