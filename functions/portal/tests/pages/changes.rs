//! Changes: their list, one of them, its history.

use api::{AnswersBody, StepDecisionBody, WithdrawalBody};
use api_client::ETag;
use domain::change::Status;
use domain::policy::Step;
use http_tests::{Api, Caller, OatPlace, Place, Wait};
use jiff::SignedDuration;

use crate::world::World;

#[test]
fn an_organisation_lists_its_changes_by_state() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    world.api.draft(&http_tests::answers());
    let mut browser = world.signed_in(Caller::BUSINESS);
    let all = browser.open("/portal/changes");
    assert_eq!(all.all("tbody tr").len(), 2);
    let drafts = browser.open("/portal/changes?status=draft");
    assert_eq!(drafts.all("tbody tr").len(), 1);
    assert!(drafts.text("tbody tr").starts_with("Draft begun on "), "{}", drafts.main());
    assert_eq!(drafts.attribute("option[selected]", "value"), "draft");
    let reviewed = browser.open("/portal/changes?status=in_review");
    assert!(reviewed.source.contains(&format!("/portal/changes/{}", made.id)));
    assert_eq!(reviewed.title(), "Technical changes: being reviewed by PDP – Connection portal");
    assert!(
        browser
            .open("/portal/changes?status=complete")
            .main()
            .contains("There are no changes in this state.")
    );
}

/// Holds W1, W2.
#[test]
fn a_list_says_who_acts_next_and_since_when() {
    let world = World::new();
    world.api.change_in(Status::InReview);
    world.api.draft(&http_tests::answers());
    let page = world.signed_in(Caller::BUSINESS).open("/portal/changes");
    assert!(page.main().contains("It is your turn in 1 of the changes below."), "{}", page.main());
    let rows = page.all("tbody tr");
    assert!(rows[0].contains("Your turn: Finish your draft, Not sent yet, due by "), "{}", rows[0]);
    assert!(rows[1].contains("A PDP reviewer reviews this change by "), "{}", rows[1]);
    assert!(rows[1].contains("Open since today."), "{}", rows[1]);
    let page = world.signed_in(Caller::SECURITY).open("/portal/changes");
    assert!(page.main().contains("There is nothing for you to do in the changes below."), "{}", page.main());
    let drafted = "A primary business contact finishes the form and sends it to PDP by ";
    assert!(page.all("tbody tr")[0].contains(drafted), "{}", page.main());
}

/// Holds W1.
#[test]
fn a_list_is_filtered_by_who_must_act_on_every_page() {
    let world = World::new();
    world.api.change_in(Status::InReview);
    for _ in 0..27 {
        world.api.draft(&http_tests::answers());
    }
    let mut browser = world.signed_in(Caller::BUSINESS);
    let pdp = browser.open("/portal/changes?status=&waits_for=pdp");
    assert_eq!(pdp.all("tbody tr").len(), 1);
    assert_eq!(pdp.title(), "Technical changes: PDP must act – Connection portal");
    let first = browser.open("/portal/changes?status=draft&waits_for=organisation");
    assert_eq!(first.all("tbody tr").len(), 25);
    let second = browser.open(&first.attribute("a[rel=next]", "href"));
    assert_eq!(second.all("tbody tr").len(), 2);
    let chosen = |field| second.attribute(&format!("#{field} option[selected]"), "value");
    assert_eq!((chosen("status"), chosen("waits_for")), ("draft".to_owned(), "organisation".to_owned()));
    assert_eq!(second.link("First page"), "/portal/changes?status=draft&waits_for=organisation");
    let none = browser.open("/portal/changes?status=draft&waits_for=pdp");
    assert!(none.main().contains("No changes match your choice."), "{}", none.main());
    // What no list knows is left out of the choice.
    assert_eq!(browser.open("/portal/changes?waits_for=nobody").all("tbody tr").len(), 25);
}

#[test]
fn pdp_lists_changes_of_everybody_in_one_state() {
    let world = World::new();
    world.api.change_in(Status::InReview);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open("/portal/changes");
    assert_eq!(page.attribute("option[selected]", "value"), "in_review");
    assert!(!page.all("option").contains(&"Not sent yet".to_owned()), "drafts are the organisation's own");
    let name = fakes::organisation(1).name.to_string();
    assert!(page.text("tbody th").contains(&name), "{}", page.text("tbody th"));
    let row = page.text("tbody tr");
    assert!(row.contains("Your turn: Review a technical change"), "{row}");
}

/// Holds W2.
#[test]
fn a_short_page_says_that_there_may_be_more() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let (contact, now) = (world.api.client(Caller::BUSINESS), ETag::any());
    for number in 0..105 {
        world.api.fakes.clock.advance(SignedDuration::from_mins(1));
        let id = world.api.draft(&http_tests::answers()).id;
        // An organisation has up to 100 open changes.
        if number < 20 {
            contact.withdraw_change(id, &now, &WithdrawalBody { reason: None }).wait();
        }
    }
    let mut browser = world.signed_in(Caller::BUSINESS);
    let page = browser.open("/portal/changes?waits_for=pdp");
    assert_eq!(page.all("tbody tr").len(), 0);
    let main = page.main();
    assert!(main.contains("There are none on this page."), "{main}");
    assert!(main.contains("There may be more on the next page."), "{main}");
    let next = browser.open(&page.attribute("a[rel=next]", "href"));
    assert!(next.source.contains(&format!("/portal/changes/{}", made.id)), "{}", next.main());
    assert!(!next.main().contains("There may be more"), "{}", next.main());
}

/// Holds Q2.
#[test]
fn pdp_lists_changes_of_one_organisation() {
    let world = World::new();
    let made = world.api.change_in(Status::Rejected);
    let id = fakes::organisation(1).id;
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open("/portal/changes?status=&waits_for=");
    assert!(page.main().contains("Choose a state, or find an organisation"), "{}", page.main());
    assert_eq!(page.all("tbody tr").len(), 0);
    let found = browser.open("/portal/changes?status=&waits_for=&name=organ");
    assert_eq!(found.shown("name"), "organ");
    let name = fakes::organisation(1).name.to_string();
    let all = browser.open(&found.link(&name));
    assert!(all.source.contains(&format!("/portal/changes/{}", made.id)), "{}", all.main());
    assert_eq!(all.title(), format!("Technical changes: {name} – Connection portal"));
    // Both are kept when another state is chosen.
    let of = |name: &str| all.attribute(&format!(".portal-filters input[name={name}]"), "value");
    assert_eq!(of("organisation"), id.to_string());
    let chosen = format!("/portal/changes?status=in_review&waits_for=pdp&organisation={id}");
    let none = browser.open(&chosen);
    assert!(none.main().contains("No changes match your choice."), "{}", none.main());
    assert_eq!(none.link("Show all organisations"), "/portal/changes?status=in_review&waits_for=pdp");
    let second = fakes::organisation(2).id;
    browser
        .get("/portal/changes?status=rejected&name=organisation+2")
        .redirects_to(&format!("/portal/changes?status=rejected&organisation={second}"));
    browser.get("/portal/changes?organisation=0190a0b0-0000-7000-8000-000000000001").page(404);
    // To an organisation it makes no difference, and is not offered.
    let mut member = world.signed_in(Caller::BUSINESS);
    let own = member.open(&format!("/portal/changes?organisation={second}&name=organ"));
    assert!(own.source.contains(&format!("/portal/changes/{}", made.id)), "{}", own.main());
    assert!(!own.source.contains("name=\"name\""));
}

#[test]
fn a_long_list_has_further_pages() {
    let world = World::new();
    for _ in 0..27 {
        world.api.draft(&http_tests::answers());
    }
    let mut browser = world.signed_in(Caller::BUSINESS);
    let first = browser.open("/portal/changes");
    assert_eq!(first.all("tbody tr").len(), 25);
    let second = browser.open(&first.attribute("a[rel=next]", "href"));
    assert_eq!(second.all("tbody tr").len(), 2);
    assert!(!second.source.contains("rel=\"next\""));
    assert_eq!(second.link("First page"), "/portal/changes");
    assert_ne!(first.title(), second.title());
}

/// Holds W2.
#[test]
fn a_change_says_in_one_sentence_where_it_is() {
    for (status, sentence) in [
        (Status::Draft, "This change is still a draft."),
        (Status::InReview, "This change is being reviewed by PDP."),
        (Status::AwaitingInformation, "This change is waiting for information that PDP asked for."),
        (Status::Confirmed, "This change has been confirmed by PDP."),
        (Status::Rejected, "This change was rejected by PDP."),
        (Status::Withdrawn, "This change was withdrawn."),
    ] {
        let world = World::new();
        let made = world.api.change_in(status);
        for caller in [Caller::BUSINESS, Caller::SERVICE] {
            let page = world.signed_in(caller).open(&format!("/portal/changes/{}", made.id));
            let now = page.text(".portal-now");
            assert!(now.starts_with(sentence), "{now}");
            let is_turn = now.contains("It is your turn.");
            assert_ne!(is_turn, now.contains("There is nothing for you to do now."), "{now}");
        }
    }
}

/// Holds W2.
#[test]
fn whose_turn_it_is_reads_so_and_others_read_who() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ServiceAcceptance));
    let now =
        |caller| world.signed_in(caller).open(&format!("/portal/changes/{}", made.id)).text(".portal-now");
    let own = now(Caller::SERVICE);
    assert!(own.contains("It is your turn. Complete service acceptance: due by "), "{own}");
    assert!(own.contains("Open since today."), "{own}");
    let others = now(Caller::BUSINESS);
    let who = "There is nothing for you to do now. A service manager completes service acceptance by ";
    assert!(others.contains(who) && !others.contains("Waiting for others"), "{others}");
    let world = World::new();
    let made = world.api.change_at(Place::WithPdp(Step::ServiceAcceptance));
    let now =
        |caller| world.signed_in(caller).open(&format!("/portal/changes/{}", made.id)).text(".portal-now");
    assert!(now(Caller::REVIEWER).contains("It is your turn. Decide on service acceptance: due by "));
    assert!(now(Caller::SERVICE).contains("There is nothing for you to do now."));
}

/// Holds W2.
#[test]
fn a_change_says_everything_that_waits_in_it() {
    let world = World::new();
    let made = world.api.change_at(Place::Held);
    let now =
        |caller| world.signed_in(caller).open(&format!("/portal/changes/{}", made.id)).text(".portal-now");
    let support = now(Caller::SUPPORT);
    let hold = "It is your turn. Decide whether a hold on going live ends: due ";
    assert!(support.contains(hold) && support.contains("Waiting for others"), "{support}");
    let own = now(Caller::BUSINESS);
    assert!(!own.contains("decides whether the hold"), "{own}");
}

/// Holds P1, S1.
#[test]
fn a_step_names_who_did_it_to_colleagues_and_pdp() {
    let world = World::new();
    let made = world.api.change_at(Place::WithPdp(Step::ServiceAcceptance));
    let service = fakes::member(1, domain::actor::OrganisationRole::ServiceManager);
    let name = service.name().unwrap().to_string();
    for caller in [Caller::BUSINESS, Caller::REVIEWER] {
        let page =
            world.signed_in(caller).open(&format!("/portal/changes/{}/steps/service_acceptance", made.id));
        assert!(page.main().contains(&format!(", by {name} (service manager)")), "{}", page.main());
    }
}

/// Holds O7, W2.
#[test]
fn a_row_and_its_change_say_how_far_oat_is() {
    let tested = "Operational acceptance testing is with PDP. An email tells you the result.";
    for (place, oat, next, turn) in [
        (
            OatPlace::Open,
            "OAT has to be requested",
            "Your turn: Complete operational acceptance testing",
            true,
        ),
        (OatPlace::Testing, "OAT is with PDP", tested, false),
        (OatPlace::Failed, "OAT was not passed", "Your turn: Put right what failed", true),
        (OatPlace::Overriding, "OAT is with PDP", tested, false),
        (OatPlace::Passed, "OAT was passed", "The endpoints go live on ", false),
    ] {
        let (api, made) = Api::with_oat(place);
        let world = World::over(api);
        let mut browser = world.signed_in(Caller::SERVICE);
        let row = browser.open("/portal/changes").text("tbody tr");
        assert!(row.contains(oat) && row.contains(next), "{row}");
        let now = browser.open(&format!("/portal/changes/{}", made.change())).text(".portal-now");
        assert_eq!(now.contains("It is your turn."), turn, "{now}");
        assert_eq!(now.contains(&format!("There is nothing for you to do now. {tested}")), next == tested);
        if next == tested {
            let home = browser.open("/portal/");
            let first = home.text(".portal-rows tbody tr");
            assert!(first.starts_with("Operational acceptance testing (OAT)"), "{first}");
        }
    }
}

#[test]
fn steps_are_an_ordered_list_with_state_role_and_need() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::ItHealthCheck));
    let page = world.signed_in(Caller::SECURITY).open(&format!("/portal/changes/{}", made.id));
    let steps = page.all("ol.portal-steps > li");
    assert_eq!(steps.len(), 8);
    assert!(steps[0].starts_with("1. Prerequisites Complete"), "{}", steps[0]);
    assert!(!steps[0].contains("What it takes"), "{}", steps[0]);
    let current = page.text("li[aria-current=step]");
    assert!(current.starts_with("4. IT health check To do For a security lead, since "), "{current}");
    assert!(current.contains("What it takes: "), "{current}");
    assert!(
        steps[6].contains("Cannot start yet") && steps[6].contains(", after steps 4 to 6"),
        "{}",
        steps[6]
    );
}

#[test]
fn a_step_that_came_back_shows_the_reason() {
    let world = World::new();
    let made = world.api.change_at(Place::WithPdp(Step::ServiceAcceptance));
    let decision = StepDecisionBody::give_back("The screenshot shows no scheduled state");
    let reviewer = world.api.client(Caller::REVIEWER);
    reviewer.decide_step(made.id, Step::ServiceAcceptance, &made.etag, &decision).wait();
    let page = world.signed_in(Caller::SERVICE).open(&format!("/portal/changes/{}", made.id));
    let current = page.text("li[aria-current=step]");
    assert!(
        current.contains("Returned") && current.contains("The screenshot shows no scheduled state"),
        "{current}"
    );
}

#[test]
fn endpoints_say_when_they_go_live_and_what_holds_them() {
    let world = World::new();
    let made = world.api.change_at(Place::Held);
    let page = world.signed_in(Caller::BUSINESS).open(&format!("/portal/changes/{}", made.id));
    assert!(page.main().contains("They go live when every step is complete."), "{}", page.main());
    assert!(
        page.main().contains("PDP has put it on hold, until it is released: An incident"),
        "{}",
        page.main()
    );
    let row = page.text(".portal-rows tbody tr");
    assert!(row.contains("https://find.new.example.org/pensions") && row.contains("Proposed"), "{row}");
}

#[test]
fn a_history_names_who_did_what_and_when() {
    let world = World::new();
    let made = world.api.change_in(Status::AwaitingInformation);
    let page = world.signed_in(Caller::BUSINESS).open(&format!("/portal/changes/{}/history", made.id));
    let entries = page.all("ol.portal-history > li");
    assert!(entries[0].starts_with("Change drafted"), "{}", entries[0]);
    let name = fakes::member(1, domain::actor::OrganisationRole::PrimaryBusinessContact);
    let name = name.name().unwrap().to_string();
    assert!(entries[0].contains(&format!("{name} (primary business contact)")), "{}", entries[0]);
    let question = entries.iter().find(|entry| entry.starts_with("Information requested")).unwrap();
    assert!(question.contains("Question: Which systems are affected?"), "{question}");
    assert!(page.attribute("time", "datetime").ends_with('Z'));
}

#[test]
fn a_history_shows_what_a_newer_version_recorded_as_such() {
    let world = World::new();
    let made = world.api.change_in(Status::AwaitingInformation);
    world.api.fakes.store.make_events_unknown();
    let page = world.signed_in(Caller::BUSINESS).open(&format!("/portal/changes/{}/history", made.id));
    for entry in page.all("ol.portal-history > li") {
        assert!(entry.starts_with("Recorded by a newer version of this service"), "{entry}");
    }
}

#[test]
fn nobody_sees_a_change_of_another_organisation() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut rival = world.signed_in(Caller::RIVAL);
    for address in ["", "/history", "/answer"] {
        let page = rival.get(&format!("/portal/changes/{}{address}", made.id)).page(404);
        assert_eq!(page.text("h1"), "Page not found");
    }
}

#[test]
fn no_two_pages_have_the_same_title() {
    let world = World::new();
    let one = world.api.change_in(Status::AwaitingInformation);
    let answers = AnswersBody { new_endpoints: Vec::new(), ..http_tests::answers() };
    let other = world.api.draft(&answers);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let mut titles = std::collections::BTreeMap::new();
    for address in [
        "/portal/".to_owned(),
        "/portal/guide".to_owned(),
        "/portal/changes".to_owned(),
        "/portal/changes?status=draft".to_owned(),
        format!("/portal/changes/{}", one.id),
        format!("/portal/changes/{}", other.id),
        format!("/portal/changes/{}/history", one.id),
        format!("/portal/changes/{}/history", other.id),
        format!("/portal/changes/{}/answer", one.id),
        "/portal/sign-in".to_owned(),
        "/portal/signed-out".to_owned(),
    ] {
        let title = browser.open(&address).title();
        let before = titles.insert(title.clone(), address.clone());
        assert_eq!(before, None, "{address}: {title}");
    }
}
