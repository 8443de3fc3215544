//! Files: what they show, the form that sends them, the verdict.

use app::Verdict;
use domain::change::Status;
use domain::evidence::{EvidencePlace, FileRejection};
use domain::ids::{ChangeId, EvidenceId};
use domain::policy::Step;
use http_tests::{Api, Caller, DisputePlace, Place, Wait, answers};
use serde_json::Value;

use crate::world::{Browser, HTML, ORIGIN, Page, Reply, World, is_kept, is_refused};

const PDF: [(&str, &str); 2] = [("shows", "Service acceptance"), ("type", "application/pdf")];

fn draft(world: &World) -> ChangeId {
    world.api.draft(&answers()).body.id
}

fn add_page(id: ChangeId) -> String {
    format!("/portal/changes/{id}/files/new")
}

fn file_page(id: ChangeId, file: EvidenceId) -> String {
    format!("/portal/changes/{id}/files/{file}")
}

/// The page with the form that goes to the store.
fn prepared(browser: &mut Browser<'_>, address: &str, typed: &[(&str, &str)]) -> Page {
    let form = browser.open(address).filled(typed);
    browser.post(address, &form).page(200)
}

/// A field of that form.
fn field(page: &Page, name: &str) -> String {
    page.form().into_iter().find(|(field, _)| field == name).unwrap_or_else(|| panic!("no {name}")).1
}

/// Where the store leads when it has taken the file, as the browser asks for it.
fn way_back(page: &Page) -> String {
    field(page, "return-to").strip_prefix(ORIGIN).expect("a page of the portal").to_owned()
}

/// Sends a form as the script does, and reads the answer.
fn by_script(browser: &mut Browser<'_>, address: &str, typed: &[(&str, &str)]) -> (Reply, Value) {
    let form = browser.open(address).filled(typed);
    let headers = [("origin", ORIGIN), ("sec-fetch-site", "same-origin"), ("accept", "application/json")];
    let reply = browser.post_from(address, &form, &headers);
    let answer = serde_json::from_slice(&reply.bytes).unwrap_or_default();
    (reply, answer)
}

/// Holds E1, W1.
#[test]
fn a_file_goes_straight_to_the_store_without_a_script() {
    let world = World::new();
    let id = draft(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let evidence = browser.open(&format!("/portal/changes/{id}/evidence"));
    assert_eq!(evidence.link("Add a file"), add_page(id));
    let page = prepared(&mut browser, &add_page(id), &PDF);
    assert_eq!(page.attribute("main form", "action"), "https://uploads.example.org/");
    assert_eq!(page.attribute("main form", "enctype"), "multipart/form-data");
    assert_eq!(field(&page, "Content-Type"), "application/pdf");
    // S3 ignores what follows the file, and refuses a field that it does not know.
    let names: Vec<_> = page.form().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.last().map(String::as_str), Some("file"));
    assert!(!names.iter().any(|name| name == "csrf"), "{names:?}");
    let file = world.api.client(Caller::BUSINESS).list_evidence(id).wait().body.items.remove(0);
    assert_eq!((file.file_name.as_str(), file.step), ("Service acceptance.pdf", None));
    assert_eq!(way_back(&page), format!("/portal/changes/{id}/files/sent/{}", file.id));
    assert!(
        page.main().contains("“Service acceptance.pdf”. It must be a PDF of up to 25MB"),
        "{}",
        page.main()
    );
    assert!(page.main().contains("Send it by "), "{}", page.main());
}

/// Holds E3, W2.
#[test]
fn the_page_after_an_upload_waits_for_the_verdict() {
    let world = World::new();
    let id = draft(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let back = way_back(&prepared(&mut browser, &add_page(id), &PDF));
    let file = back.rsplit('/').next().unwrap().parse().unwrap();
    world.api.receive(id, file);
    world.gateway.calls();
    world.gateway.meanwhile(2, move |api| api.accept(id, file));
    // The store adds a query of its own, which means nothing here.
    let reply = browser.get(&format!("{back}?bucket=b&key=uploads%2Fx&etag=%22e%22"));
    reply.redirects_to(&format!("{}?done=sent", file_page(id, file)));
    assert_eq!(world.gateway.calls().len(), 3, "it goes on as soon as the verdict is there");
    let page = browser.open(reply.header("location"));
    assert!(page.text(".govuk-notification-banner--success").contains("uploaded, checked and accepted"));
    assert_eq!(page.link("Add another file"), add_page(id));
    assert_eq!(page.link("Go back: Evidence"), format!("/portal/changes/{id}/evidence"));
    assert!(page.all("dd").contains(&"PDF".to_owned()), "{}", page.main());
}

/// Holds E3, W2.
#[test]
fn who_waited_long_enough_is_told_that_the_file_is_checked() {
    let world = World::new();
    let id = draft(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let back = way_back(&prepared(&mut browser, &add_page(id), &PDF));
    world.gateway.calls();
    let reply = browser.get(&back);
    assert_eq!(world.gateway.calls().len(), 8, "once at first, and after each pause");
    let page = browser.open(reply.header("location"));
    assert!(page.text(".portal-now").starts_with("This file has been sent and is about to be checked."));
    assert_eq!(page.link("Check again"), back);
    world.api.receive(id, back.rsplit('/').next().unwrap().parse().unwrap());
    let page = browser.open(reply.header("location"));
    assert!(page.text(".portal-now").starts_with("This file has arrived and is being checked."));
    assert!(page.all("meta[http-equiv]").is_empty(), "no page moves unasked (WCAG 2.2.1)");
}

/// Holds E3, W2.
#[test]
fn every_verdict_is_a_sentence_with_a_way_on() {
    for reason in FileRejection::ALL {
        let world = World::new();
        let id = draft(&world);
        let mut browser = world.signed_in(Caller::BUSINESS);
        let back = way_back(&prepared(&mut browser, &add_page(id), &PDF));
        let file = back.rsplit('/').next().unwrap().parse().unwrap();
        world.api.settle(id, file, &Verdict::Rejected(*reason));
        let page = browser.open(browser.clone().get(&back).header("location"));
        assert!(page.title().starts_with("Error: Service acceptance.pdf"), "{}", page.title());
        assert_eq!(page.text(".govuk-error-summary li a"), reason.to_string());
        assert_eq!(page.attribute(".govuk-error-summary li a", "href"), add_page(id));
        assert_eq!(page.link("Add the file again"), add_page(id));
        let state = browser.get(&format!("{}/state", file_page(id, file)));
        let state: Value = serde_json::from_slice(&state.bytes).unwrap();
        assert_eq!((&state["state"], &state["words"]), (&"rejected".into(), &reason.to_string().into()));
    }
}

/// Holds E3, W2.
#[test]
fn a_form_whose_time_is_over_says_so() {
    let world = World::new();
    let id = draft(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let form = browser.open(&add_page(id)).filled(&PDF);
    let back = way_back(&browser.post(&add_page(id), &form).page(200));
    let page = file_page(id, back.rsplit('/').next().unwrap().parse().unwrap());
    assert!(browser.open(&page).text(".portal-now").starts_with("This file has not arrived."));
    world.pass(15 * 60);
    let expired = browser.open(&page);
    assert!(expired.text(".portal-now").contains("did not arrive before its form stopped working"));
    assert_eq!(expired.link("Add the file again"), add_page(id));
    // The back button, and the form once more.
    browser.post(&add_page(id), &form).redirects_to(&format!("{page}?done=used"));
}

/// Holds W4.
#[test]
fn a_form_takes_one_file_however_often_it_is_made() {
    let world = World::new();
    let id = draft(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let form = browser.open(&add_page(id)).filled(&PDF);
    let first = way_back(&browser.post(&add_page(id), &form).page(200));
    let before = world.api.state();
    assert_eq!(way_back(&browser.post(&add_page(id), &form).page(200)), first);
    assert_eq!(world.api.state(), before, "a double click registers one file");
    let file = first.rsplit('/').next().unwrap().parse().unwrap();
    world.api.accept(id, file);
    let used = format!("{}?done=used", file_page(id, file));
    browser.post(&add_page(id), &form).redirects_to(&used);
    assert!(browser.open(&used).text(".govuk-notification-banner").contains("had been used already"));
}

/// Holds W3.
#[test]
fn what_a_file_shows_is_asked_for_and_kept() {
    let world = World::new();
    let address = add_page(draft(&world));
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(&address);
    let page = browser.post(&address, &page.filled(&[("shows", " ")])).page(422);
    assert_eq!(
        page.all("main > div .govuk-error-summary li a"),
        ["Enter what the file shows", "Select if the file is a PDF, a JPEG or a PNG"]
    );
    assert!(page.text("#shows-error").ends_with("Enter what the file shows"));
    let long = "x".repeat(252);
    let typed = [("shows", long.as_str()), PDF[1]];
    let page = browser.post(&address, &page.filled(&typed)).page(422);
    assert!(page.text("#shows-error").contains("255 characters or fewer"), "{}", page.main());
    assert_eq!((page.shown("shows"), page.shown("type")), (long.clone(), PDF[1].1.to_owned()));
    browser.post(&address, &page.filled(&PDF)).page(200);
    is_kept(&world, Caller::BUSINESS, &address, &PDF);
}

/// Holds W3.
#[test]
fn who_comes_back_from_the_store_signed_out_keeps_the_way() {
    let world = World::new();
    let id = draft(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let back = way_back(&prepared(&mut browser, &add_page(id), &PDF));
    let file: EvidenceId = back.rsplit('/').next().unwrap().parse().unwrap();
    world.api.accept(id, file);
    world.pass(8 * 60 * 60);
    let reply = browser.get(&format!("{back}?bucket=b&key=k&etag=%22e%22"));
    assert_eq!(reply.status, 303);
    let page = browser.open(reply.header("location"));
    let start = page.attribute(".govuk-button--start", "href");
    assert!(start.contains(&format!("files%2Fsent%2F{file}")), "{start}");
    browser.sign_in(Caller::BUSINESS, &back).redirects_to(&back);
    browser.get(&back).redirects_to(&format!("{}?done=sent", file_page(id, file)));
}

/// Holds P1, W1.
#[test]
fn a_file_of_somebody_else_does_not_exist() {
    let world = World::new();
    let id = draft(&world);
    let file = world.api.request_upload(id).body.evidence.id;
    let mut rival = world.signed_in(Caller::RIVAL);
    let (own, page) = (add_page(id), file_page(id, file));
    for address in [&own, &page, &format!("{page}/state"), &format!("/portal/changes/{id}/files/sent/{file}")]
    {
        rival.get(address).page(404);
    }
    let csrf = rival.open("/portal/").attribute("header input[name=csrf]", "value");
    let fields = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let own = [("csrf", csrf.as_str()), ("key", "key-of-a-rival")];
        own.iter().chain(pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let before = world.api.state().all_but_history;
    rival.post(&own, &fields(&PDF)).page(404);
    rival.post(&page, &fields(&[("do", "link")])).page(404);
    rival.post(&page, &fields(&[("do", "remove")])).page(404);
    assert_eq!(world.api.state().all_but_history, before);
    let mut browser = world.signed_in(Caller::BUSINESS);
    for nothing in [
        file_page(id, EvidenceId::from_u128(0xDEAD)),
        format!("/portal/changes/{id}/files/no-id"),
        format!("/portal/changes/{id}/files/sent/{}", EvidenceId::from_u128(0xDEAD)),
        format!("/portal/changes/{id}/steps/no_step/files/new"),
        format!("/portal/disputes/{id}/files/new"),
        format!("/portal/disputes/{id}/files/{file}"),
        "/portal/changes/no-id/files/new".to_owned(),
    ] {
        browser.get(&nothing).page(404);
    }
}

/// Holds W1.
#[test]
fn adding_a_file_is_offered_to_who_may() {
    let world = World::new();
    let id = draft(&world);
    is_refused(&world, Caller::BUSINESS, Caller::SERVICE, &add_page(id), 403, &PDF);
    let page = world.signed_in(Caller::SERVICE).get(&add_page(id)).page(403);
    assert!(page.main().contains("A primary business contact adds files here."), "{}", page.main());
    // A colleague may see where the file is, and can do nothing with it.
    let file = world.api.request_upload(id).body.evidence.id;
    let page = world.signed_in(Caller::SERVICE).open(&file_page(id, file));
    assert_eq!((page.all("main form").len(), page.has_link("Add another file")), (0, false));
    let sent = world.api.change_in(Status::InReview);
    let page = world.signed_in(Caller::BUSINESS).get(&add_page(sent.id)).page(409);
    assert!(page.main().contains("Files cannot be added any more"), "{}", page.main());
}

/// Holds E3, W1.
#[test]
fn a_step_takes_files_while_it_waits_to_be_submitted() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::Prerequisites));
    let step = format!("/portal/changes/{}/steps/prerequisites", made.id);
    let mut browser = world.signed_in(Caller::TEST_MANAGER);
    let address = browser.open(&step).link("Add a file");
    assert_eq!(address, format!("{step}/files/new"));
    assert!(browser.open(&address).main().contains("the report of our system tests"));
    let back = way_back(&prepared(&mut browser, &address, &[("shows", HTML), PDF[1]]));
    let file: EvidenceId = back.rsplit('/').next().unwrap().parse().unwrap();
    let page = browser.open(&step);
    assert!(page.source.contains(&file_page(made.id, file)) && page.all("main script").is_empty());
    world.api.accept(made.id, file);
    let page = browser.open(&file_page(made.id, file));
    assert_eq!(page.all("main script").len(), 0);
    assert_eq!(page.link("Add another file"), address);
    assert!(page.all("dd").contains(&"Prerequisites".to_owned()), "{}", page.main());
    // Nobody else adds a file, and a step that takes none has no such page.
    let other = world.signed_in(Caller::SERVICE).open(&step);
    assert!(!other.has_link("Add a file"));
    world.signed_in(Caller::SERVICE).get(&address).page(403);
    let material = format!("/portal/changes/{}/steps/test_cryptographic_material/files/new", made.id);
    world.signed_in(Caller::TECHNICAL).get(&material).page(409);
    // Removed, twice.
    let form = page.filled(&[("do", "remove")]);
    for _ in 0..2 {
        let reply = browser.post(&file_page(made.id, file), &form);
        reply.redirects_to(&format!("{step}?done=file-removed"));
    }
    assert!(browser.open(&format!("{step}?done=file-removed")).main().contains("The file has been removed."));
}

/// Holds E4, W1.
#[test]
fn what_was_submitted_is_downloaded_and_stays() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ServiceAcceptance));
    world.api.give_evidence(&made, Step::ServiceAcceptance);
    let step = format!("/portal/changes/{}/steps/service_acceptance", made.id);
    let mut browser = world.signed_in(Caller::SERVICE);
    let form = browser.open(&step).filled(&[("note", "")]);
    assert_eq!(browser.post(&step, &form).status, 303);
    let file = browser.open(&step).link("report.pdf");
    for caller in [Caller::SERVICE, Caller::REVIEWER] {
        let mut browser = world.signed_in(caller);
        let page = browser.open(&file);
        assert_eq!(page.all("main form button"), ["Get a link to download it"], "{caller:?}");
        let page = browser.post(&file, &page.filled(&[("do", "link")])).page(200);
        assert!(page.link("Download the file").starts_with("https://evidence.example.org/"));
        assert!(page.main().contains("The link works for one minute"));
    }
    let page = world.signed_in(Caller::REVIEWER).open(&file);
    assert!(!page.has_link("Add another file"));
}

/// Holds E3, W1.
#[test]
fn an_answer_to_pdp_can_bring_a_file() {
    let world = World::new();
    let made = world.api.change_in(Status::AwaitingInformation);
    let answer = format!("/portal/changes/{}/answer", made.id);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(&answer);
    assert_eq!(page.link("Add a file"), add_page(made.id));
    let back = way_back(&prepared(&mut browser, &add_page(made.id), &PDF));
    let file: EvidenceId = back.rsplit('/').next().unwrap().parse().unwrap();
    let page = browser.open(&file_page(made.id, file));
    assert_eq!(page.link("Go back: Your answer to PDP"), answer);
    world.api.settle(made.id, file, &Verdict::Rejected(FileRejection::Damaged));
    assert_eq!(browser.open(&answer).link("Service acceptance.pdf"), file_page(made.id, file));
    let form = browser.open(&file_page(made.id, file)).filled(&[("do", "remove")]);
    browser.post(&file_page(made.id, file), &form).redirects_to(&format!("{answer}?done=file-removed"));
    assert!(browser.open(&format!("{answer}?done=file-removed")).main().contains("has been removed"));
}

/// Holds Q10, W1.
#[test]
fn a_dispute_takes_files_in_the_same_way() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let world = World::over(api);
    let address = format!("/portal/disputes/{}/files/new", made.id);
    let mut browser = world.signed_in(Caller::SERVICE);
    let page = prepared(&mut browser, &address, &[("shows", "Log"), ("type", "image/png")]);
    let back = way_back(&page);
    let file: EvidenceId = back.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(back, format!("/portal/disputes/{}/files/sent/{file}", made.id));
    world.api.accept_dispute_file(made.id, file);
    let own = format!("/portal/disputes/{}/files/{file}", made.id);
    browser.get(&back).redirects_to(&format!("{own}?done=sent"));
    let page = browser.open(&own);
    assert_eq!(page.text("h1"), "Log.png");
    let page = browser.post(&own, &page.filled(&[("do", "link")])).page(200);
    assert!(page.link("Download the file").contains(&format!("disputes/{}/{file}", made.id)));
    let state: Value = serde_json::from_slice(&browser.get(&format!("{own}/state")).bytes).unwrap();
    assert_eq!(state["state"], "accepted");
    world.signed_in(Caller::SECURITY).get(&address).page(403);
    world.signed_in(Caller::RIVAL).get(&own).page(404);
}

/// Holds E1, W1.
#[test]
fn the_script_gets_a_form_that_leads_nowhere() {
    let world = World::new();
    let id = draft(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let typed = [("shows", "photo.JPG"), ("type", "image/jpeg")];
    let (reply, ticket) = by_script(&mut browser, &add_page(id), &typed);
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/json"));
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(ticket["action"], "https://uploads.example.org/");
    let fields = ticket["fields"].as_array().expect("fields");
    assert!(fields.iter().all(|field| field["name"] != "return-to"), "{fields:?}");
    assert_eq!(ticket["seconds"], 15 * 60);
    let file = world.api.client(Caller::BUSINESS).list_evidence(id).wait().body.items.remove(0);
    assert_eq!(file.file_name, "photo.JPG");
    assert_eq!(ticket["page"], file_page(id, file.id));
    let state = |browser: &mut Browser<'_>| -> Value {
        let reply = browser.get(&format!("{}/state", file_page(id, file.id)));
        serde_json::from_slice(&reply.bytes).unwrap()
    };
    assert_eq!(state(&mut browser)["state"], EvidencePlace::AwaitingUpload.code());
    world.api.accept(id, file.id);
    assert_eq!(state(&mut browser), serde_json::json!({ "state": "accepted", "words": null }));
}

/// Holds W3.
#[test]
fn the_script_gets_mistakes_in_words_and_trouble_as_a_page() {
    let world = World::new();
    let id = draft(&world);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let long = "x".repeat(300);
    let typed = [("shows", long.as_str()), ("type", "application/octet-stream")];
    let (reply, answer) = by_script(&mut browser, &add_page(id), &typed);
    assert_eq!(reply.status, 422);
    assert!(answer["mistake"].as_str().unwrap().contains("255 characters or fewer"), "{answer}");
    for _ in 0..20 {
        world.api.request_upload(id);
    }
    let typed = [("shows", "a.pdf"), ("type", "application/pdf")];
    let (reply, _) = by_script(&mut browser, &add_page(id), &typed);
    let page = reply.page(409);
    assert!(page.main().contains("You can add up to"), "{}", page.main());
    world.pass(8 * 60 * 60);
    let headers = [("origin", ORIGIN), ("accept", "application/json")];
    let page = browser.post_from(&add_page(id), &[("shows".to_owned(), "a".to_owned())], &headers).page(401);
    assert!(page.has_link("Sign in again"));
}

#[test]
fn pages_of_files_have_titles_of_their_own_and_ask_little() {
    let world = World::new();
    let id = draft(&world);
    let file = world.api.request_upload(id).body.evidence.id;
    let mut browser = world.signed_in(Caller::BUSINESS);
    let mut titles = std::collections::BTreeSet::new();
    for address in [add_page(id), file_page(id, file)] {
        world.gateway.calls();
        let reply = browser.get(&address);
        assert!(world.gateway.calls().len() <= 3 && reply.bytes.len() < 30_000, "{address}");
        assert!(titles.insert(reply.page(200).title()));
    }
    assert!(titles.insert(prepared(&mut browser, &add_page(id), &PDF).title()));
}
