//! Operational acceptance testing: requests, runs and what can be done about a result.

use api_client::{ETag, Paging};
use domain::ids::OatId;
use domain::oat::observation::{Ending, OwnFault, UrlFault};
use domain::oat::{Cause, RunState, Status};
use fakes::Play;
use http_tests::{Api, Caller, MadeOat, OatPlace, Wait};

use crate::world::{HTML, World, happens_once, is_kept, is_refused};

const REQUEST: [(&str, &str); 6] = [
    ("material_deployed", "yes"),
    ("connection_ready", "yes"),
    ("organisation_ready", "yes"),
    ("connection_date-day", "1"),
    ("connection_date-month", "September"),
    ("connection_date-year", "2026"),
];

fn at(place: OatPlace) -> (World, MadeOat) {
    let (api, made) = Api::with_oat(place);
    (World::over(api), made)
}

fn page(id: OatId) -> String {
    format!("/portal/oat/{id}")
}

/// A first run in which the endpoint did these things, one after the other.
fn run_of(plays: &[Play]) -> (World, MadeOat) {
    let (world, made) = at(OatPlace::Testing);
    for play in plays {
        world.api.probe_with(std::slice::from_ref(play));
    }
    (world, made)
}

/// Holds O1, W1, W4.
#[test]
fn the_test_of_a_change_is_requested_once() {
    let (world, made) = at(OatPlace::Open);
    let mut browser = world.signed_in(Caller::SERVICE);
    let home = browser.open("/portal/");
    assert!(home.text(".portal-tasks").contains("operational acceptance testing"), "{}", home.main());
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    let test = change.link("Complete operational acceptance testing (OAT)");
    let none = browser.open(&test);
    assert!(none.text(".portal-now").starts_with("Nobody has requested it yet. It is your turn"));
    let form = none.link("Request the test");
    assert!(browser.open(&form).main().contains(MadeOat::FIND), "what is tested stands above the button");
    let done = happens_once(&world, Caller::SERVICE, &form, &REQUEST);
    assert_eq!(done, format!("{test}?done=oat-requested"));
    let oat = world.api.client(Caller::SERVICE).read_oat(made.id).wait().body;
    assert_eq!((oat.status.0, oat.connection_date), (Status::Testing, MadeOat::DATE));
    // It is there now: its form leads to it.
    browser.get(&form).redirects_to(&test);
    let change = browser.open(&format!("/portal/changes/{}", made.id)).text(".portal-now");
    assert!(
        change.contains("There is nothing for you to do now. Operational acceptance testing is with PDP."),
        "{change}"
    );
}

/// Holds O1, O2, W3.
#[test]
fn each_answer_that_is_missing_or_no_is_named_at_its_field() {
    let (world, made) = at(OatPlace::Open);
    let address = format!("/portal/oat/new/{}", made.id);
    let mut browser = world.signed_in(Caller::SERVICE);
    let form = browser.open(&address);
    let typed = [
        ("material_deployed", "no"),
        ("connection_ready", "yes"),
        ("connection_date-day", "1"),
        ("connection_date-month", "Septober"),
        ("connection_date-year", "2026"),
    ];
    let page = browser.post(&address, &form.filled(&typed)).page(422);
    assert!(page.title().starts_with("Error: "));
    assert_eq!(page.all(".govuk-error-summary li a").len(), 3, "{}", page.main());
    for (field, link) in [
        ("material_deployed", "#material_deployed"),
        ("organisation_ready", "#organisation_ready"),
        ("connection_date", "#connection_date-month"),
    ] {
        assert!(!page.text(&format!("#{field}-error")).is_empty());
        assert!(page.source.contains(&format!("href=\"{link}\"")), "{field}: {}", page.main());
    }
    assert!(page.text("#connection_date-error").contains("must be a real date"), "{}", page.main());
    assert_eq!(page.shown("material_deployed"), "no");
    assert_eq!(page.shown("connection_date-month"), "Septober");
    let early = [&REQUEST[..4], &[("connection_date-month", "7"), ("connection_date-year", "2026")]].concat();
    let page = browser.post(&address, &form.filled(&early)).page(422);
    assert_eq!(page.all(".govuk-error-summary li a").len(), 1, "{}", page.main());
}

/// Holds O1, W1, W3.
#[test]
fn a_request_for_the_test_is_a_service_managers_and_is_kept() {
    let (world, made) = at(OatPlace::Open);
    let address = format!("/portal/oat/new/{}", made.id);
    is_refused(&world, Caller::SERVICE, Caller::BUSINESS, &address, 403, &REQUEST);
    is_refused(&world, Caller::SERVICE, Caller::SUPPORT, &address, 403, &REQUEST);
    is_refused(&world, Caller::SERVICE, Caller::RIVAL, &address, 404, &REQUEST);
    is_kept(&world, Caller::SERVICE, &address, &REQUEST);
    let none = world.signed_in(Caller::BUSINESS).open(&page(made.id));
    assert!(none.text(".portal-now").contains("There is nothing for you to do now"), "{}", none.main());
    assert!(!none.has_link("Request the test"));
    world.signed_in(Caller::RIVAL).get(&page(made.id)).page(404);
}

/// Holds O7, O8, W2.
#[test]
fn a_request_says_in_one_sentence_where_it_is() {
    for (place, state, service, business) in [
        (
            OatPlace::Testing,
            "PDP is testing this now.",
            "nothing for you to do now",
            "nothing for you to do now",
        ),
        (
            OatPlace::Failed,
            "The test was not passed.",
            "It is your turn",
            "A service manager asks for a re-test",
        ),
        (OatPlace::Passed, "The test was passed.", "nothing for you to do now", "nothing for you to do now"),
        (
            OatPlace::Overriding,
            "The test was not passed.",
            "Somebody else at PDP support decides",
            "It was our mistake",
        ),
        (
            OatPlace::DateAsked,
            "The test was passed.",
            "nothing for you to do now",
            "nothing for you to do now",
        ),
        (
            OatPlace::Connecting,
            "PDP is testing this now.",
            "nothing for you to do now",
            "nothing for you to do now",
        ),
        (
            OatPlace::Held,
            "PDP is testing this now.",
            "nothing for you to do now",
            "nothing for you to do now",
        ),
        (
            OatPlace::DateNeeded,
            "The test was passed.",
            "It is your turn",
            "a service manager gives a new one",
        ),
    ] {
        let (world, made) = at(place);
        for (caller, words) in [(Caller::SERVICE, service), (Caller::BUSINESS, business)] {
            let shown = world.signed_in(caller).open(&page(made.id));
            let now = shown.text(".portal-now");
            assert!(now.starts_with(state) && now.contains(words), "{place:?} {caller:?}: {now}");
            let is_turn = now.contains("It is your turn");
            assert_eq!(is_turn, !shown.all(".portal-now a").is_empty(), "{place:?} {caller:?}: {now}");
        }
    }
}

/// Holds P1.
#[test]
fn a_request_and_its_run_name_who_asked_to_colleagues_and_pdp() {
    let (world, made) = at(OatPlace::Failed);
    let service = fakes::member(1, domain::actor::OrganisationRole::ServiceManager);
    let by = format!(", by {} (service manager)", service.name().unwrap());
    for caller in [Caller::SERVICE, Caller::BUSINESS, Caller::SUPPORT] {
        let mut browser = world.signed_in(caller);
        for address in [page(made.id), format!("{}/runs/1", page(made.id))] {
            let main = browser.open(&address).main();
            assert!(main.contains(&by), "{address}: {main}");
        }
    }
}

/// Holds O2, O7, W2.
#[test]
fn a_pass_says_what_goes_live_and_when() {
    let (world, made) = at(OatPlace::Passed);
    let now = world.signed_in(Caller::BUSINESS).open(&page(made.id)).text(".portal-now");
    assert!(now.contains("Tuesday 1 September 2026"), "{now}");
    let (world, made) = at(OatPlace::Held);
    let held = world.signed_in(Caller::BUSINESS).open(&page(made.id));
    assert!(held.main().contains("An incident"), "{}", held.main());
}

/// Holds O6, W2.
#[test]
fn a_run_shows_its_picture_and_the_same_numbers() {
    let (world, made) = run_of(&[Play::Answer(503), Play::Answer(503), Play::Answer(503)]);
    let mut browser = world.signed_in(Caller::SERVICE);
    let request = browser.open(&page(made.id));
    assert!(request.main().contains("What to do next"), "{}", request.main());
    let run = browser.open(&request.link("Run 1"));
    assert_eq!(run.text("h1"), "The test was not passed: your endpoint answered 503");
    assert_eq!(run.all("main svg[role=img] title").len(), 3);
    assert!(run.text("main svg[role=img] title").starts_with("Attempt 1: Name 0.012 s, Connection 0.008 s"));
    assert!(run.text("main svg[role=img] title").ends_with("in all 0.175 s of at most 10 s"));
    let cells = run.all("main tbody tr:first-child td");
    assert_eq!(cells, ["0.012 s", "0.008 s", "0.031 s", "0.12 s", "0.004 s", "0.175 s", "answered 503"]);
    assert_eq!(run.all("main .portal-history > li").len(), 3);
    assert!(run.main().contains("What to do next is the same as for attempt 1."), "{}", run.main());
    assert!(run.main().contains("The same as in attempt 1"), "the certificates");
    let sent = world.api.fakes.probe.sent();
    assert!(sent.iter().all(|one| run.main().contains(&one.id.to_string())), "the id of each request");
    assert_eq!(run.link("Ask for a re-test"), format!("{}/retest", page(made.id)));
    assert_eq!(run.link("Disagree with this result?"), format!("{}/runs/1/dispute", page(made.id)));
    assert!(run.has_link("Ask for a support session") && run.has_link("Ask for a pre-flight"));
    assert!(run.main().contains("“Profile 1”"), "{}", run.main());
    assert!(run.source.len() <= 30_000, "{}", run.source.len());
}

/// Holds O6.
#[test]
fn what_failed_comes_before_what_passed() {
    let (world, made) = run_of(&[Play::Answer(503), Play::Answer(202)]);
    let run = world.signed_in(Caller::BUSINESS).open(&format!("{}/runs/1", page(made.id)));
    assert_eq!(run.text("h1"), "The test was passed");
    let attempts = run.all("main .portal-history > li");
    assert!(attempts[0].starts_with("Attempt 1 Not passed"), "{attempts:?}");
    assert!(attempts[1].starts_with("Attempt 2 Passed"), "{attempts:?}");
    assert!(!run.has_link("Ask for a re-test"));
    assert!(run.has_link("Disagree with this result?"), "a pass can be disputed too");
}

/// Every way in which an attempt ends.
fn endings() -> Vec<Play> {
    let what = "handshake_failure".to_owned();
    let ended = [
        Ending::UrlRefused { what: UrlFault::ALL[0] },
        Ending::NameNotFound,
        Ending::NameServerTimedOut,
        Ending::NameServerFailed,
        Ending::AddressRefused { address: "10.0.0.1".parse().expect("an address") },
        Ending::ConnectionRefused,
        Ending::ConnectTimedOut,
        Ending::ConnectionFailed,
        Ending::TlsFailed { what: what.clone() },
        Ending::TlsFailed { what: "unrecognized_name".to_owned() },
        Ending::TlsFailed { what: "no_application_protocol".to_owned() },
        Ending::CertificateExpired,
        Ending::CertificateForOtherName,
        Ending::CertificateUntrusted,
        Ending::CertificateTooWeak,
        Ending::TlsTooOld,
        Ending::ClientCertificateRefused { what: "certificate_required".to_owned() },
        Ending::BrokenOff { what },
        Ending::Reset,
        Ending::TimedOut,
        Ending::Malformed,
        Ending::HeaderTooLarge,
        Ending::BodyTooLarge,
        Ending::BodyTooSlow,
        Ending::OwnFault(OwnFault::SecretMissing),
        Ending::OwnFault(OwnFault::KeyUnreadable),
        Ending::OwnFault(OwnFault::NoNetwork),
        Ending::OwnFault(OwnFault::IpVersion),
        Ending::OwnFault(OwnFault::Internal),
    ];
    let answered = [200, 302, 401, 403, 404, 405, 408, 418, 429, 500, 502];
    answered.map(Play::Answer).into_iter().chain(ended.map(Play::End)).collect()
}

/// Holds O6, O7.
#[test]
fn every_cause_reads_in_words_with_what_to_do() {
    let mut causes = Vec::new();
    for play in endings() {
        let (world, made) = run_of(std::slice::from_ref(&play));
        let report = world.api.client(Caller::SERVICE).read_run(made.id, 1, &Paging::default()).wait().body;
        let cause = report.attempts[0].cause.clone().expect("it is no pass");
        let run = world.signed_in(Caller::SERVICE).open(&format!("{}/runs/1", page(made.id)));
        let attempt = run.text("main .portal-history > li");
        for words in [&cause.explanation, &cause.advice] {
            assert!(attempt.contains(words.as_str()), "{play:?}: {attempt}");
        }
        let is_ours = cause.code.0.is_ours();
        assert_eq!(attempt.contains("This does not count against you."), is_ours, "{play:?}: {attempt}");
        if is_ours {
            assert_eq!(report.run.state, RunState::UnderWay);
            let now = run.text(".portal-now");
            assert!(now.contains("because of a fault on PDP’s side") && now.contains("tried again"), "{now}");
        }
        causes.push(cause.code.0);
    }
    causes.sort_by_key(|cause| cause.code());
    causes.dedup();
    assert_eq!(causes.len(), 40, "of {}: {causes:?}", Cause::ALL.len());
}

/// Holds O7, W1, W4.
#[test]
fn a_re_test_is_asked_for_once() {
    let (world, made) = at(OatPlace::Failed);
    let address = format!("{}/retest", page(made.id));
    let mut browser = world.signed_in(Caller::SERVICE);
    let home = browser.open("/portal/");
    assert_eq!(home.link("Put right what failed, and ask for a new test"), page(made.id));
    let form = browser.open(&browser_link(&world, made.id));
    let wrong = browser.post(&address, &form.filled(&[("fixed", " ")])).page(422);
    assert_eq!(wrong.attribute(".govuk-error-summary a", "href"), "#fixed");
    let done = happens_once(&world, Caller::SERVICE, &address, &[("fixed", HTML)]);
    assert_eq!(done, format!("{}?done=retest-asked", page(made.id)));
    let shown = world.signed_in(Caller::BUSINESS).open(&page(made.id));
    assert!(shown.main().contains("alert(1)") && !shown.source.contains("<script>alert"));
    assert_eq!(shown.all("main .portal-history > li h3"), ["Run 2", "Run 1"]);
    world.signed_in(Caller::SERVICE).get(&address).page(409);
}

/// The page to which the button of a failed test leads.
fn browser_link(world: &World, id: OatId) -> String {
    world.signed_in(Caller::SERVICE).open(&page(id)).link("Ask for a re-test")
}

/// Holds O7, W1, W3.
#[test]
fn a_re_test_is_a_service_managers_and_is_kept() {
    let (world, made) = at(OatPlace::Failed);
    let address = format!("{}/retest", page(made.id));
    let typed = [("fixed", "We opened port 443")];
    is_refused(&world, Caller::SERVICE, Caller::BUSINESS, &address, 403, &typed);
    is_refused(&world, Caller::SERVICE, Caller::SUPPORT, &address, 403, &typed);
    is_refused(&world, Caller::SERVICE, Caller::RIVAL, &address, 404, &typed);
    is_kept(&world, Caller::SERVICE, &address, &typed);
}

/// Holds O10, W2.
#[test]
fn a_finding_is_shown_as_text() {
    let (world, made) = at(OatPlace::Passed);
    let finding = api::NewFindingBody { request_id: made.request.into(), note: HTML.to_owned() };
    world.api.client(Caller::SUPPORT).record_finding(made.id, 1, &ETag::any(), &finding).wait();
    let shown = world.signed_in(Caller::SERVICE).open(&page(made.id));
    assert!(shown.main().contains("What PDP found afterwards"), "{}", shown.main());
    assert!(shown.main().contains("alert(1)") && !shown.source.contains("<script>alert"));
}

/// Holds O7, W1, W4.
#[test]
fn an_initial_connection_is_requested_from_the_list() {
    let (world, made) = at(OatPlace::ToConnect);
    let mut browser = world.signed_in(Caller::SERVICE);
    let home = browser.open("/portal/");
    let list = browser.open(&home.link("request the test of your initial connection under Testing"));
    assert!(list.text(".portal-now").starts_with("It is your turn: request the test"), "{}", list.main());
    assert!(list.main().contains("has not been requested yet"), "{}", list.main());
    let form = list.link("Request the test of your initial connection");
    assert!(browser.open(&form).main().contains(MadeOat::FIND));
    let done = happens_once(&world, Caller::SERVICE, &form, &REQUEST);
    assert_eq!(done, format!("{}?done=oat-requested", page(made.id)));
    let list = browser.open("/portal/oat");
    assert!(!list.has_link("Request the test of your initial connection"));
    assert!(list.text("tbody tr").contains("The initial connection of Orchard Trust"), "{}", list.main());
    let others = world.signed_in(Caller::BUSINESS).open("/portal/oat");
    assert!(!others.has_link("Request the test of your initial connection"));
}

/// Holds D1, W1, W3, W4.
#[test]
fn support_with_an_initial_connection_is_asked_for_once() {
    let (world, made) = at(OatPlace::Connecting);
    let mut browser = world.signed_in(Caller::SERVICE);
    let address = browser.open(&page(made.id)).link("Ask for a support session");
    let typed = [("kind", "session"), ("text", HTML)];
    is_refused(&world, Caller::SERVICE, Caller::BUSINESS, &address, 403, &typed);
    is_refused(&world, Caller::SERVICE, Caller::RIVAL, &address, 404, &typed);
    is_kept(&world, Caller::SERVICE, &address, &[("kind", "delay"), ("text", "Our supplier is late")]);
    happens_once(&world, Caller::SERVICE, &address, &typed);
    let shown = world.signed_in(Caller::BUSINESS).open(&page(made.id));
    assert!(shown.main().contains("Waiting for PDP’s answer") && !shown.source.contains("<script>alert"));
    let mut browser = world.signed_in(Caller::SERVICE);
    let form = browser.open(&address);
    let early = [
        ("kind", "delay"),
        ("text", "Late"),
        ("until-day", "1"),
        ("until-month", "1"),
        ("until-year", "2020"),
    ];
    let wrong = browser.post(&address, &form.filled(&early)).page(422);
    assert_eq!(wrong.attribute(".govuk-error-summary a", "href"), "#until-day");
    // A change has support requests of its own.
    let (world, made) = at(OatPlace::Failed);
    let there = format!("/portal/changes/{}/support/oat_support_session", made.id);
    world.signed_in(Caller::SERVICE).get(&format!("{}/support", page(made.id))).redirects_to(&there);
}

/// Holds G2, O2, W1, W4.
#[test]
fn the_date_of_an_initial_connection_is_moved_or_given() {
    let date =
        [("connection_date-day", "1"), ("connection_date-month", "march"), ("connection_date-year", "2027")];
    let (world, made) = at(OatPlace::Connecting);
    let address = world.signed_in(Caller::SERVICE).open(&page(made.id)).link("Connection date");
    let asked: Vec<_> = date.into_iter().chain([("reason", "Our supplier is late")]).collect();
    is_refused(&world, Caller::SERVICE, Caller::BUSINESS, &address, 403, &asked);
    is_kept(&world, Caller::SERVICE, &address, &asked);
    let done = happens_once(&world, Caller::SERVICE, &address, &asked);
    assert!(done.ends_with("?done=date-asked"), "{done}");
    let shown = world.signed_in(Caller::SERVICE).open(&page(made.id));
    assert!(shown.main().contains("PDP support has not decided on it yet."), "{}", shown.main());
    let (world, made) = at(OatPlace::DateNeeded);
    let address = world.signed_in(Caller::SERVICE).open(&page(made.id)).link("Give a new connection date");
    let done = happens_once(&world, Caller::SERVICE, &address, &date);
    assert!(done.ends_with("?done=date-given"), "{done}");
    let oat = world.api.client(Caller::SERVICE).read_oat(made.id).wait().body;
    assert_eq!(oat.connection_date.to_string(), "2027-03-01");
}

/// Holds Q2.
#[test]
fn pdp_lists_the_tests_of_one_organisation() {
    let (api, made) = Api::with_oat(OatPlace::Passed);
    let world = World::over(api);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let failed = browser.open("/portal/oat");
    assert!(!failed.source.contains(&format!("/portal/oat/{}", made.id)), "{}", failed.main());
    let found = browser.open("/portal/oat?queue=failed&name=organ");
    let name = fakes::organisation(1).name.to_string();
    let of_one = browser.open(&found.link(&name));
    assert!(of_one.source.contains(&format!("/portal/oat/{}", made.id)), "{}", of_one.main());
    assert_eq!(of_one.title(), format!("Testing: {name} – Connection portal"));
    assert_eq!(of_one.all("#queue").len(), 0, "its tests are shown in every state");
    assert_eq!(of_one.link("Show all organisations"), "/portal/oat");
    let second = fakes::organisation(2).id;
    browser
        .get("/portal/oat?name=organisation+2")
        .redirects_to(&format!("/portal/oat?organisation={second}"));
    let none = browser.open(&format!("/portal/oat?organisation={second}"));
    assert!(!none.source.contains(&format!("/portal/oat/{}", made.id)), "{}", none.main());
}

/// Holds W1, W2.
#[test]
fn pdp_reads_the_pages_of_a_test_and_strangers_do_not() {
    let (world, made) = at(OatPlace::Failed);
    for caller in [Caller::SUPPORT, Caller::REVIEWER] {
        let mut browser = world.signed_in(caller);
        let list = browser.open("/portal/oat?queue=failed");
        let request = browser.open(&list.attribute("tbody a", "href"));
        let run = browser.open(&request.link("Run 1"));
        let pre_flights = browser.open(&request.link("Pre-flights of this organisation"));
        for page in [&list, &request, &run, &pre_flights] {
            assert_eq!(page.all("main form[method=post]").len(), 0, "{}", page.main());
            let offered = ["Ask for a re-test", "Disagree with this result?", "Try an endpoint"];
            assert!(!offered.iter().any(|text| page.has_link(text)), "{}", page.main());
        }
        assert!(run.main().contains("Beginning of the body"), "PDP sees it (O9)");
    }
    let run = format!("{}/runs/1", page(made.id));
    assert!(!world.signed_in(Caller::SERVICE).open(&run).main().contains("Beginning of the body"));
    let mut rival = world.signed_in(Caller::RIVAL);
    for address in [page(made.id), run, format!("{}/retest", page(made.id))] {
        rival.get(&address).page(404);
    }
    for address in ["/portal/oat/nothing", "/portal/oat/nothing/runs/1"] {
        world.signed_in(Caller::SERVICE).get(address).page(404);
    }
    world.signed_in(Caller::SERVICE).get(&format!("{}/runs/2", page(made.id))).page(404);
}

/// Holds P1, A1, W2.
#[test]
fn the_history_of_a_test_says_what_happened_and_by_whom() {
    let (world, made) = at(OatPlace::Failed);
    world
        .api
        .client(Caller::BUSINESS)
        .ask_for_retest(made.id, &ETag::any(), &http_tests::retest("x"))
        .refused(403, "role_required");
    let fixed = http_tests::retest(HTML);
    world.api.client(Caller::SERVICE).ask_for_retest(made.id, &ETag::any(), &fixed).wait();
    for caller in [Caller::SERVICE, Caller::SECURITY, Caller::SUPPORT, Caller::REVIEWER] {
        let mut browser = world.signed_in(caller);
        let address = browser.open(&page(made.id)).link("History of this test");
        assert_eq!(address, format!("{}/history", page(made.id)));
        let shown = browser.open(&address);
        let entries = shown.all("ol.portal-history > li");
        for (at, (what, fact)) in [
            ("OAT requested", "Connection date: Tuesday 1 September 2026"),
            ("Attempts recorded", "Attempts: 1, of which 0 passed"),
            ("OAT failed", "Cause: not found"),
            ("Tried, and refused: ask for retest", "primary business contact"),
            ("Retest requested", "alert(1)"),
        ]
        .into_iter()
        .enumerate()
        {
            assert!(entries[at].starts_with(what) && entries[at].contains(fact), "{}", entries[at]);
        }
        let name = fakes::member(1, domain::actor::OrganisationRole::ServiceManager);
        let name = name.name().expect("a name").to_string();
        assert!(entries[0].contains(&format!("{name} (service manager)")), "{}", entries[0]);
        assert!(!shown.source.contains("<script>alert"));
    }
    world.signed_in(Caller::RIVAL).get(&format!("{}/history", page(made.id))).page(404);
    world.signed_in(Caller::SERVICE).get("/portal/oat/nothing/history").page(404);
}
