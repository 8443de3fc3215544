//! The work list, who works on what, and the calendar of downtime.

use api::{AnswersBody, NewClaimBody, ReviewBody};
use api_client::{ETag, WhichTasks};
use domain::change::Status;
use domain::endpoint::EndpointType;
use domain::ids::ChangeId;
use domain::policy::{Scale, Step};
use http_tests::{Api, Caller, Place, Wait, endpoints, notice_on};
use jiff::SignedDuration;

use super::{Desk, ID};
use crate::world::{HTML, Page, World};

const CALENDAR: &str = "/portal/downtime/calendar";

/// The addresses of these pages.
pub fn desk() -> Desk {
    let claim = |deed| format!("/portal/work/technical_change.{ID}.review/{deed}");
    Desk {
        pages: vec![claim("claim"), claim("release"), CALENDAR.to_owned()],
        forms: vec![claim("claim"), claim("release")],
    }
}

/// Where the first button of the list leads, and what it sends.
fn button(page: &Page) -> (String, Vec<(String, String)>) {
    let of = |name| page.attribute(".portal-work button", name);
    (of("formaction"), page.filled(&[("row", &of("value"))]))
}

/// A minimal change of the second organisation, under review.
fn of_rival(world: &World) -> ChangeId {
    let rival = world.api.client(Caller::RIVAL);
    let new = endpoints(&[(EndpointType::View, "https://view.rival.example.org/pensions")]);
    let answers = AnswersBody {
        suggested_scale: Some(Scale::Minimal.into()),
        new_endpoints: new,
        affected_endpoints: Vec::new(),
        ..http_tests::answers()
    };
    let id = rival.draft_change(&answers).wait().id;
    rival.submit_change(id, &ETag::any()).wait();
    id
}

fn name(number: u8) -> String {
    fakes::organisation(number).name.to_string()
}

/// Holds Q1, W2.
#[test]
fn pdp_sees_the_work_of_its_roles_and_everything() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut reviewer = world.signed_in(Caller::REVIEWER);
    let page = reviewer.open("/portal/");
    assert_eq!(page.link("Review a technical change"), format!("/portal/changes/{}/review", made.id));
    assert!(page.has_link("All kinds: 1") && page.has_link("Review: 1"), "{:?}", page.all("a"));
    assert!(page.main().contains("1 task below is for you."), "{}", page.main());
    assert!(page.text("td[data-label=\"When\"]").starts_with("Due by "), "{}", page.main());
    // Nothing of it is for support, but support can see it.
    let mut support = world.signed_in(Caller::SUPPORT);
    assert!(support.open("/portal/").main().contains("There is nothing here for you to do now."));
    let everything = support.open("/portal/?show=all");
    assert!(everything.has_link("Review a technical change"));
    assert_ne!(everything.title(), page.title());
    assert_eq!(everything.attribute("#show option[selected]", "value"), "all");
    let of_reviewer = support.open("/portal/?show=reviewer");
    assert!(of_reviewer.has_link("Review a technical change"));
    assert_eq!(of_reviewer.title(), "Work list: for a PDP reviewer – Connection portal");
    let of_support = support.open("/portal/?show=support");
    assert!(of_support.main().contains("Nothing here waits for anybody now."), "{}", of_support.main());
}

/// Holds Q1.
#[test]
fn a_work_list_of_one_kind_has_that_kind_alone() {
    let world = World::new();
    world.api.change_in(Status::InReview);
    let mut reviewer = world.signed_in(Caller::REVIEWER);
    let all = reviewer.open("/portal/");
    let reviews = reviewer.open(&all.link("Review: 1"));
    assert!(reviews.has_link("Review a technical change"));
    assert_eq!(
        reviews.attribute("[aria-label='Kinds of work'] [aria-current]", "href"),
        "/portal/?kind=review"
    );
    assert_eq!(reviews.attribute(".portal-filters input[name=kind]", "value"), "review");
    let holds = reviewer.open("/portal/?kind=hold");
    assert!(!holds.has_link("Review a technical change"));
    assert_eq!(holds.title(), "Work list: a hold on going live – Connection portal");
}

/// Holds Q1, Q2.
#[test]
fn a_work_list_of_one_organisation_has_both_sides() {
    let world = World::new();
    let own = world.api.change_in(Status::AwaitingInformation);
    let rivals = of_rival(&world);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let two = browser.open("/portal/?show=all&name=organisation");
    let main = two.main();
    assert!(main.contains("Which organisation do you mean?"), "{main}");
    assert_eq!(two.all("tbody tr").len(), 0);
    let first = browser.open(&two.link(&name(1)));
    assert!(first.has_link("Answer PDP’s question") && !first.source.contains(&rivals.to_string()));
    assert!(first.main().contains(&format!("Only of {}.", name(1))), "{}", first.main());
    assert!(first.title().contains(&name(1)), "{}", first.title());
    // What waits for an organisation is nobody's work at PDP.
    assert_eq!(first.all(".portal-work button").len(), 0, "{}", first.main());
    let id = fakes::organisation(1).id;
    let contact = browser.open(&format!("/portal/?show=primary_business_contact&organisation={id}"));
    assert!(contact.has_link("Answer PDP’s question"), "{}", contact.main());
    let reviewer = browser.open(&format!("/portal/?show=reviewer&organisation={id}"));
    assert!(!reviewer.has_link("Answer PDP’s question"), "{}", reviewer.main());
    // The roles of organisations are offered with an organisation.
    let offered = |page: &Page| page.all("#show option").contains(&"Service manager".to_owned());
    assert!(offered(&first) && !offered(&two));
    let everybody = browser.open(&first.link("Show all organisations"));
    assert!(
        everybody.source.contains(&rivals.to_string()) && !everybody.source.contains(&own.id.to_string())
    );
    // One that is meant leads there at once.
    let reply = browser.get("/portal/?show=all&kind=review&name=organisation+2");
    let id = fakes::organisation(2).id;
    reply.redirects_to(&format!("/portal/?show=all&kind=review&organisation={id}"));
    let second = browser.open(reply.header("location"));
    assert!(second.source.contains(&rivals.to_string()));
    let none = browser.open("/portal/?name=%3Cb%3Enobody");
    assert!(none.main().contains("No organisation has this in its name."), "{}", none.main());
    assert_eq!((none.shown("name").as_str(), none.all("main b").len()), ("<b>nobody", 0));
    browser.get(&format!("/portal/?organisation={ID}")).page(404);
}

/// Holds Q1, W1, W4.
#[test]
fn a_row_is_claimed_once_and_the_list_stays() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let reference = world.api.read(made.id).reference.expect("a reference");
    let list = "/portal/?show=all&kind=review";
    let mut reviewer = world.signed_in(Caller::REVIEWER);
    let page = reviewer.open(list);
    let named = page.attribute(".portal-work button", "aria-labelledby");
    let named: Vec<_> = named.split(' ').map(|id| page.text(&format!("#{id}"))).collect();
    let row = format!("Claim Review a technical change {reference}, {}", name(1));
    assert_eq!(named.join(" "), row, "each button says which row it is of");
    let (action, form) = button(&page);
    let before = world.api.state();
    reviewer.post(&action, &form).redirects_to(&format!("{list}&done=claimed"));
    let after = world.api.state();
    assert_ne!(before, after, "something happens");
    reviewer.post(&action, &form).redirects_to(&format!("{list}&done=claimed"));
    assert_eq!(world.api.state(), after, "nothing happens twice");
    let claimed = reviewer.open(&format!("{list}&done=claimed"));
    assert!(claimed.text(".govuk-notification-banner").contains("Nobody gets an email."));
    assert!(claimed.text("tbody tr").contains("You are working on this until "), "{}", claimed.main());
    let (action, form) = button(&claimed);
    assert!(action.ends_with("/release"), "{action}");
    reviewer.post(&action, &form).redirects_to(&format!("{list}&done=released"));
    let released = reviewer.open(&format!("{list}&done=released"));
    assert!(!released.main().contains("You are working on this until"), "{}", released.main());
    assert!(button(&released).0.ends_with("/claim"));
    // A claim ends by itself.
    let (action, form) = button(&released);
    reviewer.post(&action, &form);
    world.api.fakes.clock.advance(SignedDuration::from_hours(25));
    assert!(button(&reviewer.open(list)).0.ends_with("/claim"), "a day has passed");
}

/// Holds Q1, W3.
#[test]
fn a_claim_of_a_colleague_shows_and_blocks_nobody() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut support = world.signed_in(Caller::SUPPORT);
    let list = "/portal/?show=all";
    let (action, form) = button(&support.open(list));
    // The reviewer claims it after the list was read.
    let task = world.api.client(Caller::SUPPORT).read_work(&WhichTasks::default()).wait().body.items;
    world.api.client(Caller::REVIEWER).claim_task(&task[0].id, &NewClaimBody::default()).wait();
    let before = world.api.state().all_but_history;
    let refused = support.post(&action, &form).page(409);
    let colleague = Caller::REVIEWER.actor().name().expect("a name").to_string();
    assert!(refused.main().contains(&format!("{colleague} has claimed this until ")), "{}", refused.main());
    assert_eq!(world.api.state().all_but_history, before);
    support.get(&refused.link("Go back to the form")).redirects_to(list);
    let page = support.open(list);
    assert!(
        page.text("tbody tr").contains(&format!("{colleague} is working on this until ")),
        "{}",
        page.main()
    );
    let (action, form) = button(&page);
    assert_eq!(page.text(".portal-work button"), "Take over", "{action}");
    support.post(&action, &form).redirects_to(&format!("{list}&done=taken-over"));
    assert!(support.open(list).main().contains("You are working on this until "));
    // Somebody else acts all the same.
    let reject = ReviewBody::reject("Sent twice");
    world.api.client(Caller::REVIEWER).review_change(made.id, &ETag::any(), &reject).wait();
    assert_eq!(support.open(list).all("tbody tr").len(), 0);
}

/// Holds W1, W3.
#[test]
fn what_ended_meanwhile_is_not_claimed() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let mut support = world.signed_in(Caller::SUPPORT);
    let (action, form) = button(&support.open("/portal/?show=all"));
    let reject = ReviewBody::reject("Sent twice");
    world.api.client(Caller::REVIEWER).review_change(made.id, &ETag::any(), &reject).wait();
    let page = support.post(&action, &form).page(409);
    assert!(page.main().contains("This task is no longer waiting"), "{}", page.main());
    support.get(&action.replace("technical_change", "nothing")).page(404);
    // Who has no role claims nothing, and is not offered it.
    world.api.change_in(Status::InReview);
    let (action, form) = button(&support.open("/portal/?show=all"));
    let mut nobody = world.signed_in(Caller::Staff(None));
    let page = nobody.open("/portal/?show=all");
    assert_eq!(page.all(".portal-work button").len(), 0);
    assert!(page.main().contains("you have no role"), "{}", page.main());
    let csrf = page.attribute("header input[name=csrf]", "value");
    let form: Vec<_> = form.into_iter().filter(|(name, _)| name != "csrf").collect();
    let form: Vec<_> = form.into_iter().chain([("csrf".to_owned(), csrf)]).collect();
    let before = world.api.state().all_but_history;
    nobody.post(&action, &form).page(403);
    assert_eq!(world.api.state().all_but_history, before);
}

/// Holds W3, W6.
#[test]
fn a_claim_after_the_session_ended_leads_back_to_the_list() {
    let world = World::new();
    world.api.change_in(Status::InReview);
    let mut reviewer = world.signed_in(Caller::REVIEWER);
    let list = "/portal/?show=all&kind=review";
    let (action, form) = button(&reviewer.open(list));
    let before = world.api.state();
    world.pass(8 * 60 * 60);
    reviewer.post(&action, &form).page(401);
    assert_eq!(world.api.state(), before);
    reviewer.sign_in(Caller::REVIEWER, &action).redirects_to(&action);
    reviewer.get(&action).redirects_to(list);
    // What a form says of the list leads nowhere else.
    let (action, _) = button(&reviewer.open(list));
    let page = reviewer.open(list);
    let bad = [("show", "//evil.example.org"), ("kind", "x\r\ny"), ("organisation", HTML), ("cursor", "")];
    let form = page.filled(&[&bad[..], &[("row", "1")]].concat());
    reviewer.post(&action, &form).redirects_to("/portal/?done=claimed");
}

/// Holds W5.
#[test]
fn a_work_list_of_claims_is_small() {
    let world = World::new();
    let reviewer = world.api.client(Caller::REVIEWER);
    for number in 0..27 {
        world.api.fakes.clock.advance(SignedDuration::from_mins(1));
        let url = format!("https://find.change-{number}.example.org/pensions");
        let new = endpoints(&[(EndpointType::Find, &url)]);
        let answers = AnswersBody { new_endpoints: new, ..http_tests::answers() };
        world.api.change_of(&answers, Status::InReview);
    }
    let which = WhichTasks { page: api_client::Paging::first(100), ..WhichTasks::default() };
    for task in reviewer.read_work(&which).wait().body.items {
        world.api.fakes.clock.advance(SignedDuration::from_mins(1));
        reviewer.claim_task(&task.id, &NewClaimBody::default()).wait();
    }
    let list = "/portal/?show=all&kind=review";
    let mut support = world.signed_in(Caller::SUPPORT);
    let reply = support.get(list);
    let page = reply.page(200);
    assert_eq!((page.all("tbody tr").len(), page.all(".portal-work button").len()), (25, 25));
    // Some room is left for long names.
    assert!(reply.bytes.len() <= 28_000 && reply.sent <= 7_000, "{} {}", reply.bytes.len(), reply.sent);
    let second = support.open(&page.attribute("a[rel=next]", "href"));
    assert_eq!(second.all("tbody tr").len(), 2);
    assert_eq!(second.link("First page"), list);
    // What is claimed on the second page leads back there.
    let (action, form) = button(&second);
    let done = support.post(&action, &form);
    assert!(done.header("location").contains("cursor="), "{}", done.header("location"));
    let again = support.open(done.header("location"));
    assert!(again.main().contains("You are working on this until "), "{}", again.main());
}

/// Holds Q1.
#[test]
fn how_long_it_waits_is_words_and_a_bar() {
    let world = World::new();
    world.api.change_at(Place::WithPdp(Step::ServiceAcceptance));
    world.api.fakes.clock.advance(SignedDuration::from_hours(24 * 21));
    let page = world.signed_in(Caller::REVIEWER).open("/portal/?kind=step_decision");
    let row = page.text("tbody tr");
    assert!(row.contains("Late: was due on ") && row.contains("for 15 working days"), "{row}");
    assert_eq!(page.attribute(".portal-bar--late rect", "width"), "100");
}

/// Holds Q2.
#[test]
fn a_reference_is_looked_up_from_the_work_list() {
    let world = World::new();
    let page = world.signed_in(Caller::REVIEWER).open("/portal/");
    assert_eq!(page.attribute(".portal-look-up", "action"), "/portal/look-up");
    assert_eq!(page.attribute(".portal-look-up input", "name"), "reference");
}

/// Holds Q6.
#[test]
fn pdp_sees_downtime_by_day() {
    let world = World::over(Api::with_notice().0);
    let mut long = notice_on("2027-02-26");
    long.end = "2027-03-02T10:00".parse::<jiff::civil::DateTime>().expect("a time").into();
    world.api.client(Caller::SERVICE).declare_downtime(&long).wait();
    let mut support = world.signed_in(Caller::SUPPORT);
    let list = support.open("/portal/downtime");
    let page = support.open(&list.link("Downtime by day, a week at a time"));
    assert!(page.main().contains("No downtime is known of this week."), "{}", page.main());
    // It leads to the week of the next one.
    let next = support.open(&page.link("Friday 26 February 2027 at 09:00"));
    assert_eq!(next.text("h1"), "Downtime in the week of Monday 22 February 2027");
    let days = next.all("h2");
    assert_eq!(days.len(), 7, "{days:?}");
    assert_eq!(days[5], "Saturday 27 February 2027, weekend");
    assert!(next.main().contains("1 notice is about this week."), "{}", next.main());
    let entry = next.text(".portal-steps > li");
    assert!(entry.starts_with(&name(1)), "{entry}");
    assert!(
        entry.contains("From Friday 26 February 2027 at 09:00 to Tuesday 2 March 2027 at 10:00"),
        "{entry}"
    );
    assert!(entry.contains("https://organisation-1.example.org/"), "{entry}");
    let goes_on = next.all(".portal-steps > li");
    assert_eq!(goes_on[1..], [format!("{} goes on", name(1)), format!("{} goes on", name(1))]);
    // In the week after it goes on, and another one begins.
    let after = support.open(&next.link("The week after"));
    assert!(after.main().contains("2 notices are about this week."), "{}", after.main());
    let entries = after.all(".portal-steps > li");
    assert_eq!(entries.len(), 3, "{entries:?}");
    assert!(entries[1].contains("09:00 to 10:00"), "{entries:?}");
    assert_eq!(entries[2], format!("{} goes on, until 10:00", name(1)));
    assert!(after.main().contains("No downtime is known that starts after this week."));
    assert_eq!(support.open(&after.link("The week before")).title(), next.title());
    assert_eq!(support.open(&after.link("This week")).title(), page.title());
    assert_eq!(page.link("Calendar file of all downtime (iCalendar)"), "/portal/downtime/calendar.ics");
}

/// Holds Q6.
#[test]
fn days_off_are_named_and_odd_days_are_this_week() {
    let world = World::new();
    let mut support = world.signed_in(Caller::SUPPORT);
    let easter = support.open(&format!("{CALENDAR}?from=2027-03-24"));
    assert_eq!(easter.text("h1"), "Downtime in the week of Monday 22 March 2027");
    assert_eq!(easter.all("h2")[4], "Friday 26 March 2027, Good Friday");
    let this = support.open(CALENDAR);
    for odd in ["nonsense", "2027-02-30", "%3Cb%3E", ""] {
        assert_eq!(support.open(&format!("{CALENDAR}?from={odd}")).title(), this.title(), "{odd}");
    }
    assert!(this.all("h2").iter().any(|day| day.ends_with(", today")), "{:?}", this.all("h2"));
    assert!(!this.has_link("This week"));
    // Beyond what calendars know, there is nothing to show either.
    for far in ["9999-12-31", "-009999-01-01", "0001-01-01"] {
        assert_eq!(support.open(&format!("{CALENDAR}?from={far}")).title(), this.title(), "{far}");
    }
    // An organisation has its own as a list.
    let mut member = world.signed_in(Caller::SERVICE);
    assert!(!member.open("/portal/downtime").has_link("Downtime by day, a week at a time"));
}

/// Holds Q6, W5.
#[test]
fn a_week_of_much_downtime_has_further_pages() {
    let world = World::new();
    let service = world.api.client(Caller::SERVICE);
    for hour in 0..22 {
        world.api.fakes.clock.advance(SignedDuration::from_mins(2));
        let mut notice = notice_on("2027-03-01");
        let at = |day: &str, minute: u32| {
            format!("{day}T{hour:02}:{minute:02}").parse::<jiff::civil::DateTime>().expect("a time").into()
        };
        (notice.start, notice.end) = (at("2027-03-01", 0), at("2027-03-07", 30));
        service.declare_downtime(&notice).wait();
    }
    let mut support = world.signed_in(Caller::SUPPORT);
    let first = support.open(&format!("{CALENDAR}?from=2027-03-01"));
    let second = support.open(&first.attribute("a[rel=next]", "href"));
    assert_ne!(first.title(), second.title());
    let starts = |page: &Page| page.all(".portal-steps > li[id]").len();
    assert_eq!((starts(&first), starts(&second)), (20, 2));
    assert_eq!(second.link("First page"), format!("{CALENDAR}?from=2027-03-01"));
}
