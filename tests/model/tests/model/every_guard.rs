//! Without a guard, a rule breaks: each is left out once, and the nearest counterexample is told.
//!
//! Where two guards stand behind each other, leaving out either alone changes nothing, and that is asserted too; then both
//! are left out.

use std::collections::BTreeSet;

use crate::guards::{Guard, Without};
use crate::model::Model;
use crate::rules::Rule;
use crate::scenario::{self, Scenario};
use crate::search::search;

/// Guards that are left out together, and the rule that breaks.
struct Removal {
    without: &'static [Guard],
    breaks: Rule,
}

const fn removal(without: &'static [Guard], breaks: Rule) -> Removal {
    Removal { without, breaks }
}

const DRAFTING: &[Removal] = &[removal(&[Guard::ReceiptCondition], Rule::OnceForOneKey)];

const REVIEW: &[Removal] = &[
    removal(&[Guard::VersionCondition, Guard::EventPutOnce], Rule::HistoryOnlyGrows),
    removal(&[Guard::HistoryInTransaction], Rule::StateFollowsFromHistory),
    removal(&[Guard::UrlCondition], Rule::UrlHasOneHolder),
    removal(&[Guard::ReleasedAtTheEnd], Rule::UrlReleased),
    removal(&[Guard::NotificationInTransaction], Rule::NotificationForWhatIsTold),
    removal(&[Guard::Permission], Rule::OwnPeopleOnly),
];

const HOLDS: &[Removal] = &[
    removal(&[Guard::ReceiptInTransaction], Rule::OnceForOneKey),
    removal(&[Guard::Staleness], Rule::ActsOnWhatWasSeen),
    removal(&[Guard::DateReached], Rule::LiveOnlyWhenDone),
    removal(&[Guard::NoHold], Rule::HoldWins),
    removal(&[Guard::NoRequestForDelay], Rule::HoldWins),
];

const DELAYS: &[Removal] = &[
    removal(&[Guard::ReceiptRead, Guard::ReceiptCondition], Rule::OnceForOneKey),
    removal(&[Guard::NotEnded], Rule::EndIsFinal),
    removal(&[Guard::EveryHoldCounts], Rule::HoldWins),
];

const IDLE: &[Removal] = &[removal(&[Guard::LeftAloneLongEnough], Rule::OnlyTheIdle)];

const TESTING: &[Removal] = &[
    removal(&[Guard::OatPassed], Rule::LiveOnlyWhenDone),
    removal(&[Guard::HeldAfterReclassification], Rule::NotByReclassification),
];

const STEPS: &[Removal] = &[
    removal(&[Guard::StepsComplete], Rule::LiveOnlyWhenDone),
    removal(&[Guard::NotLiveAlready, Guard::MoveCondition], Rule::LiveOnce),
    removal(&[Guard::ReservationMoves], Rule::UrlHasOneHolder),
    removal(&[Guard::LiveNotReleased, Guard::ReleaseCondition], Rule::UrlHasOneHolder),
];

const JOBS: &[Removal] = &[removal(&[Guard::EndpointsInTransaction], Rule::LiveTogether)];

const EMAILS: &[Removal] = &[
    removal(&[Guard::OneSender], Rule::NotificationSentOnce),
    removal(&[Guard::SentNotedAfterSending], Rule::CanBeFinished),
    removal(&[Guard::LeaseEnds], Rule::CanBeFinished),
    removal(&[Guard::SenderStopsBeforeLeaseEnds], Rule::NotificationSentOnce),
    removal(&[Guard::WaitForNews], Rule::NotificationSentOnce),
];

const RESTORED: &[Removal] = &[removal(&[Guard::EventPutOnce], Rule::HistoryOnlyGrows)];

const ALL: &[&[Removal]] = &[DRAFTING, REVIEW, HOLDS, DELAYS, IDLE, TESTING, STEPS, JOBS, EMAILS, RESTORED];

/// Rules that break when a guard is left out.
pub fn broken_rules() -> BTreeSet<Rule> {
    ALL.iter().copied().flatten().map(|one| one.breaks).collect()
}

/// Each is missed in its scenario.
fn each_is_missed(scenario: fn() -> Scenario, removals: &[Removal]) {
    for Removal { without, breaks } in removals {
        let words: Vec<_> = without.iter().map(|guard| guard.words()).collect();
        let words = words.join("; and without: ");
        let mut model = Model::new(scenario(), Without(without));
        let name = model.scenario.name;
        let Err(found) = search(&mut model) else { panic!("{name}, without: {words}: no rule breaks") };
        let steps = found.path.len();
        println!(
            "Without: {words}\nbreaks: {}\nafter {steps} steps, {} states on:",
            found.rule, found.states
        );
        println!("  {}\n", found.path.join("\n  "));
        assert_eq!(found.rule, *breaks, "{name}, without: {words}");
        if without.len() > 1 {
            without.iter().for_each(|guard| stands_behind_another(scenario(), guard));
        }
    }
}

fn stands_behind_another(scenario: Scenario, guard: &'static Guard) {
    let found = search(&mut Model::new(scenario, Without(std::slice::from_ref(guard)))).err();
    assert!(found.is_none(), "without {guard:?} alone: {found:#?}");
}

#[test]
fn a_guard_of_drafting_is_missed() {
    each_is_missed(scenario::drafting, DRAFTING);
}

#[test]
fn every_guard_of_submission_and_review_is_missed() {
    each_is_missed(scenario::review, REVIEW);
}

/// Holds G3.
#[test]
fn every_guard_of_dates_holds_and_views_is_missed() {
    each_is_missed(scenario::holds, HOLDS);
}

#[test]
fn every_guard_of_repeated_requests_and_withdrawals_is_missed() {
    each_is_missed(scenario::delays, DELAYS);
}

/// Holds Q3.
#[test]
fn the_guard_of_idle_changes_is_missed() {
    each_is_missed(scenario::idle, IDLE);
}

/// Holds V4.
#[test]
fn every_guard_of_oat_is_missed() {
    each_is_missed(scenario::testing, TESTING);
}

/// Holds G4.
#[test]
fn every_guard_of_the_last_steps_is_missed() {
    each_is_missed(scenario::steps, STEPS);
}

/// Holds G4.
#[test]
fn the_guard_of_atomic_due_work_is_missed() {
    each_is_missed(scenario::jobs, JOBS);
}

#[test]
fn every_guard_of_the_mail_is_missed() {
    each_is_missed(scenario::notifications, EMAILS);
}

/// Holds A1.
#[test]
fn the_guard_of_a_history_is_missed_when_a_state_is_put_back() {
    each_is_missed(scenario::restored, RESTORED);
}

#[test]
fn no_guard_is_left_untried() {
    let tried: BTreeSet<_> = ALL.iter().copied().flatten().flat_map(|one| one.without).collect();
    let all: BTreeSet<_> = Guard::ALL.iter().collect();
    assert_eq!(tried, all);
}
