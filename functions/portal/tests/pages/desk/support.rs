//! PDP support: answers, holds, notes that only PDP sees.

use api::{HoldBody, NewNoteBody, OtherTestEndpointsBody, SupportAnswerBody, SupportRequestBody};
use api_client::{ETag, Paging};
use domain::change::Status;
use domain::change::support::SupportKind;
use domain::ids::ChangeId;
use domain::policy::Step;
use http_tests::{Api, Caller, Made, OatPlace, Place, Wait};

use super::{Desk, ID};
use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// The addresses of these pages.
pub fn desk() -> Desk {
    let pages = vec![
        format!("/portal/changes/{ID}/support/requests/{}/answer", Made::SUPPORT),
        format!("/portal/changes/{ID}/hold"),
        format!("/portal/changes/{ID}/hold/release"),
        format!("/portal/changes/{ID}/notes"),
        format!("/portal/oat/{ID}/notes"),
        format!("/portal/organisations/{ID}/notes"),
    ];
    Desk { forms: pages.clone(), pages }
}

fn page_of(id: ChangeId, reference: &str) -> String {
    format!("/portal/changes/{id}/support/requests/{reference}/answer")
}

/// Asks for this; answers the reference.
fn ask(world: &World, caller: Caller, id: ChangeId, body: SupportRequestBody) -> String {
    let change = world.api.client(caller).open_support_request(id, &ETag::any(), &body).wait().body;
    change.support_requests.last().expect("the request").reference.clone()
}

fn delay(until: Option<&str>) -> SupportRequestBody {
    SupportRequestBody {
        kind: SupportKind::DelayGoingLive.into(),
        text: "Our supplier is late".to_owned(),
        until: until.map(|day| day.parse::<jiff::civil::Date>().expect("a day").into()),
        test_endpoints: None,
    }
}

const ANSWER: [(&str, &str); 1] = [("answer", "Yes, on Monday")];

/// Holds D1, W1, W2, W4.
#[test]
fn a_support_request_is_answered_once() {
    let world = World::new();
    let made = world.api.change_at(Place::Asked);
    let address = page_of(made.id, Made::SUPPORT);
    let list = format!("/portal/changes/{}/support", made.id);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert_eq!(change.attribute(".portal-now .govuk-button", "href"), address);
    let page = browser.open(&list);
    assert!(page.text(".portal-now").starts_with("It is your turn: answer"), "{}", page.main());
    assert_eq!(page.link(&format!("Answer {}", Made::SUPPORT)), address);
    let page = browser.open(&address);
    assert!(page.main().contains("Can we talk?"), "{}", page.main());
    assert!(
        page.main()
            .contains("An email with your answer goes to each primary business contact of the organisation."),
        "{}",
        page.main()
    );
    let wrong = browser.post(&address, &page.filled(&[("answer", " ")])).page(422);
    assert_eq!(wrong.attribute(".govuk-error-summary a", "href"), "#answer");
    let done = happens_once(&world, Caller::SUPPORT, &address, &ANSWER);
    assert_eq!(done, format!("{list}?done=request-answered"));
    assert_eq!(world.api.read(made.id).support_requests[0].answer.as_deref(), Some("Yes, on Monday"));
    let page = world.signed_in(Caller::SUPPORT).open(&address);
    assert!(page.text(".portal-now").starts_with("There is nothing to do"), "{}", page.main());
    assert_eq!(page.all("main form").len(), 0);
    let page = browser.open(&list);
    assert!(!page.has_link(&format!("Answer {}", Made::SUPPORT)));
}

/// Holds G3, D1, W1.
#[test]
fn a_delay_is_granted_until_a_day_or_until_released() {
    let world = World::new();
    let made = world.api.change_in(Status::Confirmed);
    let older = ask(&world, Caller::BUSINESS, made.id, delay(None));
    let reference = ask(&world, Caller::SERVICE, made.id, delay(Some("2027-03-01")));
    let address = page_of(made.id, &reference);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let page = browser.open(&address);
    assert_eq!((page.shown("lasts").as_str(), page.shown("until-month").as_str()), ("day", "3"));
    assert!(page.main().contains(&format!("about the same: {older}.")), "{}", page.main());
    assert!(page.main().contains("The hold wins over every date."), "{}", page.main());
    let typed = [("accepted", "yes"), ("until-day", "15"), ("answer", "Two weeks more")];
    happens_once(&world, Caller::SUPPORT, &address, &typed);
    let change = world.api.read(made.id);
    assert_eq!(change.holds.first().and_then(|hold| hold.until), Some("2027-03-15".parse().expect("a day")));
    assert!(change.support_requests.iter().all(|one| one.answered_at.is_some()));
    let open = ask(&world, Caller::BUSINESS, made.id, delay(None));
    let address = page_of(made.id, &open);
    let page = browser.open(&address);
    assert_eq!(page.shown("lasts"), "released");
    assert_eq!(
        browser.post(&address, &page.filled(&[("accepted", "yes"), ("answer", "Agreed")])).status,
        303
    );
    assert_eq!(world.api.read(made.id).holds.last().expect("a hold").until, None);
}

/// Holds G3, D1, W2.
#[test]
fn a_delay_is_declined_and_says_what_goes_live() {
    let world = World::new();
    let made = world.api.change_in(Status::Confirmed);
    let reference = ask(&world, Caller::BUSINESS, made.id, delay(Some("2027-03-01")));
    let address = page_of(made.id, &reference);
    let page = world.signed_in(Caller::SUPPORT).open(&address);
    assert!(
        page.main().contains("The new endpoints go live when every step is complete."),
        "{}",
        page.main()
    );
    // A day that was typed before is in nobody's way.
    let typed = [("accepted", "no"), ("until-day", "99"), ("answer", "It cannot wait")];
    happens_once(&world, Caller::SUPPORT, &address, &typed);
    let change = world.api.read(made.id);
    assert!(change.holds.is_empty());
    assert_eq!(change.support_requests[0].accepted, Some(false));
}

/// Holds W3.
#[test]
fn an_answer_to_a_delay_names_what_is_wrong() {
    let world = World::new();
    let made = world.api.change_in(Status::Confirmed);
    let reference = ask(&world, Caller::BUSINESS, made.id, delay(None));
    let address = page_of(made.id, &reference);
    let mut browser = world.signed_in(Caller::SUPPORT);
    for (typed, at) in [
        (&[("answer", HTML)][..], "#accepted"),
        (&[("accepted", "yes"), ("answer", "")], "#answer"),
        (&[("accepted", "yes"), ("lasts", "day"), ("answer", HTML)], "#until-day"),
        (
            &[
                ("accepted", "yes"),
                ("lasts", "day"),
                ("until-day", "1"),
                ("until-month", "1"),
                ("until-year", "2020"),
                ("answer", HTML),
            ],
            "#until-day",
        ),
        (&[("accepted", "yes"), ("lasts", "nothing"), ("answer", HTML)], "#lasts"),
    ] {
        let page = browser.open(&address);
        let page = browser.post(&address, &page.filled(typed)).page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), at, "{}", page.main());
        assert_eq!(page.shown("answer"), typed.last().expect("the answer").1);
        assert!(!page.source.contains("<script>alert"));
    }
    assert_eq!(world.api.read(made.id).support_requests[0].answered_at, None);
}

/// Holds S3, D1, W1.
#[test]
fn other_test_endpoints_are_granted_beside_those_of_now() {
    let world = World::new();
    let made = world.api.change_at(Place::Arranged);
    let body = SupportRequestBody {
        kind: SupportKind::ChangeTestEndpoints.into(),
        text: "We moved".to_owned(),
        until: None,
        test_endpoints: Some(OtherTestEndpointsBody {
            find: "https://find.test.example.org/new".to_owned(),
            view: "https://view.test.example.org/new".to_owned(),
            pat_refresh: "https://pat.test.example.org/new".to_owned(),
        }),
    };
    let reference = ask(&world, Caller::TEST_MANAGER, made.id, body);
    let address = page_of(made.id, &reference);
    let page = world.signed_in(Caller::SUPPORT).open(&address);
    for url in ["https://find.test.example.org/pensions", "https://find.test.example.org/new"] {
        assert!(page.main().contains(url), "{url}: {}", page.main());
    }
    assert_eq!(page.shown("lasts"), "", "only a delay lasts");
    happens_once(&world, Caller::SUPPORT, &address, &[("accepted", "yes"), ("answer", "Recorded")]);
    let endpoints = world.api.read(made.id).integration_testing.endpoints.expect("they are recorded");
    assert_eq!(endpoints.find, "https://find.test.example.org/new");
}

/// Holds P1, W1, W3.
#[test]
fn an_answer_is_pdp_supports_and_is_kept() {
    let world = World::new();
    let made = world.api.change_at(Place::Asked);
    let address = page_of(made.id, Made::SUPPORT);
    is_refused(&world, Caller::SUPPORT, Caller::REVIEWER, &address, 403, &ANSWER);
    is_refused(&world, Caller::SUPPORT, Caller::BUSINESS, &address, 404, &ANSWER);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&format!("/portal/changes/{}/support", made.id));
    assert!(!page.has_link(&format!("Answer {}", Made::SUPPORT)));
    browser.get(&page_of(made.id, "SR-7Q4M0ZKD")).page(404);
    is_kept(&world, Caller::SUPPORT, &address, &ANSWER);
    // A colleague was faster.
    let mut browser = world.signed_in(Caller::SUPPORT);
    let form = browser.open(&address).filled(&ANSWER);
    let answer =
        SupportAnswerBody { answer: "Done".to_owned(), accepted: None, until: None, until_released: None };
    let colleague = world.api.client(Caller::SUPPORT);
    colleague.answer_support_request(made.id, Made::SUPPORT, &ETag::any(), &answer).wait();
    browser.post(&address, &form).page(409);
    let page = browser.open(&address);
    assert!(page.main().contains("PDP’s answer: Done"), "{}", page.main());
}

/// Holds W3.
#[test]
fn a_delay_without_words_says_so_in_its_own() {
    let world = World::new();
    let made = world.api.change_in(Status::Confirmed);
    let address = format!("/portal/changes/{}/support/delay_going_live", made.id);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open(&address);
    let page = browser.post(&address, &page.filled(&[("text", " ")])).page(422);
    assert!(page.text("#text-error").ends_with("Enter why you need the delay"), "{}", page.main());
    assert_eq!(page.all(".govuk-error-summary li").len(), 1);
}

const HOLD: [(&str, &str); 2] = [("lasts", "released"), ("reason", "An incident at our side")];

/// Holds G3, W1, W2, W4.
#[test]
fn going_live_is_put_on_hold_once() {
    let world = World::new();
    let made = world.api.change_in(Status::Confirmed);
    let address = format!("/portal/changes/{}/hold", made.id);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert_eq!(change.link("Put going live on hold"), address);
    assert!(!change.has_link("Release the hold on going live"));
    let page = browser.open(&address);
    assert!(page.text(".portal-now").starts_with("You can put going live on hold."), "{}", page.main());
    let told =
        "each primary business contact of the organisation and each service manager of the organisation";
    assert!(page.main().contains(told), "{}", page.main());
    let done = happens_once(&world, Caller::SUPPORT, &address, &HOLD);
    assert_eq!(done, format!("/portal/changes/{}?done=held", made.id));
    let holds = world.api.read(made.id).holds;
    assert_eq!(holds.len(), 1);
    assert_eq!((holds[0].until, holds[0].reason.as_deref()), (None, Some("An incident at our side")));
    let page = browser.open(&address);
    assert!(
        page.main().contains("It takes the place of the hold that PDP placed before."),
        "{}",
        page.main()
    );
    let typed = [
        ("lasts", "day"),
        ("until-day", "1"),
        ("until-month", "3"),
        ("until-year", "2027"),
        ("reason", "Until our test is over"),
    ];
    assert_eq!(browser.post(&address, &page.filled(&typed)).status, 303);
    let holds = world.api.read(made.id).holds;
    assert_eq!((holds.len(), holds[0].until), (1, Some("2027-03-01".parse().expect("a day"))));
}

/// Holds W3.
#[test]
fn a_hold_names_what_is_wrong() {
    let world = World::new();
    let made = world.api.change_in(Status::Confirmed);
    let address = format!("/portal/changes/{}/hold", made.id);
    let mut browser = world.signed_in(Caller::SUPPORT);
    for (typed, at) in [
        (&[("reason", HTML)][..], "#lasts"),
        (&[("lasts", "day"), ("until-day", "1"), ("reason", HTML)], "#until-month"),
        (
            &[
                ("lasts", "day"),
                ("until-day", "1"),
                ("until-month", "1"),
                ("until-year", "2020"),
                ("reason", HTML),
            ],
            "#until-day",
        ),
        (&[("lasts", "released"), ("reason", "")], "#reason"),
    ] {
        let page = browser.open(&address);
        let page = browser.post(&address, &page.filled(typed)).page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), at, "{}", page.main());
        assert_eq!(page.shown("reason"), typed.last().expect("the reason").1);
    }
    is_kept(&world, Caller::SUPPORT, &address, &HOLD);
}

const RELEASE: [(&str, &str); 1] = [("reason", "The incident is over")];

/// Holds G3, W1, W2, W4.
#[test]
fn a_hold_is_released_once_and_says_what_follows() {
    let world = World::new();
    let made = world.api.change_at(Place::Held);
    let address = format!("/portal/changes/{}/hold/release", made.id);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert_eq!(change.attribute(".portal-now .govuk-button", "href"), address);
    assert_eq!(change.link("Release the hold on going live"), address);
    let page = browser.open(&address);
    assert!(page.main().contains("PDP has put it on hold, until it is released: An incident"));
    assert!(
        page.main().contains("The new endpoints go live when every step is complete."),
        "{}",
        page.main()
    );
    let wrong = browser.post(&address, &page.filled(&[("reason", "")])).page(422);
    assert_eq!(wrong.attribute(".govuk-error-summary a", "href"), "#reason");
    let done = happens_once(&world, Caller::SUPPORT, &address, &RELEASE);
    assert_eq!(done, format!("/portal/changes/{}?done=hold-released", made.id));
    assert!(world.api.read(made.id).holds.is_empty());
    let page = world.signed_in(Caller::SUPPORT).open(&address);
    assert!(page.text(".portal-now").starts_with("There is no hold to release."), "{}", page.main());
    assert_eq!(page.all("main form").len(), 0);
}

/// Holds G3, W2.
#[test]
fn a_release_says_which_holds_end_and_which_stay() {
    let world = World::new();
    let made = world.api.change_at(Place::Held);
    let reference = ask(&world, Caller::BUSINESS, made.id, delay(Some("2027-03-01")));
    let answer = SupportAnswerBody {
        answer: "Agreed".to_owned(),
        accepted: Some(true),
        until: Some("2027-03-01".parse::<jiff::civil::Date>().expect("a day").into()),
        until_released: None,
    };
    let support = world.api.client(Caller::SUPPORT);
    support.answer_support_request(made.id, &reference, &ETag::any(), &answer).wait();
    let address = format!("/portal/changes/{}/hold/release", made.id);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let page = browser.open(&address);
    let lists = page.all("main ul.govuk-list--bullet");
    assert!(lists[0].contains("PDP has put it on hold") && !lists[0].contains("asked"), "{}", lists[0]);
    assert!(
        lists[1].contains("The organisation asked for a delay, and PDP granted it, until Monday 1 March")
    );
    assert_eq!(browser.post(&address, &page.filled(&RELEASE)).status, 303);
    let holds = world.api.read(made.id).holds;
    assert_eq!((holds.len(), holds[0].until.is_some()), (1, true));
    // What is left ends when it is released in its turn.
    let page = browser.open(&address);
    assert!(!page.main().contains("What stays"), "{}", page.main());
}

/// Holds P1, W1, W2, W3.
#[test]
fn holds_are_pdp_supports_and_have_their_time() {
    let world = World::new();
    let made = world.api.change_at(Place::Held);
    let address = format!("/portal/changes/{}/hold", made.id);
    let release = format!("{address}/release");
    for (page, typed) in [(&address, &HOLD[..]), (&release, &RELEASE)] {
        is_refused(&world, Caller::SUPPORT, Caller::ADMINISTRATOR, page, 403, typed);
        is_refused(&world, Caller::SUPPORT, Caller::BUSINESS, page, 404, typed);
    }
    is_kept(&world, Caller::SUPPORT, &release, &RELEASE);
    // Somebody else placed another hold meanwhile.
    let mut browser = world.signed_in(Caller::SUPPORT);
    let form = browser.open(&release).filled(&RELEASE);
    let hold = HoldBody { reason: "Another incident".to_owned(), until: None };
    world.api.client(Caller::SUPPORT).place_hold(made.id, &ETag::any(), &hold).wait();
    browser.post(&release, &form).page(409);
    let page = browser.open(&release);
    assert!(page.main().contains("Another incident"), "{}", page.main());
    assert_eq!(page.shown("reason"), RELEASE[0].1);
    let world = World::new();
    let ended = world.api.change_in(Status::Rejected);
    let mut browser = world.signed_in(Caller::SUPPORT);
    for page in ["hold", "hold/release"] {
        let page = browser.open(&format!("/portal/changes/{}/{page}", ended.id));
        assert!(page.text(".portal-now").starts_with("There is nothing to do here"), "{}", page.main());
        assert_eq!(page.all("main form").len(), 0);
    }
    let change = browser.open(&format!("/portal/changes/{}", ended.id));
    assert!(!change.has_link("Put going live on hold"));
}

/// Holds P1, Q1, W1, W4.
#[test]
fn a_note_about_each_thing_is_kept_once_for_pdp() {
    let (api, oat) = Api::with_oat(OatPlace::Testing);
    let world = World::over(api);
    let organisation = fakes::organisation(1).id;
    let pages = [
        (format!("/portal/changes/{}/notes", oat.change()), "Notes on technical change TC-"),
        (format!("/portal/oat/{}/notes", oat.id), "Notes on OAT request OAT-"),
        (format!("/portal/organisations/{organisation}/notes"), "Notes on "),
    ];
    for (address, title) in pages {
        let page = world.signed_in(Caller::REVIEWER).open(&address);
        assert!(page.title().starts_with(title), "{}", page.title());
        assert!(page.main().contains("There are no notes yet."), "{}", page.main());
        let done = happens_once(&world, Caller::REVIEWER, &address, &[("text", HTML)]);
        assert_eq!(done, format!("{address}?done=noted"));
        let page = world.signed_in(Caller::ADMINISTRATOR).open(&address);
        let note = page.text(".portal-history > li");
        assert!(note.contains("PDP reviewer") && note.contains("alert(1)"), "{note}");
        assert!(!page.source.contains("<script>alert"));
        is_refused(&world, Caller::REVIEWER, Caller::Staff(None), &address, 403, &[("text", "Hello")]);
        is_refused(&world, Caller::REVIEWER, Caller::BUSINESS, &address, 404, &[("text", "Hello")]);
        is_kept(&world, Caller::REVIEWER, &address, &[("text", "They called")]);
    }
}

/// Holds Q1, W3.
#[test]
fn notes_are_listed_by_page_and_an_empty_one_is_none() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let address = format!("/portal/changes/{}/notes", made.id);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    assert_eq!(change.link("PDP’s notes"), address);
    let page = browser.open(&address);
    let page = browser.post(&address, &page.filled(&[("text", " ")])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#text");
    assert!(page.text("#text-error").ends_with("Enter your note"), "{}", page.main());
    let long = "x".repeat(1_001);
    let page = browser.post(&address, &page.filled(&[("text", &long)])).page(422);
    assert_eq!(page.shown("text"), long);
    for number in 1..=27 {
        let note = NewNoteBody { text: format!("Note {number}") };
        world.api.client(Caller::REVIEWER).note_on_change(made.id, &note).wait();
        world.pass(1);
    }
    let first = browser.open(&address);
    let notes = first.all(".portal-history > li");
    assert_eq!(notes.len(), 25);
    assert!(notes[0].ends_with("Note 27"), "{}", notes[0]);
    let second = browser.open(&first.attribute("a[rel=next]", "href"));
    assert_eq!(second.all(".portal-history > li").len(), 2);
    assert_eq!(second.link("First page"), address);
    assert_ne!(first.title(), second.title());
    let all = Paging { limit: Some(100), cursor: None };
    let kept = world.api.client(Caller::SUPPORT).list_notes_on_change(made.id, &all).wait();
    assert_eq!(kept.items.len(), 27);
}

/// Holds Q1, W1, W2.
#[test]
fn what_waits_leads_to_the_page_where_it_is_done() {
    for (place, caller, page) in [
        (Place::WithPdp(Step::ItHealthCheck), Caller::REVIEWER, "steps/it_health_check/decision"),
        (Place::Recorded, Caller::IMPLEMENTATION, "integration-testing"),
        (Place::Open(Step::TestCryptographicMaterial), Caller::ADMINISTRATOR, "material/test/publish"),
        (Place::Asked, Caller::SUPPORT, "support/requests/SR-00000007/answer"),
        (Place::Held, Caller::SUPPORT, "hold/release"),
    ] {
        let world = World::new();
        let made = world.api.change_at(place);
        let address = format!("/portal/changes/{}/{page}", made.id);
        let mut browser = world.signed_in(caller);
        let change = browser.open(&format!("/portal/changes/{}", made.id));
        let buttons = change.source.matches(&format!("href=\"{address}\" role=\"button\"")).count();
        assert_eq!(buttons, 1, "{place:?}: {}", change.main());
        assert!(browser.open("/portal/").source.contains(&address), "{place:?}");
        assert_eq!(browser.open(&address).all("main form").len(), 1, "{place:?}");
        // An organisation reads what waits at PDP, and is led to none of these pages.
        let reader = world.signed_in(Caller::BUSINESS).open(&format!("/portal/changes/{}", made.id));
        assert!(!reader.source.contains(&address), "{place:?}");
        assert!(!world.signed_in(Caller::BUSINESS).open("/portal/").source.contains(&address), "{place:?}");
    }
}
