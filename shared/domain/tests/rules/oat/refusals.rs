//! What people are told when something is refused: sentences to act on, with codes that tell them apart.

use domain::refusal::Thing;
use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, Role};
use domain::oat::{CommandKind, Outcome, Reason, Refusal, Status, SubjectStatus};
use domain::policy::Step;

/// One of each.
const STATUSES: [SubjectStatus; 9] = [
    SubjectStatus::Open,
    SubjectStatus::OpenLive { since: jiff::Timestamp::UNIX_EPOCH },
    SubjectStatus::Done,
    SubjectStatus::Settled,
    SubjectStatus::Ended,
    SubjectStatus::NotConfirmed,
    SubjectStatus::Blocked { by: Vec::new() },
    SubjectStatus::NotNeeded,
    SubjectStatus::NoScheme,
];

fn refusals() -> Vec<Refusal> {
    let reasons = vec![
        Reason::WrongStatus { command: CommandKind::AskForRetest, status: Status::Passed },
        Reason::NothingToTest,
        Reason::RunUnderWay,
        Reason::TooManyRuns { max: 30 },
        Reason::OutcomeUnchanged { outcome: Outcome::Passed },
        Reason::OverridePending,
        Reason::NoOverride,
        Reason::SamePerson,
        Reason::DateChangePending,
        Reason::NoDateChange,
        Reason::DatePassed,
        Reason::TooManyDateChanges { max: 10 },
        Reason::DateNeeded,
        Reason::NoDateNeeded,
        Reason::DateOfChange,
        Reason::SupportOfChange,
        Reason::HoldOfChange,
        Reason::NoHold,
        Reason::DelayTooLate { status: Status::Live },
        Reason::AttemptNotFound,
        Reason::RunNotFound,
        Reason::TooManyFindings { max: 20 },
        Reason::TooManySupportRequests { max: 10 },
        Reason::SupportRequestNotFound,
        Reason::SupportRequestAnswered,
    ];
    let not_now = STATUSES.map(|status| Reason::NotNow { status });
    let common = vec![
        Refusal::NotFound(Thing::Oat),
        Refusal::role(Role::Organisation(OrganisationRole::ServiceManager)),
        Refusal::SystemOnly,
        Refusal::Invalid(vec![]),
    ];
    common.into_iter().chain(reasons.into_iter().chain(not_now).map(Refusal::from)).collect()
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
fn each_is_a_sentence_with_a_capital_and_no_machine_words() {
    for refusal in refusals() {
        let words = refusal.to_string();
        assert!(words.starts_with(char::is_uppercase), "{words}");
        assert!(!words.contains('_') && !words.contains('{') && !words.contains('\''), "{words}");
    }
}

#[test]
fn what_comes_first_is_named() {
    let by = vec![Step::ServiceAcceptance, Step::LiveCryptographicMaterial];
    let words = Reason::NotNow { status: SubjectStatus::Blocked { by } }.to_string();
    assert!(words.ends_with("First complete: Service acceptance, Live cryptographic material"), "{words}");
}

#[test]
fn every_status_and_command_has_a_way_out() {
    for status in Status::ALL {
        for command in CommandKind::ALL {
            let words = Reason::WrongStatus { command: *command, status: *status }.to_string();
            assert!(words.split_once(". ").is_some_and(|(_, way_out)| way_out.len() > 20), "{words}");
        }
    }
}
