//! Which view of a change is fresh enough to act on: new answers, questions and decisions make older views stale, files
//! that come and go do not (C5: answers that were read can be changed although a file was added meanwhile).

use domain::change::answers::Answers;
use domain::change::{Command, Status};

use crate::support::people::{business_contact, inspection, reviewer};
use crate::support::positions::in_status;
use crate::support::samples::{awaited_file, new_file, reclassify, request_upload};
use crate::support::scenario::given;

#[test]
fn the_latest_view_is_current_and_one_from_the_future_is_not() {
    let change = in_status(Status::Draft);
    assert!(change.is_current(change.version));
    assert!(!change.is_current(change.version + 1));
}

/// Holds C5.
#[test]
fn a_view_from_before_an_edit_is_stale() {
    let seen = in_status(Status::Draft).version;
    let edit = Command::EditDraft { answers: Answers::default() };
    let change =
        given(in_status(Status::Draft)).when(business_contact(), edit).then(&["draft_edited"]).change;
    assert!(!change.is_current(seen));
    assert!(change.is_current(change.version));
}

#[test]
fn what_pdp_did_makes_a_view_stale_too() {
    let seen = in_status(Status::InReview).version;
    let command = reclassify(domain::policy::Scale::Moderate, None);
    let change =
        given(in_status(Status::InReview)).when(reviewer(), command).then(&["change_reclassified"]).change;
    assert!(!change.is_current(seen));
}

/// Holds C5.
#[test]
fn the_inspection_of_a_file_makes_no_view_stale() {
    let seen = in_status(Status::Draft).version;
    let receive = Command::ReceiveEvidence { id: awaited_file() };
    let change =
        given(in_status(Status::Draft)).when(inspection(), receive).then(&["evidence_received"]).change;
    assert_eq!(change.version, seen + 1);
    assert!(change.is_current(seen) && change.is_current(seen + 1));
}

#[test]
fn a_support_request_and_its_answer_make_a_view_stale() {
    let open = crate::support::commands::ask_for_delay(2, None);
    let seen = in_status(Status::Confirmed).version;
    let change = given(in_status(Status::Confirmed))
        .when(business_contact(), open)
        .then(&["support_request_opened"])
        .change;
    assert!(!change.is_current(seen));
}

#[test]
fn asking_for_an_upload_form_makes_no_view_stale() {
    let seen = in_status(Status::Draft).version;
    let command = request_upload(new_file());
    let change =
        given(in_status(Status::Draft)).when(business_contact(), command).then(&["upload_requested"]).change;
    assert!(change.is_current(seen) && change.is_current(seen + 1));
}
