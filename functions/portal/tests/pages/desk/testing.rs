//! Testing: runs again, overrides, findings, dates, support sessions, holds, disputes.

use api::{HoldBody, OatBody, OverrideBody, OverrideDecisionBody, RerunBody, SupportSessionBody};
use api_client::ETag;
use domain::actor::PdpRole;
use domain::dispute::Ruling;
use domain::oat::observation::{Ending, OwnFault};
use domain::oat::{Outcome, Status};
use fakes::{Play, staff};
use http_tests::{Api, Caller, Client, DisputePlace, MadeOat, OatPlace, Wait, retest};
use serde_json::json;

use super::{Desk, ID};
use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// The addresses of these pages.
pub fn desk() -> Desk {
    let of_oat = [
        "rerun",
        "override",
        "override/decision",
        "runs/1/finding",
        "date-change/decision",
        "support/SR-7Q4M0ZKD/answer",
        "hold",
        "hold/release",
    ];
    let pages: Vec<_> = of_oat
        .iter()
        .map(|page| format!("/portal/oat/{ID}/{page}"))
        .chain([format!("/portal/disputes/{ID}/answer")])
        .collect();
    Desk { forms: pages.clone(), pages }
}

fn at(place: OatPlace) -> (World, MadeOat) {
    let (api, made) = Api::with_oat(place);
    (World::over(api), made)
}

fn page(made: &MadeOat) -> String {
    format!("/portal/oat/{}", made.id)
}

fn now(world: &World, made: &MadeOat) -> OatBody {
    world.api.client(Caller::SUPPORT).read_oat(made.id).wait().body
}

/// Somebody else at PDP support.
fn colleague(world: &World) -> Client<'_> {
    let mut claims = Caller::SUPPORT.claims(world.api.token_end());
    claims["sub"] = json!(staff(PdpRole::Administrator).person().expect("a person").to_string());
    world.api.client_with(claims)
}

/// A colleague proposes this result.
fn proposed(world: &World, made: &MadeOat, outcome: Outcome) {
    let body = OverrideBody { outcome: outcome.into(), reason: "Our network was down".to_owned() };
    colleague(world).propose_override(made.id, &ETag::any(), &body).wait();
}

/// A test that was passed, and a run after that which was not.
fn failed_since() -> (World, MadeOat) {
    let (world, made) = at(OatPlace::Passed);
    let reason = Some("A doubt".to_owned());
    world.api.client(Caller::SUPPORT).rerun(made.id, &ETag::any(), &RerunBody { reason }).wait();
    world.api.probe_with(&[Play::Answer(404)]);
    (world, made)
}

/// What was typed comes back as a mistake of the field with this id, and stays.
#[track_caller]
fn is_mistaken(world: &World, address: &str, typed: &[(&str, &str)], field: &str) {
    let mut browser = world.signed_in(Caller::SUPPORT);
    let form = browser.open(address);
    let shown = browser.post(address, &form.filled(typed)).page(422);
    assert_eq!(shown.attribute(".govuk-error-summary a", "href"), format!("#{field}"), "{}", shown.main());
    for (name, value) in typed {
        assert_eq!(shown.shown(name), *value, "{name}");
    }
}

/// Somebody else does something while the form is open: it is not taken, and what was typed is there again.
#[track_caller]
fn is_stale(world: &World, address: &str, typed: &[(&str, &str)], meanwhile: impl FnOnce()) {
    let mut browser = world.signed_in(Caller::SUPPORT);
    let form = browser.open(address);
    meanwhile();
    let before = world.api.state().all_but_history;
    let told = browser.post(address, &form.filled(typed)).page(409);
    assert_eq!(told.text("h1"), "Somebody else made a change first");
    assert_eq!(world.api.state().all_but_history, before, "nothing happens");
    let again = browser.open(address);
    assert!(again.text(".govuk-notification-banner").contains("It has not been sent yet."));
    for (name, value) in typed {
        assert_eq!(again.shown(name), *value, "{name}");
    }
}

/// Nobody else at PDP is offered it, and the API refuses them.
#[track_caller]
fn is_supports_alone(world: &World, address: &str, typed: &[(&str, &str)]) {
    for other in [Caller::REVIEWER, Caller::IMPLEMENTATION, Caller::ADMINISTRATOR, Caller::Staff(None)] {
        is_refused(world, Caller::SUPPORT, other, address, 403, typed);
    }
}

/// It says what it will do before its button, and who gets an email.
#[track_caller]
fn says(world: &World, address: &str, words: &[&str]) {
    let shown = world.signed_in(Caller::SUPPORT).open(address);
    let form = shown.text("main form");
    let before = form.split_once("What this will do").expect("it says so").1;
    for words in words {
        assert!(before.contains(words), "{words}: {before}");
    }
}

/// A sentence, and no form.
#[track_caller]
fn is_over(world: &World, address: &str, words: &str) {
    let shown = world.signed_in(Caller::SUPPORT).get(address).page(409);
    assert!(shown.main().contains(words), "{}", shown.main());
    assert_eq!(shown.all("main form").len(), 0);
}

/// Holds O8, W1, W2, W3, W4.
#[test]
fn a_test_is_run_again_once() {
    let (world, made) = at(OatPlace::Failed);
    let address = world.signed_in(Caller::SUPPORT).open(&page(&made)).link("Run the test again");
    assert_eq!(address, format!("{}/rerun", page(&made)));
    let typed = [("reason", HTML)];
    is_supports_alone(&world, &address, &typed);
    is_kept(&world, Caller::SUPPORT, &address, &[("reason", "A network of ours was down")]);
    is_mistaken(&world, &address, &[("reason", &"x".repeat(1_001))], "reason");
    says(
        &world,
        &address,
        &["If the run is passed, the test is passed", "the service managers get an email"],
    );
    let done = happens_once(&world, Caller::SUPPORT, &address, &typed);
    assert_eq!(done, format!("{}?done=oat-rerun", page(&made)));
    let shown = world.signed_in(Caller::SUPPORT).open(&page(&made));
    assert_eq!(shown.all("main .portal-history > li h3"), ["Run 2", "Run 1"]);
    assert!(shown.main().contains("alert(1)") && !shown.source.contains("<script>alert"));
    assert!(!shown.has_link("Run the test again") && !shown.has_link("Propose a different result"));
    is_over(&world, &address, "The test cannot be run again now.");
}

/// Holds O8, W3.
#[test]
fn a_re_test_that_was_asked_for_first_wins() {
    let (world, made) = at(OatPlace::Failed);
    let address = format!("{}/rerun", page(&made));
    let mut browser = world.signed_in(Caller::SUPPORT);
    let form = browser.open(&address);
    world.api.client(Caller::SERVICE).ask_for_retest(made.id, &ETag::any(), &retest("We mended it")).wait();
    let told = browser.post(&address, &form.filled(&[("reason", "A doubt")])).page(409);
    assert_eq!(told.text("h1"), "Somebody else made a change first");
    is_over(&world, &address, "The test cannot be run again now.");
    is_over(&world, &format!("{}/override", page(&made)), "No other result can be proposed now.");
}

/// Holds O8, W1, W2, W3, W4.
#[test]
fn another_result_is_proposed_once() {
    let (world, made) = at(OatPlace::Failed);
    let address = world.signed_in(Caller::SUPPORT).open(&page(&made)).link("Propose a different result");
    let typed = [("reason", "Our network was down")];
    is_supports_alone(&world, &address, &typed);
    is_kept(&world, Caller::SUPPORT, &address, &typed);
    is_mistaken(&world, &address, &[("reason", " ")], "reason");
    says(
        &world,
        &address,
        &["The result stays as it is until somebody else", "You cannot approve it yourself."],
    );
    let done = happens_once(&world, Caller::SUPPORT, &address, &typed);
    assert_eq!(done, format!("{}?done=oat-override-proposed", page(&made)));
    assert_eq!(now(&world, &made).proposed_override.map(|one| one.outcome.0), Some(Outcome::Passed));
    is_over(&world, &address, "No other result can be proposed now.");
    // It is not one's own turn any more.
    let own = world.signed_in(Caller::SUPPORT).open(&page(&made));
    assert!(own.text(".portal-now").contains("You proposed that the result be “passed”."), "{}", own.main());
    assert_eq!(own.all(".portal-now a"), [""; 0]);
    assert!(own.has_link("Take the proposed result back"));
}

/// Holds O8, W3.
#[test]
fn after_a_failed_re_run_a_pass_stands_or_not() {
    let (world, made) = failed_since();
    let shown = world.signed_in(Caller::SUPPORT).open(&page(&made));
    let state = shown.text(".portal-now");
    assert!(state.contains("It is your turn.") && state.contains("nothing goes live"), "{state}");
    assert_eq!(shown.all(".portal-now a"), ["Run the test again"]);
    let task = world
        .signed_in(Caller::SUPPORT)
        .open("/portal/")
        .link("Decide what follows from a re-run that failed");
    assert_eq!(task, page(&made));
    let run = world.signed_in(Caller::SUPPORT).open(&format!("{}/runs/2", page(&made)));
    assert!(run.text(".portal-now").contains("It is your turn"), "{}", run.main());
    assert_eq!(run.all(".portal-now a"), ["Run the test again"]);
    let address = shown.link("Propose a different result");
    assert_eq!(run.link("Propose a different result"), address);
    is_mistaken(&world, &address, &[("reason", "They were moving house")], "outcome");
    let typed = [("outcome", "passed"), ("reason", "They were moving house")];
    is_kept(&world, Caller::SUPPORT, &address, &typed);
    happens_once(&world, Caller::SUPPORT, &address, &typed);
    let approve = OverrideDecisionBody { approved: true, reason: None };
    colleague(&world).decide_override(made.id, &ETag::any(), &approve).wait();
    // It is settled now, for PDP and for the organisation.
    for caller in [Caller::SUPPORT, Caller::SERVICE] {
        let state = world.signed_in(caller).open(&page(&made)).text(".portal-now");
        assert!(state.starts_with("The test was passed: two people at PDP overrode the result."), "{state}");
        assert!(!state.contains("was not passed"), "{caller:?}: {state}");
    }
}

/// Holds O8, W1, W2, W3, W4.
#[test]
fn a_second_person_decides_on_a_proposed_result() {
    let (world, made) = at(OatPlace::Failed);
    proposed(&world, &made, Outcome::Passed);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let address = browser.open("/portal/").link("Decide on a proposed override, as the second person");
    assert_eq!(address, format!("{}/override/decision", page(&made)));
    let shown = browser.open(&page(&made));
    assert!(shown.text(".portal-now").contains("It is your turn."), "{}", shown.main());
    assert_eq!(shown.all(".portal-now a"), ["Decide on the proposed result"]);
    let form = browser.open(&address);
    let name = staff(PdpRole::Administrator).name().expect("a name").to_string();
    assert!(form.main().contains(&name) && form.main().contains("Our network was down"), "{}", form.main());
    let typed = [("approved", "yes"), ("reason", "")];
    is_supports_alone(&world, &address, &typed);
    is_kept(&world, Caller::SUPPORT, &address, &[("approved", "no"), ("reason", "I do not see why")]);
    is_mistaken(&world, &address, &[("reason", "I do not see why")], "approved");
    says(
        &world,
        &address,
        &["If you approve it, the test is passed at once", "get an email", "If you decline it"],
    );
    let done = happens_once(&world, Caller::SUPPORT, &address, &typed);
    assert_eq!(done, format!("{}?done=oat-override-approved", page(&made)));
    assert_eq!(now(&world, &made).status, Status::Passed);
    is_over(&world, &address, "There is no proposed result to decide on");
    // The organisation, which sees it wait, is led to what it may read.
    let (world, made) = at(OatPlace::Overriding);
    let home = world.signed_in(Caller::SERVICE).open("/portal/");
    assert!(!home.source.contains("override/decision"), "{}", home.main());
    let reviewer = world.signed_in(Caller::REVIEWER).open("/portal/?show=all");
    assert_eq!(reviewer.link("Decide on a proposed override, as the second person"), page(&made));
}

/// Holds O8, W2.
#[test]
fn a_second_person_can_withdraw_a_pass_or_decline() {
    let (world, made) = at(OatPlace::Passed);
    proposed(&world, &made, Outcome::Failed);
    let address = format!("{}/override/decision", page(&made));
    says(&world, &address, &["the pass is withdrawn at once", "can ask for a re-test"]);
    let typed = [("approved", "no"), ("reason", HTML)];
    let done = happens_once(&world, Caller::SUPPORT, &address, &typed);
    assert_eq!(done, format!("{}?done=oat-override-declined", page(&made)));
    assert_eq!(now(&world, &made).status, Status::Passed);
}

/// Holds O8, W1.
#[test]
fn who_proposed_a_result_only_takes_it_back() {
    let (world, made) = at(OatPlace::Overriding);
    let address = world.signed_in(Caller::SUPPORT).open(&page(&made)).link("Take the proposed result back");
    let mut browser = world.signed_in(Caller::SUPPORT);
    let form = browser.open(&address);
    assert_eq!(form.text("h1"), "Take the proposed result back");
    assert_eq!(form.all("main input[type=radio]").len(), 0);
    // Approving it is refused, whatever is sent.
    let told = browser.post(&address, &form.filled(&[("approved", "yes")])).page(409);
    assert!(told.main().contains("You proposed this override yourself."), "{}", told.main());
    happens_once(&world, Caller::SUPPORT, &address, &[("reason", "I was wrong")]);
    assert_eq!(now(&world, &made).proposed_override, None);
}

/// Holds O10, W1, W2, W3, W4.
#[test]
fn a_finding_is_recorded_once() {
    let (world, made) = at(OatPlace::Failed);
    let run = world.signed_in(Caller::SUPPORT).open(&format!("{}/runs/1", page(&made)));
    let address = run.link("Record a finding");
    assert_eq!(address, format!("{}/runs/1/finding", page(&made)));
    let request = made.request.to_string();
    let typed = [("request_id", request.as_str()), ("note", "It came back")];
    is_supports_alone(&world, &address, &typed);
    is_kept(&world, Caller::SUPPORT, &address, &typed);
    for (id, note, field) in
        [("nonsense", "Seen", "request_id"), (ID, "Seen", "request_id"), (request.as_str(), " ", "note")]
    {
        is_mistaken(&world, &address, &[("request_id", id), ("note", note)], field);
    }
    says(&world, &address, &["Everybody at PDP support gets an email now.", "cannot be taken back"]);
    let done =
        happens_once(&world, Caller::SUPPORT, &address, &[("request_id", request.as_str()), ("note", HTML)]);
    assert_eq!(done, format!("{}?done=oat-finding", page(&made)));
    assert_eq!(now(&world, &made).findings.len(), 1);
    let again = world.signed_in(Caller::SUPPORT).open(&address);
    assert!(again.main().contains("alert(1)") && !again.source.contains("<script>alert"));
    for nowhere in ["runs/9/finding", "runs/none/finding"] {
        world.signed_in(Caller::SUPPORT).get(&format!("{}/{nowhere}", page(&made))).page(404);
    }
}

/// Holds O2, W1, W2, W3, W4.
#[test]
fn another_connection_date_is_granted_once() {
    let (world, made) = at(OatPlace::DateAsked);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let address = browser.open("/portal/").link("Decide on another connection date");
    assert_eq!(address, format!("{}/date-change/decision", page(&made)));
    assert_eq!(browser.open(&page(&made)).all(".portal-now a"), ["Decide on another connection date"]);
    let shown = browser.open(&address).main();
    assert!(shown.contains("Our supplier is late") && shown.contains("Thursday 1 October 2026"), "{shown}");
    let typed = [("accepted", "yes"), ("reason", "")];
    is_supports_alone(&world, &address, &typed);
    is_kept(&world, Caller::SUPPORT, &address, &[("accepted", "no"), ("reason", "It is too late")]);
    is_mistaken(&world, &address, &[("reason", "It is too late")], "accepted");
    is_mistaken(&world, &address, &[("accepted", "no"), ("reason", " ")], "reason");
    says(&world, &address, &["If you grant it", "If you decline it", "The service managers get an email"]);
    let done = happens_once(&world, Caller::SUPPORT, &address, &typed);
    assert_eq!(done, format!("{}?done=oat-date-granted", page(&made)));
    assert_eq!(now(&world, &made).date_changes.last().and_then(|one| one.accepted), Some(true));
    is_over(&world, &address, "There is no other connection date to decide on");
}

/// Holds O2, W1, W4.
#[test]
fn a_date_that_has_come_can_only_be_declined() {
    let (world, made) = at(OatPlace::DateAsked);
    let address = format!("{}/date-change/decision", page(&made));
    is_stale(&world, &address, &[("accepted", "no"), ("reason", "It is too late")], || {
        proposed(&world, &made, Outcome::Failed);
    });
    world.pass(100 * 24 * 60 * 60);
    let form = world.signed_in(Caller::SUPPORT).open(&address);
    assert_eq!(form.all("main input[type=radio]").len(), 0);
    assert!(form.text(".portal-now").contains("decline this date"), "{}", form.main());
    let done = happens_once(&world, Caller::SUPPORT, &address, &[("reason", HTML)]);
    assert_eq!(done, format!("{}?done=oat-date-declined", page(&made)));
    let shown = world.signed_in(Caller::SERVICE).open(&page(&made));
    assert!(shown.main().contains("alert(1)") && !shown.source.contains("<script>alert"));
}

/// Holds D1, W1, W2, W3, W4.
#[test]
fn a_support_session_is_answered_once() {
    let (world, made) = at(OatPlace::SupportAsked);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let address = browser.open("/portal/").link("Answer a support request");
    assert_eq!(address, format!("{}/support/{}/answer", page(&made), made.reference));
    let own = format!("Answer support request {}", made.reference);
    assert_eq!(browser.open(&page(&made)).all(".portal-now a"), [own.as_str()]);
    let typed = [("answer", "We call you tomorrow")];
    is_supports_alone(&world, &address, &typed);
    is_kept(&world, Caller::SUPPORT, &address, &typed);
    is_mistaken(&world, &address, &[("answer", " ")], "answer");
    says(&world, &address, &["The service managers get an email with your answer now."]);
    let form = world.signed_in(Caller::SUPPORT).open(&address);
    assert!(form.main().contains("What does the report mean?"), "{}", form.main());
    assert_eq!(form.all("main input[type=radio]").len(), 0, "there is nothing to grant");
    let done = happens_once(&world, Caller::SUPPORT, &address, &[("answer", HTML)]);
    assert_eq!(done, format!("{}?done=oat-support-answered", page(&made)));
    let shown = world.signed_in(Caller::SERVICE).open(&page(&made));
    assert!(shown.main().contains("alert(1)") && !shown.source.contains("<script>alert"));
    is_over(&world, &address, "This support request has been answered already");
    world.signed_in(Caller::SUPPORT).get(&format!("{}/support/SR-00000000/answer", page(&made))).page(404);
}

/// Holds G3, D1, W3.
#[test]
fn a_delay_is_granted_until_a_day_or_a_release() {
    for (decision, until) in [("until", Some("2026-12-01")), ("released", None), ("decline", None)] {
        let (world, made) = at(OatPlace::Connecting);
        let delay = SupportSessionBody { text: "We move".to_owned(), delay: Some(true), until: None };
        world.api.client(Caller::SERVICE).ask_for_support(made.id, &ETag::any(), &delay).wait();
        let request = now(&world, &made).support_requests[0].reference.clone();
        let address = format!("{}/support/{request}/answer", page(&made));
        is_mistaken(&world, &address, &[("answer", "Yes")], "decision");
        is_mistaken(&world, &address, &[("decision", "until"), ("answer", "Yes")], "until-day");
        let day = [("until-day", "1"), ("until-month", "1"), ("until-year", "2020")];
        let early: Vec<_> = [("decision", "until"), ("answer", "Yes")].into_iter().chain(day).collect();
        is_mistaken(&world, &address, &early, "until-day");
        says(&world, &address, &["If you grant it, going live waits at once", "If you decline it"]);
        let day = [("until-day", "1"), ("until-month", "December"), ("until-year", "2026")];
        let typed: Vec<_> =
            [("decision", decision), ("answer", "As you ask")].into_iter().chain(day).collect();
        is_kept(&world, Caller::SUPPORT, &address, &typed);
        happens_once(&world, Caller::SUPPORT, &address, &typed);
        let oat = now(&world, &made);
        let held: Vec<_> = oat.holds.iter().map(|hold| hold.until.map(|day| day.to_string())).collect();
        let expected = if decision == "decline" { vec![] } else { vec![until.map(str::to_owned)] };
        assert_eq!(held, expected, "{decision}");
        assert_eq!(oat.support_requests[0].accepted, Some(decision != "decline"));
    }
}

/// Holds G3, W1, W2, W3, W4.
#[test]
fn an_initial_connection_is_held_once_and_released_once() {
    let (world, made) = at(OatPlace::Connecting);
    let address = world.signed_in(Caller::SUPPORT).open(&page(&made)).link("Put going live on hold");
    assert_eq!(address, format!("{}/hold", page(&made)));
    let day = [("until-day", "1"), ("until-month", "December"), ("until-year", "2026")];
    let typed: Vec<_> = day.into_iter().chain([("reason", HTML)]).collect();
    is_supports_alone(&world, &address, &typed);
    is_kept(&world, Caller::SUPPORT, &address, &typed);
    is_mistaken(&world, &address, &[("reason", " ")], "reason");
    is_mistaken(&world, &address, &[("until-day", "40"), ("reason", "An incident")], "until-month");
    is_mistaken(
        &world,
        &address,
        &[("until-day", "1"), ("until-month", "1"), ("until-year", "2020"), ("reason", "An incident")],
        "until-day",
    );
    says(&world, &address, &["Going live waits at once", "get an email with the reason now"]);
    is_over(&world, &format!("{}/release", address), "There is no hold to release.");
    let done = happens_once(&world, Caller::SUPPORT, &address, &typed);
    assert_eq!(done, format!("{}?done=oat-held", page(&made)));
    let shown = world.signed_in(Caller::SERVICE).open(&page(&made));
    assert!(shown.main().contains("alert(1)") && !shown.source.contains("<script>alert"));
    let release = world.signed_in(Caller::SUPPORT).open(&page(&made)).link("Release the hold on going live");
    assert_eq!(release, format!("{}/hold/release", page(&made)));
    let typed = [("reason", "The incident is over")];
    is_supports_alone(&world, &release, &typed);
    is_kept(&world, Caller::SUPPORT, &release, &typed);
    is_mistaken(&world, &release, &[("reason", " ")], "reason");
    says(&world, &release, &["The hold ends at once.", "get an email with the reason now"]);
    is_stale(&world, &release, &typed, || {
        let hold = HoldBody { reason: "Another incident".to_owned(), until: None };
        colleague(&world).hold_connection(made.id, &ETag::any(), &hold).wait();
    });
    let done = happens_once(&world, Caller::SUPPORT, &release, &typed);
    assert_eq!(done, format!("{}?done=oat-released", page(&made)));
    assert!(now(&world, &made).holds.is_empty());
}

/// Holds G3, W1, W2.
#[test]
fn a_technical_change_is_held_with_the_change() {
    let (world, made) = at(OatPlace::Passed);
    let shown = world.signed_in(Caller::SUPPORT).open(&page(&made));
    assert!(!shown.has_link("Put going live on hold"));
    for below in ["hold", "hold/release"] {
        is_over(&world, &format!("{}/{below}", page(&made)), "wait with the change");
    }
}

/// Holds W1, W2.
#[test]
fn nobody_else_at_pdp_is_offered_what_support_does() {
    let acts = [
        "Run the test again",
        "Propose a different result",
        "Decide on the proposed result",
        "Take the proposed result back",
        "Decide on another connection date",
        "Put going live on hold",
        "Release the hold on going live",
        "Record a finding",
        "Look into the run",
    ];
    for place in [
        OatPlace::Testing,
        OatPlace::Failed,
        OatPlace::Passed,
        OatPlace::Overriding,
        OatPlace::DateAsked,
        OatPlace::SupportAsked,
        OatPlace::Held,
        OatPlace::DateNeeded,
    ] {
        let (world, made) = at(place);
        for caller in [Caller::REVIEWER, Caller::ADMINISTRATOR, Caller::SERVICE, Caller::BUSINESS] {
            for address in [page(&made), format!("{}/runs/1", page(&made))] {
                let shown = world.signed_in(caller).open(&address);
                assert!(
                    !acts.iter().any(|act| shown.has_link(act)),
                    "{place:?} {caller:?}: {}",
                    shown.main()
                );
                assert!(!shown.main().contains("Answer support request"), "{place:?} {caller:?}");
            }
        }
        let state = world.signed_in(Caller::REVIEWER).open(&page(&made)).text(".portal-now");
        assert!(state.contains("There is nothing for you to do now"), "{place:?}: {state}");
        let own = world.signed_in(Caller::SUPPORT).open(&page(&made));
        assert!(
            own.has_link("PDP’s notes") && own.has_link("History of this test"),
            "{place:?}: {}",
            own.main()
        );
        let is_turn = own.text(".portal-now").contains("It is your turn");
        assert_eq!(is_turn, !own.all(".portal-now a").is_empty(), "{place:?}: {}", own.main());
    }
}

/// Holds O6, O7, W2.
#[test]
fn pdp_reads_what_the_organisation_is_told_as_such() {
    for play in [
        Play::Answer(503),
        Play::Answer(404),
        Play::Answer(202),
        Play::End(Ending::OwnFault(OwnFault::Internal)),
    ] {
        let (world, made) = at(OatPlace::Testing);
        world.api.probe_with(std::slice::from_ref(&play));
        for address in [page(&made), format!("{}/runs/1", page(&made))] {
            for caller in [Caller::SUPPORT, Caller::REVIEWER] {
                let shown = world.signed_in(caller).open(&address).main();
                // What the organisation is told stands in quotation marks.
                let own: String =
                    shown.split('“').map(|part| part.rsplit('”').next().unwrap_or_default()).collect();
                for words in [
                    "your endpoint",
                    "Your endpoint",
                    "against you",
                    "your technical team",
                    "You get an email",
                ] {
                    assert!(!own.contains(words), "{play:?} {address} {words}: {own}");
                }
            }
        }
    }
    let (world, made) = at(OatPlace::Failed);
    let run = world.signed_in(Caller::REVIEWER).open(&format!("{}/runs/1", page(&made)));
    assert!(
        run.main().contains("What the organisation is told to do “Ask your technical team"),
        "{}",
        run.main()
    );
}

/// Holds Q10, W1, W2, W3, W4.
#[test]
fn a_dispute_is_answered_once() {
    let (api, made) = Api::with_dispute(DisputePlace::WithFile);
    let world = World::over(api);
    let dispute = format!("/portal/disputes/{}", made.id);
    let shown = world.signed_in(Caller::SUPPORT).open(&dispute);
    let address = shown.link("Answer this dispute");
    assert_eq!(address, format!("{dispute}/answer"));
    for other in [Caller::REVIEWER, Caller::BUSINESS] {
        assert!(!world.signed_in(other).open(&dispute).has_link("Answer this dispute"), "{other:?}");
    }
    let typed = [("ruling", "set_aside"), ("answer", "Your log is right")];
    is_supports_alone(&world, &address, &typed);
    is_kept(&world, Caller::SUPPORT, &address, &typed);
    is_mistaken(&world, &address, &[("answer", "Your log is right")], "ruling");
    is_mistaken(&world, &address, &[("ruling", "stands"), ("answer", " ")], "answer");
    says(&world, &address, &["get an email with your answer now", "The answer changes no result."]);
    let form = world.signed_in(Caller::SUPPORT).open(&address);
    assert!(form.main().contains("We answered 202"), "{}", form.main());
    assert_eq!(form.link("Open the result"), format!("/portal/oat/{}/runs/1", made.oat));
    assert_eq!(form.link("Open the dispute with its files"), dispute);
    is_stale(&world, &address, &typed, || {
        world.api.add_dispute_file(made.id);
    });
    let done = happens_once(&world, Caller::SUPPORT, &address, &[("ruling", "stands"), ("answer", HTML)]);
    assert_eq!(done, format!("{dispute}?done=dispute-answered"));
    let answer =
        world.api.client(Caller::SUPPORT).read_dispute(made.id).wait().body.answer.expect("an answer");
    assert_eq!(answer.ruling, Ruling::Stands);
    let shown = world.signed_in(Caller::SERVICE).open(&dispute);
    assert!(shown.main().contains("alert(1)") && !shown.source.contains("<script>alert"));
    is_over(&world, &address, "This dispute has been answered already");
}
