//! Evidence files: forms, arrivals, verdicts (C4, E1, E2, E3, E4).

use domain::aggregate::Trail;
use domain::change::{Change, Command, Reason, Status};
use domain::evidence::{
    CHECKED_WITHIN, EvidenceFile, EvidenceState, FileFormat, FileRejection, ReturnAddress,
};
use domain::ids::EvidenceId;
use domain::policy::{Scale, Step};
use domain::refusal::Refusal;
use rstest::rstest;

use crate::support::people::{business_contact, inspection, reviewer};
use crate::support::positions::{in_status, in_statuses_but};
use crate::support::samples::{self, accepted_file, awaited_file, new_file, request_upload};
use crate::support::scenario::given;
use crate::support::{at, policy, work};

fn receive(id: EvidenceId) -> Command {
    Command::ReceiveEvidence { id }
}

fn accept(id: EvidenceId) -> Command {
    Command::AcceptEvidence { id, file: samples::accepted() }
}

fn reject(id: EvidenceId) -> Command {
    Command::RejectEvidence { id, reason: FileRejection::WrongType }
}

fn remove(id: EvidenceId) -> Command {
    Command::RemoveEvidence { id }
}

fn file(change: &Change, id: EvidenceId) -> &EvidenceFile {
    &change.evidence.0[&id]
}

/// A draft whose awaited file met `command`.
fn after(command: Command, codes: &[&str]) -> Change {
    given(in_status(Status::Draft)).when(inspection(), command).then(codes).change
}

/// Holds E1.
#[test]
fn a_form_is_handed_out_for_15_minutes() {
    let change = given(in_status(Status::Draft))
        .at("2026-09-08T10:00:00Z")
        .when(business_contact(), request_upload(new_file()))
        .then(&["upload_requested"])
        .change;
    let file = file(&change, new_file());
    assert_eq!(file.state, EvidenceState::AwaitingUpload);
    assert_eq!((file.file_name.as_str(), file.declared), ("change request.pdf", Some(FileFormat::Pdf)));
    assert_eq!(file.expires_at, at("2026-09-08T10:15:00Z"));
}

/// Holds E3.
#[test]
fn a_file_never_uploaded_expires_to_the_second() {
    let change = in_status(Status::Draft);
    let file = file(&change, awaited_file());
    let before = file.expires_at - jiff::Span::new().seconds(1);
    assert_eq!((file.is_expired(before), file.place(before).code()), (false, "awaiting_upload"));
    assert_eq!((file.is_expired(file.expires_at), file.place(file.expires_at).code()), (true, "expired"));
}

/// Holds E3.
#[test]
fn checks_that_do_not_end_within_a_day_reject_a_file() {
    let change = after(receive(awaited_file()), &["evidence_received"]);
    let file = file(&change, awaited_file());
    let EvidenceState::Checking { since } = file.state else { panic!("it is checked") };
    let end = since + CHECKED_WITHIN;
    let before = end - jiff::SignedDuration::from_secs(1);
    assert_eq!(
        (file.place(before).code(), file.rejection(before), file.may_count(before)),
        ("checking", None, true)
    );
    let reason = Some(FileRejection::NotChecked);
    assert_eq!(
        (file.place(end).code(), file.rejection(end), file.may_count(end)),
        ("rejected", reason, false)
    );
    assert!(change.evidence.as_of(before).any_checking());
    assert!(!change.evidence.as_of(end).any_checking());
}

/// Holds E3.
#[test]
fn a_verdict_that_comes_too_late_writes_down_that_it_did() {
    let change = after(receive(awaited_file()), &["evidence_received"]);
    let change = given(change).at("2030-01-01T00:00:00Z").when(inspection(), accept(awaited_file()));
    let change = change.then(&["evidence_rejected"]).change;
    let reason = FileRejection::NotChecked;
    assert!(
        matches!(file(&change, awaited_file()).state, EvidenceState::Rejected { reason: found, .. } if found == reason)
    );
}

/// Holds E3.
#[test]
fn every_state_of_a_file_ends_by_itself_or_is_the_end() {
    // Whatever becomes of the form, the upload and the inspection, nobody waits for ever (E3).
    let states = [
        in_status(Status::Draft),
        after(receive(awaited_file()), &["evidence_received"]),
        after(accept(awaited_file()), &["evidence_received", "evidence_accepted"]),
        after(reject(awaited_file()), &["evidence_received", "evidence_rejected"]),
    ];
    let ends = states.map(|change| file(&change, awaited_file()).place(at("2030-01-01T00:00:00Z")).code());
    assert_eq!(ends, ["expired", "rejected", "accepted", "rejected"]);
}

/// Holds E1.
#[rstest]
fn files_are_added_to_drafts_and_while_information_is_awaited(
    #[values(Status::Draft, Status::AwaitingInformation)] status: Status,
) {
    given(in_status(status)).when(business_contact(), request_upload(new_file())).then(&["upload_requested"]);
}

/// Holds E1.
#[rstest]
fn files_cannot_be_added_at_any_other_time(
    #[values(Status::InReview, Status::Confirmed, Status::Rejected, Status::Withdrawn, Status::Complete)]
    status: Status,
) {
    given(in_status(status)).when(business_contact(), request_upload(new_file())).refused_for_status();
}

/// Holds E4.
#[rstest]
#[case("C:\\Users\\me\\change.pdf", "change.pdf")]
#[case("/home/me/change.pdf", "change.pdf")]
#[case("../../etc/passwd", "passwd")]
#[case(" änderung <b>.pdf ", "änderung <b>.pdf")]
fn the_last_part_of_a_file_name_is_kept_as_it_is(#[case] sent: &str, #[case] kept: &str) {
    let command = Command::RequestUpload {
        id: new_file(),
        file_name: sent.to_owned(),
        declared: Some(FileFormat::Png),
        step: None,
    };
    let change =
        given(in_status(Status::Draft)).when(business_contact(), command).then(&["upload_requested"]).change;
    assert_eq!(file(&change, new_file()).file_name.as_str(), kept);
}

/// Holds E4.
#[rstest]
#[case("", "file_name: missing")]
#[case("folder/", "file_name: missing")]
#[case("a\r\nb.pdf", "file_name: control_characters")]
#[case(&"x".repeat(256), "file_name: too_long")]
fn a_file_name_that_cannot_be_shown_is_refused(#[case] sent: &str, #[case] problem: &str) {
    let command = Command::RequestUpload {
        id: new_file(),
        file_name: sent.to_owned(),
        declared: Some(FileFormat::Png),
        step: None,
    };
    assert_eq!(given(in_status(Status::Draft)).when(business_contact(), command).refused_fields(), [problem]);
}

/// Holds E4.
#[rstest]
#[case(accepted_file())]
#[case(awaited_file())]
fn a_second_form_for_the_same_file_is_refused(#[case] id: EvidenceId) {
    let refusal = given(in_status(Status::Draft)).when(business_contact(), request_upload(id)).refused();
    assert_eq!(refusal, Reason::EvidenceDecided.into());
}

/// A draft with as many files as there may be, all awaited since the samples' morning.
fn full_draft() -> Change {
    let mut change = samples::draft_of(samples::answers());
    for n in 0..policy().limits.evidence_files {
        let form = request_upload(EvidenceId::from_u128(0x100 + n as u128));
        change = given(change).when(business_contact(), form).then(&["upload_requested"]).change;
    }
    change
}

/// Holds E3.
#[test]
fn a_change_has_a_limited_number_of_files() {
    let max = policy().limits.evidence_files;
    let refusal = given(full_draft()).when(business_contact(), request_upload(new_file())).refused();
    assert_eq!(refusal, Reason::TooManyFiles { max, step: None }.into());
    assert!(refusal.to_string().starts_with("You can add up to 20 evidence files"), "{refusal}");
}

/// Holds S2.
#[test]
fn submission_and_each_step_have_room_for_files_of_their_own() {
    let mut change = full_draft();
    let accept = Command::AcceptEvidence { id: EvidenceId::from_u128(0x100), file: samples::accepted() };
    change = work::after(change, &inspection(), accept);
    change = work::after(change, &business_contact(), samples::submit());
    change = work::after(change, &reviewer(), samples::confirm(Scale::Moderate, false));
    let (step, max) = (Step::Prerequisites, policy().limits.step_files);
    let form = |n| work::request_step_upload(step, work::step_file(n));
    for n in 0..max as u128 {
        change = work::after(change, &work::submitter(step), form(n));
    }
    let refusal = given(change.clone()).when(work::submitter(step), form(99)).refused();
    assert_eq!(refusal, Reason::TooManyFiles { max, step: Some(step) }.into());
    assert!(refusal.to_string().starts_with("You can add up to 10 files each time"), "{refusal}");
    let accept = Command::AcceptEvidence { id: work::step_file(0), file: samples::accepted() };
    change = work::after(change, &inspection(), accept);
    change = work::after(change, &work::submitter(step), work::submit_step(step));
    change = work::after(change, &work::decider(step), work::approve(step));
    work::with_file(work::open_at(change, Step::ServiceAcceptance), Step::ServiceAcceptance);
}

/// The step is open and has `files` files, all accepted.
fn with_files(mut change: Change, step: Step, files: usize) -> Change {
    for _ in 0..files {
        change = work::with_file(change, step);
    }
    change
}

/// Holds S2.
#[test]
fn a_returned_step_takes_as_many_new_files_as_before() {
    let (step, max) = (Step::ServiceAcceptance, policy().limits.step_files);
    let change = with_files(samples::confirmed_at(Scale::Minor, false), step, max);
    let change = work::after(change, &work::submitter(step), work::submit_step(step));
    let change = work::after(change, &work::decider(step), work::send_back(step, "Not signed"));
    let change = with_files(change, step, max);
    let form = work::request_step_upload(step, new_file());
    let refusal = given(change).when(work::submitter(step), form).refused();
    assert_eq!(refusal, Reason::TooManyFiles { max, step: Some(step) }.into());
}

/// Holds V2.
#[test]
fn an_answer_takes_as_many_new_files_as_the_submission() {
    let (mut change, max) = (full_draft(), policy().limits.evidence_files);
    let accept = Command::AcceptEvidence { id: EvidenceId::from_u128(0x100), file: samples::accepted() };
    change = work::after(change, &inspection(), accept);
    change = work::after(change, &business_contact(), samples::submit());
    let later = |change, minute: usize, actor, command, code: &str| {
        let now = at(&format!("2026-09-07T09:{minute:02}:00Z"));
        given(change).on(now).when(actor, command).then(&[code]).change
    };
    change = later(change, 1, reviewer(), samples::ask("Which region?"), "information_requested");
    for n in 0..max {
        let form = request_upload(EvidenceId::from_u128(0x200 + n as u128));
        change = later(change, 2, business_contact(), form, "upload_requested");
    }
    let refusal =
        given(change).at("2026-09-07T09:03:00Z").when(business_contact(), request_upload(new_file()));
    assert_eq!(refusal.refused(), Reason::TooManyFiles { max, step: None }.into());
}

/// Holds E3.
#[test]
fn a_change_has_so_many_files_altogether_and_no_more() {
    let (step, limits) = (Step::ServiceAcceptance, &policy().limits);
    let mut change = samples::confirmed_at(Scale::Minor, false);
    loop {
        let form = work::request_step_upload(step, new_file());
        match domain::change::decide(
            &change,
            form,
            &work::submitter(step),
            &crate::support::context(samples::monday_morning()),
        )
        .map(Trail::into_events)
        {
            Err(Refusal::Change(Reason::TooManyFilesAltogether { max })) => {
                assert_eq!((max, change.evidence.0.len()), (limits.change_files, limits.change_files));
                return;
            }
            Err(Refusal::Change(Reason::TooManyFiles { .. })) => {
                change = work::after(change, &work::submitter(step), work::submit_step(step));
                change = work::after(change, &work::decider(step), work::send_back(step, "Not signed"));
            }
            Err(other) => panic!("refused for another reason: {other:?}"),
            Ok(_) => change = work::with_file(change, step),
        }
    }
}

/// Holds V3.
#[rstest]
fn files_for_a_step_wait_for_the_confirmation(
    #[values(Status::Draft, Status::InReview, Status::AwaitingInformation)] status: Status,
) {
    let step = Step::ServiceAcceptance;
    let form = work::request_step_upload(step, new_file());
    let refusal = given(in_status(status)).when(work::submitter(step), form).refused();
    assert_eq!(refusal, Reason::StepsNotBegun { status }.into());
    assert!(refusal.to_string().contains("Steps begin when PDP has confirmed the change"), "{refusal}");
}

/// Holds E3.
#[test]
fn only_a_rejected_file_can_go_while_information_is_awaited() {
    let change = in_status(Status::AwaitingInformation);
    let change = given(change).when(business_contact(), request_upload(new_file())).then(REQUESTED).change;
    given(change.clone()).when(business_contact(), remove(new_file())).refused_for_status();
    let change = work::after(change, &inspection(), reject(new_file()));
    let change =
        given(change).when(business_contact(), remove(new_file())).then(&["evidence_removed"]).change;
    given(change.clone()).when(business_contact(), remove(accepted_file())).refused_for_status();
    // The awaited one of the draft has expired by then.
    given(change)
        .at("2026-09-07T11:00:00Z")
        .when(business_contact(), remove(awaited_file()))
        .then(&["evidence_removed"]);
}

const REQUESTED: &[&str] = &["upload_requested"];

/// Holds E3.
#[test]
fn expired_and_rejected_files_make_room() {
    let form = || request_upload(new_file());
    given(full_draft())
        .at("2026-09-07T10:00:00Z")
        .when(business_contact(), form())
        .then(&["upload_requested"]);
    let one = EvidenceId::from_u128(0x100);
    let change = given(full_draft())
        .when(inspection(), reject(one))
        .then(&["evidence_received", "evidence_rejected"])
        .change;
    given(change).when(business_contact(), form()).then(&["upload_requested"]);
}

/// Holds E2.
#[test]
fn an_arrival_is_noted_once() {
    let change = after(receive(awaited_file()), &["evidence_received"]);
    assert_eq!(
        file(&change, awaited_file()).state,
        EvidenceState::Checking { since: samples::monday_morning() }
    );
    given(change).when(inspection(), receive(awaited_file())).then(&[]);
}

/// Holds E2.
#[test]
fn a_verdict_may_come_before_its_arrival_was_noted() {
    let change = after(accept(awaited_file()), &["evidence_received", "evidence_accepted"]);
    assert_eq!(file(&change, awaited_file()).state, EvidenceState::Accepted(samples::accepted()));
    given(change).when(inspection(), receive(awaited_file())).then(&[]);
}

/// Holds E2.
#[test]
fn a_verdict_follows_an_arrival() {
    let change = after(receive(awaited_file()), &["evidence_received"]);
    given(change.clone()).when(inspection(), accept(awaited_file())).then(&["evidence_accepted"]);
    let change = given(change).when(inspection(), reject(awaited_file())).then(&["evidence_rejected"]).change;
    let expected =
        EvidenceState::Rejected { reason: FileRejection::WrongType, at: samples::monday_morning() };
    assert_eq!(file(&change, awaited_file()).state, expected);
}

/// Holds E2, E4.
#[test]
fn the_first_verdict_stands() {
    let accepted = after(accept(awaited_file()), &["evidence_received", "evidence_accepted"]);
    given(accepted.clone()).when(inspection(), reject(awaited_file())).then(&[]);
    given(accepted).when(inspection(), accept(awaited_file())).then(&[]);
    let rejected = after(reject(awaited_file()), &["evidence_received", "evidence_rejected"]);
    given(rejected).when(inspection(), accept(awaited_file())).then(&[]);
}

/// Holds E2.
#[rstest]
#[case(receive(new_file()))]
#[case(accept(new_file()))]
#[case(reject(new_file()))]
fn a_file_that_nobody_announced_is_not_known(#[case] command: Command) {
    assert_eq!(
        given(in_status(Status::Draft)).when(inspection(), command).refused(),
        Reason::EvidenceNotFound.into()
    );
}

/// Holds C5.
#[test]
fn a_file_can_be_taken_out_of_a_draft() {
    let change = given(in_status(Status::Draft))
        .when(business_contact(), remove(accepted_file()))
        .then(&["evidence_removed"])
        .change;
    assert!(!change.evidence.any_accepted());
    let again = given(change.clone()).when(business_contact(), remove(accepted_file())).refused();
    assert_eq!(again, Reason::EvidenceNotFound.into());
    assert_eq!(
        given(change).when(inspection(), receive(accepted_file())).refused(),
        Reason::EvidenceNotFound.into()
    );
}

/// Holds E4.
#[test]
fn a_submitted_file_cannot_be_taken_out() {
    for change in in_statuses_but(&[Status::Draft]) {
        given(change).when(business_contact(), remove(accepted_file())).refused_for_status();
    }
}

const PORTAL: &str = "https://portal.example.org";

/// Holds E1.
#[test]
fn an_upload_returns_to_the_page_that_was_asked_for() {
    assert_eq!(ReturnAddress::read(None, PORTAL), Ok(None));
    let page = ReturnAddress::read(Some("https://portal.example.org/portal/changes/1/files"), PORTAL);
    let expected = format!("https://portal.example.org/portal/changes/1/files/{}", new_file());
    assert_eq!(page.unwrap().unwrap().after(new_file()), expected);
}

/// Holds E1.
#[rstest]
#[case::of_another_site("https://evil.example.org/portal/changes")]
#[case::of_a_site_that_begins_so("https://portal.example.org.evil.org/portal/changes")]
#[case::with_the_portal_as_a_user("https://portal.example.org@evil.org/portal/changes")]
#[case::of_another_port("https://portal.example.org:8443/portal/changes")]
#[case::without_encryption("http://portal.example.org/portal/changes")]
#[case::of_no_site("/portal/changes")]
#[case::outside_the_portal("https://portal.example.org/elsewhere")]
#[case::climbing_out("https://portal.example.org/portal/../elsewhere")]
#[case::climbing_out_in_disguise("https://portal.example.org/portal/%2e%2e/elsewhere")]
#[case::with_an_empty_part("https://portal.example.org/portal//evil.example.org")]
#[case::with_a_backslash("https://portal.example.org/portal/\\evil.example.org")]
#[case::with_a_query("https://portal.example.org/portal/changes?done=answered")]
#[case::with_a_fragment("https://portal.example.org/portal/changes#evidence")]
#[case::with_a_line_break("https://portal.example.org/portal/\r\nset-cookie: x=y")]
#[case::with_a_variable_of_the_store("https://portal.example.org/portal/${filename}")]
#[case::with_nothing_behind("https://portal.example.org/portal/")]
#[case::empty("")]
fn an_upload_returns_nowhere_but_to_the_portal(#[case] typed: &str) {
    let Err(Refusal::Invalid(problems)) = ReturnAddress::read(Some(typed), PORTAL) else {
        panic!("{typed} is taken");
    };
    assert_eq!((problems.len(), problems[0].field.to_string().as_str()), (1, "return_to"));
    assert!(problems[0].message().contains("begins with https://portal.example.org/portal/"));
}

/// Holds E1.
#[test]
fn an_address_to_return_to_is_as_long_as_one_of_a_page() {
    let page = |length: usize| format!("{PORTAL}/portal/{}", "a".repeat(length - PORTAL.len() - 8));
    assert!(ReturnAddress::read(Some(&page(ReturnAddress::MAX)), PORTAL).is_ok());
    assert!(ReturnAddress::read(Some(&page(ReturnAddress::MAX + 1)), PORTAL).is_err());
}
