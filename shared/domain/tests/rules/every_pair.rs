//! Every status with every command: what comes of it is written down here, independently of the code.

use domain::change::{CommandKind, Refusal, Status, apply, decide};

use crate::support::context;
use crate::support::samples::{fitting_actor, good_command, in_status, monday_morning};
use Expected::{Goes, No, Stays};

/// What a good command leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    /// Something happens and the status stays.
    Stays,
    /// The status becomes another.
    Goes(Status),
    /// Refused because of the status.
    No,
}

const REVIEW: Expected = Goes(Status::InReview);
const AWAITS: Expected = Goes(Status::AwaitingInformation);
const CONFIRM: Expected = Goes(Status::Confirmed);
const REJECT: Expected = Goes(Status::Rejected);
const LEAVE: Expected = Goes(Status::Withdrawn);

/// Columns: draft, in review, awaiting information, confirmed, rejected, withdrawn, complete. What the inspection of a
/// file says is kept even when the change has ended in the meantime: it is a fact about the file.
const TABLE: &[(CommandKind, [Expected; 7])] = &[
    (CommandKind::EditDraft, [Stays, No, No, No, No, No, No]),
    (CommandKind::RequestUpload, [Stays, No, Stays, No, No, No, No]),
    (CommandKind::ReceiveEvidence, [Stays; 7]),
    (CommandKind::AcceptEvidence, [Stays; 7]),
    (CommandKind::RejectEvidence, [Stays; 7]),
    (CommandKind::RemoveEvidence, [Stays, No, No, No, No, No, No]),
    (CommandKind::Submit, [REVIEW, No, No, No, No, No, No]),
    (CommandKind::AskForInformation, [No, AWAITS, No, No, No, No, No]),
    (CommandKind::AnswerQuestion, [No, No, REVIEW, No, No, No, No]),
    (CommandKind::Confirm, [No, CONFIRM, No, No, No, No, No]),
    (CommandKind::Reject, [No, REJECT, REJECT, No, No, No, No]),
    (CommandKind::Reclassify, [No, Stays, Stays, Stays, No, No, No]),
    (CommandKind::Withdraw, [LEAVE, LEAVE, LEAVE, LEAVE, No, No, No]),
];

fn outcome(status: Status, kind: CommandKind) -> Expected {
    let mut change = in_status(status);
    match decide(&change, good_command(kind), &fitting_actor(kind), &context(monday_morning())) {
        Err(Refusal::WrongStatus { command, status: said }) => {
            assert_eq!((command, said), (kind, status));
            No
        }
        Err(other) => panic!("{status:?} {kind:?}: {other:?}"),
        Ok(events) => {
            assert!(!events.is_empty(), "{status:?} {kind:?}");
            events.iter().for_each(|event| apply(&mut change, event));
            if change.status() == status { Stays } else { Goes(change.status()) }
        }
    }
}

#[test]
fn every_command_is_decided_in_every_status() {
    for (kind, row) in TABLE {
        for (status, expected) in Status::ALL.iter().zip(row) {
            assert_eq!(outcome(*status, *kind), *expected, "{status:?} {kind:?}");
        }
    }
}

#[test]
fn the_table_names_every_command_once() {
    assert!(TABLE.iter().map(|(kind, _)| kind).eq(CommandKind::ALL));
}

#[test]
fn every_sample_is_in_the_status_it_is_named_for() {
    for status in Status::ALL {
        assert_eq!(in_status(*status).status(), *status);
    }
}

#[test]
fn a_refusal_for_status_says_where_the_change_is_and_what_can_be_done() {
    for (kind, row) in TABLE {
        for (status, _) in Status::ALL.iter().zip(row).filter(|(_, expected)| **expected == No) {
            let words = Refusal::WrongStatus { command: *kind, status: *status }.to_string();
            assert!(words.contains(status.words()), "{words}");
            assert!(words.split_once(". ").is_some_and(|(_, way_out)| way_out.len() > 20), "{words}");
        }
    }
}

#[test]
fn only_a_refused_a_withdrawn_and_a_complete_change_have_ended() {
    let ended: Vec<_> = Status::ALL.iter().filter(|status| status.is_terminal()).collect();
    assert_eq!(ended, [&Status::Rejected, &Status::Withdrawn, &Status::Complete]);
}
