//! `make check-calendar`: fails while there is time when the bank-holiday data is about to run out (V1).
//!
//! Responsible for: reading the clock, saying what to do. Must not: know what a working day is; that is the domain's.

#![expect(clippy::print_stdout, reason = "a program for people")]

use std::process::ExitCode;

use domain::calendar::{Calendar, london_date};
use jiff::civil::Date;

/// From how many days before its end the data counts as running out.
const WARNING_DAYS: i32 = 90;

const DATA: &str = "shared/domain/data/bank-holidays.csv";
const SOURCE: &str = "https://www.gov.uk/bank-holidays";

/// How much longer the data lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Long enough, in days.
    Lasts(i32),
    /// Until too soon, in days from now.
    RunsOut(i32),
    /// It has ended, or there is none.
    Ended,
}

/// Decides on `today` whether data that speaks of the days up to `known_until` lasts.
fn verdict(today: Date, known_until: Option<Date>) -> Verdict {
    match known_until.map(|end| (end - today).get_days()) {
        None => Verdict::Ended,
        Some(days) if days < 0 => Verdict::Ended,
        Some(days) if days <= WARNING_DAYS => Verdict::RunsOut(days),
        Some(days) => Verdict::Lasts(days),
    }
}

fn main() -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "the one check that is about the date it is run on")]
    let now = jiff::Timestamp::now();
    let problem = match verdict(london_date(now), Calendar::england_and_wales().known_until()) {
        Verdict::Lasts(days) => {
            println!("The bank-holiday data lasts {days} more days.");
            return ExitCode::SUCCESS;
        }
        Verdict::RunsOut(days) => format!("The bank-holiday data runs out in {days} days."),
        Verdict::Ended => {
            "The bank-holiday data has ended: review dates are computed without bank holidays.".to_owned()
        }
    };
    println!("{problem}");
    println!(
        "Add the next years of England and Wales from {SOURCE} to {DATA} (date, name; sorted; whole years),"
    );
    println!("then run `cargo nextest run -p domain calendar`, and deploy.");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Verdict, verdict};

    #[test]
    fn data_that_lasts_more_than_90_days_is_enough() {
        assert_eq!(verdict(date(2028, 10, 1), Some(date(2028, 12, 31))), Verdict::Lasts(91));
        assert_eq!(verdict(date(2026, 12, 31), Some(date(2028, 12, 31))), Verdict::Lasts(731));
    }

    /// Holds V1.
    #[test]
    fn the_check_fails_from_90_days_before_the_end() {
        assert_eq!(verdict(date(2028, 10, 2), Some(date(2028, 12, 31))), Verdict::RunsOut(90));
        assert_eq!(verdict(date(2028, 12, 31), Some(date(2028, 12, 31))), Verdict::RunsOut(0));
    }

    #[test]
    fn the_check_fails_after_the_end_and_without_data() {
        assert_eq!(verdict(date(2029, 1, 1), Some(date(2028, 12, 31))), Verdict::Ended);
        assert_eq!(verdict(date(2029, 1, 1), None), Verdict::Ended);
    }
}
