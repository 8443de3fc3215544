//! Every status with every command: what comes of it is written down here, independently of the code, for each subject.

use domain::oat::{CommandKind, Reason, Status};
use domain::refusal::Refusal;

use super::positions::{OF_CHANGE, OF_CONNECTION, OF_LIVE_CHANGE, Subject};
use Expected::{Code, Goes, No, Nothing, Stays};

/// What a good command leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    /// Something happens and the status stays.
    Stays,
    /// The status becomes another.
    Goes(Status),
    /// It is already so, or not yet the time for it.
    Nothing,
    /// Refused because of the status.
    No,
    /// Refused for a reason that says more than the status.
    Code(&'static str),
}

const TESTING: Expected = Goes(Status::Testing);

/// Columns: testing, failed, passed, live, closed. An attempt decides: it passes.
const CONNECTION: &[(CommandKind, [Expected; 5])] = &[
    (CommandKind::RequestAnew, [No, No, No, No, TESTING]),
    (CommandKind::RecordAttempts, [Goes(Status::Passed), Nothing, Nothing, Nothing, Nothing]),
    (CommandKind::Close, [Goes(Status::Closed), Nothing, Nothing, Nothing, Nothing]),
    (CommandKind::AskForRetest, [No, TESTING, No, No, No]),
    (CommandKind::Rerun, [No, TESTING, Stays, No, No]),
    (CommandKind::ProposeOverride, [No, Stays, Stays, No, No]),
    (CommandKind::DecideOverride, [No, Goes(Status::Passed), Goes(Status::Failed), No, No]),
    (CommandKind::AskForDate, [Stays, Stays, Stays, No, No]),
    (CommandKind::DecideDate, [Stays, Stays, Stays, No, No]),
    (CommandKind::SettleDate, [Stays, Stays, Stays, Nothing, Nothing]),
    (CommandKind::GiveConnectionDate, [No, No, Stays, No, No]),
    (CommandKind::GoLive, [Nothing, Nothing, Goes(Status::Live), Nothing, Nothing]),
    (CommandKind::RecordFinding, [Stays; 5]),
    (CommandKind::AskForSupport, [Stays, Stays, Stays, No, No]),
    (CommandKind::AnswerSupport, [Stays; 5]),
    (CommandKind::AskForDelay, [Stays, Stays, Stays, No, No]),
    (CommandKind::PlaceHold, [Stays, Stays, Stays, No, No]),
    (CommandKind::ReleaseHold, [Stays, Stays, Stays, No, No]),
];

/// Columns: testing, failed, passed, closed. Dates once passed, support and going live are matters of the change itself.
const CHANGE: &[(CommandKind, [Expected; 4])] = &[
    (CommandKind::RequestAnew, [No, No, No, TESTING]),
    (CommandKind::RecordAttempts, [Goes(Status::Passed), Nothing, Nothing, Nothing]),
    (CommandKind::Close, [Goes(Status::Closed), Nothing, Nothing, Nothing]),
    (CommandKind::AskForRetest, [No, TESTING, No, No]),
    (CommandKind::Rerun, [No, TESTING, Stays, No]),
    (CommandKind::ProposeOverride, [No, Stays, Stays, No]),
    (CommandKind::DecideOverride, [No, Goes(Status::Passed), Goes(Status::Failed), No]),
    (CommandKind::AskForDate, [Stays, Stays, Stays, No]),
    (CommandKind::DecideDate, [Stays, Stays, Stays, No]),
    (CommandKind::SettleDate, [Stays, Stays, Stays, Nothing]),
    (CommandKind::GiveConnectionDate, [Code("date_of_change"); 4]),
    (CommandKind::GoLive, [Nothing; 4]),
    (CommandKind::RecordFinding, [Stays; 4]),
    (CommandKind::AskForSupport, [Code("support_of_change"); 4]),
    (CommandKind::AnswerSupport, [Code("support_request_not_found"); 4]),
    (CommandKind::AskForDelay, [Code("hold_of_change"); 4]),
    (CommandKind::PlaceHold, [Code("hold_of_change"); 4]),
    (CommandKind::ReleaseHold, [Code("hold_of_change"); 4]),
];

/// As [`CHANGE`], when the endpoints are live: there is no date to ask for, and what was passed is settled.
const LIVE_CHANGE: &[(CommandKind, [Expected; 4])] = &[
    (CommandKind::RequestAnew, [No, No, No, TESTING]),
    (CommandKind::RecordAttempts, [Goes(Status::Passed), Nothing, Nothing, Nothing]),
    (CommandKind::Close, [Goes(Status::Closed), Nothing, Nothing, Nothing]),
    (CommandKind::AskForRetest, [No, TESTING, No, No]),
    (CommandKind::Rerun, [No, TESTING, Code("already_live"), No]),
    (CommandKind::ProposeOverride, [No, Stays, Code("already_live"), No]),
    (CommandKind::DecideOverride, [No, Goes(Status::Passed), Code("no_override"), No]),
    (CommandKind::AskForDate, [Code("open_live"), Code("open_live"), Code("already_live"), No]),
    (CommandKind::DecideDate, [Code("no_date_change"), Code("no_date_change"), Code("no_date_change"), No]),
    (CommandKind::SettleDate, [Nothing; 4]),
    (CommandKind::GiveConnectionDate, [Code("date_of_change"); 4]),
    (CommandKind::GoLive, [Nothing; 4]),
    (CommandKind::RecordFinding, [Stays; 4]),
    (CommandKind::AskForSupport, [Code("support_of_change"); 4]),
    (CommandKind::AnswerSupport, [Code("support_request_not_found"); 4]),
    (CommandKind::AskForDelay, [Code("hold_of_change"); 4]),
    (CommandKind::PlaceHold, [Code("hold_of_change"); 4]),
    (CommandKind::ReleaseHold, [Code("hold_of_change"); 4]),
];

fn outcome(subject: Subject, status: Status, kind: CommandKind) -> Expected {
    match subject.put(status, kind) {
        Err(Refusal::Oat(Reason::WrongStatus { command, status: said })) => {
            assert_eq!((command, said), (kind, status));
            No
        }
        Err(other) => Code(other.code()),
        Ok((_, events)) if events.is_empty() => Nothing,
        Ok((request, _)) if request.status() == status => Stays,
        Ok((request, _)) => Goes(request.status()),
    }
}

#[test]
fn every_command_is_decided_for_an_initial_connection_too() {
    for (kind, row) in CONNECTION {
        for (status, expected) in Status::ALL.iter().zip(row) {
            assert_eq!(outcome(OF_CONNECTION, *status, *kind), *expected, "{status:?} {kind:?}");
        }
    }
}

#[test]
fn every_command_is_decided_in_every_status_of_a_change() {
    let statuses = [Status::Testing, Status::Failed, Status::Passed, Status::Closed];
    for (subject, table) in [(OF_CHANGE, CHANGE), (OF_LIVE_CHANGE, LIVE_CHANGE)] {
        for (kind, row) in table {
            for (status, expected) in statuses.iter().zip(row) {
                assert_eq!(outcome(subject, *status, *kind), *expected, "{status:?} {kind:?}");
            }
        }
    }
}

#[test]
fn the_tables_name_every_command_once() {
    assert!(CONNECTION.iter().map(|(kind, _)| kind).eq(CommandKind::ALL));
    assert!(CHANGE.iter().map(|(kind, _)| kind).eq(CommandKind::ALL));
    assert!(LIVE_CHANGE.iter().map(|(kind, _)| kind).eq(CommandKind::ALL));
}

#[test]
fn every_sample_is_in_the_status_it_is_named_for() {
    for status in Status::ALL {
        assert_eq!(OF_CONNECTION.in_status(*status).status(), *status);
        for kind in CommandKind::ALL {
            assert_eq!(OF_CONNECTION.applies(*kind, *status).status(), *status, "{kind:?}");
        }
    }
}

#[test]
fn a_refusal_for_status_says_where_it_is_and_what_can_be_done() {
    for (kind, row) in CONNECTION {
        for (status, _) in Status::ALL.iter().zip(row).filter(|(_, expected)| **expected == No) {
            let words = Reason::WrongStatus { command: *kind, status: *status }.to_string();
            assert!(words.contains(&status.to_string()), "{words}");
            assert!(words.split_once(". ").is_some_and(|(_, way_out)| way_out.len() > 20), "{words}");
        }
    }
}
