//! Which months, as people type them and as addresses have them. A month is its first day.

use api_client::WhichMonths;
use jiff::Span;
use jiff::civil::Date;

use crate::web::address::with_query;
use crate::web::day;
use crate::web::form::Form;
use crate::words;

/// As many months are shown when nobody chose any.
const SHOWN: i32 = 12;

/// Months from the first one to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Months {
    pub first: Date,
    pub last: Date,
}

impl Months {
    /// This month and those before it, so many in all.
    pub fn latest(today: Date, count: i32) -> Self {
        let last = today.first_of_month();
        Self { first: last.saturating_sub(Span::new().months(count - 1)), last }
    }

    /// The months of a query; the last twelve, where it has none. A first month alone is that month.
    ///
    /// # Errors
    /// What is wrong with it: fields, and what to do.
    pub fn read(query: &Form, today: Date) -> Result<Self, Vec<(&'static str, String)>> {
        let typed = ["from", "to"].map(|name| query.text(name));
        let (first, last) = match typed {
            [None, None] => return Ok(Self::latest(today, SHOWN)),
            [None, Some(_)] => return Err(vec![("from", "Enter the first month".to_owned())]),
            [Some(first), None] => (day::month(&first), None),
            [Some(first), Some(last)] => (day::month(&first), Some(day::month(&last))),
        };
        let wrong = |is: bool, name, what| {
            is.then(|| (name, format!("{what} month must be a month and a year, like 11 2026")))
        };
        let mistakes =
            [wrong(first.is_none(), "from", "The first"), wrong(last == Some(None), "to", "The last")];
        match (first, last) {
            (Some(first), None) => Ok(Self { first, last: first }),
            (Some(first), Some(Some(last))) => Ok(Self { first, last }),
            _ => Err(mistakes.into_iter().flatten().collect()),
        }
    }

    /// The same for the API.
    pub fn which(self) -> WhichMonths {
        WhichMonths { from: code(self.first), to: Some(code(self.last)) }
    }

    /// A page about these months.
    pub fn address(self, path: &str) -> String {
        let (from, to) = (code(self.first), code(self.last));
        with_query(
            path,
            &[
                ("from", Some(&from)),
                ("to", Some(&to).filter(|_| self.first != self.last).map(String::as_str)),
            ],
        )
    }

    /// `December 2025 to November 2026`.
    pub fn words(self) -> String {
        let (first, last) = (words::month(self.first), words::month(self.last));
        if first == last { first } else { format!("{first} to {last}") }
    }

    /// What has to be known of them today: which one is still running, and which are to come.
    pub fn note(self, today: Date) -> Option<String> {
        let this = today.first_of_month();
        if self.first > this {
            let (verb, they) = if self.first == self.last { ("is", "it") } else { ("are", "them") };
            Some(format!("{} {verb} still to come. Nothing is counted in {they} yet.", self.words()))
        } else if self.last == this {
            Some(format!("{} is not over yet, so its figures are incomplete.", words::month(this)))
        } else if self.last > this {
            let this = words::month(this);
            Some(format!(
                "{this} is not over yet, so its figures are incomplete. Later months are still to come."
            ))
        } else {
            None
        }
    }
}

/// `2026-11`.
pub fn code(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Months, Vec<(&'static str, String)>> {
        Months::read(&Form::read(query.as_bytes()).unwrap(), "2026-11-30".parse().unwrap())
    }

    /// Holds Q9.
    #[test]
    fn months_are_read_as_people_type_them() {
        let words = |query: &str| read(query).unwrap().words();
        assert_eq!(words(""), "December 2025 to November 2026");
        assert_eq!(words("from=&to="), "December 2025 to November 2026");
        assert_eq!(words("from=2026-03"), "March 2026");
        assert_eq!(words("from=march+2026&to="), "March 2026");
        assert_eq!(words("from=3+2026&to=11%2F2026"), "March 2026 to November 2026");
        let months = read("from=3+2026&to=11%2F2026").unwrap();
        assert_eq!(months.address("/portal/figures"), "/portal/figures?from=2026-03&to=2026-11");
        assert_eq!(read("from=2026-03").unwrap().address("/x"), "/x?from=2026-03");
        assert_eq!(
            months.which(),
            WhichMonths { from: "2026-03".to_owned(), to: Some("2026-11".to_owned()) }
        );
    }

    /// Holds Q9.
    #[test]
    fn what_is_no_month_is_a_mistake_of_its_field() {
        let fields =
            |query: &str| read(query).unwrap_err().iter().map(|(field, _)| *field).collect::<Vec<_>>();
        assert_eq!(fields("to=2026-03"), ["from"]);
        assert_eq!(fields("from=soon&to=2026-03"), ["from"]);
        assert_eq!(fields("from=2026-03&to=13+2026"), ["to"]);
        assert_eq!(fields("from=a&to=b"), ["from", "to"]);
    }

    /// Holds Q9.
    #[test]
    fn a_month_that_has_not_ended_is_said_to_run() {
        let note = |query: &str| read(query).unwrap().note("2026-11-30".parse().unwrap());
        assert_eq!(note("from=2026-10"), None);
        assert_eq!(
            note("from=2026-11").unwrap(),
            "November 2026 is not over yet, so its figures are incomplete."
        );
        assert!(note("from=2026-10&to=2027-01").unwrap().ends_with("Later months are still to come."));
        assert_eq!(
            note("from=2026-12").unwrap(),
            "December 2026 is still to come. Nothing is counted in it yet."
        );
        assert_eq!(
            note("from=2026-12&to=2027-02").unwrap(),
            "December 2026 to February 2027 are still to come. Nothing is counted in them yet."
        );
    }
}
