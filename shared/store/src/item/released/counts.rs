//! Figures and quotas.

use app::{FigureEntry, FigureOf, MonthFigures};
use domain::figures::{Counts, Month};
use domain::quota::{Count, ExportsUnderWay, Kind, Whose};
use jiff::SignedDuration;

use super::Specimen;
use crate::item::receipt::EXPIRES_AT;
use crate::item::tests::{id, now};
use crate::item::{FORMAT, FORMAT_ATTRIBUTE, Item, figures, quota};
use crate::table::keys::{Key, number, truth};

/// One of each that is counted.
const EVERYTHING: [&str; 14] = [
    "submitted/minor",
    "confirmed/moderate",
    "rejected/minimal",
    "withdrawn/minor",
    "completed/significant",
    "reclassified/minor/moderate",
    "review_in_time/3",
    "review_late/12",
    "step/prerequisites/organisation/3",
    "oat_passed_first",
    "oat_passed_later",
    "oat_overridden/passed",
    "run_failed/name_not_found",
    "went_live/find",
];

/// Whose quota every specimen is.
pub(super) fn whose() -> Whose {
    Whose::Organisation(id(1))
}

/// The month of every specimen.
pub(super) fn month() -> Month {
    Month::of(now())
}

/// The window of every specimen.
pub(super) fn a_count() -> Count {
    Count { kind: Kind::Commands, whose: whose(), from: now(), most: 600 }
}

pub(super) fn of_figures() -> Vec<Specimen> {
    let counts = || -> Counts {
        EVERYTHING.into_iter().zip(1..).map(|(counted, times)| (counted.parse().unwrap(), times)).collect()
    };
    let entry = |of| FigureEntry { of, version: 3, at: now(), counts: counts() };
    let of_change = figures::write_entry(&entry(FigureOf::Change(id(1)))).unwrap();
    let of_oat = figures::write_entry(&entry(FigureOf::Oat(id(1)))).unwrap();
    let summed = MonthFigures { counts: counts(), version: 9, ..MonthFigures::none(month()) };
    vec![
        Specimen::new("figure-entry", "change", of_change),
        Specimen::new("figure-entry", "oat", of_oat),
        Specimen::new("figures", "month", figures::write_month(&summed).unwrap()),
    ]
}

pub(super) fn of_quotas() -> Vec<Specimen> {
    let asked = [(id(6), now()), (id(7), now().saturating_add(SignedDuration::from_mins(1)).unwrap())];
    let under_way = ExportsUnderWay { version: 4, asked: asked.into() };
    // Counts are changed in place, so that nothing here writes a whole one.
    let mut spent: Item = Key::count(&a_count()).into_attributes();
    spent.insert(FORMAT_ATTRIBUTE.to_owned(), number(FORMAT));
    spent.insert(EXPIRES_AT.to_owned(), number(now().as_second()));
    spent.insert("count".to_owned(), number(600));
    let told = Item::from([("told".to_owned(), truth())]).into_iter().chain(spent.clone()).collect();
    vec![
        Specimen::new("quota", "spent", spent),
        Specimen::new("quota", "told", told),
        Specimen::new("exports-under-way", "two", quota::write_under_way(whose(), &under_way).unwrap()),
    ]
}
