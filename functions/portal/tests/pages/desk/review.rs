//! The review of a change: a question, the decision, another scale, taking back what was decided.

use api::{AnswersBody, InformationBody, ReviewBody, WithdrawalBody};
use api_client::ETag;
use domain::change::{GoingLiveKind, Status};
use domain::endpoint::EndpointType;
use domain::policy::{Scale, Step};
use http_tests::{Caller, Made, Place, Wait, answers, endpoints};

use super::{Desk, ID};
use crate::world::{HTML, World, happens_once, is_kept, is_refused};

/// The addresses of these pages.
pub fn desk() -> Desk {
    let of = |name: &str| format!("/portal/changes/{ID}/{name}");
    let forms = [
        "review",
        "review/decision",
        "question",
        "reclassify",
        "reclassify/check",
        "take-back",
        "withdraw-idle",
    ];
    let forms: Vec<_> = forms.map(of).into();
    Desk { pages: forms.iter().cloned().chain([of("review/earlier")]).collect(), forms }
}

fn page_of(made: &Made, name: &str) -> String {
    format!("/portal/changes/{}/{name}", made.id)
}

fn confirming(made: &Made, scale: &str, oat: &str) -> String {
    page_of(made, &format!("review/decision?outcome=confirm&scale={scale}&oat={oat}"))
}

/// The other roles at PDP.
const OTHERS: [Caller; 3] = [Caller::IMPLEMENTATION, Caller::SUPPORT, Caller::ADMINISTRATOR];

/// Holds V2, W1, W2.
#[test]
fn a_review_shows_what_a_decision_needs() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let change = browser.open(&format!("/portal/changes/{}", made.id));
    let address = change.link("Review a technical change");
    assert_eq!(address, page_of(&made, "review"));
    assert_eq!(change.link("Review this change"), address);
    assert_eq!(browser.open("/portal/").link("Review a technical change"), address);
    let page = browser.open(&address);
    let reference = world.api.read(made.id).reference.expect("a reference");
    assert_eq!(page.text("h1"), format!("Review {reference}"));
    let now = page.text(".portal-now");
    assert!(now.contains("It is your turn: decide on this change. The review is due by "), "{now}");
    let main = page.main();
    for told in [
        "We are moving our find service to a new platform",
        "Find: https://find.new.example.org/pensions",
        "Suggested scaleMinor change",
        "Not asked for",
        "Needed. No notice of it has been given yet.",
        "find.new.example.org: nobody else has endpoints there.",
        "Be careful: its page says what it contains",
        "Minor changeSuggested",
        "Your solution moves to a new hosting environment",
        "Service acceptance; Live cryptographic material; Operational acceptance testing (OAT), if it is required",
    ] {
        assert!(main.contains(told), "{told}: {main}");
    }
    assert_eq!(page.link("acceptance.pdf"), page_of(&made, &format!("files/{}", made.evidence)));
    assert_eq!((page.shown("scale"), page.shown("outcome")), ("minor".to_owned(), String::new()));
}

/// Holds W1.
#[test]
fn what_an_organisation_typed_is_shown_to_pdp_as_text() {
    let world = World::new();
    let typed = AnswersBody { reason: HTML.to_owned(), ..answers() };
    let made = world.api.change_of(&typed, Status::InReview);
    let page = world.signed_in(Caller::REVIEWER).open(&page_of(&made, "review"));
    assert!(page.main().contains(HTML), "{}", page.main());
    assert!(!page.source.contains("<script>alert"));
}

/// Holds W1, W2.
#[test]
fn everyone_at_pdp_reads_a_review_and_reviewers_decide() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    for caller in OTHERS {
        let page = world.signed_in(caller).open(&page_of(&made, "review"));
        let now = page.text(".portal-now");
        assert!(
            now.contains("There is nothing for you to do now. A PDP reviewer reviews this change by "),
            "{now}"
        );
        let change = world.signed_in(caller).open(&format!("/portal/changes/{}", made.id));
        assert!(!change.has_link("Review this change"), "{caller:?}");
        let typed = [("outcome", "reject")];
        is_refused(&world, Caller::REVIEWER, caller, &page_of(&made, "review"), 403, &typed);
        let typed = [("reason", "Sent twice")];
        let address = page_of(&made, "review/decision?outcome=reject");
        is_refused(&world, Caller::REVIEWER, caller, &address, 403, &typed);
        is_refused(&world, Caller::REVIEWER, caller, &confirming(&made, "minor", "no"), 403, &[]);
        let typed = [("question", "Which?")];
        is_refused(&world, Caller::REVIEWER, caller, &page_of(&made, "question"), 403, &typed);
    }
    let mut business = world.signed_in(Caller::BUSINESS);
    let change = business.open(&format!("/portal/changes/{}", made.id));
    assert!(!change.has_link("Review this change"));
    let home = business.open("/portal/");
    assert!(!home.source.contains("/review\""), "to an organisation there is no such page");
}

/// Holds W3.
#[test]
fn what_is_not_chosen_is_named() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let address = page_of(&made, "review");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let form = browser.open(&address);
    let page = browser.post(&address, &form.form()).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#outcome");
    let page =
        browser.post(&address, &form.filled(&[("outcome", "confirm"), ("scale", "moderate")])).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#oat");
    assert_eq!((page.shown("outcome"), page.shown("scale")), ("confirm".to_owned(), "moderate".to_owned()));
    let page = browser.post(&address, &form.filled(&[("outcome", "confirm"), ("scale", ""), ("oat", "no")]));
    assert_eq!(page.page(422).attribute(".govuk-error-summary a", "href"), "#scale");
    let chosen = [("outcome", "confirm"), ("scale", "moderate"), ("oat", "no")];
    browser.post(&address, &form.filled(&chosen)).redirects_to(&confirming(&made, "moderate", "no"));
    browser.post(&address, &form.filled(&[("outcome", "ask")])).redirects_to(&page_of(&made, "question"));
    let rejecting = page_of(&made, "review/decision?outcome=reject");
    browser.post(&address, &form.filled(&[("outcome", "reject")])).redirects_to(&rejecting);
    // What was not chosen there, is chosen first.
    browser.get(&page_of(&made, "review/decision?outcome=confirm")).redirects_to(&address);
}

/// Holds V2, V3, W1, W4.
#[test]
fn a_change_is_confirmed_at_another_scale_once() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let address = confirming(&made, "moderate", "yes");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&address);
    assert_eq!(page.text("h1"), "Confirm it as a moderate change, with OAT");
    assert_eq!(page.all(".portal-steps > li").len(), 7);
    let happens = page.text(".portal-now");
    for told in [
        "Nothing is decided yet.",
        "Every primary business contact gets an email at once",
        "The change gets the 7 steps below.",
        "It is then the turn of a test manager: prerequisites. Everybody who holds that role gets an email.",
        "go live at 00:00 on the connection date",
    ] {
        assert!(happens.contains(told), "{told}: {happens}");
    }
    // Another scale needs a reason.
    let page = browser.post(&address, &page.form()).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason");
    is_kept(&world, Caller::REVIEWER, &address, &[("reason", "Another\nstack")]);
    let done = happens_once(&world, Caller::REVIEWER, &address, &[("reason", HTML)]);
    assert_eq!(done, format!("/portal/changes/{}?done=change-confirmed", made.id));
    let change = world.api.read(made.id);
    assert_eq!(
        (change.status.0, change.scale.map(|scale| scale.0)),
        (Status::Confirmed, Some(Scale::Moderate))
    );
    assert_eq!((change.oat_required, change.scale_reason.as_deref()), (Some(true), Some(HTML)));
    let page = world.signed_in(Caller::REVIEWER).open(&done);
    assert!(!page.source.contains("<script>alert"));
    // There is nothing to decide any more, and each page says so.
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.get(&address).page(409);
    assert!(page.main().contains("this change has been confirmed by PDP"), "{}", page.main());
    let page = browser.open(&page_of(&made, "review"));
    assert!(page.main().contains("There is nothing to review: this change has been confirmed by PDP."));
    assert_eq!(page.all("main form").len(), 0);
}

/// Holds V2.
#[test]
fn oat_that_was_asked_for_is_not_asked_about() {
    let world = World::new();
    let asked = AnswersBody { oat_requested: Some(true), ..answers() };
    let made = world.api.change_of(&asked, Status::InReview);
    let address = page_of(&made, "review");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&address);
    assert!(page.main().contains("OAT is required because the organisation asked for it."));
    let chosen = page.filled(&[("outcome", "confirm")]);
    browser.post(&address, &chosen).redirects_to(&confirming(&made, "minor", "yes"));
    // An address that was written by hand can be wrong: the page says what, and where to put it right.
    let without = confirming(&made, "minor", "no");
    let page = browser.open(&without);
    let page = browser.post(&without, &page.form()).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), address);
    let page = browser.open(&confirming(&made, "minor", "yes"));
    assert_eq!(page.all("main textarea").len(), 0, "the scale is the one that was suggested");
}

/// A change in review on a host of another organisation.
fn on_a_rivals_host(world: &World) -> Made {
    let url = "https://organisation-2.example.org/mine";
    let new_endpoints = endpoints(&[(EndpointType::Find, url)]);
    world.api.change_of(&AnswersBody { new_endpoints, ..answers() }, Status::InReview)
}

/// Holds O9, W3.
#[test]
fn hosts_of_others_are_shown_and_accepted_by_name() {
    let world = World::new();
    let made = on_a_rivals_host(&world);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let main = browser.open(&page_of(&made, "review")).main();
    assert!(main.contains("organisation-2.example.org Others have endpoints there"), "{main}");
    let address = confirming(&made, "minor", "no");
    let page = browser.open(&address);
    let page = browser.post(&address, &page.form()).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#hosts");
    let typed = [("hosts", "organisation-2.example.org")];
    happens_once(&world, Caller::REVIEWER, &address, &typed);
    assert_eq!(world.api.read(made.id).status, Status::Confirmed);
}

/// Holds V2, W1, W3, W4.
#[test]
fn a_change_is_rejected_with_a_reason_once() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let address = page_of(&made, "review/decision?outcome=reject");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&address);
    let happens = page.text(".portal-now");
    for told in ["with your reason", "their URLs are free for other changes", "for 5 working days"] {
        assert!(happens.contains(told), "{told}: {happens}");
    }
    let page = browser.post(&address, &page.form()).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason");
    let done = happens_once(&world, Caller::REVIEWER, &address, &[("reason", "Sent twice")]);
    assert_eq!(done, format!("/portal/changes/{}?done=change-rejected", made.id));
    let change = world.api.read(made.id);
    assert_eq!((change.status.0, change.end_reason.as_deref()), (Status::Rejected, Some("Sent twice")));
    browser.get(&address).page(409);
}

/// Holds W3.
#[test]
fn a_decision_on_what_others_changed_is_not_taken() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let address = page_of(&made, "review/decision?outcome=reject");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let form = browser.open(&address).filled(&[("reason", "Sent twice")]);
    let question = InformationBody { question: "Which systems?".to_owned() };
    world.api.client(Caller::REVIEWER).ask_for_information(made.id, &ETag::any(), &question).wait();
    browser.post(&address, &form).page(409);
    assert_eq!(world.api.read(made.id).status, Status::AwaitingInformation);
    // What was typed is there again, beside what is so now.
    let page = browser.open(&address);
    assert_eq!(page.shown("reason"), "Sent twice");
    assert!(page.text(".portal-now").contains("PDP’s question needs no answer any more."));
}

/// Holds V2, W1, W3, W4.
#[test]
fn a_question_stops_the_clock_and_is_sent_once() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let address = page_of(&made, "question");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&address);
    assert!(page.text(".portal-now").contains("The review clock stops until PDP has the answer."));
    let page = browser.post(&address, &page.form()).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#question");
    is_kept(&world, Caller::REVIEWER, &address, &[("question", "Which\nsystems?")]);
    let done = happens_once(&world, Caller::REVIEWER, &address, &[("question", HTML)]);
    assert_eq!(done, format!("/portal/changes/{}?done=question-asked", made.id));
    assert_eq!(world.api.read(made.id).questions[0].question, HTML);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let refused = browser.get(&address).page(409).main();
    assert!(refused.contains("PDP has asked a question already."), "{refused}");
    let page = browser.open(&page_of(&made, "review"));
    let now = page.text(".portal-now");
    assert!(now.contains("the review clock stops, with 5 working days left"), "{now}");
    assert_eq!(page.link("Take the question back"), page_of(&made, "take-back"));
    assert!(!page.source.contains("<script>alert"));
    assert_eq!(page.all("main form").len(), 0);
    let refused = browser.get(&confirming(&made, "minor", "no")).page(409).main();
    assert!(refused.contains("PDP’s question waits for an answer."), "{refused}");
    browser.open(&page.link("Reject this change"));
}

/// Holds V2, W1.
#[test]
fn other_changes_of_the_organisation_are_shown() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let organisation = world.api.read(made.id).organisation_name.expect("a name");
    let link = format!("Other technical changes by {organisation}");
    let address = browser.open(&page_of(&made, "review")).link(&link);
    assert!(browser.open(&address).main().contains("There are none: this is its first change."));
    let earlier = AnswersBody {
        new_endpoints: endpoints(&[(EndpointType::View, "https://view.earlier.example.org/pensions")]),
        ..answers()
    };
    let other = world.api.change_of(&earlier, Status::Rejected);
    let page = browser.open(&address);
    let reference = world.api.read(other.id).reference.expect("a reference");
    assert_eq!(page.link(&reference), format!("/portal/changes/{}", other.id));
    assert!(page.main().contains("It was rejected by PDP."), "{}", page.main());
    assert_eq!(page.all("tbody tr").len(), 1, "the change itself is not among them");
}

/// A confirmed change at significant scale, whose prerequisites and all up to the IT health check are done.
fn at_health_check(world: &World) -> Made {
    world.api.change_at(Place::Open(Step::ItHealthCheck))
}

/// Holds V4, W1, W2, W4.
#[test]
fn another_scale_says_what_it_changes_before_it_is_done() {
    let world = World::new();
    let made = at_health_check(&world);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let choice = browser.open(&format!("/portal/changes/{}", made.id)).link("Give it another scale");
    let page = browser.open(&choice);
    assert_eq!((page.shown("scale"), page.shown("oat")), ("significant".to_owned(), "yes".to_owned()));
    // The same again is none.
    let before = world.api.state();
    let mistaken = browser.post(&choice, &page.form()).page(422);
    assert_eq!(mistaken.attribute(".govuk-error-summary a", "href"), "#scale");
    let mistaken = browser.post(&choice, &page.filled(&[("scale", "")])).page(422);
    assert_eq!(mistaken.attribute(".govuk-error-summary a", "href"), "#scale");
    let check = page_of(&made, "reclassify/check?scale=minor&oat=no");
    browser.post(&choice, &page.filled(&[("scale", "minor"), ("oat", "no")])).redirects_to(&check);
    let page = browser.open(&check);
    assert_eq!(world.api.state(), before, "nothing is done yet");
    let rows = page.all("tbody tr");
    for told in [
        "PrerequisitesNo longer needed; what was done is keptCompleteNot needed",
        "IT health checkNo longer neededTo doNot needed",
        "Service acceptanceKeptCannot start yetTo do",
        "Operational acceptance testing (OAT)No longer neededCannot start yetNot needed",
    ] {
        assert!(rows.iter().any(|row| row == told), "{told}: {rows:?}");
    }
    let happens = page.text(".portal-now");
    for told in [
        "Nothing has been changed yet.",
        "It is then the turn of a service manager: service acceptance.",
        "Everybody who holds the role of service manager gets an email that service acceptance can be done.",
    ] {
        assert!(happens.contains(told), "{told}: {happens}");
    }
    let main = page.main();
    assert!(main.contains("Significant change now, minor change afterwards"), "{main}");
    assert!(main.contains("Required now, not required afterwards"), "{main}");
    let page = browser.post(&check, &page.form()).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason");
    is_kept(&world, Caller::REVIEWER, &check, &[("reason", "Smaller\nthan that")]);
    let done = happens_once(&world, Caller::REVIEWER, &check, &[("reason", HTML)]);
    assert_eq!(done, format!("/portal/changes/{}?done=reclassified", made.id));
    let change = world.api.read(made.id);
    assert_eq!((change.scale.map(|scale| scale.0), change.oat_required), (Some(Scale::Minor), Some(false)));
    // It has it now, so there is nothing to preview.
    let mut browser = world.signed_in(Caller::REVIEWER);
    browser.get(&check).page(409);
    browser.get(&page_of(&made, "reclassify/check?scale=huge")).redirects_to(&choice);
}

/// Holds V4.
#[test]
fn another_scale_says_that_nothing_goes_live_by_it() {
    let world = World::new();
    let made = world.api.change_at(Place::Open(Step::OperationalAcceptanceTesting));
    let check = page_of(&made, "reclassify/check?scale=significant&oat=no");
    let page = world.signed_in(Caller::REVIEWER).open(&check);
    let main = page.main();
    for told in [
        "Afterwards: Everything is done, but going live is on hold.",
        "Going live is put on hold, because nothing goes live because of another scale.",
        "PDP support get an email about the hold",
    ] {
        assert!(main.contains(told), "{told}: {main}");
    }
    happens_once(&world, Caller::REVIEWER, &check, &[("reason", "No test needed")]);
    assert_eq!(world.api.read(made.id).going_live.state, GoingLiveKind::Held);
}

/// Holds V4, W1, W3.
#[test]
fn another_scale_before_confirmation_opens_nothing() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let choice = page_of(&made, "reclassify");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&choice);
    assert!(page.main().contains("Whether OAT is required is decided when the change is confirmed."));
    let check = page_of(&made, "reclassify/check?scale=moderate");
    browser.post(&choice, &page.filled(&[("scale", "moderate")])).redirects_to(&check);
    let page = browser.open(&check);
    assert!(page.main().contains("The change has no steps yet."), "{}", page.main());
    assert!(page.text(".portal-now").contains("The review goes on, and its due date does not change."));
    for caller in OTHERS {
        is_refused(&world, Caller::REVIEWER, caller, &check, 403, &[("reason", "Larger")]);
        is_refused(&world, Caller::REVIEWER, caller, &choice, 403, &[("scale", "moderate")]);
    }
    // Somebody else acted meanwhile.
    let stale = page.filled(&[("reason", "Larger")]);
    let question = InformationBody { question: "Which systems?".to_owned() };
    world.api.client(Caller::REVIEWER).ask_for_information(made.id, &ETag::any(), &question).wait();
    browser.post(&check, &stale).page(409);
    happens_once(&world, Caller::REVIEWER, &check, &[("reason", "Larger")]);
    assert_eq!(world.api.read(made.id).scale.map(|scale| scale.0), Some(Scale::Moderate));
    let rejected = world.api.client(Caller::REVIEWER);
    rejected.review_change(made.id, &ETag::any(), &ReviewBody::reject("Sent twice")).wait();
    for address in [&choice, &check] {
        let main = browser.get(address).page(409).main();
        assert!(main.contains("This change cannot get another scale: it was rejected by PDP."), "{main}");
    }
}

/// Holds Q5, W1, W4.
#[test]
fn each_decision_is_taken_back_once_and_says_what_follows() {
    for (status, link, told) in [
        (Status::AwaitingInformation, "Take the question back", "PDP has 5 working days left for it."),
        (Status::Confirmed, "Take the confirmation back", "counts again when the change is confirmed again"),
        (Status::Rejected, "Take the rejection back", "Its URLs are reserved for it again."),
    ] {
        let world = World::new();
        let made = world.api.change_in(status);
        let mut browser = world.signed_in(Caller::REVIEWER);
        let address = browser.open(&format!("/portal/changes/{}", made.id)).link(link);
        let page = browser.open(&address);
        assert_eq!(page.text("h1"), link);
        let happens = page.text(".portal-now");
        assert!(happens.contains(told), "{told}: {happens}");
        let page = browser.post(&address, &page.form()).page(422);
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason", "{status:?}");
        for caller in OTHERS {
            is_refused(&world, Caller::REVIEWER, caller, &address, 403, &[("reason", "A mistake")]);
        }
        is_kept(&world, Caller::REVIEWER, &address, &[("reason", "A\nmistake")]);
        let done = happens_once(&world, Caller::REVIEWER, &address, &[("reason", HTML)]);
        assert_eq!(done, format!("/portal/changes/{}?done=decision-taken-back", made.id));
        assert_eq!(world.api.read(made.id).status, Status::InReview, "{status:?}");
        let main = world.signed_in(Caller::REVIEWER).get(&address).page(409).main();
        assert!(
            main.contains("There is nothing to take back: this change is being reviewed by PDP."),
            "{main}"
        );
    }
}

/// Holds Q5, W2.
#[test]
fn a_confirmation_taken_back_says_who_gets_an_email() {
    let world = World::new();
    let made = at_health_check(&world);
    let page = world.signed_in(Caller::REVIEWER).open(&page_of(&made, "take-back"));
    let happens = page.text(".portal-now");
    let told =
        "Every primary business contact and everybody who holds the role of security lead get an email";
    assert!(happens.contains(told), "{happens}");
}

/// Holds Q5, W3.
#[test]
fn no_other_decision_is_taken_back_than_the_one_shown() {
    let world = World::new();
    let made = world.api.change_in(Status::AwaitingInformation);
    let address = page_of(&made, "take-back");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let form = browser.open(&address).filled(&[("reason", "A mistake")]);
    let reviewer = world.api.client(Caller::REVIEWER);
    reviewer.review_change(made.id, &ETag::any(), &ReviewBody::reject("Sent twice")).wait();
    browser.post(&address, &form).page(409);
    assert_eq!(world.api.read(made.id).status, Status::Rejected);
    // The page says until when; after that it stands, and nothing is offered any more.
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&address);
    assert!(page.text(".portal-now").contains("This can be done until the end of "), "{}", page.main());
    let change = format!("/portal/changes/{}", made.id);
    assert_eq!(browser.open(&change).link("Take the rejection back"), address);
    world.api.go_to("2026-07-20T09:00:00Z");
    let mut browser = world.signed_in(Caller::REVIEWER);
    assert!(!browser.open(&change).main().contains("Take the rejection back"));
    let page = browser.get(&address).page(409);
    assert!(page.main().contains("The rejection cannot be taken back any more"), "{}", page.main());
    assert_eq!(world.api.read(made.id).status, Status::Rejected);
}

/// Holds C9, Q3, W1, W4.
#[test]
fn an_idle_change_is_withdrawn_with_a_reason_once() {
    let world = World::new();
    let made = world.api.change_at(Place::Idle);
    let change = format!("/portal/changes/{}", made.id);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let address = browser.open(&change).link("Withdraw this change as idle");
    assert_eq!(address, page_of(&made, "withdraw-idle"));
    let page = browser.open(&address);
    let main = page.main();
    for told in [
        "Nothing has happened in this change for ",
        "A primary business contact answers PDP’s question.",
        "their URLs are free for other changes",
        "Everybody at the organisation who holds a role gets an email at once, with your reason.",
        "You cannot undo this.",
    ] {
        assert!(main.contains(told), "{told}: {main}");
    }
    let page = browser.post(&address, &page.form()).page(422);
    assert_eq!(page.attribute(".govuk-error-summary a", "href"), "#reason");
    for caller in OTHERS {
        is_refused(&world, Caller::REVIEWER, caller, &address, 403, &[("reason", "Nobody answers")]);
        assert!(!world.signed_in(caller).open(&change).has_link("Withdraw this change as idle"));
    }
    is_kept(&world, Caller::REVIEWER, &address, &[("reason", "Nobody\nanswers")]);
    let done = happens_once(&world, Caller::REVIEWER, &address, &[("reason", HTML)]);
    assert_eq!(done, format!("{change}?done=idle-withdrawn"));
    assert_eq!(world.api.read(made.id).end_reason.as_deref(), Some(HTML));
    let main = world.signed_in(Caller::REVIEWER).get(&address).page(409).main();
    assert!(main.contains("There is no idle change to withdraw: this change was withdrawn."), "{main}");
}

/// Holds Q3, W2.
#[test]
fn a_change_in_which_things_happen_is_not_withdrawn() {
    let world = World::new();
    let made = world.api.change_in(Status::AwaitingInformation);
    let mut browser = world.signed_in(Caller::REVIEWER);
    assert!(!browser.open(&format!("/portal/changes/{}", made.id)).has_link("Withdraw this change as idle"));
    let main = browser.get(&page_of(&made, "withdraw-idle")).page(409).main();
    assert!(main.contains("This change is not idle."), "{main}");
    assert!(main.contains("60 working days"), "{main}");
}

/// Holds W1, W2.
#[test]
fn what_has_ended_is_offered_nothing_of_a_review() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let withdrawal = WithdrawalBody { reason: None };
    world.api.client(Caller::BUSINESS).withdraw_change(made.id, &ETag::any(), &withdrawal).wait();
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open(&format!("/portal/changes/{}", made.id));
    for text in ["Review this change", "Ask the organisation a question", "Give it another scale"] {
        assert!(!page.has_link(text), "{text}");
    }
    for name in ["question", "reclassify", "take-back", "withdraw-idle", "review/decision?outcome=reject"] {
        browser.get(&page_of(&made, name)).page(409);
    }
    let page = browser.open(&page_of(&made, "review"));
    assert!(page.main().contains("There is nothing to review: this change was withdrawn."));
}
