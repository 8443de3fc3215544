//! A change stays one item of the table, whatever people write into it (decision 4).

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::change::answers::{Answers, EndpointAnswer};
use domain::change::step_answers::StepAnswers;
use domain::change::support::SupportAsked;
use domain::change::{Change, Command, HostsAtReview, Reason, Status, apply, decide};
use domain::downtime::DowntimeAnswers;
use domain::endpoint::EndpointType;
use domain::evidence::FileFormat;
use domain::ids::EvidenceId;
use domain::policy::{Scale, Step};
use domain::refusal::Refusal;

use crate::support::commands::{
    answer_request, downtime, open_request, place_hold, record_downtime, request,
};
use crate::support::people::{
    business_contact, inspection, pdp_support, reviewer, service_manager, test_manager,
};
use crate::support::positions::in_status;
use crate::support::samples::{self, accepted, answers, ask, confirm, draft_of, monday_morning};
use crate::support::scenario::given;
use crate::support::work::{
    after, all_done, approve, decider, open_at, send_back, step_file, submitter, with_file, withdrawn,
};
use crate::support::{context, policy};

/// As many of `letter` as a text of `max` characters may have.
fn full(letter: &str, max: usize) -> String {
    letter.repeat(max)
}

/// The longest form there is.
fn longest_form(letter: &str) -> Answers {
    let url = |n: usize| {
        let head = format!("https://find{n}.provider.co.uk/");
        format!("{head}{}", "x".repeat(policy().limits.url_characters - head.len()))
    };
    let new_endpoints = (0..policy().limits.new_endpoints)
        .map(|n| EndpointAnswer { endpoint_type: Some(EndpointType::Find), url: url(n) })
        .collect();
    Answers { reason: full(letter, policy().limits.text_characters), new_endpoints, ..answers() }
}

fn upload(change: Change, step: Option<Step>, n: u128) -> Change {
    let id = EvidenceId::from_u128(0x7_0000 + n);
    let (file_name, declared) = ("x".repeat(251) + ".pdf", Some(FileFormat::Pdf));
    let actor = step.map_or_else(business_contact, submitter);
    let change = after(change, &actor, Command::RequestUpload { id, file_name, declared, step });
    after(change, &inspection(), Command::AcceptEvidence { id, file: accepted() })
}

/// Everything that can be written is, in `letter`s, as far as the step before the report; or until there is no room.
fn filled(letter: &str) -> Change {
    let limits = &policy().limits;
    let mut change = draft_of(longest_form(letter));
    for n in 0..limits.evidence_files as u128 {
        change = upload(change, None, n);
    }
    change = after(change, &business_contact(), samples::submit());
    for _ in 0..limits.questions {
        change = after(change, &reviewer(), ask(&full(letter, limits.question_characters)));
        let answer = samples::answer(&full(letter, limits.question_characters));
        change = after(change, &business_contact(), answer);
    }
    let text = full(letter, limits.text_characters);
    let scale = Command::Confirm {
        scale: Scale::Moderate,
        reason: Some(text.clone()),
        oat_required: true,
        hosts: HostsAtReview::default(),
    };
    change = after(change, &reviewer(), scale);
    for step in [Step::Prerequisites, Step::IntegrationTestingReport, Step::ServiceAcceptance] {
        change = open_at(change, step);
        for n in 1..limits.step_files as u128 {
            change = upload(change, Some(step), 0x100 * (step as u128 + 1) + n);
        }
        change = with_file(change, step);
        change = after(change, &submitter(step), Command::SubmitStep { answers: longest_step(step, letter) });
        change = after(change, &decider(step), send_back(step, &text));
        if step != Step::ServiceAcceptance {
            change =
                after(change, &submitter(step), Command::SubmitStep { answers: longest_step(step, letter) });
            change = after(change, &decider(step), approve(step));
        }
    }
    let note = full(letter, limits.note_characters);
    change = with_notes(change, &note);
    after(change, &pdp_support(), Command::PlaceHold { reason: note, until: None })
}

/// As many support requests, with their answers, and as many notices of downtime as there may be, each saying `note`.
fn with_notes(mut change: Change, note: &str) -> Change {
    let limits = &policy().limits;
    for n in 1..=limits.support_requests as u64 {
        let (reference, asked) = (request(n), SupportAsked::Other);
        let open = Command::OpenSupportRequest { reference, asked, text: note.to_owned() };
        change = after(change, &business_contact(), open);
        let answer = Command::AnswerSupportRequest {
            reference,
            answer: note.to_owned(),
            accepted: None,
            until: None,
            until_released: None,
        };
        change = after(change, &pdp_support(), answer);
    }
    for n in 1..=limits.downtime_notices as u128 {
        let notice = DowntimeAnswers { nature: note.to_owned(), ..downtime() };
        change = after(change, &business_contact(), record_downtime(n, notice));
    }
    change
}

fn longest_step(step: Step, letter: &str) -> StepAnswers {
    let limits = &policy().limits;
    match step {
        Step::Prerequisites => StepAnswers::Prerequisites {
            harness: full(letter, limits.name_characters),
            tests_run: Some(1),
            tests_passed: Some(1),
        },
        Step::IntegrationTestingReport => {
            StepAnswers::IntegrationTestingReport { note: full(letter, limits.note_characters) }
        }
        _ => StepAnswers::ServiceAcceptance { note: full(letter, limits.note_characters) },
    }
}

#[test]
fn plain_text_up_to_its_limits_meets_no_other_bound() {
    let change = filled("x");
    assert_eq!(change.status(), Status::Confirmed);
    let limits = &policy().limits;
    // As many files as there may be, each less than a kilobyte of what is kept of it.
    let size = change.stored_size() + (limits.change_files - change.evidence.0.len()) * 1_000;
    assert!(size < limits.change_bytes, "{size}");
    assert!(size > 250_000, "it is much: {size}");
}

/// The largest character there is, in bytes.
const LARGE: &str = "\u{1F600}";

/// What somebody says next in the review: a question as long as it may be, or its answer.
fn next_words(change: &Change) -> (Actor, Command) {
    let text = full(LARGE, policy().limits.question_characters);
    match change.status() {
        Status::InReview => (reviewer(), ask(&text)),
        _ => (business_contact(), samples::answer(&text)),
    }
}

/// In review, with texts of the largest characters, so that the next question or answer has no room.
fn heavy() -> Change {
    let limits = &policy().limits;
    let note = full(LARGE, limits.note_characters);
    let mut change = samples::in_review_of(longest_form(LARGE));
    change = with_notes(change, &note);
    loop {
        let (actor, command) = next_words(&change);
        match decide(&change, command, &actor, &context(monday_morning())).map(Trail::into_events) {
            Ok(events) => events.iter().for_each(|event| apply(&mut change, event)),
            Err(Refusal::Change(Reason::ChangeFull)) => return change,
            Err(other) => panic!("refused for another reason: {other:?}"),
        }
    }
}

/// Holds A1.
#[test]
fn what_does_not_fit_into_a_change_is_refused_in_words() {
    let change = heavy();
    assert!(change.stored_size() <= policy().limits.change_bytes);
    let (actor, command) = next_words(&change);
    let refusal = given(change).when(actor, command).refused();
    assert!(refusal.to_string().starts_with("There is no room for this"), "{refusal}");
}

/// Holds A1.
#[test]
fn a_full_change_can_still_be_brought_to_its_end_in_few_words() {
    let mut change = heavy();
    if change.status() == Status::AwaitingInformation {
        change = after(change, &business_contact(), samples::answer("Yes"));
    }
    assert_eq!(withdrawn(change.clone()).status(), Status::Withdrawn);
    let change = after(change, &reviewer(), confirm(Scale::Minimal, false));
    assert_eq!(all_done(change).status(), Status::Complete);
}

#[test]
fn what_takes_room_away_is_never_refused_for_it() {
    let mut change = in_status(Status::Draft);
    let long = full(LARGE, 200_000);
    change.answers.reason = long;
    assert!(change.stored_size() > policy().limits.change_bytes);
    given(change.clone())
        .when(business_contact(), Command::EditDraft { answers: answers() })
        .then(&["draft_edited"]);
    let file = samples::awaited_file();
    given(change.clone())
        .when(business_contact(), Command::RemoveEvidence { id: file })
        .then(&["evidence_removed"]);
    given(change.clone())
        .when(inspection(), Command::AcceptEvidence { id: file, file: accepted() })
        .then(&["evidence_received", "evidence_accepted"]);
    let refusal = given(change).when(business_contact(), samples::request_upload(step_file(1))).refused();
    assert_eq!(refusal, Reason::ChangeFull.into());
}

#[test]
fn whatever_is_written_counts() {
    let change = in_status(Status::Confirmed);
    for (actor, command) in [
        (pdp_support(), place_hold(None)),
        (business_contact(), record_downtime(1, downtime())),
        (test_manager(), open_request(2, SupportAsked::Other)),
        (pdp_support(), answer_request(1, None, None)),
        (service_manager(), open_request(3, SupportAsked::Other)),
    ] {
        let heavier = after(change.clone(), &actor, command);
        assert!(heavier.stored_size() > change.stored_size());
    }
}
