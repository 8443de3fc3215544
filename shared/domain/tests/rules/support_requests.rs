//! Support requests: what is asked, by whom, and PDP's answer (D1).

use domain::change::support::{SupportAsked, SupportKind, SupportSubject};
use domain::change::{Change, Command, EventKind, Reason, Status};
use domain::policy::{Scale, Step};
use rstest::rstest;

use crate::support::commands::{answer_request, ask_for_delay, open_request, request};
use crate::support::people::{
    acting, business_contact, go_live_process, pdp_support, service_manager, test_manager,
};
use crate::support::positions::in_status;
use crate::support::samples::{self, confirmed_at, monday_morning};
use crate::support::scenario::given;
use crate::support::work::{after, all_done, done, open_at, test_endpoints, withdrawn};

const OPENED: &[&str] = &["support_request_opened"];
const ANSWERED: &[&str] = &["support_request_answered"];

/// In review, without a support request.
fn in_review() -> Change {
    samples::in_review_of(samples::answers())
}

fn asked() -> Change {
    given(in_review()).when(business_contact(), open_request(1, SupportAsked::Other)).then(OPENED).change
}

fn other(text: &str) -> Command {
    Command::OpenSupportRequest { reference: request(1), asked: SupportAsked::Other, text: text.to_owned() }
}

/// Holds D1.
#[test]
fn a_request_keeps_its_reference_the_person_and_the_words() {
    let change = asked();
    let kept = &change.support[0];
    let by = acting(&business_contact(), domain::actor::OrganisationRole::PrimaryBusinessContact);
    assert_eq!((kept.reference, kept.at, kept.by), (request(1), monday_morning(), by));
    assert_eq!((kept.text.as_str(), &kept.subject), ("Our supplier is late", &SupportSubject::Other));
    assert_eq!(kept.answer, None);
    assert!(kept.reference.to_string().starts_with("SR-"));
}

/// Holds D1.
#[test]
fn an_answer_is_kept_with_who_gave_it_and_when() {
    let change = given(asked())
        .at("2026-09-08T09:00:00Z")
        .when(pdp_support(), answer_request(1, None, None))
        .then(ANSWERED)
        .change;
    let answer = change.support[0].answer.clone().expect("an answer");
    assert_eq!((answer.text.as_str(), answer.accepted), ("Understood", None));
    assert_eq!(answer.at, crate::support::at("2026-09-08T09:00:00Z"));
    assert_eq!(answer.by, acting(&pdp_support(), domain::actor::PdpRole::Support));
}

/// Holds D1.
#[test]
fn the_first_answer_stands() {
    let change = after(asked(), &pdp_support(), answer_request(1, None, None));
    let refusal = given(change).when(pdp_support(), answer_request(1, None, None)).refused();
    assert_eq!(refusal, Reason::SupportRequestAnswered.into());
}

#[test]
fn a_request_that_is_not_there_is_not_answered() {
    let refusal = given(asked()).when(pdp_support(), answer_request(2, None, None)).refused();
    assert_eq!(refusal, Reason::SupportRequestNotFound.into());
}

/// Holds D1.
#[rstest]
#[case("", "text: missing")]
#[case(&"x".repeat(1_001), "text: too_long")]
#[case("bell\u{7}", "text: control_characters")]
fn a_request_needs_words(#[case] text: &str, #[case] problem: &str) {
    assert_eq!(given(in_review()).when(business_contact(), other(text)).refused_fields(), [problem]);
}

fn answered(answer: &str, accepted: Option<bool>, until: Option<&str>) -> Command {
    let until = until.map(crate::support::day);
    Command::AnswerSupportRequest {
        reference: request(1),
        answer: answer.to_owned(),
        accepted,
        until,
        until_released: None,
    }
}

/// Holds D1.
#[test]
fn every_problem_with_an_answer_comes_at_once() {
    let change = given(in_review()).when(business_contact(), ask_for_delay(1, None)).then(OPENED).change;
    let found = given(change.clone()).when(pdp_support(), answered(" ", None, None)).refused_fields();
    assert_eq!(found, ["answer: missing", "accepted: missing"]);
    let late = answered("", Some(true), Some("2026-09-07"));
    let found = given(change.clone()).when(pdp_support(), late).refused_fields();
    assert_eq!(found, ["answer: missing", "until: not_after_today"]);
    // A day that was typed before declining is in nobody's way.
    given(change).when(pdp_support(), answered("No", Some(false), Some("2026-09-01"))).then(ANSWERED);
}

#[test]
fn where_there_is_nothing_to_grant_nothing_is_granted() {
    let change = given(asked()).when(pdp_support(), answered("Yes", Some(true), None)).then(ANSWERED).change;
    assert_eq!(change.support[0].answer.as_ref().and_then(|answer| answer.accepted), None);
    assert!(change.holds.is_empty());
}

/// Holds D1.
#[test]
fn an_oat_support_session_is_asked_for_where_there_is_oat() {
    let session = || open_request(1, SupportAsked::OatSupportSession);
    let refusal = given(confirmed_at(Scale::Minor, false)).when(service_manager(), session()).refused();
    assert_eq!(refusal, Reason::OatNotRequired.into());
    let refusal = given(in_review()).when(service_manager(), session()).refused();
    assert_eq!(refusal, Reason::OatNotRequired.into());
    let change = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let after = given(change).when(service_manager(), session()).then(OPENED);
    let EventKind::SupportRequestOpened { subject, .. } = after.last() else { panic!("opened") };
    assert_eq!(*subject, SupportSubject::OatSupportSession);
}

/// Holds D1.
#[test]
fn no_oat_support_session_is_asked_for_once_oat_is_passed() {
    let session = || open_request(3, SupportAsked::OatSupportSession);
    let change = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let passed = done(change, Step::OperationalAcceptanceTesting);
    let refusal = given(passed.clone()).when(service_manager(), session()).refused();
    assert_eq!(refusal, Reason::OatOver.into());
    assert!(refusal.to_string().contains("has been passed"), "{refusal}");
    let complete = given(passed).at("2026-09-21T09:00:00Z").when(go_live_process(), Command::GoLive);
    let complete = complete.then(&["endpoints_went_live", "change_completed"]).change;
    assert_eq!(given(complete).when(service_manager(), session()).refused(), Reason::OatOver.into());
}

/// Holds D1.
#[rstest]
fn a_request_is_opened_from_submission_to_completion_and_later(
    #[values(Status::InReview, Status::AwaitingInformation, Status::Confirmed, Status::Complete)]
    status: Status,
) {
    given(in_status(status)).when(test_manager(), open_request(2, SupportAsked::Other)).then(OPENED);
}

#[rstest]
fn no_request_about_a_draft_rejected_or_withdrawn_change(
    #[values(Status::Draft, Status::Rejected, Status::Withdrawn)] status: Status,
) {
    given(in_status(status)).when(test_manager(), open_request(2, SupportAsked::Other)).refused_for_status();
}

/// Holds D1.
#[test]
fn what_was_asked_is_answered_even_when_the_change_has_ended() {
    let change = withdrawn(asked());
    given(change).when(pdp_support(), answer_request(1, None, None)).then(ANSWERED);
    let change = after(asked(), &crate::support::people::reviewer(), samples::confirm(Scale::Minor, false));
    given(all_done(change)).when(pdp_support(), answer_request(1, None, None)).then(ANSWERED);
}

#[test]
fn a_change_has_so_many_requests_and_no_more() {
    let max = crate::support::policy().limits.support_requests;
    let change = (1..=max as u64).fold(in_review(), |change, n| {
        after(change, &business_contact(), open_request(n, SupportAsked::Other))
    });
    let refusal = given(change).when(business_contact(), open_request(99, SupportAsked::Other)).refused();
    assert_eq!(refusal, Reason::TooManySupportRequests { max }.into());
}

#[test]
fn opening_the_same_request_again_changes_nothing() {
    given(asked()).when(business_contact(), open_request(1, SupportAsked::Other)).then(&[]);
}

#[test]
fn what_was_asked_is_of_the_kind_that_was_asked_for() {
    let asked = [
        SupportAsked::DelayGoingLive { until: None },
        SupportAsked::ChangeTestEndpoints(test_endpoints()),
        SupportAsked::OatSupportSession,
        SupportAsked::Other,
    ];
    assert!(asked.iter().map(SupportAsked::kind).eq(SupportKind::ALL.iter().copied()));
    assert_eq!(SupportSubject::DelayGoingLive { until: None }.kind(), SupportKind::DelayGoingLive);
    assert_eq!(SupportSubject::OatSupportSession.kind(), SupportKind::OatSupportSession);
    assert_eq!(SupportSubject::Other.kind(), SupportKind::Other);
}

/// Holds G3, D1, Q5.
#[test]
fn an_eleventh_request_may_ask_for_a_delay() {
    let change = (1..=10).fold(in_review(), |change, n| {
        after(change, &business_contact(), open_request(n, SupportAsked::Other))
    });
    let delay = |n| open_request(n, SupportAsked::DelayGoingLive { until: None });
    let change = (11..=13)
        .fold(change, |change, n| given(change).when(business_contact(), delay(n)).then(OPENED).change);
    let refusal = given(change).when(business_contact(), delay(14)).refused();
    assert_eq!(refusal, Reason::TooManySupportRequests { max: 13 }.into());
}
