//! With a way out closed, the search finds a dead end and tells the way there. Each names a world that needs it, and a part of the last
//! move before the dead end that is found first; none when the world begins in one.

use crate::guards::Guard;
use crate::moves::Moves;
use crate::search::search;
use crate::worlds::{self, World};

fn is_missed(guard: Guard, world: World, last: Option<&str>) {
    let found = search(&Moves::new(world, Some(guard)));
    let story = found.dead.first().unwrap_or_else(|| panic!("nothing is found without: {guard}"));
    println!("without “{guard}”:\n  {}", story.join("\n  "));
    match last {
        Some(last) => {
            let told = story.iter().rev().nth(1);
            assert!(told.is_some_and(|told| told.contains(last)), "{guard}: {story:?}");
        }
        None => assert_eq!(story.len(), 1, "{guard}: {story:?}"),
    }
}

macro_rules! ways {
    ($($name:ident: $guard:ident, $world:ident, $last:expr;)+) => {
        $(#[test]
        fn $name() {
            is_missed(Guard::$guard, worlds::$world(), $last);
        })+

        const TRIED: &[Guard] = &[$(Guard::$guard),+];
    };
}

ways! {
    live_endpoints_that_cannot_be_tested_are_a_dead_end: LiveIsTested, reclassified, Some("decides on");
    a_url_that_is_accepted_and_never_tested_is_a_dead_end: AcceptedIsTestable, dates, None;
    a_file_that_is_checked_for_ever_is_a_dead_end: InspectionsEnd, steps, None;
    a_step_that_nobody_may_do_is_a_dead_end: StepsHaveSomebody, dates, None;
    a_returned_step_that_stays_is_a_dead_end: ReturnedIsSubmittedAgain, steps, Some("returns");
    a_failure_that_stays_is_a_dead_end: FailedIsTestedAgain, dates, Some("the test fails");
    a_closed_request_that_stays_is_a_dead_end: ClosedIsRequestedAnew, reclassified, Some("testing (OAT)");
    a_date_that_passed_and_stays_is_a_dead_end: DatesAreGivenAnew, dates, Some("the test passes");
    a_hold_that_stays_is_a_dead_end: HoldsAreReleased, holds, Some("holds it");
    a_delay_that_nobody_answers_is_a_dead_end: DelaysAreAnswered, holds, Some("asks for a delay");
    another_date_that_nobody_decides_on_is_a_dead_end: DatesAreDecided, connection, Some("asks for another date");
    what_stays_undecided_is_a_dead_end: UndecidedIsSettled, connection, Some("the test fails");
    a_question_that_nobody_answers_is_a_dead_end: QuestionsAreAnswered, review, Some("asks for information");
    a_pack_that_is_never_published_is_a_dead_end: PacksArePublished, steps, None;
}

/// Holds V4.
#[test]
fn no_way_out_is_left_untried() {
    for guard in Guard::ALL {
        assert!(TRIED.contains(&guard), "{guard}");
    }
}
