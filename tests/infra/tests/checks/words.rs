//! Words that people read, and numbers of the policy that they are told.

use crate::repository::{files, read, rust_files};

/// Lines of `file` that are no comment, with their numbers.
fn code(file: &str) -> Vec<(usize, String)> {
    let lines = read(file);
    let is_comment = |line: &str| line.trim_start().starts_with("//");
    (1..).zip(lines.lines().map(str::to_owned)).filter(|(_, line)| !is_comment(line)).collect()
}

#[test]
fn email_has_one_spelling() {
    // Put together, so that this file does not find itself.
    let other = format!("e-{}", "mail");
    let ends = [".rs", ".md", ".yaml", ".html", ".txt", ".py", ".snap"];
    let folders = ["docs", "functions", "infra", "shared", "tests", "tools"];
    let all = folders.iter().flat_map(|folder| files(folder, ""));
    for file in all.filter(|file| ends.iter().any(|end| file.ends_with(end))) {
        let text = read(&file).to_lowercase();
        let in_a_name = |at: usize| text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-');
        let found = text.match_indices(&other).find(|(at, _)| !in_a_name(*at));
        assert!(found.is_none(), "{file}: write email");
    }
}

/// Where it is asked which policy is in force, and on which day; everything else goes by the policy of what it is about.
const ASKS_BY_DAY: &[&str] = &[
    // What is decided now about something that has no policy of its own yet.
    "shared/domain/src/change/command.rs",
    // A draft has none.
    "shared/domain/src/change/authorise.rs",
    // Records of organisations have none.
    "shared/domain/src/organisation/decide.rs",
    "shared/domain/src/policy/versions.rs",
    // Quotas are of the day on which something is asked for.
    "shared/app/src/command/counting.rs",
    "shared/httpapi/src/pre_flight/mod.rs",
    // Pages show its numbers before anybody has typed anything; the API judges.
    "functions/portal/src/visit.rs",
    // A draft was submitted under no policy yet.
    "shared/domain/src/task/of_change.rs",
    // Reminders go by the day on which they are made.
    "shared/app/src/work/row.rs",
    // Notifications about people and roles.
    "shared/app/src/organisation/notifications.rs",
    // Notifications from before their policy was kept.
    "shared/store/src/item/mail.rs",
];

#[test]
fn nothing_takes_the_policy_of_another_day_than_its_own() {
    let (by_place, by_day) = (format!("Policy::{}[", "ALL"), format!("Policy::{}(", "in_force"));
    let sources =
        rust_files().into_iter().filter(|file| file.contains("/src/") && !file.starts_with("tests/"));
    for file in sources {
        let source: String = code(&file).into_iter().map(|(_, line)| line + "\n").collect();
        assert!(!source.contains(&by_place), "{file} takes a policy by its place");
        assert!(
            !source.contains(&by_day) || ASKS_BY_DAY.contains(&file.as_str()),
            "{file} asks for the policy of a day; a change, a request for OAT and a notification have one of their own"
        );
    }
    for file in ASKS_BY_DAY.iter().filter(|file| !file.ends_with("versions.rs")) {
        assert!(read(file).contains(&by_day), "{file} does not ask any more");
    }
}
