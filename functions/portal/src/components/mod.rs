//! What the macros of `templates/components` show: fields and choices of forms, parts of pages, and how long things took.
//!
//! Responsible for: ids and classes that belong together. Must not: know a page.

mod forms;
mod page;
mod plot;
mod waterfall;

pub use self::forms::{Choice, Choices, DateField, DatePart, Field, Heading, SelectOption};
pub use self::page::{Action, Crumb, Mistake, NavigationItem, PageLinks, Row};
pub use self::plot::{Bars, Category, Columns, Measured, Part};
pub use self::waterfall::{Timed, Waterfall};

/// The id of a part of what has this id: its hint, its error.
pub fn part_id(id: &str, part: &str) -> String {
    format!("{id}-{part}")
}

/// A class and others behind it.
fn class(first: &str, others: &str, more: Option<&str>) -> String {
    [first, others, more.unwrap_or_default()]
        .iter()
        .filter(|name| !name.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The ids of what describes what has this id: its hint, what is saved, its error.
fn described_by(id: &str, hint: bool, saved: bool, error: bool) -> Option<String> {
    let parts = [(hint, "hint"), (saved, "saved"), (error, "error")];
    let ids: Vec<_> = parts.iter().filter(|(is, _)| *is).map(|(_, part)| part_id(id, part)).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The class of the group around a field.
fn group_class(error: bool) -> &'static str {
    if error { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }
}
