//! Quotas (Q7): what is counted of whom, in which window, and the words of a refusal.

use std::collections::BTreeSet;

use domain::actor::{Actor, Process};
use domain::export::GIVEN_UP_AFTER;
use domain::ids::ExportId;
use domain::policy::{Limits, Policy};
use domain::quota::{Count, Counted, ExportsUnderWay, Kind, Reason, Whose, counts, whose_exports};
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;

use crate::support::people::{business_contact, outsider, own_organisation, reviewer};

fn limits() -> &'static Limits {
    &Policy::version(1).limits
}

fn at(time: &str) -> Timestamp {
    format!("2026-11-30T{time}Z").parse().unwrap()
}

fn of(actor: &Actor, kind: Option<Kind>, time: &str) -> Vec<Count> {
    counts(actor, kind, limits(), 1, at(time))
}

fn person(actor: &Actor) -> Whose {
    Whose::Person(actor.person().unwrap())
}

/// Holds Q7.
#[test]
fn a_person_and_their_organisation_are_counted() {
    let actor = business_contact();
    let own = Whose::Organisation(own_organisation());
    let found = of(&actor, None, "10:00:00");
    let found: Vec<_> = found.iter().map(|count| (count.whose, count.kind, count.most)).collect();
    assert_eq!(found, [(person(&actor), Kind::Commands, 120), (own, Kind::Commands, 600)]);
}

/// Holds Q7.
#[test]
fn at_pdp_each_person_is_counted_alone_and_the_system_never() {
    let found = of(&reviewer(), Some(Kind::Exports), "10:00:00");
    let found: Vec<_> = found.iter().map(|count| (count.whose, count.kind, count.most)).collect();
    let staff = person(&reviewer());
    assert_eq!(found, [(staff, Kind::Exports, 60), (staff, Kind::Commands, 240)]);
    for process in [Process::EvidenceInspection, Process::GoLive] {
        assert_eq!(of(&Actor::System(process), Some(Kind::Uploads), "10:00:00"), []);
        assert_eq!(whose_exports(&Actor::System(process)), None);
    }
}

/// Holds Q7.
#[test]
fn what_is_counted_besides_stands_before_the_commands() {
    for kind in [Kind::Uploads, Kind::Exports, Kind::PreFlights] {
        let found = of(&business_contact(), Some(kind), "10:00:00");
        let kinds: Vec<_> = found.iter().map(|count| count.kind).collect();
        let (others, commands) = kinds.split_at(kinds.len() - 2);
        assert_eq!(commands, [Kind::Commands, Kind::Commands]);
        assert!(!others.is_empty() && others.iter().all(|other| *other == kind), "{kinds:?}");
    }
    let pre_flights = of(&business_contact(), Some(Kind::PreFlights), "10:00:00");
    assert_eq!((pre_flights.len(), pre_flights[0].most), (3, limits().oat.pre_flights_an_hour));
    assert_eq!(pre_flights[0].whose, Whose::Organisation(own_organisation()));
}

/// Holds Q7.
#[rstest]
#[case(Kind::Commands, "10:00:00", "10:00:59.999", "10:01:00")]
#[case(Kind::Uploads, "10:00:00", "10:59:59.999", "11:00:00")]
#[case(Kind::Exports, "10:30:00", "10:59:59.999", "11:00:00")]
#[case(Kind::PreFlights, "10:00:00", "10:59:59.999", "11:00:00")]
fn a_window_ends_where_the_next_begins(
    #[case] kind: Kind,
    #[case] early: &str,
    #[case] late: &str,
    #[case] next: &str,
) {
    let window = |time| {
        let found = of(&business_contact(), Some(kind).filter(|kind| *kind != Kind::Commands), time);
        *found.iter().find(|count| count.kind == kind).unwrap()
    };
    assert_eq!(window(early), window(late));
    assert_eq!(window(late).until(), at(next));
    assert_eq!(window(next).from, at(next));
    assert_ne!(window(late), window(next));
}

/// Holds Q7.
#[test]
fn windows_before_1970_begin_at_a_full_minute_too() {
    let now: Timestamp = "1969-12-31T23:59:30Z".parse().unwrap();
    let found = counts(&business_contact(), None, limits(), 1, now);
    assert_eq!(found[0].from, "1969-12-31T23:59:00Z".parse().unwrap());
    let last = counts(&business_contact(), None, limits(), 1, Timestamp::MAX)[0];
    assert!(last.until() >= Timestamp::MAX, "{last:?}");
}

/// Holds Q7.
#[test]
fn as_much_as_the_quota_says_and_no_more() {
    let count = of(&business_contact(), None, "10:00:00")[0];
    let after = |used| Counted { used, ..Counted::nothing(count) };
    assert!(!Counted::nothing(count).is_spent() && !after(119).is_spent());
    assert!(after(120).is_spent() && after(121).is_spent());
}

/// Holds Q7.
#[test]
fn a_factor_multiplies_every_number_and_never_overflows() {
    let twice = counts(&business_contact(), Some(Kind::Uploads), limits(), 2, at("10:00:00"));
    let most: Vec<_> = twice.iter().map(|count| count.most).collect();
    assert_eq!(most, [400, 1_200, 240, 1_200]);
    let huge = counts(&business_contact(), None, limits(), u32::MAX, at("10:00:00"));
    assert!(huge.iter().all(|count| count.most == u32::MAX));
}

/// Holds Q7.
#[rstest]
#[case("10:00:26", 34, "in 34 seconds")]
#[case("10:00:26.001", 34, "in 34 seconds")]
#[case("10:00:59.999", 1, "in a second")]
#[case("10:00:00", 60, "in 60 seconds")]
// A clock that is behind the count, or past its window.
#[case("10:01:07", 1, "in a second")]
fn a_refusal_says_when_to_go_on(#[case] now: &str, #[case] seconds: u32, #[case] words: &str) {
    let spent = of(&business_contact(), None, "10:00:00")[0].spent(at(now));
    assert_eq!(spent.retry_after(), Some(seconds));
    assert!(spent.to_string().ends_with(words), "{spent}");
}

fn reasons() -> Vec<Reason> {
    let person = person(&business_contact());
    let own = Whose::Organisation(own_organisation());
    let too_much = |kind, whose| Reason::TooMuch { kind, whose, most: 9, seconds: 1_234 };
    let kinds = Kind::ALL.iter().flat_map(|kind| [too_much(*kind, person), too_much(*kind, own)]);
    let others = [Reason::AtOnce, Reason::OpenChanges { most: 100 }, Reason::ExportsUnderWay { most: 3 }];
    kinds.chain(others).collect()
}

/// Holds Q7.
#[test]
fn a_refusal_says_what_was_too_much_and_how_much_may_be() {
    let says = |reason: &Reason, words: &[&str]| {
        let said = reason.to_string();
        assert!(words.iter().all(|words| said.contains(words)), "{said}");
    };
    let all = reasons();
    says(&all[0], &["You have sent 9 requests", "in this minute", "one person may", "Nothing", "21 minutes"]);
    says(&all[1], &["Your organisation has sent 9 requests", "an organisation may"]);
    says(&all[2], &["You have begun 9 uploads of files in this hour"]);
    says(&all[4], &["You have asked for 9 exports in this hour"]);
    says(&all[7], &["Your organisation has asked for 9 pre-flights in this hour"]);
    says(&all[8], &["the same moment", "send it again in a second"]);
    says(&all[9], &["100 technical changes", "Finish or withdraw one", "contact PDP support"]);
    says(&all[10], &["up to 3 exports", "once one of them is"]);
}

/// Holds Q7.
#[test]
fn every_quota_has_a_code_and_tells_when_time_helps() {
    let codes: BTreeSet<_> = reasons().iter().map(Reason::code).collect();
    assert_eq!(codes.len(), Kind::ALL.len() + 3);
    assert!(codes.iter().all(|code| code.starts_with("too_many_")));
    for reason in reasons() {
        let words = reason.to_string();
        assert!(words.starts_with(char::is_uppercase) && !words.ends_with('.'), "{words}");
        let waits = !matches!(reason, Reason::OpenChanges { .. });
        assert_eq!(reason.retry_after().is_some(), waits, "{words}");
    }
}

fn export(number: u128) -> ExportId {
    ExportId::from_u128(number)
}

/// Holds Q7.
#[test]
fn so_many_exports_may_be_under_way_and_no_more() {
    let (most, now) = (limits().quotas.exports_under_way, at("10:00:00"));
    let mut known = ExportsUnderWay::default();
    for number in 1..=most {
        assert!(!known.is_full(most, now));
        known = known.begin(export(number.into()), &[], most, now).unwrap();
        assert_eq!(known.version, u64::from(number));
    }
    assert!(known.is_full(most, now));
    assert_eq!(known.begin(export(9), &[], most, now), Err(Reason::ExportsUnderWay { most }));
    let after = known.begin(export(9), &[export(2)], most, now).unwrap();
    let left: Vec<_> = after.asked.keys().copied().collect();
    assert_eq!(left, [export(1), export(3), export(9)]);
    let nothing_to_do_with_it = known.begin(export(9), &[export(8)], most, now);
    assert_eq!(nothing_to_do_with_it, Err(Reason::ExportsUnderWay { most }));
}

/// Holds Q7.
#[test]
fn an_export_that_was_given_up_takes_no_place() {
    let (most, now) = (1, at("10:00:00"));
    let known = ExportsUnderWay::default().begin(export(1), &[], most, now).unwrap();
    let over = now.saturating_add(GIVEN_UP_AFTER).unwrap();
    let before = over.saturating_sub(SignedDuration::from_millis(1)).unwrap();
    assert!(known.is_full(most, before) && !known.is_full(most, over));
    let after = known.begin(export(2), &[], most, over).unwrap();
    assert_eq!(after.asked.into_keys().collect::<Vec<_>>(), [export(2)]);
}

/// Holds Q7.
#[test]
fn an_organisation_takes_turns_together_and_each_at_pdp_alone() {
    assert_eq!(whose_exports(&business_contact()), Some(Whose::Organisation(own_organisation())));
    assert_ne!(whose_exports(&business_contact()), whose_exports(&outsider()));
    assert_eq!(whose_exports(&reviewer()), Some(person(&reviewer())));
}
