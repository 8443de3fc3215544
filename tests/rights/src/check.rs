//! Compares the needed rights with the allowed ones.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::Kept;
use crate::policy::Need;
use crate::reserved::reserved;
use crate::resolve::Deployment;
use crate::roles::{Role, roles};

/// The findings, in sentences.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Requests that functions made and may not make.
    pub refused: Vec<String>,
    /// Rights that no request needed.
    pub unused: Vec<String>,
}

/// Compares the needs of a run with the roles of the templates, in both directions.
///
/// A part of a statement is used when something would be refused without it. So a run fails when anything is removed
/// from a role or added to it.
pub fn check(deployment: &Deployment, kept: &BTreeSet<Kept>) -> Findings {
    let mut needed: BTreeMap<&str, BTreeSet<&Need>> = BTreeMap::new();
    let reserved = reserved(deployment);
    for Kept { function, need } in kept {
        needed.entry(function).or_default().insert(need);
    }
    for (function, need) in &reserved {
        needed.entry(function).or_default().insert(need);
    }
    let mut findings = Findings::default();
    for role in roles(deployment) {
        let needs = needed.remove(role.function.as_str()).unwrap_or_default();
        let lacking = needs.iter().filter(|need| !role.allows(need));
        findings.refused.extend(lacking.map(|need| role.lacks(need)));
        findings.unused.extend(unused(&role, &needs));
    }
    findings
        .refused
        .extend(needed.keys().map(|function| format!("{function} is no function of the template")));
    findings
}

fn unused(role: &Role, needs: &BTreeSet<&Need>) -> Vec<String> {
    let mut unused = Vec::new();
    for (at, statement) in role.statements.iter().enumerate() {
        let others: Vec<_> = role.statements.iter().enumerate().filter(|(other, _)| *other != at).collect();
        // The needs that only this statement allows.
        let own: Vec<_> = needs
            .iter()
            .filter(|need| statement.allows(need) && !others.iter().any(|(_, other)| other.allows(need)))
            .collect();
        let parts = statement.parts().into_iter();
        let idle: Vec<_> = parts
            .filter(|part| {
                let less = statement.without(part);
                own.iter().all(|need| less.allows(need))
            })
            .map(|part| part.to_string())
            .collect();
        let place = format!("{}, {}", role.name, statement.sid);
        match (role.unused.get(&statement.sid), idle.is_empty()) {
            (Some(_), true) => {
                unused.push(format!("{place}: all of it is used, so no reason is needed (Metadata)"))
            }
            (Some(why), false) if why.is_empty() => {
                unused.push(format!("{place}: the reason is empty (Metadata)"))
            }
            (None, false) => unused.push(format!("{place}: nothing asked for {}", idle.join(", "))),
            (Some(_), false) | (None, true) => {}
        }
    }
    let names: BTreeSet<_> = role.statements.iter().map(|statement| &statement.sid).collect();
    let gone = role.unused.keys().filter(|sid| !names.contains(sid));
    unused
        .extend(gone.map(|sid| format!("{}: a reason for {sid}, which is not there (Metadata)", role.name)));
    unused
}
