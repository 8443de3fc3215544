//! Every status with every command: what comes of it is written down here, independently of the code.

use domain::aggregate::Trail;
use domain::change::{CommandKind, Reason, Status, apply, decide};
use domain::refusal::Refusal;

use crate::support::commands::{fitting_actor, fitting_moment, good_command};
use crate::support::context;
use crate::support::positions::{applies, in_status, last_commands};
use crate::support::samples::monday_morning;
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

const REVIEW: Expected = Goes(Status::InReview);
const AWAITS: Expected = Goes(Status::AwaitingInformation);
const CONFIRM: Expected = Goes(Status::Confirmed);
const REJECT: Expected = Goes(Status::Rejected);
const LEAVE: Expected = Goes(Status::Withdrawn);
const STEP: [Expected; 7] = [No, No, No, Stays, No, No, No];
const OPEN: [Expected; 7] = [No, Stays, Stays, Stays, No, No, No];
const LIVE: Expected = Code("already_live");

/// Columns: draft, in review, awaiting information, confirmed (where the command applies), rejected, withdrawn, complete. What
/// the inspection of a file says is kept even when the change has ended in the meantime: it is a fact about the file. And a
/// support request is answered even then: someone asked.
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
    (CommandKind::Reclassify, OPEN),
    (CommandKind::TakeBackQuestion, [No, No, REVIEW, No, No, No, No]),
    (CommandKind::TakeBackConfirmation, [No, No, No, REVIEW, No, No, No]),
    (CommandKind::TakeBackRejection, [No, No, No, No, REVIEW, No, No]),
    (CommandKind::Withdraw, [LEAVE, LEAVE, LEAVE, LEAVE, No, No, No]),
    (CommandKind::WithdrawIdle, [No, No, LEAVE, LEAVE, No, No, No]),
    (CommandKind::SubmitStep, STEP),
    (CommandKind::ApproveStep, STEP),
    (CommandKind::ReturnStep, STEP),
    (CommandKind::ReopenStep, STEP),
    (CommandKind::RecordTestEndpoints, STEP),
    (CommandKind::ArrangeIntegrationTesting, STEP),
    (CommandKind::PublishMaterial, STEP),
    (CommandKind::FetchMaterial, [No, No, No, Stays, No, No, Stays]),
    (CommandKind::OpenSupportRequest, [No, Stays, Stays, Stays, No, No, Stays]),
    (
        CommandKind::AnswerSupportRequest,
        [Code("support_request_not_found"), Stays, Stays, Stays, Stays, Stays, Stays],
    ),
    (CommandKind::PlaceHold, [No, Stays, Stays, Stays, No, No, LIVE]),
    (CommandKind::ReleaseHold, [No, Stays, Stays, Stays, No, No, LIVE]),
    (CommandKind::GiveConnectionDate, STEP),
    (CommandKind::PassOat, [No, No, No, Stays, No, No, Nothing]),
    (CommandKind::RevokeOat, STEP),
    (CommandKind::MoveConnectionDate, STEP),
    (CommandKind::AwaitOat, [Nothing, Nothing, Nothing, Stays, Nothing, Nothing, Nothing]),
    (CommandKind::GoLive, [Nothing, Nothing, Nothing, Stays, Nothing, Nothing, Nothing]),
    (CommandKind::RemindReview, [Nothing, Stays, Nothing, Nothing, Nothing, Nothing, Nothing]),
    (CommandKind::RecordDowntime, OPEN),
    (CommandKind::MoveDowntime, [No, Stays, Stays, Stays, No, No, Stays]),
    (CommandKind::EndDowntime, [No, Stays, Stays, Stays, No, No, Stays]),
    (CommandKind::CancelDowntime, [No, Stays, Stays, Stays, No, No, Stays]),
];

fn outcome(status: Status, kind: CommandKind) -> Expected {
    let mut change = applies(kind, status);
    match decide(&change, good_command(kind), &fitting_actor(kind), &context(fitting_moment(kind)))
        .map(Trail::into_events)
    {
        Err(Refusal::Change(Reason::WrongStatus { command, status: said })) => {
            assert_eq!((command, said), (kind, status));
            No
        }
        Err(other) => Code(other.code()),
        Ok(events) if events.is_empty() => Nothing,
        Ok(events) => {
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
fn what_is_done_last_completes_the_change() {
    let mut completing = Vec::new();
    for (mut change, command, actor) in last_commands() {
        let kind = command.kind();
        completing.push(kind);
        assert_eq!(change.status(), Status::Confirmed, "{kind:?}");
        let events = decide(&change, command, &actor, &context(monday_morning()))
            .map(Trail::into_events)
            .expect("events");
        events.iter().for_each(|event| apply(&mut change, event));
        assert_eq!(change.status(), Status::Complete, "{kind:?}");
        assert_eq!(events.last().map(|event| event.kind.code()), Some("change_completed"), "{kind:?}");
    }
    let expected = [
        CommandKind::SubmitStep,
        CommandKind::ApproveStep,
        CommandKind::Reclassify,
        CommandKind::PassOat,
        CommandKind::GoLive,
    ];
    assert_eq!(completing, expected);
}

#[test]
fn the_table_names_every_command_once() {
    assert!(TABLE.iter().map(|(kind, _)| kind).eq(CommandKind::ALL));
}

#[test]
fn every_sample_is_in_the_status_it_is_named_for() {
    for status in Status::ALL {
        assert_eq!(in_status(*status).status(), *status);
        for kind in CommandKind::ALL {
            assert_eq!(applies(*kind, *status).status(), *status, "{kind:?}");
        }
    }
}

#[test]
fn a_refusal_for_status_says_the_status_and_what_can_be_done() {
    for (kind, row) in TABLE {
        for (status, _) in Status::ALL.iter().zip(row).filter(|(_, expected)| **expected == No) {
            let words = Reason::WrongStatus { command: *kind, status: *status }.to_string();
            assert!(words.contains(&status.to_string()), "{words}");
            assert!(words.split_once(". ").is_some_and(|(_, way_out)| way_out.len() > 20), "{words}");
        }
    }
}

#[test]
fn only_a_refused_a_withdrawn_and_a_complete_change_have_ended() {
    let ended: Vec<_> = Status::ALL.iter().filter(|status| status.is_terminal()).collect();
    assert_eq!(ended, [&Status::Rejected, &Status::Withdrawn, &Status::Complete]);
}
