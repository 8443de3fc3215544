//! Tests the check itself on the present roles. A run that used everything passes, and fails as soon as anything is
//! removed from a role or added to one.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use rights::template::Stack;
use rights::{Deployment, Findings, Kept, Need, Role, Statement, check, roles};

const TEMPLATE: &str = include_str!("../../../template.yaml");

/// The templates, the root with `from` replaced once.
fn with(from: &str, to: &str) -> Deployment {
    assert_eq!(TEMPLATE.matches(from).count(), 1, "once in the template: {from}");
    Deployment::of(Stack::parse("template.yaml", &TEMPLATE.replace(from, to)))
}

/// A run in which every part of every statement was used, except those that the template declares unused.
fn everything() -> BTreeSet<Kept> {
    let of = |role: &Role| {
        let statements = role.statements.iter().filter(|statement| !role.unused.contains_key(&statement.sid));
        let needs = statements.flat_map(used).collect::<Vec<_>>();
        let function = role.function.clone();
        needs.into_iter().map(move |need| Kept { function: function.clone(), need })
    };
    roles(&Deployment::read()).iter().flat_map(of).collect()
}

/// Everything that a statement allows.
fn used(statement: &Statement) -> Vec<Need> {
    let mut needs = Vec::new();
    for action in &statement.actions {
        for resource in &statement.resources {
            needs.push(Need::to(action, resource.replace('*', "…")));
        }
    }
    for condition in &statement.conditions {
        needs = needs
            .into_iter()
            .flat_map(|need| {
                let values = condition.values.iter().map(|value| value.replace('*', "…"));
                values.map(move |value| need.clone().with(&condition.key, [value])).collect::<Vec<_>>()
            })
            .collect();
    }
    needs
}

/// Part of a role of the template, as it is written there: from its name to the next resource.
fn role_text(name: &str) -> &'static str {
    let start = TEMPLATE.find(&format!("\n  {name}:\n")).expect("the role") + 1;
    let rest = &TEMPLATE[start..];
    let end = rest[4..].find("\n\n  ").map_or(rest.len(), |end| end + 4);
    &rest[..end]
}

/// The findings when this line of a role is removed.
fn without_line(role: &str, line: &str) -> Findings {
    let whole = role_text(role);
    let less = whole.replacen(&format!("{line}\n"), "", 1);
    assert!(whole != less, "{role} has {line}");
    check(&with(whole, &less), &everything())
}

#[test]
fn a_run_that_used_everything_has_no_findings() {
    let findings = check(&Deployment::read(), &everything());
    assert_eq!(findings, Findings::default());
}

#[test]
fn nothing_recorded_is_no_pass() {
    let findings = check(&Deployment::read(), &BTreeSet::new());
    for role in roles(&Deployment::read()) {
        assert!(findings.unused.iter().any(|unused| unused.starts_with(&role.name)), "{}", role.name);
    }
}

#[test]
fn a_partition_taken_out_of_a_role_is_missed() {
    let findings = without_line("OatProbeRole", "                      - \"URL#*\"");
    let missing: Vec<_> = findings.refused.iter().filter(|refused| refused.contains("URL#…")).collect();
    assert!(!missing.is_empty(), "{findings:?}");
    assert!(missing[0].contains("dynamodb:PutItem") && missing[0].contains("OatProbeRole"), "{missing:?}");
}

#[test]
fn every_part_of_every_role_is_missed_when_it_is_gone() {
    let run = everything();
    for role in roles(&Deployment::read()) {
        for (at, statement) in role.statements.iter().enumerate() {
            if role.unused.contains_key(&statement.sid) {
                continue;
            }
            for part in statement.parts() {
                let mut less = role.clone();
                less.statements[at] = statement.without(&part);
                let refused =
                    run.iter().any(|kept| kept.function == role.function && !less.allows(&kept.need));
                assert!(refused, "{}, {}: {part} could go and nobody would know", role.name, statement.sid);
            }
        }
    }
}

#[test]
fn a_right_that_is_added_and_not_used_is_found() {
    let role = role_text("TokenClaimsRole");
    for (from, to, named) in [
        (
            "- dynamodb:GetItem",
            "- dynamodb:GetItem\n                  - dynamodb:DeleteItem",
            "dynamodb:DeleteItem",
        ),
        ("- \"PERSON#*\"", "- \"PERSON#*\"\n                      - \"PDP\"", "dynamodb:LeadingKeys PDP"),
    ] {
        let more = role.replacen(from, to, 1);
        assert_ne!(role, more);
        let findings = check(&with(role, &more), &everything());
        assert_eq!(findings.refused, Vec::<String>::new());
        let expected = format!("TokenClaimsRole, ReadMembership: nothing asked for {named}");
        assert_eq!(findings.unused, [expected]);
    }
}

#[test]
fn an_unused_right_needs_a_reason_and_a_reason_such_a_right() {
    let role = role_text("TokenClaimsRole");
    let reason = |of: &str| {
        format!("    Type: AWS::IAM::Role\n    Metadata:\n      Unused:\n        {of}: for a disaster\n")
    };
    let with_reason = |role: &str, of| role.replacen("    Type: AWS::IAM::Role\n", &reason(of), 1);
    let more =
        role.replacen("- dynamodb:GetItem", "- dynamodb:GetItem\n                  - dynamodb:Scan", 1);
    let found = |text: &str| check(&with(role, text), &everything()).unused;
    assert_eq!(found(&with_reason(&more, "ReadMembership")), Vec::<String>::new());
    assert_eq!(found(&with_reason(role, "ReadMembership")).len(), 1, "all of it is used");
    assert_eq!(found(&with_reason(role, "Gone")).len(), 1, "there is no such statement");
}

#[test]
fn a_request_of_something_that_is_no_function_is_no_pass() {
    let mut run = everything();
    run.insert(Kept { function: "nobody".to_owned(), need: Need::to("s3:GetObject", "arn:aws:s3:::b/k") });
    assert_eq!(check(&Deployment::read(), &run).refused, ["nobody is no function of the template"]);
}
