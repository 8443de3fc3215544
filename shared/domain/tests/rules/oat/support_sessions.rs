//! A support session about an initial connection; a change has support requests of its own (D1, O7).

use domain::change::support::{Granted, SupportKind};
use domain::oat::{Command, OatRequest, Reason, Status};
use domain::reference::SupportReference;
use rstest::rstest;

use super::samples::{closed, failed, open_change, passed, requested, requested_for_change, view_of};
use super::scenario::given;
use crate::support::people::{oat, pdp_support, service_manager};
use crate::support::samples::monday_morning;

fn reference(n: u64) -> SupportReference {
    SupportReference::from_bits(n)
}

fn ask(n: u64) -> Command {
    Command::AskForSupport { reference: reference(n), text: "What does 401 mean?".to_owned() }
}

fn answer(n: u64) -> Command {
    Command::AnswerSupport {
        reference: reference(n),
        answer: "Let us look together".to_owned(),
        granted: Granted::default(),
    }
}

/// Holds O7.
#[rstest]
#[case::while_it_is_tested(requested())]
#[case::after_a_failure(failed())]
#[case::after_a_pass(passed())]
fn it_is_asked_for_and_answered_once(#[case] oat_request: OatRequest) {
    let asked = given(oat_request).when(service_manager(), ask(1)).then(&["support_asked"]).oat;
    assert_eq!(asked.support[0].subject.kind(), SupportKind::OatSupportSession);
    given(asked.clone()).when(service_manager(), ask(1)).then(&[]);
    let answered = given(asked).when(pdp_support(), answer(1)).then(&["support_answered"]).oat;
    let said = answered.support[0].answer.as_ref().expect("an answer");
    assert_eq!((said.text.as_str(), said.accepted), ("Let us look together", None));
    let refused = given(answered).when(pdp_support(), answer(1)).refused();
    assert_eq!(refused, Reason::SupportRequestAnswered.into());
}

#[test]
fn it_is_answered_even_when_the_request_was_closed_meanwhile() {
    let asked = given(requested()).when(service_manager(), ask(1)).then(&["support_asked"]).oat;
    let gone = super::samples::nothing_there(monday_morning());
    let closed_then = given(asked).of(gone).when(oat(), Command::Close).then(&["oat_closed"]).oat;
    given(closed_then).when(pdp_support(), answer(1)).then(&["support_answered"]);
    let refused = given(closed()).when(service_manager(), ask(1)).refused();
    let status = Status::Closed;
    assert_eq!(refused, Reason::WrongStatus { command: ask(1).kind(), status }.into());
}

#[test]
fn a_change_has_support_requests_of_its_own() {
    let view = view_of(&open_change(), monday_morning());
    let refused = given(requested_for_change()).of(view).when(service_manager(), ask(1)).refused();
    assert_eq!(refused, Reason::SupportOfChange.into());
}

#[test]
fn it_needs_words_on_both_sides_and_something_to_answer() {
    let blank = Command::AskForSupport { reference: reference(1), text: " ".to_owned() };
    assert_eq!(given(failed()).when(service_manager(), blank).refused_fields(), ["text: missing"]);
    assert_eq!(
        given(failed()).when(pdp_support(), answer(1)).refused(),
        Reason::SupportRequestNotFound.into()
    );
    let asked = given(failed()).when(service_manager(), ask(1)).then(&["support_asked"]).oat;
    let blank = Command::AnswerSupport {
        reference: reference(1),
        answer: String::new(),
        granted: Granted::default(),
    };
    assert_eq!(given(asked).when(pdp_support(), blank).refused_fields(), ["answer: missing"]);
}

#[test]
fn there_are_at_most_nine() {
    let mut oat_request = failed();
    for n in 0..9 {
        oat_request = given(oat_request).when(service_manager(), ask(n)).then(&["support_asked"]).oat;
    }
    let refused = given(oat_request).when(service_manager(), ask(9)).refused();
    assert_eq!(refused, Reason::TooManySupportRequests { max: 9 }.into());
}
