//! `Retry-After`: seconds, and an HTTP date in any of its three forms (RFC 9110, 10.2.3).

use domain::oat::retry_after;
use proptest::prelude::*;
use rstest::rstest;

use crate::support::at;

const RECEIVED: &str = "2026-09-07T09:00:00Z";

/// Holds O6.
#[rstest]
#[case::seconds("120", "2026-09-07T09:02:00Z")]
#[case::at_once("0", RECEIVED)]
#[case::with_space_around(" 30\t", "2026-09-07T09:00:30Z")]
#[case::zeros_before("0030", "2026-09-07T09:00:30Z")]
#[case::preferred_date("Mon, 07 Sep 2026 09:05:00 GMT", "2026-09-07T09:05:00Z")]
#[case::rfc_850_date("Monday, 07-Sep-26 09:05:00 GMT", "2026-09-07T09:05:00Z")]
#[case::asctime_date("Mon Sep  7 09:05:00 2026", "2026-09-07T09:05:00Z")]
#[case::a_date_that_has_passed("Sun, 06 Nov 1994 08:49:37 GMT", RECEIVED)]
fn it_is_read_in_every_form(#[case] header: &str, #[case] expected: &str) {
    assert_eq!(retry_after(header, at(RECEIVED)), Some(at(expected)));
}

#[rstest]
#[case::nothing("")]
#[case::words("soon")]
#[case::negative("-30")]
#[case::signed("+30")]
#[case::a_fraction("1.5")]
#[case::hexadecimal("0x10")]
#[case::other_digits("३०")]
#[case::no_such_day("Mon, 31 Sep 2026 09:05:00 GMT")]
#[case::half_a_date("Mon, 07 Sep")]
fn what_cannot_be_read_says_nothing(#[case] header: &str) {
    assert_eq!(retry_after(header, at(RECEIVED)), None);
}

#[test]
fn more_seconds_than_there_are_mean_the_end_of_time() {
    assert_eq!(retry_after("99999999999999999999999999", at(RECEIVED)), Some(jiff::Timestamp::MAX));
    assert_eq!(retry_after(&i64::MAX.to_string(), at(RECEIVED)), Some(jiff::Timestamp::MAX));
}

proptest! {
    #[test]
    fn whatever_a_header_says_it_is_never_before_it_was_received(header in ".{0,40}") {
        if let Some(when) = retry_after(&header, at(RECEIVED)) {
            prop_assert!(when >= at(RECEIVED));
        }
    }

    #[test]
    fn seconds_are_added_whatever_their_number(seconds in 0_i64..1_000_000_000) {
        let expected = at(RECEIVED) + jiff::SignedDuration::from_secs(seconds);
        prop_assert_eq!(retry_after(&seconds.to_string(), at(RECEIVED)), Some(expected));
    }
}
