//! `docs/rules.md` and the tests it names: every rule has its section, every named test is there.
//!
//! Must not: judge what a test proves; that is the reader's.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Every rule of the requirements: letter and numbers.
const RULES: [(char, RangeInclusive<u8>); 9] = [
    ('P', 1..=3),
    ('C', 1..=9),
    ('V', 1..=4),
    ('S', 1..=6),
    ('G', 1..=6),
    ('E', 1..=4),
    ('O', 1..=11),
    ('D', 1..=2),
    ('A', 1..=2),
];

/// Begins what says which parts of a rule nothing holds yet.
const TO_COME: &str = "To come:";

struct Section {
    rule: String,
    text: String,
}

impl Section {
    /// The tests named in it, as path and name.
    fn tests(&self) -> Vec<(&str, &str)> {
        let quoted = self.text.split('`').skip(1).step_by(2);
        quoted
            .filter_map(|quoted| quoted.split_once("::"))
            .filter(|(path, _)| path.ends_with(".rs"))
            .collect()
    }
}

fn read(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(ROOT).join(path)).ok()
}

fn sections() -> Vec<Section> {
    let page = read("docs/rules.md").expect("the page of the rules");
    let mut sections: Vec<Section> = Vec::new();
    for line in page.lines() {
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

#[test]
fn every_rule_has_its_section_in_the_order_of_the_requirements() {
    let expected: Vec<_> = RULES
        .into_iter()
        .flat_map(|(letter, numbers)| numbers.map(move |n| format!("{letter}{n}")))
        .collect();
    let found: Vec<_> = sections().into_iter().map(|section| section.rule).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_rule_is_said_and_names_its_tests_or_what_is_to_come() {
    for section in sections() {
        let said = section.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        assert!(said.len() > 40 && !said.starts_with(TO_COME), "{}: what does it say?", section.rule);
        let held = !section.tests().is_empty() || section.text.contains(TO_COME);
        assert!(held, "{}: no test is named, and nothing is to come", section.rule);
    }
}

#[test]
fn every_named_test_is_in_the_file_it_is_named_in() {
    let mut missing = Vec::new();
    for section in sections() {
        for (path, name) in section.tests() {
            let source = read(path).unwrap_or_default();
            let is_there = ["(", "<"].iter().any(|next| source.contains(&format!("fn {name}{next}")));
            if !is_there {
                missing.push(format!("{}: {path}::{name}", section.rule));
            }
        }
    }
    assert!(missing.is_empty(), "not found: {missing:#?}");
}
