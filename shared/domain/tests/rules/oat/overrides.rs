//! Overrides: one person of PDP support proposes, another approves (O8).

use domain::actor::{Actor, PdpRole, Role};
use domain::oat::{
    Command, EventKind, Failure, OatRequest, Outcome, Pass, Reason, Refusal, Stage, Status, SubjectStatus,
    SubjectView,
};
use rstest::rstest;

use super::samples::{
    DATE, connection, decide_override, failed, nothing_there, open_change, other_support, passed,
    passed_and_rerun, propose, ran, requested, requested_for_change, retest, view_of,
};
use super::scenario::given;
use crate::support::day;
use crate::support::people::{oat, pdp_support, service_manager, staff};
use crate::support::samples::monday_morning;
use crate::support::work::{after as after_change, pass_oat, withdrawn};

fn proposed(oat: OatRequest, outcome: Outcome) -> OatRequest {
    given(oat).when(pdp_support(), propose(outcome)).then(&["override_proposed"]).oat
}

/// Holds O8.
#[test]
fn a_failure_becomes_a_pass_when_somebody_else_approves() {
    let proposed = proposed(failed(), Outcome::Passed);
    assert_eq!(proposed.status(), Status::Failed, "nothing changes before it is approved");
    let after = given(proposed).when(other_support(), decide_override(true)).then(&["override_approved"]);
    let EventKind::OverrideApproved { outcome, reason, connection_date } = after.last() else {
        panic!("an override")
    };
    assert_eq!((*outcome, reason.as_str()), (Outcome::Passed, "Tried by hand together"));
    assert_eq!(*connection_date, day(DATE));
    let because = Pass::Override { reason: reason.clone() };
    assert_eq!(after.oat.stage, Stage::Passed { at: monday_morning(), because });
    assert_eq!(after.oat.proposed_override, None);
}

/// Holds O8.
#[test]
fn a_pass_becomes_a_failure_when_somebody_else_approves() {
    let proposed = proposed(passed(), Outcome::Failed);
    let after = given(proposed).when(other_support(), decide_override(true)).then(&["override_approved"]);
    assert!(matches!(&after.oat.stage, Stage::Failed { because: Failure::Override { .. }, .. }));
    given(after.oat).when(service_manager(), retest()).then(&["retest_requested"]);
}

/// Holds O8.
#[test]
fn nobody_approves_their_own_proposal_in_any_role() {
    let proposed = proposed(failed(), Outcome::Passed);
    for actor in [pdp_support(), staff(PdpRole::ALL)] {
        let refused = given(proposed.clone()).when(actor, decide_override(true)).refused();
        assert_eq!(refused, Reason::SamePerson.into());
    }
}

#[test]
fn others_may_decline_and_the_proposer_may_take_it_back() {
    for actor in [other_support(), pdp_support()] {
        let after = given(proposed(failed(), Outcome::Passed))
            .when(actor, decide_override(false))
            .then(&["override_declined"]);
        assert_eq!((after.oat.status(), after.oat.proposed_override), (Status::Failed, None));
    }
}

#[test]
fn a_decision_needs_a_yes_or_a_no_and_something_to_decide_on() {
    let undecided = Command::DecideOverride { approved: None, reason: None };
    let fields = given(proposed(failed(), Outcome::Passed)).when(other_support(), undecided.clone());
    assert_eq!(fields.refused_fields(), ["approved: missing"]);
    let refused = given(failed()).when(other_support(), undecided).refused();
    assert_eq!(refused, Reason::NoOverride.into());
}

#[test]
fn a_proposal_without_result_and_reason_shows_both_at_once() {
    let blank = Command::ProposeOverride { outcome: None, reason: " ".to_owned() };
    let fields = given(failed()).when(pdp_support(), blank).refused_fields();
    assert_eq!(fields, ["outcome: missing", "reason: missing"]);
}

#[rstest]
#[case(failed(), Outcome::Failed)]
#[case(passed(), Outcome::Passed)]
fn there_is_nothing_to_override_when_it_is_the_result_already(
    #[case] oat: OatRequest,
    #[case] outcome: Outcome,
) {
    let refused = given(oat).when(pdp_support(), propose(outcome)).refused();
    assert_eq!(refused, Reason::OutcomeUnchanged { outcome }.into());
}

#[test]
fn there_is_one_proposal_at_a_time() {
    let proposed = proposed(failed(), Outcome::Passed);
    let refused = given(proposed).when(other_support(), propose(Outcome::Passed)).refused();
    assert_eq!(refused, Reason::OverridePending.into());
}

#[test]
fn while_a_test_is_under_way_its_result_comes_first() {
    let refused = given(requested()).when(pdp_support(), propose(Outcome::Passed)).refused();
    assert_eq!(refused.code(), "wrong_status");
    let refused = given(passed_and_rerun()).when(pdp_support(), propose(Outcome::Failed)).refused();
    assert_eq!(refused, Reason::RunUnderWay.into());
}

/// The change of the samples as it is known: open, passed, withdrawn.
fn change(passed: bool) -> SubjectView {
    let change = open_change();
    let change = if passed { after_change(change, &oat(), pass_oat(DATE)) } else { change };
    view_of(&change, monday_morning())
}

/// Holds O8.
#[test]
fn the_pass_of_a_change_is_undone_only_before_it_is_live() {
    let oat_request = ran(requested_for_change(), &change(false), monday_morning(), 202);
    let refused_in = |status| {
        let view = SubjectView { status, ..change(true) };
        given(oat_request.clone()).of(view).when(pdp_support(), propose(Outcome::Failed)).refused()
    };
    assert_eq!(refused_in(SubjectStatus::Settled), Reason::NotNow { status: SubjectStatus::Settled }.into());
    assert_eq!(refused_in(SubjectStatus::Ended), Reason::NotNow { status: SubjectStatus::Ended }.into());
    let proposed = given(oat_request.clone())
        .of(change(true))
        .when(pdp_support(), propose(Outcome::Failed))
        .then(&["override_proposed"])
        .oat;
    let live = SubjectView { status: SubjectStatus::Settled, ..change(true) };
    let too_late = given(proposed).of(live).when(other_support(), decide_override(true)).refused();
    assert_eq!(too_late, Reason::NotNow { status: SubjectStatus::Settled }.into());
}

#[test]
fn a_failure_is_overridden_only_while_the_step_waits_for_it() {
    let oat_request = ran(requested_for_change(), &change(false), monday_morning(), 401);
    let gone = view_of(&withdrawn(open_change()), monday_morning());
    let refused = given(oat_request.clone()).of(gone).when(pdp_support(), propose(Outcome::Passed));
    assert_eq!(refused.refused(), Reason::NotNow { status: SubjectStatus::Ended }.into());
    given(oat_request)
        .of(change(false))
        .when(pdp_support(), propose(Outcome::Passed))
        .then(&["override_proposed"]);
    let no_scheme = given(failed()).of(nothing_there(monday_morning()));
    let refused = no_scheme.when(pdp_support(), propose(Outcome::Passed)).refused();
    assert_eq!(refused, Reason::NotNow { status: SubjectStatus::NoScheme }.into());
}

#[test]
fn only_pdp_support_proposes_and_decides() {
    let role = Role::Pdp(PdpRole::Support);
    let others: [Actor; 3] =
        [service_manager(), staff(&[PdpRole::Reviewer]), staff(&[PdpRole::Administrator])];
    for actor in others {
        let refused = given(failed()).when(actor.clone(), propose(Outcome::Passed)).refused();
        assert_eq!(refused, Refusal::role(role));
        let refused = given(failed()).when(actor, decide_override(true)).refused();
        assert_eq!(refused, Refusal::role(role));
    }
}

#[test]
fn declining_may_say_why() {
    let command =
        |words: &str| Command::DecideOverride { approved: Some(false), reason: Some(words.to_owned()) };
    let given_reason = |words| {
        let after = given(proposed(failed(), Outcome::Passed))
            .of(connection(monday_morning()))
            .when(other_support(), command(words))
            .then(&["override_declined"]);
        match after.last() {
            EventKind::OverrideDeclined { reason } => reason.as_ref().map(|reason| reason.to_string()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(given_reason("It was another system"), Some("It was another system".to_owned()));
    assert_eq!(given_reason("  "), None);
}
