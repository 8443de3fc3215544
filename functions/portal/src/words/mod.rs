//! Words for people: dates and times, tasks, states, entries of histories.
//!
//! Must not: decide anything. What is said here was read from the API.

mod by;
mod change;
mod done;
mod history;
mod task;
mod time;

pub use self::by::{by, each, people};
pub use self::change::{
    endpoint_state, going_live, hold, of_new_endpoints, once_done, scale, step_colour, step_state,
};
pub use self::done::done;
pub use self::history::{entry, facts, happened, notice_facts, record_entry, record_facts, said, test_facts};
pub use self::task::{TaskLine, claim, oat_progress, tasks_of, who_acts, without_tasks};
pub use self::time::{clock, day, minutes, moment, month, second, soon};

/// A text as it stands in the middle of a sentence. Abbreviations stay as they are.
pub fn inside(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain([second]).chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}

/// Texts in one sentence: `one, two and three`.
pub fn and(texts: &[String]) -> String {
    match texts {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        texts => texts.join(""),
    }
}

/// An answer, in a list of answers.
pub const fn yes_no(is: bool) -> &'static str {
    if is { "Yes" } else { "No" }
}

/// A size, as people read it.
pub fn size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    match bytes {
        1 => "1 byte".to_owned(),
        0..1024 => format!("{bytes} bytes"),
        1024..MEGABYTE => format!("{}KB", bytes.div_ceil(1024)),
        _ => format!("{}.{}MB", bytes / MEGABYTE, bytes % MEGABYTE * 10 / MEGABYTE),
    }
}

/// A text as it begins a sentence.
pub fn first(text: &str) -> String {
    let mut characters = text.chars();
    let mut whole = String::with_capacity(text.len());
    whole.extend(characters.next().into_iter().flat_map(char::to_uppercase));
    whole.push_str(characters.as_str());
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!((size(1), size(999)), ("1 byte".to_owned(), "999 bytes".to_owned()));
        assert_eq!((size(1024), size(1025)), ("1KB".to_owned(), "2KB".to_owned()));
        assert_eq!((size(1024 * 1024), size(26_214_400)), ("1.0MB".to_owned(), "25.0MB".to_owned()));
        assert_eq!(size(1_600_000), "1.5MB");
    }

    #[test]
    fn an_abbreviation_stays_as_it_is_in_a_sentence() {
        assert_eq!(inside("Service acceptance"), "service acceptance");
        assert_eq!(inside("IT health check"), "IT health check");
        assert_eq!((inside(""), first("")), (String::new(), String::new()));
        assert_eq!(first("returned"), "Returned");
    }

    #[test]
    fn texts_stand_in_one_sentence() {
        let said = |texts: &[&str]| and(&texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>());
        assert_eq!((said(&[]), said(&["one"])), (String::new(), "one".to_owned()));
        assert_eq!(said(&["one", "two"]), "one and two");
        assert_eq!(said(&["one", "two", "three"]), "one, two and three");
    }
}
