//! The check of the answers: every problem at once, and advice (C2, C4, C5, C6).

use domain::change::answers::{Answers, ChangeType, EndpointAnswer, Submission, advice, check};
use domain::change::{Change, CommandKind};
use domain::endpoint::EndpointType;
use domain::evidence::EvidenceFiles;
use domain::ids::EndpointId;
use domain::policy::Scale;
use domain::problem::{Advice, Problem};
use rstest::rstest;

use crate::support::commands::good_command;
use crate::support::people::{business_contact, inspection};
use crate::support::scenario::{fields, given};
use crate::support::{policy, samples};

fn run(answers: &Answers, evidence: &EvidenceFiles) -> Result<Submission, Vec<Problem>> {
    check(answers, evidence, &samples::live_endpoints(), policy())
}

/// The problems with `answers` when the evidence is there.
fn problems(answers: &Answers) -> Vec<String> {
    let evidence = samples::ready_draft_of(Answers::default()).evidence;
    run(answers, &evidence).map_or_else(|problems| fields(&problems), |_| vec![])
}

fn with(edit: impl FnOnce(&mut Answers)) -> Answers {
    let mut answers = samples::answers();
    edit(&mut answers);
    answers
}

fn find(url: &str) -> EndpointAnswer {
    samples::endpoint(EndpointType::Find, url)
}

fn endpoints(count: usize) -> Vec<EndpointAnswer> {
    (0..count).map(|n| find(&format!("https://find{n}.provider.co.uk/x"))).collect()
}

/// Holds C2.
#[test]
fn complete_and_correct_answers_become_a_submission() {
    let evidence = samples::ready_draft_of(Answers::default()).evidence;
    let submission = run(&samples::answers(), &evidence).expect("a submission");
    assert_eq!(submission.change_type, ChangeType::Both);
    assert_eq!(submission.reason.as_str(), samples::answers().reason);
    assert_eq!(submission.suggested_scale, Scale::Minor);
    assert_eq!(submission.new_endpoints.len(), 3);
    assert_eq!(submission.affected_endpoints.len(), 1);
    assert!(!submission.oat_requested && !submission.needs_downtime);
}

/// Holds C5.
#[test]
fn an_empty_form_shows_every_missing_answer_at_once() {
    let found = problems(&Answers::default());
    let missing = ["change_type", "reason", "oat_requested", "suggested_scale", "needs_downtime"];
    assert_eq!(found, missing.map(|field| format!("{field}: missing")));
}

/// Holds C5.
#[test]
fn all_problems_come_at_once_in_the_order_of_the_form() {
    let answers = Answers {
        change_type: Some(ChangeType::NewEndpoints),
        reason: "bell\u{7}".to_owned(),
        suggested_scale: Some(Scale::Significant),
        new_endpoints: vec![
            EndpointAnswer { endpoint_type: None, url: String::new() },
            find("https://name@find.provider.co.uk/x"),
        ],
        affected_endpoints: vec![EndpointId::from_u128(99)],
        ..Answers::default()
    };
    let found = run(&answers, &EvidenceFiles::default()).expect_err("problems");
    assert_eq!(
        fields(&found),
        [
            "reason: control_characters",
            "oat_requested: missing",
            "new_endpoints[0].endpoint_type: missing",
            "new_endpoints[0].url: missing",
            "new_endpoints[1].url: url_has_user_info",
            "affected_endpoints[0]: endpoint_not_live",
            "needs_downtime: missing",
            "evidence: missing",
        ]
    );
}

/// Holds C5.
#[test]
fn every_problem_is_a_sentence_of_its_own_to_act_on() {
    let found = run(
        &with(|a| *a = Answers { suggested_scale: Some(Scale::Minor), ..Answers::default() }),
        &EvidenceFiles::default(),
    );
    let messages: Vec<_> = found.expect_err("problems").iter().map(Problem::message).collect();
    assert!(messages.iter().all(|message| message.starts_with(char::is_uppercase) && message.len() > 20));
    let mut different = messages.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), messages.len());
}

/// Holds C2.
#[rstest]
#[case(ChangeType::NewEndpoints, 0, &["new_endpoints: missing"])]
#[case(ChangeType::NewEndpoints, 1, &[])]
#[case(ChangeType::NewEndpoints, 9, &[])]
#[case(ChangeType::NewEndpoints, 10, &["new_endpoints: too_many_endpoints"])]
#[case(ChangeType::Both, 0, &["new_endpoints: missing"])]
#[case(ChangeType::Both, 9, &[])]
#[case(ChangeType::Both, 10, &["new_endpoints: too_many_endpoints"])]
#[case(ChangeType::UnderlyingSolution, 0, &[])]
#[case(ChangeType::UnderlyingSolution, 1, &["new_endpoints: endpoints_not_expected"])]
fn a_change_that_adds_endpoints_has_1_to_9_and_any_other_none(
    #[case] kind: ChangeType,
    #[case] count: usize,
    #[case] expected: &[&str],
) {
    let answers = with(|a| {
        a.change_type = Some(kind);
        a.new_endpoints = endpoints(count);
    });
    assert_eq!(problems(&answers), expected);
}

/// So that the record of an organisation stays one item.
/// Holds C2.
#[test]
fn endpoints_are_added_up_to_a_thousand_live_ones() {
    let evidence = samples::ready_draft_of(Answers::default()).evidence;
    let found = |live: u128, added: usize| {
        let answers = with(|a| {
            a.change_type = Some(if added > 0 { ChangeType::Both } else { ChangeType::UnderlyingSolution });
            a.new_endpoints = endpoints(added);
        });
        let ids = (0..live).map(|number| (EndpointId::from_u128(1_000 + number), EndpointType::Find));
        let live = samples::live_endpoints().into_iter().chain(ids).take(live as usize).collect();
        check(&answers, &evidence, &live, policy()).map_or_else(|problems| fields(&problems), |_| vec![])
    };
    assert_eq!(found(991, 9), Vec::<String>::new());
    assert_eq!(found(992, 9), ["new_endpoints: too_many_live_endpoints"]);
    assert_eq!(found(1_000, 1), ["new_endpoints: too_many_live_endpoints"]);
    assert_eq!(found(1_000, 0), Vec::<String>::new(), "what adds none is not kept from it");
}

/// Holds C2.
#[test]
fn a_tenth_endpoint_does_not_hide_problems_of_the_others() {
    let answers = with(|a| {
        a.new_endpoints = endpoints(9);
        a.new_endpoints.push(find("https://find.provider.co.uk/x/"));
    });
    assert_eq!(
        problems(&answers),
        ["new_endpoints: too_many_endpoints", "new_endpoints[9].url: url_trailing_slash"]
    );
}

/// Holds C3.
#[test]
fn a_url_may_appear_once_for_each_type() {
    let answers = with(|a| {
        a.new_endpoints = EndpointType::ALL
            .iter()
            .map(|kind| samples::endpoint(*kind, "https://all.provider.co.uk/x"))
            .collect();
    });
    assert!(problems(&answers).is_empty());
}

/// Holds C3, C8.
#[test]
fn a_url_repeated_for_one_type_is_refused_however_it_is_spelt() {
    let answers = with(|a| {
        a.new_endpoints = vec![
            find("https://find.provider.co.uk/x"),
            find("https://view.provider.co.uk/x"),
            find("HTTPS://FIND.provider.co.uk.:443/x"),
        ];
    });
    assert_eq!(problems(&answers), ["new_endpoints[2].url: url_repeated"]);
    let found = run(&answers, &EvidenceFiles::default()).expect_err("problems");
    assert!(found[0].message().contains("endpoint 1"));
}

/// Holds C2.
#[test]
fn affected_endpoints_are_optional() {
    assert!(problems(&with(|a| a.affected_endpoints.clear())).is_empty());
}

/// Holds C2.
#[test]
fn an_affected_endpoint_is_live_their_own_and_named_once() {
    let live: Vec<_> = samples::live_endpoints().into_keys().collect();
    let answers = with(|a| a.affected_endpoints = vec![live[0], EndpointId::from_u128(99), live[1], live[0]]);
    assert_eq!(
        problems(&answers),
        ["affected_endpoints[1]: endpoint_not_live", "affected_endpoints[3]: endpoint_repeated"]
    );
}

/// Holds C4.
#[rstest]
#[case(Scale::Minimal, false)]
#[case(Scale::Minor, true)]
#[case(Scale::Moderate, true)]
#[case(Scale::Significant, true)]
fn evidence_is_needed_from_minor_scale_on(#[case] scale: Scale, #[case] needed: bool) {
    let found = run(&with(|a| a.suggested_scale = Some(scale)), &EvidenceFiles::default());
    let found = found.map_or_else(|problems| fields(&problems), |_| vec![]);
    assert_eq!(found.contains(&"evidence: missing".to_owned()), needed);
}

/// Holds C4.
#[test]
fn a_file_that_is_awaited_or_rejected_is_no_evidence() {
    let change = upload_one();
    assert_eq!(evidence_problem(&change), "evidence: missing");
    let reject = good_command(CommandKind::RejectEvidence);
    let change =
        given(change).when(inspection(), reject).then(&["evidence_received", "evidence_rejected"]).change;
    assert_eq!(evidence_problem(&change), "evidence: missing");
}

/// Holds C4.
#[test]
fn a_file_that_is_being_checked_is_no_evidence_yet_and_says_so() {
    let receive = good_command(CommandKind::ReceiveEvidence);
    let change = given(upload_one()).when(inspection(), receive).then(&["evidence_received"]).change;
    assert_eq!(evidence_problem(&change), "evidence: evidence_not_ready");
}

fn upload_one() -> Change {
    let form = samples::request_upload(samples::awaited_file());
    given(samples::draft_of(samples::answers()))
        .when(business_contact(), form)
        .then(&["upload_requested"])
        .change
}

fn evidence_problem(change: &Change) -> String {
    let found = run(&change.answers, &change.evidence).expect_err("problems");
    fields(&found).join(", ")
}

/// Holds C6.
#[rstest]
#[case(Some(ChangeType::UnderlyingSolution), Some(Scale::Minimal), true)]
#[case(Some(ChangeType::NewEndpoints), Some(Scale::Minimal), false)]
#[case(Some(ChangeType::Both), Some(Scale::Minimal), false)]
#[case(Some(ChangeType::UnderlyingSolution), Some(Scale::Minor), false)]
#[case(None, Some(Scale::Minimal), false)]
#[case(Some(ChangeType::UnderlyingSolution), None, false)]
fn a_minimal_change_without_new_endpoints_need_not_be_reported(
    #[case] kind: Option<ChangeType>,
    #[case] scale: Option<Scale>,
    #[case] told: bool,
) {
    let answers = with(|a| {
        a.change_type = kind;
        a.suggested_scale = scale;
    });
    assert_eq!(advice(&answers, policy()).contains(&Advice::ProcessNotNeeded), told);
}

/// Holds C6.
#[test]
fn a_minimal_change_without_new_endpoints_is_still_accepted() {
    let answers = with(|a| {
        a.change_type = Some(ChangeType::UnderlyingSolution);
        a.suggested_scale = Some(Scale::Minimal);
        a.new_endpoints.clear();
    });
    assert_eq!(advice(&answers, policy()), [Advice::ProcessNotNeeded]);
    given(samples::draft_of(answers)).when(business_contact(), samples::submit()).then(&["change_submitted"]);
}

/// Holds D2.
#[test]
fn downtime_brings_advice_about_its_own_process() {
    assert_eq!(
        advice(&with(|a| a.needs_downtime = Some(true)), policy()),
        [Advice::PlannedDowntime { working_days: 5 }]
    );
    for advice in [Advice::ProcessNotNeeded, Advice::PlannedDowntime { working_days: 5 }] {
        assert!(advice.to_string().ends_with('.'), "{advice} is a sentence that stands alone");
    }
    assert!(advice(&samples::answers(), policy()).is_empty());
}
