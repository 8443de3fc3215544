//! The rules of `docs/rules.md` and the tests that hold them: every rule has its section, every section its tests.
//!
//! A line such as `/// Holds C3, C8.` above a test says which rules it holds; `docs/rules-tests.md` is made of these lines.
//!
//! Must not: judge what a test proves; that is the reader's.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::RangeInclusive;

use repository::{is_fresh, read, rust_files};

#[expect(dead_code, reason = "the other checks use the rest of it")]
#[path = "checks/repository.rs"]
mod repository;

/// Every rule of the requirements: letter and numbers.
const RULES: [(char, RangeInclusive<u8>); 11] = [
    ('P', 1..=3),
    ('C', 1..=9),
    ('V', 1..=4),
    ('S', 1..=6),
    ('G', 1..=6),
    ('E', 1..=4),
    ('O', 1..=11),
    ('D', 1..=2),
    ('A', 1..=2),
    ('Q', 1..=10),
    ('W', 1..=10),
];

/// The rules in our words.
const PAGE: &str = "docs/rules.md";

/// The tests of each rule.
const TESTS: &str = "docs/rules-tests.md";

const INTRODUCTION: &str = "\
# The tests of each rule

Generated from the tests: `UPDATE_DOCS=1 cargo nextest run -p infra the_page_of_the_tests_of_each_rule_is_fresh`.

[rules.md](rules.md) says what each rule promises. A test is listed here because the line above it, such as
`/// Holds C3, C8.`, names the rules that are broken when it fails.
";

/// Begins what says which parts of a rule nothing holds yet.
const TO_COME: &str = "To come:";

/// Begins the line above a test that says which rules it holds.
const HOLDS: &str = "/// Holds ";

/// Lists the functions of the contract suite, which have no attribute of a test.
const CONTRACT: &str = "tests/contract/tests/contract/main.rs";

struct Section {
    rule: String,
    text: String,
}

/// A line about rules, and the function below it.
struct Holding {
    file: String,
    name: String,
    line: String,
    is_test: bool,
}

impl Holding {
    /// The rules that the line names.
    fn rules(&self) -> Vec<&str> {
        self.line.trim_end_matches('.').split(", ").collect()
    }
}

/// Every rule in the order of the requirements.
fn rules() -> Vec<String> {
    let of = |(letter, numbers): (char, RangeInclusive<u8>)| numbers.map(move |n| format!("{letter}{n}"));
    RULES.into_iter().flat_map(of).collect()
}

fn sections() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in read(PAGE).lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            let rule = heading.split_whitespace().next().unwrap_or_default().to_owned();
            sections.push(Section { rule, text: String::new() });
        } else if line.starts_with('#') {
            continue;
        } else if let Some(section) = sections.last_mut() {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    sections
}

/// Whether a doc comment that begins with [`HOLDS`] goes on with a rule, and not with what a function holds.
fn names_a_rule(rest: &str) -> bool {
    let mut start = rest.chars();
    start.next().is_some_and(|c| c.is_ascii_uppercase()) && start.next().is_some_and(|c| c.is_ascii_digit())
}

/// The name of the function that `line` declares.
fn function(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
    name.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

/// Every line about rules, in the order of the files and of what stands in them.
fn holdings() -> Vec<Holding> {
    let contract = read(CONTRACT);
    let attributes = ["#[test]", "#[tokio::test", "#[rstest]"];
    let mut found = Vec::new();
    for file in rust_files() {
        let source = read(&file);
        let mut lines = source.lines().map(str::trim_start);
        while let Some(line) = lines.next() {
            let Some(line) = line.strip_prefix(HOLDS).filter(|rest| names_a_rule(rest)) else { continue };
            let mut is_test = false;
            let name = lines.by_ref().find_map(|below| {
                is_test |= attributes.iter().any(|attribute| below.starts_with(attribute));
                function(below)
            });
            let name = name.unwrap_or_else(|| panic!("{file}: nothing stands below `{HOLDS}{line}`"));
            is_test |= contract.lines().any(|listed| listed.trim() == name);
            found.push(Holding { file: file.clone(), name: name.to_owned(), line: line.to_owned(), is_test });
        }
    }
    found
}

/// The page that lists the tests of each rule.
fn page() -> String {
    let holdings = holdings();
    let mut page = INTRODUCTION.to_owned();
    let mut add = |line: String| writeln!(page, "{line}").expect("a text grows");
    for rule in rules() {
        let mut tests: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for held in holdings.iter().filter(|held| held.rules().contains(&rule.as_str())) {
            tests.entry(&held.file).or_default().push(&held.name);
        }
        add(format!("\n## [{rule}](rules.md#{})\n", rule.to_lowercase()));
        for (file, names) in tests {
            add(format!("- [{file}](../{file})"));
            for name in names {
                add(format!("  - `{name}`"));
            }
        }
    }
    page
}

#[test]
fn every_rule_has_its_section_in_the_order_of_the_requirements() {
    let found: Vec<_> = sections().into_iter().map(|section| section.rule).collect();
    assert_eq!(found, rules());
}

#[test]
fn every_rule_is_said_and_has_a_test_or_what_is_to_come() {
    let holdings = holdings();
    for section in sections() {
        let said = section.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        assert!(said.len() > 40 && !said.starts_with(TO_COME), "{}: what does it say?", section.rule);
        let held = holdings.iter().any(|held| held.rules().contains(&section.rule.as_str()));
        assert!(held || section.text.contains(TO_COME), "{}: no test, and nothing is to come", section.rule);
    }
}

#[test]
fn every_line_about_rules_names_them_in_order_above_a_test() {
    let rules = rules();
    for held in holdings() {
        let Holding { file, name, line, is_test } = &held;
        assert!(is_test, "{file}: {name} is no test");
        let places: Option<Vec<_>> =
            held.rules().into_iter().map(|rule| rules.iter().position(|known| known == rule)).collect();
        let in_order = places.is_some_and(|places| places.is_sorted_by(|one, next| one < next));
        assert!(in_order && line.ends_with('.'), "{file}: {name} `{HOLDS}{line}`: write `{HOLDS}C3, C8.`");
    }
}

#[test]
fn the_page_of_the_tests_of_each_rule_is_fresh() {
    assert!(is_fresh(TESTS, &page()), "{TESTS} is stale: its first lines say how to make it again");
}
