//! PDP's reviews: in time and late, and how long they took.

use api::{FigureSetBody, FiguresBody};

use super::figures::Content;
use super::section::{ByMonth, Number, days, share};

/// What the page shows.
pub fn content(figures: &FiguresBody) -> Content {
    let all = &figures.together.reviews;
    let decided = all.in_time + all.late;
    let in_time = share(all.in_time, decided).map(|share| Number {
        number: share,
        what: match decided {
            1 => "of 1 review within its target".to_owned(),
            _ => format!("of {decided} reviews within their target"),
        },
    });
    let median = all.median_working_days.map(|_| Number {
        number: days(all.median_working_days),
        what: "working days with PDP in the median review".to_owned(),
    });
    let by_month = ByMonth {
        figures,
        heading: "Reviews decided each month",
        counts: "A review counts in the month in which PDP decides it, not in the one in which the change was submitted. Its working days are those with PDP: days on which it waited for the organisation do not count. A decision that is made again counts again.",
        nothing: "No review was decided.",
        parts: &["In time", "Late"],
        count: |set: &FigureSetBody| vec![set.reviews.in_time, set.reviews.late],
        besides: Some(("Median working days", |set| days(set.reviews.median_working_days))),
    };
    Content { numbers: in_time.into_iter().chain(median).collect(), sections: vec![by_month.section()] }
}
