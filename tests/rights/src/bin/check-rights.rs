//! Compares the functions' requests in the last test run with their rights. It fails on a request without a right, and
//! on a right that no request used. It reads the tests' records (`.local/rights`) and the running stack's notes
//! (`.local/requests.jsonl`).

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use std::path::Path;
use std::process::ExitCode;

use rights::{Deployment, ROOT, Role, check, read_folder, read_log, roles};

fn main() -> ExitCode {
    let local = Path::new(ROOT).join(".local");
    let deployment = Deployment::read();
    let roles = roles(&deployment);
    // The emulator names a role after its stack and its place in the template.
    let is_of = |role: &Role, by: &str| by.split('-').any(|part| part == role.name);
    let whose = |by: &str| roles.iter().find(|role| is_of(role, by)).map(|role| role.function.clone());
    let of_tests = read_folder(&local.join("rights"));
    let of_stack = read_log(&local.join("requests.jsonl"), &deployment.places(), whose);
    println!("Rights: {} needed in tests, {} on the stack.", of_tests.len(), of_stack.len());
    let kept = of_tests.union(&of_stack).cloned().collect();
    let findings = check(&deployment, &kept);
    for refused in &findings.refused {
        eprintln!("REFUSED: {refused}");
    }
    for unused in &findings.unused {
        eprintln!("UNUSED: {unused}");
    }
    if of_stack.is_empty() {
        eprintln!(
            "Nothing was noted on the local stack, where functions ask for something every minute: make up."
        );
        return ExitCode::FAILURE;
    }
    if findings.refused.is_empty() && findings.unused.is_empty() {
        println!("Every request had its right, and every right was used.");
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "A request without a right needs one in template.yaml, the verb and the partition, nothing wider. A right without a \
         request goes, or has a test, or a reason in the role's Metadata (Unused). What is used is known after all tests: \
         make test."
    );
    ExitCode::FAILURE
}
