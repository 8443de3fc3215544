//! When kept evidence is compared with what was accepted, and which bytes are read (E4, A2).

use std::collections::BTreeSet;

use domain::evidence::AcceptedFile;
use domain::evidence::comparison::{BEGINS_AFTER, KEPT_FOR, Round, TURNS};
use domain::ids::EvidenceId;
use jiff::{SignedDuration, Timestamp};

use crate::support::samples::accepted;

const A_DAY: SignedDuration = SignedDuration::from_hours(24);
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn round(begun: Timestamp) -> Round {
    Round { begun }
}

fn accepted_at(at: Timestamp) -> AcceptedFile {
    AcceptedFile { at, ..accepted() }
}

#[test]
fn a_round_begins_each_night_an_hour_after_midnight_in_london() {
    // Summer time: midnight in London is 23:00 UTC.
    let last = round(at("2026-07-06T00:00:00Z"));
    assert_eq!(Round::due(Some(last), at("2026-07-06T22:59:59Z")), None, "it is the same day");
    assert_eq!(Round::due(Some(last), at("2026-07-06T23:59:59Z")), None, "people may be at work");
    let begun = at("2026-07-07T00:00:00Z");
    assert_eq!(Round::due(Some(last), begun), Some(round(begun)));
    assert_eq!(BEGINS_AFTER, SignedDuration::from_hours(1));
}

#[test]
fn the_first_round_begins_at_once_and_a_late_one_on_any_hour() {
    let now = at("2026-07-06T15:00:00Z");
    assert_eq!(Round::due(None, now), Some(round(now)));
    assert_eq!(Round::due(Some(round(now - A_DAY * 3)), now), Some(round(now)));
}

/// Holds E4.
#[test]
fn the_bytes_of_every_file_are_read_once_in_four_weeks() {
    let (begin, old) = (at("2026-07-06T00:30:00Z"), accepted_at(at("2025-01-01T00:00:00Z")));
    let nights = usize::try_from(TURNS).unwrap();
    for number in 0..1_000_u128 {
        let id = EvidenceId::from_u128(number * 0x1_0000_0001);
        let read = (1..=nights).filter(|night| {
            let begun = begin + A_DAY * i32::try_from(*night).unwrap();
            round(begun).reads(Some(round(begun - A_DAY)), id, &old)
        });
        assert_eq!(read.count(), 1, "{id}");
    }
}

#[test]
fn each_night_reads_about_as_much_as_another() {
    let old = accepted_at(at("2025-01-01T00:00:00Z"));
    let last = round(at("2026-07-06T00:30:00Z"));
    let turns: BTreeSet<_> = (0..TURNS.unsigned_abs().into())
        .filter(|number| round(last.begun + A_DAY).reads(Some(last), EvidenceId::from_u128(*number), &old))
        .collect();
    assert_eq!(turns.len(), 1, "{turns:?}");
}

/// Holds E4.
#[test]
fn a_new_file_is_read_the_night_after() {
    let last = round(at("2026-07-06T00:30:00Z"));
    let next = round(last.begun + A_DAY);
    for number in 0..100 {
        let id = EvidenceId::from_u128(number);
        // Accepted while the last round was under way, which may have passed it by.
        assert!(next.reads(Some(last), id, &accepted_at(last.begun)));
        assert!(round(last.begun).reads(None, id, &accepted_at(last.begun - A_DAY)));
    }
}

/// Holds E4.
#[test]
fn nights_without_a_round_lose_no_turn() {
    let (last, old) = (round(at("2026-07-06T00:30:00Z")), accepted_at(at("2025-01-01T00:00:00Z")));
    for nights in [3, TURNS - 1, TURNS, TURNS * 2] {
        let next = round(last.begun + A_DAY * nights);
        let ids = (0..TURNS.unsigned_abs().into()).map(EvidenceId::from_u128);
        let read = ids.filter(|id| next.reads(Some(last), *id, &old)).count();
        assert_eq!(read, usize::try_from(nights.min(TURNS)).unwrap());
    }
}

/// Holds A2.
#[test]
fn what_the_rule_of_the_bucket_removes_is_no_damage() {
    let file = accepted_at(at("2026-07-06T12:00:00Z"));
    assert!(!file.may_be_gone(file.at + KEPT_FOR - A_DAY - A_SECOND));
    assert!(file.may_be_gone(file.at + KEPT_FOR - A_DAY));
    assert!(KEPT_FOR > SignedDuration::from_hours(24 * 366 * 6), "six years are kept");
}
