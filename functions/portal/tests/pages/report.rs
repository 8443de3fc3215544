//! The form that reports a technical change: from the first question to the reference.

use api::{AnswersBody, ChangeBody, UploadRequestBody};
use domain::change::Status;
use domain::change::answers::ChangeType;
use domain::endpoint::EndpointType;
use domain::evidence::FileFormat;
use domain::ids::ChangeId;
use domain::policy::Scale;
use http_tests::{Api, Caller, Wait, answers, endpoints};

use crate::world::{Browser, Page, Reply, World};

/// What somebody may type.
const HTML: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

/// The fields of a form with these typed or chosen. A field that has no value yet, as a radio, is added.
fn with(page: &Page, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let names: Vec<_> = typed.iter().map(|(name, _)| *name).collect();
    let others = page.form().into_iter().filter(|(name, _)| !names.contains(&name.as_str()));
    others.chain(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

/// Opens a page and sends its form with these.
fn fill(browser: &mut Browser<'_>, address: &str, typed: &[(&str, &str)]) -> Reply {
    let page = browser.open(address);
    browser.post(address, &with(&page, typed))
}

/// A minimal change that has every answer but adds nothing, or these.
fn minimal() -> AnswersBody {
    AnswersBody { suggested_scale: Some(Scale::Minimal.into()), needs_downtime: Some(false), ..answers() }
}

fn draft(world: &World, answers: &AnswersBody) -> ChangeBody {
    world.api.draft(answers).body
}

fn page_of(id: ChangeId, name: &str) -> String {
    format!("/portal/changes/{id}/{name}")
}

/// The draft that an address is about.
fn id_in(address: &str) -> ChangeId {
    address.split('/').nth(3).and_then(|id| id.parse().ok()).expect("an id")
}

/// Holds W1, W2.
#[test]
fn a_change_is_reported_from_first_question_to_reference() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let list = browser.open("/portal/changes");
    let new = list.link("Report a technical change");
    let reply = fill(&mut browser, &new, &[("type", "both")]);
    let id = id_in(reply.header("location"));
    reply.redirects_to(&page_of(id, "reason"));
    fill(&mut browser, &page_of(id, "reason"), &[("reason", "Another platform.\r\nNo more.")])
        .redirects_to(&page_of(id, "scale"));
    fill(&mut browser, &page_of(id, "scale"), &[("scale", "minimal")]).redirects_to(&page_of(id, "oat"));
    fill(&mut browser, &page_of(id, "oat"), &[("oat", "yes")]).redirects_to(&page_of(id, "endpoints"));
    let url = "https://find.new.example.org/pensions";
    fill(&mut browser, &page_of(id, "endpoints"), &[("type-1", "find"), ("url-1", url), ("go", "on")])
        .redirects_to(&page_of(id, "affected"));
    let affected = browser.open(&page_of(id, "affected"));
    let own = affected.attribute("input[type=checkbox]", "value");
    let chosen = with(&affected, &[("affected", &own)]);
    browser.post(&page_of(id, "affected"), &chosen).redirects_to(&page_of(id, "downtime"));
    let reply = fill(&mut browser, &page_of(id, "downtime"), &[("downtime", "no")]);
    reply.redirects_to(&page_of(id, "check"));
    let check = browser.open(&page_of(id, "check"));
    assert!(
        check.main().contains("Not sent yet. Your answers are complete, and you can send them."),
        "{}",
        check.main()
    );
    assert!(check.main().contains(&format!("1. Find: {url}")), "{}", check.main());
    let form = check.form();
    browser.post(&page_of(id, "check"), &form).redirects_to(&page_of(id, "sent"));
    let sent = browser.open(&page_of(id, "sent"));
    let change = world.api.read(id);
    assert_eq!(change.status.0, Status::InReview);
    assert_eq!(change.answers.reason, "Another platform.\nNo more.");
    assert_eq!(change.answers.affected_endpoints, [own]);
    assert_eq!(change.answers.oat_requested, Some(true));
    assert_eq!(sent.text(".govuk-panel strong"), change.reference.unwrap());
    assert!(sent.main().contains("A PDP reviewer reviews this change by "), "{}", sent.main());
}

/// Holds W4.
#[test]
fn a_double_click_begins_one_draft() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let form = with(&browser.open("/portal/changes/new"), &[("type", "add_new_endpoints")]);
    let first = browser.post("/portal/changes/new", &form);
    let second = browser.post("/portal/changes/new", &form);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(browser.open("/portal/changes").all("tbody tr").len(), 1);
}

/// Holds W3.
#[test]
fn no_draft_begins_without_a_type() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = fill(&mut browser, "/portal/changes/new", &[]).page(422);
    assert!(page.title().starts_with("Error: "), "{}", page.title());
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#type");
    assert!(page.text("#type-error").contains("Select the type of change you are making"));
    assert!(browser.open("/portal/changes").main().contains("There are no technical changes yet."));
}

#[test]
fn who_has_nothing_live_reads_why_no_draft_begins() {
    let world = World::over(Api::before_connecting());
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = fill(&mut browser, "/portal/changes/new", &[("type", "both")]).page(409);
    assert!(page.main().contains("live endpoints"), "{}", page.main());
}

/// Holds W3.
#[test]
fn every_question_names_what_is_missing_at_its_field() {
    let world = World::new();
    let id = draft(&world, &AnswersBody::default()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    for (name, field, words) in [
        ("type", "type", "Select the type of change you are making"),
        ("reason", "reason", "Enter the reason for your request"),
        ("scale", "scale", "Select the scale of change."),
        ("oat", "oat", "Select yes if you are requesting operational acceptance testing"),
        ("downtime", "downtime", "Select yes if the change needs downtime"),
    ] {
        let page = fill(&mut browser, &page_of(id, name), &[]).page(422);
        assert!(page.title().starts_with("Error: "), "{}", page.title());
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), format!("#{field}"));
        let error = page.text(&format!("#{field}-error"));
        assert!(error.contains(words), "{error}");
    }
}

/// Holds W3.
#[test]
fn a_reason_that_is_too_long_is_kept_and_can_be_cut() {
    let world = World::new();
    let id = draft(&world, &AnswersBody::default()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(id, "reason");
    let long = "x".repeat(6_000);
    let page = fill(&mut browser, &address, &[("reason", &long)]).page(422);
    assert_eq!(page.text("#reason").len(), 6_000);
    assert!(page.text("#reason-error").contains("characters"), "{}", page.text("#reason-error"));
    // Put right, the page that was shown again is taken.
    let form = with(&page, &[("reason", "Shorter")]);
    browser.post(&address, &form).redirects_to(&page_of(id, "scale"));
    assert_eq!(world.api.read(id).answers.reason, "Shorter");
}

/// Holds W4.
#[test]
fn an_answer_that_is_sent_twice_is_saved_once() {
    let world = World::new();
    let id = draft(&world, &AnswersBody::default()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(id, "reason");
    let form = with(&browser.open(&address), &[("reason", "Another platform")]);
    let first = browser.post(&address, &form);
    let version = world.api.read(id).version;
    let second = browser.post(&address, &form);
    assert_eq!((second.status, second.header("location")), (first.status, first.header("location")));
    assert_eq!(world.api.read(id).version, version);
}

/// Holds W3.
#[test]
fn an_answer_beside_that_of_a_colleague_is_kept() {
    let world = World::new();
    let id = draft(&world, &AnswersBody::default()).id;
    let (mut one, mut other) = (world.signed_in(Caller::BUSINESS), world.signed_in(Caller::BUSINESS));
    let address = page_of(id, "reason");
    let first = with(&one.open(&address), &[("reason", "Theirs")]);
    let second = with(&other.open(&address), &[("reason", "Mine")]);
    assert_eq!(one.post(&address, &first).status, 303);
    let page = other.post(&address, &second).page(409);
    assert!(page.main().contains("What you typed has been kept"), "{}", page.main());
    assert_eq!(world.api.read(id).answers.reason, "Theirs");
    assert_eq!(other.open(&address).text("#reason"), "Mine");
}

/// Holds W3.
#[test]
fn an_answer_survives_the_end_of_a_session() {
    let world = World::new();
    let id = draft(&world, &answers()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(id, "endpoints");
    let page = browser.open(&address);
    let form = with(&page, &[("url-2", "https://view.other.example.org/pensions"), ("go", "on")]);
    world.pass(8 * 60 * 60);
    browser.post(&address, &form).page(401);
    browser.sign_in(Caller::BUSINESS, &address).redirects_to(&address);
    let page = browser.open(&address);
    assert_eq!(page.attribute("#url-2", "value"), "https://view.other.example.org/pensions");
    assert_eq!(page.all("fieldset").len(), 3);
}

/// Holds W8.
#[test]
fn each_scale_says_what_it_means_and_requires() {
    let world = World::new();
    let id = draft(&world, &AnswersBody::default()).id;
    let page = world.signed_in(Caller::BUSINESS).open(&page_of(id, "scale"));
    let hints = page.all(".govuk-radios__hint");
    assert_eq!(hints.len(), 4);
    assert!(!hints[0].contains("evidence") && hints[1].contains("You send evidence"), "{hints:?}");
    assert!(hints[3].contains("IT health check") && !hints[2].contains("IT health check"), "{hints:?}");
    assert!(
        page.link("Read the guide to the four scales, with examples (opens in new tab)").contains("#scales")
    );
}

#[test]
fn endpoints_are_added_changed_and_removed() {
    let world = World::new();
    let answers =
        AnswersBody { change_type: Some(ChangeType::NewEndpoints.into()), ..AnswersBody::default() };
    let id = draft(&world, &answers).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(id, "endpoints");
    let (find, view) = ("https://find.example.org/a", "https://view.example.org/a");
    let reply = fill(&mut browser, &address, &[("type-1", "find"), ("url-1", find), ("go", "another")]);
    reply.redirects_to(&format!("{address}?more=yes"));
    let more = format!("{address}?more=yes");
    let reply = fill(&mut browser, &more, &[("type-2", "view"), ("url-2", view), ("go", "another")]);
    assert_eq!(browser.open(reply.header("location")).all("fieldset").len(), 3);
    let typed = || world.api.read(id).answers.new_endpoints;
    assert_eq!(typed(), endpoints(&[(EndpointType::Find, find), (EndpointType::View, view)]));
    // Sent twice, the second endpoint is not removed as well.
    let form = with(&browser.open(&address), &[("go", "remove-1")]);
    browser.post(&address, &form).redirects_to(&format!("{address}?more=no"));
    browser.post(&address, &form).redirects_to(&format!("{address}?more=no"));
    assert_eq!(typed(), endpoints(&[(EndpointType::View, view)]));
    fill(&mut browser, &address, &[("type-1", "pat_refresh"), ("go", "on")])
        .redirects_to(&page_of(id, "affected"));
    assert_eq!(typed(), endpoints(&[(EndpointType::PatRefresh, view)]));
}

/// Holds W3.
#[test]
fn a_wrong_endpoint_is_explained_at_its_field() {
    let world = World::new();
    let id = draft(&world, &answers()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(id, "endpoints");
    // The first row is left empty: the mistakes of the others still stand at their own fields.
    let typed =
        [("type-1", ""), ("url-1", ""), ("type-2", ""), ("url-3", "https://a.example.org/x/"), ("go", "on")];
    let page = fill(&mut browser, &address, &typed).page(422);
    assert!(page.text("#type-2-error").contains("Select the endpoint type"));
    assert!(page.text("#url-3-error").contains("cannot end with"));
    assert_eq!(page.attribute("#url-3", "value"), "https://a.example.org/x/");
    assert_eq!(page.all(".govuk-error-summary li").len(), 2);
}

/// Holds W3.
#[test]
fn a_change_that_adds_endpoints_needs_one() {
    let world = World::new();
    let id = draft(&world, &AnswersBody { new_endpoints: Vec::new(), ..answers() }).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = fill(&mut browser, &page_of(id, "endpoints"), &[("go", "on")]).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#type-1");
    assert!(page.text("#type-1-error").contains("Add at least one new endpoint"));
}

#[test]
fn own_endpoints_are_chosen_on_as_many_pages_as_there_are() {
    let world = World::new();
    let mut own = fakes::organisation(1);
    own.live_endpoints = (0..60_u128)
        .map(|at| (domain::ids::EndpointId::from_u128(0x9000 + at), EndpointType::View))
        .collect();
    world.api.fakes.store.put_organisation(&own, &fakes::urls_of(&own));
    let id = draft(&world, &minimal()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(id, "affected");
    let reply = browser.get(&address);
    assert!(reply.bytes.len() < 30_000, "{}", reply.bytes.len());
    let page = reply.page(200);
    let first = page.attribute("input[type=checkbox]", "value");
    let reply = browser.post(&address, &with(&page, &[("affected", &first), ("go", "more")]));
    let further = reply.header("location").to_owned();
    let page = browser.open(&further);
    assert!(page.title().contains("further page"), "{}", page.title());
    assert_eq!(page.all(".govuk-checkboxes__item").len(), 10);
    let second = page.attribute("input[type=checkbox]", "value");
    let form = with(&page, &[("affected", &second), ("go", "on")]);
    browser.post(&further, &form).redirects_to(&page_of(id, "check"));
    assert_eq!(world.api.read(id).answers.affected_endpoints, [first, second.clone()]);
    // What is taken back on one page stays on the other.
    let page = browser.open(&address);
    let none: Vec<_> = page.form().into_iter().filter(|(name, _)| name != "affected").collect();
    assert_eq!(browser.post(&address, &none).status, 303);
    assert_eq!(world.api.read(id).answers.affected_endpoints, [second]);
}

#[test]
fn endpoints_end_at_the_number_of_the_policy() {
    let world = World::new();
    let many: Vec<_> =
        (0..9).map(|at| (EndpointType::Find, format!("https://find{at}.example.org/a"))).collect();
    let many: Vec<_> = many.iter().map(|(kind, url)| (*kind, url.as_str())).collect();
    let id = draft(&world, &AnswersBody { new_endpoints: endpoints(&many), ..answers() }).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let reply = browser.get(&page_of(id, "endpoints"));
    assert!(reply.bytes.len() < 30_000, "{}", reply.bytes.len());
    let page = reply.page(200);
    assert_eq!(page.all("fieldset").len(), 9);
    assert!(!page.all("button").contains(&"Add another endpoint".to_owned()));
    let page = browser.open(&format!("{}?more=yes", page_of(id, "endpoints")));
    assert_eq!(page.all("fieldset").len(), 9);
}

/// Holds W3.
#[test]
fn endpoints_that_a_type_does_not_take_are_named_and_removed() {
    let world = World::new();
    let kind = Some(ChangeType::UnderlyingSolution.into());
    let id = draft(&world, &AnswersBody { change_type: kind, ..minimal() }).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let check = browser.open(&page_of(id, "check"));
    let address = check.link("Remove the new endpoints, or select a type of change that adds endpoints");
    for _ in 0..3 {
        fill(&mut browser, &address, &[("go", "remove-1")]);
    }
    assert!(world.api.read(id).answers.new_endpoints.is_empty());
    assert!(!browser.open(&page_of(id, "check")).main().contains("Remove the new endpoints"));
}

#[test]
fn a_question_opened_from_the_check_leads_back_to_it() {
    let world = World::new();
    let id = draft(&world, &minimal()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let check = browser.open(&page_of(id, "check"));
    let address = check.link("Change reason for the request");
    assert_eq!(address, format!("{}?from=check", page_of(id, "reason")));
    assert_eq!(browser.open(&address).link("Check your answers"), page_of(id, "check"));
    fill(&mut browser, &address, &[("reason", "Better words")]).redirects_to(&page_of(id, "check"));
    assert!(browser.open(&page_of(id, "check")).main().contains("Better words"));
}

/// Holds W2.
#[test]
fn a_check_names_everything_that_is_missing() {
    let world = World::new();
    let id = draft(&world, &AnswersBody::default()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let check = browser.open(&page_of(id, "check"));
    assert!(check.main().contains("Not sent yet. Before you can send your answers:"), "{}", check.main());
    assert_eq!(check.all(".portal-now li").len(), 5);
    assert!(!check.title().starts_with("Error: "));
    assert!(!check.all("button").contains(&"Confirm and submit".to_owned()));
    let address = check.link("Enter the reason for your request");
    assert_eq!(address, format!("{}?from=check", page_of(id, "reason")));
}

/// Holds W3.
#[test]
fn a_problem_of_the_check_leads_to_the_field_that_has_it() {
    let world = World::new();
    let odd =
        endpoints(&[(EndpointType::Find, "https://a.example.org/x"), (EndpointType::View, "http://a.b")]);
    let id = draft(&world, &AnswersBody { new_endpoints: odd, ..minimal() }).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let problem = browser.open(&page_of(id, "check")).attribute(".portal-now li a", "href");
    let (address, field) = problem.split_once('#').unwrap();
    assert_eq!(field, "url-2");
    let page = browser.open(address);
    assert!(page.text("#url-2-error").contains("https://"), "{}", page.main());
    assert_eq!(page.attribute("#url-2", "value"), "http://a.b");
    assert!(page.title().starts_with("Error: "));
    // A question that has no answer yet is asked before anything is said about it.
    let empty = draft(&world, &AnswersBody::default()).id;
    let page = browser.open(&format!("{}?from=check", page_of(empty, "reason")));
    assert!(!page.title().starts_with("Error: "), "{}", page.title());
}

#[test]
fn a_check_shows_advice_and_how_urls_will_be_registered() {
    let world = World::new();
    let odd = endpoints(&[(EndpointType::Find, "https://FIND.new.example.org:443/pensions")]);
    let answers = AnswersBody { new_endpoints: odd, needs_downtime: Some(true), ..minimal() };
    let id = draft(&world, &answers).id;
    let page = world.signed_in(Caller::BUSINESS).open(&page_of(id, "check"));
    assert!(page.text(".govuk-inset-text:not([hidden])").contains("planned downtime process"));
    assert!(page.main().contains("becomes https://find.new.example.org/pensions"), "{}", page.main());
}

#[test]
fn evidence_says_which_files_there_are_and_where_they_are() {
    let world = World::new();
    let id = draft(&world, &answers()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let check = browser.open(&page_of(id, "check"));
    let address = page_of(id, "evidence");
    assert_eq!(check.link("Change evidence files"), address);
    assert!(check.all(".portal-now a").iter().any(|link| link.starts_with("Upload evidence")));
    assert!(browser.open(&address).main().contains("No file has been added yet."));
    let file = world.api.request_upload(id).body.evidence;
    let row = browser.open(&address).text("tbody tr");
    assert!(row.starts_with(&file.file_name) && row.contains("Waiting for the upload"), "{row}");
    world.api.accept(id, file.id);
    assert!(browser.open(&address).text("tbody tr").contains("Accepted"));
    let check = browser.open(&page_of(id, "check"));
    assert!(check.main().contains("Your answers are complete, and you can send them."), "{}", check.main());
    assert_eq!(world.signed_in(Caller::SERVICE).get(&address).status, 403);
    assert_eq!(world.signed_in(Caller::RIVAL).get(&address).status, 404);
}

/// Holds W4.
#[test]
fn a_double_click_removes_one_file() {
    let world = World::new();
    let id = draft(&world, &answers()).id;
    let (one, other) =
        (world.api.request_upload(id).body.evidence, world.api.request_upload(id).body.evidence);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(id, "evidence");
    let form = with(&browser.open(&address), &[("remove", &one.id.to_string())]);
    let done = format!("{address}?done=file-removed");
    browser.post(&address, &form).redirects_to(&done);
    browser.post(&address, &form).redirects_to(&done);
    let page = browser.open(&done);
    assert_eq!(page.all("tbody tr").len(), 1);
    assert_eq!(page.attribute("tbody button", "value"), other.id.to_string());
    assert!(page.text(".govuk-notification-banner--success").contains("has been removed"));
    let mut colleague = world.signed_in(Caller::SERVICE);
    let csrf = colleague.open("/portal/").attribute("header input[name=csrf]", "value");
    let form = with(&page, &[("remove", &other.id.to_string()), ("csrf", &csrf)]);
    assert_eq!(colleague.post(&address, &form).page(403).text("h1"), "You cannot do this");
}

/// Holds W4.
#[test]
fn a_double_click_submits_once() {
    let world = World::new();
    let id = draft(&world, &minimal()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(id, "check");
    let form = browser.open(&address).form();
    browser.post(&address, &form).redirects_to(&page_of(id, "sent"));
    let version = world.api.read(id).version;
    browser.post(&address, &form).redirects_to(&page_of(id, "sent"));
    assert_eq!(world.api.read(id).version, version);
}

/// Holds W3.
#[test]
fn a_submission_that_is_refused_leads_to_what_is_wrong() {
    let world = World::new();
    let (one, other) = (draft(&world, &minimal()).id, draft(&world, &minimal()).id);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let late = browser.open(&page_of(other, "check")).form();
    let form = browser.open(&page_of(one, "check")).form();
    browser.post(&page_of(one, "check"), &form).redirects_to(&page_of(one, "sent"));
    let page = browser.post(&page_of(other, "check"), &late).page(422);
    let href = page.attribute(".govuk-error-summary a", "href");
    assert_eq!(href, format!("{}?from=check#url-1", page_of(other, "endpoints")));
    assert!(page.text(".govuk-error-summary").contains("already registered or being added"));
}

/// Holds W2.
#[test]
fn a_draft_says_that_it_is_not_sent_and_how_far_it_is() {
    let world = World::new();
    let answers = AnswersBody { reason: "Something".to_owned(), ..AnswersBody::default() };
    let id = draft(&world, &answers).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(&format!("/portal/changes/{id}"));
    let now = page.text(".portal-now");
    assert!(now.contains("It is not sent yet. 1 of 5 questions are answered."), "{now}");
    assert_eq!(page.link("Finish your draft"), page_of(id, "next"));
    browser.get(&page_of(id, "next")).redirects_to(&page_of(id, "type"));
    assert_eq!(browser.open("/portal/").link("Finish your draft"), page_of(id, "next"));
    browser.get(&page_of(id, "sent")).redirects_to(&format!("/portal/changes/{id}"));
}

/// Holds W1.
#[test]
fn nobody_else_is_offered_the_form_or_gets_through() {
    let world = World::new();
    let id = draft(&world, &minimal()).id;
    let mut contact = world.signed_in(Caller::BUSINESS);
    let mut colleague = world.signed_in(Caller::SERVICE);
    let mut rival = world.signed_in(Caller::RIVAL);
    assert!(!colleague.open("/portal/changes").has_link("Report a technical change"));
    let change = colleague.open(&format!("/portal/changes/{id}"));
    assert!(!change.has_link("Finish your draft") && !change.has_link("Withdraw this draft"));
    assert_eq!(colleague.get("/portal/changes/new").page(403).text("h1"), "You cannot do this");
    for name in
        ["type", "reason", "scale", "oat", "endpoints", "affected", "downtime", "check", "next", "withdraw"]
    {
        let address = page_of(id, name);
        let page = colleague.get(&address).page(403);
        assert!(page.main().contains("rimary business contact"), "{name}: {}", page.main());
        rival.get(&address).page(404);
        if name != "next" {
            // A form of somebody who lost the role meanwhile: the API refuses it.
            let secret = colleague.open("/portal/guide").attribute("header input[name=csrf]", "value");
            let form = with(&contact.open(&address), &[("csrf", &secret), ("reason", "x"), ("go", "on")]);
            let page = colleague.post(&address, &form).page(403);
            assert_eq!(page.text("h1"), "You cannot do this", "{name}");
            assert!(page.main().contains("rimary business contact"), "{name}: {}", page.main());
        }
    }
    assert_eq!(world.api.read(id).version, 1);
}

#[test]
fn answers_that_were_sent_are_not_changed_any_more() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut browser = world.signed_in(Caller::BUSINESS);
    for name in ["type", "reason", "endpoints", "check"] {
        let page = browser.get(&page_of(made.id, name)).page(409);
        assert!(page.main().contains("is being reviewed by PDP"), "{name}: {}", page.main());
    }
}

/// Holds W4.
#[test]
fn a_change_is_withdrawn_once_with_its_reason() {
    for status in [Status::Draft, Status::InReview] {
        let world = World::new();
        let made = world.api.change_in(status);
        let mut browser = world.signed_in(Caller::BUSINESS);
        let change = browser.open(&format!("/portal/changes/{}", made.id));
        let name = if status == Status::Draft { "Withdraw this draft" } else { "Withdraw this change" };
        let address = change.link(name);
        let form = with(&browser.open(&address), &[("reason", "Not this year")]);
        let done = format!("/portal/changes/{}?done=withdrawn", made.id);
        browser.post(&address, &form).redirects_to(&done);
        let version = world.api.read(made.id).version;
        browser.post(&address, &form).redirects_to(&done);
        assert_eq!(world.api.read(made.id).version, version);
        let page = browser.open(&done);
        assert!(page.text(".govuk-notification-banner--success").contains("has been withdrawn"));
        assert!(page.main().contains("Reason: Not this year"), "{}", page.main());
        assert!(!page.has_link(name));
        assert!(browser.get(&address).page(409).main().contains("nothing to withdraw"));
    }
}

/// Holds W3.
#[test]
fn a_reason_to_withdraw_that_is_too_long_is_kept() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = page_of(made.id, "withdraw");
    let page = fill(&mut browser, &address, &[("reason", &"x".repeat(6_000))]).page(422);
    assert_eq!(page.text("#reason").len(), 6_000);
    assert_eq!(world.api.read(made.id).status.0, Status::InReview);
}

/// Holds W4.
#[test]
fn a_draft_begins_once_from_an_earlier_change() {
    let world = World::new();
    let made = world.api.change_in(Status::Rejected);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    let address = change.link("Begin a draft from this change");
    let form = browser.open(&address).form();
    let first = browser.post(&address, &form);
    let id = id_in(first.header("location"));
    first.redirects_to(&page_of(id, "check"));
    browser.post(&address, &form).redirects_to(&page_of(id, "check"));
    assert_eq!(world.api.read(id).begun_from, Some(made.id));
    assert_eq!(world.signed_in(Caller::SERVICE).get(&address).status, 403);
    assert_eq!(world.signed_in(Caller::RIVAL).get(&address).status, 404);
}

#[test]
fn what_is_typed_as_markup_is_shown_as_text() {
    let world = World::new();
    let bad = endpoints(&[(EndpointType::Find, HTML)]);
    let id = draft(&world, &AnswersBody { reason: HTML.to_owned(), new_endpoints: bad, ..minimal() }).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let file = UploadRequestBody {
        file_name: HTML.to_owned(),
        media_type: FileFormat::Pdf.into(),
        step: None,
        return_to: None,
    };
    world.api.client(Caller::BUSINESS).request_upload(id, &file).wait();
    for name in ["reason", "endpoints", "check", "evidence"] {
        let page = browser.open(&page_of(id, name));
        assert_eq!(page.all("main script, main img").len(), 0, "{name}");
        assert!(page.source.contains("onerror=alert(2)"), "{name}");
    }
    for (name, field) in [("reason", "reason"), ("endpoints", "url-1"), ("withdraw", "reason")] {
        let typed = [(field, &*HTML.repeat(120)), ("go", "on")];
        let page = fill(&mut browser, &page_of(id, name), &typed).page(422);
        assert_eq!(page.all("main script, main img").len(), 0, "{name}");
    }
}

#[test]
fn pages_of_a_draft_have_titles_of_their_own() {
    let world = World::new();
    let id = draft(&world, &minimal()).id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let mut titles = std::collections::BTreeSet::new();
    let names = [
        "type",
        "reason",
        "scale",
        "oat",
        "endpoints",
        "affected",
        "downtime",
        "check",
        "evidence",
        "withdraw",
        "new-draft",
    ];
    for name in names {
        let page = browser.open(&page_of(id, name));
        assert!(titles.insert(page.title()), "{name}: {}", page.title());
    }
}

/// Holds W3.
#[test]
fn who_comes_second_reads_what_is_saved_beside_theirs() {
    let world = World::new();
    let two = endpoints(&[
        (EndpointType::Find, "https://find.new.example.org/pensions"),
        (EndpointType::View, "https://view.new.example.org/pensions"),
    ]);
    let id = draft(&world, &AnswersBody { new_endpoints: two, ..minimal() }).id;
    let (mut one, mut other) = (world.signed_in(Caller::BUSINESS), world.signed_in(Caller::BUSINESS));
    for (name, theirs, ours, saved) in [
        ("reason", ("reason", "Of the first."), ("reason", "Of the second."), "Of the first."),
        ("scale", ("scale", "moderate"), ("scale", "minor"), "Moderate change"),
        ("endpoints", ("url-2", "https://first.example.org/a"), ("type-1", "pat_refresh"), "Find"),
    ] {
        let address = page_of(id, name);
        let page = other.open(&address);
        fill(&mut one, &address, &[theirs]);
        other.post(&address, &with(&page, &[ours])).page(409);
        let page = other.open(&address);
        assert_eq!(page.shown(ours.0), ours.1);
        assert_eq!(page.text(&format!("#{}-saved", ours.0)), format!("It says now: {saved}"));
        let described = page.all(&format!("[aria-describedby~={}-saved]", ours.0));
        assert_eq!(described.len(), 1, "{name}");
        let form = page.form();
        other.post(&address, &form);
        // Sent, it is what is saved, and nothing else is.
        assert!(other.open(&address).all("[id$=-saved]").is_empty());
    }
}

/// Holds C5, W3.
#[test]
fn the_check_says_which_endpoint_is_wrong() {
    let world = World::new();
    let two = endpoints(&[
        (EndpointType::Find, "https://find.new.example.org/pensions"),
        (EndpointType::View, "https://view.new.example.org/pensions/"),
    ]);
    let id = draft(&world, &AnswersBody { new_endpoints: two, ..minimal() }).id;
    let page = world.signed_in(Caller::BUSINESS).open(&page_of(id, "check"));
    let problems = page.all(".portal-now li a");
    assert!(problems.iter().any(|one| one.starts_with("New endpoint 2: ")), "{problems:?}");
    assert!(!problems.iter().any(|one| one.starts_with("New endpoint 1: ")), "{problems:?}");
}
