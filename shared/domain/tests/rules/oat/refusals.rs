//! What people are told when something is refused: sentences to act on, with codes that tell them apart.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, Role};
use domain::oat::{CommandKind, Outcome, Refusal, Standing, Status};
use domain::policy::Step;

/// One of each.
const STANDINGS: [Standing; 9] = [
    Standing::Open,
    Standing::OpenLive { since: jiff::Timestamp::UNIX_EPOCH },
    Standing::Done,
    Standing::Settled,
    Standing::Ended,
    Standing::NotConfirmed,
    Standing::Blocked { by: Vec::new() },
    Standing::NotNeeded,
    Standing::NoScheme,
];

fn refusals() -> Vec<Refusal> {
    let mut refusals = vec![
        Refusal::NotFound,
        Refusal::RoleRequired { role: Role::Organisation(OrganisationRole::ServiceManager) },
        Refusal::SystemOnly,
        Refusal::WrongStatus { command: CommandKind::AskForRetest, status: Status::Passed },
        Refusal::Invalid(vec![]),
        Refusal::NothingToTest,
        Refusal::RunUnderWay,
        Refusal::TooManyRuns { max: 30 },
        Refusal::OutcomeUnchanged { outcome: Outcome::Passed },
        Refusal::OverridePending,
        Refusal::NoOverride,
        Refusal::SamePerson,
        Refusal::DateChangePending,
        Refusal::NoDateChange,
        Refusal::DatePassed,
        Refusal::TooManyDateChanges { max: 10 },
        Refusal::DateNeeded,
        Refusal::NoDateNeeded,
        Refusal::DateOfChange,
        Refusal::SupportOfChange,
        Refusal::AttemptNotFound,
        Refusal::RunNotFound,
        Refusal::TooManyFindings { max: 20 },
        Refusal::TooManySupportRequests { max: 10 },
        Refusal::SupportRequestNotFound,
        Refusal::SupportRequestAnswered,
    ];
    refusals.extend(STANDINGS.map(|standing| Refusal::NotNow { standing }));
    refusals
}

#[test]
fn each_has_a_code_and_words_of_its_own() {
    let refusals = refusals();
    let codes: BTreeSet<_> = refusals.iter().map(Refusal::code).collect();
    assert_eq!(codes.len(), refusals.len());
    assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
    let words: BTreeSet<_> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(words.len(), refusals.len());
}

#[test]
fn each_is_a_sentence_that_begins_with_a_capital_and_has_no_machine_words() {
    for refusal in refusals() {
        let words = refusal.to_string();
        assert!(words.starts_with(char::is_uppercase), "{words}");
        assert!(!words.contains('_') && !words.contains('{') && !words.contains('\''), "{words}");
    }
}

#[test]
fn what_comes_first_is_named() {
    let by = vec![Step::ServiceAcceptance, Step::LiveCryptographicMaterial];
    let words = Refusal::NotNow { standing: Standing::Blocked { by } }.to_string();
    assert!(words.ends_with("First complete: Service acceptance, Live cryptographic material"), "{words}");
}

#[test]
fn every_status_and_command_has_a_way_out() {
    for status in Status::ALL {
        for command in CommandKind::ALL {
            let words = Refusal::WrongStatus { command: *command, status: *status }.to_string();
            assert!(words.split_once(". ").is_some_and(|(_, way_out)| way_out.len() > 20), "{words}");
        }
    }
}
