//! A notification has the numbers of the policy that holds for what it is about, not of the one in force when it is written.

use app::mail::Mail;
use domain::policy::Policy;
use domain::policy::other::OTHER;
use fakes::notifications::all;

use crate::render;

/// The form of a policy's number in a notification: the word before it, if that distinguishes it, and the words after it.
const SHOWN: &[(&str, &str)] = &[("", "calendar days"), ("", "working days"), ("up to", "times")];

/// Every number of the policy in `text`, with what it counts.
fn numbers(text: &str) -> Vec<(u32, &'static str)> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('’', "");
    let mut found = Vec::new();
    for (before, after) in SHOWN {
        for (place, _) in text.match_indices(&format!(" {after}")) {
            let (rest, number) = text[..place].rsplit_once(' ').unwrap_or_default();
            if let Ok(number) = number.parse()
                && rest.ends_with(before)
            {
                found.push((number, *after));
            }
        }
    }
    found
}

fn under(mail: &Mail, policy: &Policy) -> (Vec<(u32, &'static str)>, String) {
    let rendered = render(&Mail { policy: policy.version, ..mail.clone() }).unwrap();
    (numbers(&rendered.text), rendered.text)
}

/// Holds S5.
#[test]
fn every_email_shows_the_numbers_of_the_policy_of_its_change() {
    let first = Policy::version(1);
    let of = |policy: &Policy| {
        let limits = &policy.limits;
        [
            (limits.connection_date_days, "calendar days"),
            (limits.downtime_notice_working_days, "working days"),
            (limits.oat.attempts, "times"),
            (limits.chase.working_days, "working days"),
            (limits.chase.connection_date_working_days, "working days"),
            (limits.chase.idle_working_days, "working days"),
        ]
    };
    let mut met = std::collections::BTreeSet::new();
    for (name, mail) in all() {
        let ((one, _), (other, text)) = (under(&mail, first), under(&mail, &OTHER));
        assert_eq!(one.len(), other.len(), "{name}");
        for number in &one {
            assert!(of(first).contains(number), "{name} shows {number:?}, which is no number of the policy");
            met.insert(number.1);
        }
        for number in &other {
            assert!(of(&OTHER).contains(number), "{name} shows {number:?} of another policy:\n{text}");
        }
    }
    assert_eq!(met.len(), SHOWN.len(), "only {met:?} were met");
}

#[test]
fn no_date_is_written_as_computers_write_it() {
    let is_iso = |word: &str| {
        let digits =
            |from, to| word.get(from..to).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
        word.len() >= 10 && digits(0, 4) && digits(5, 7) && digits(8, 10) && word.as_bytes()[4] == b'-'
    };
    for (name, mail) in all() {
        let rendered = render(&mail).unwrap();
        for word in rendered.subject.split_whitespace().chain(rendered.text.split_whitespace()) {
            assert!(!is_iso(word.trim_matches(|c: char| !c.is_ascii_digit())), "{name}: {word}");
        }
    }
}
