//! Disputes of results: what can be disputed, by whom, how often; files; and PDP's answer (Q10, P1, D1).

use std::collections::BTreeSet;

use domain::actor::{Actor, OrganisationRole, Role};
use domain::aggregate::Trail;
use domain::dispute::{
    Command, Disputable, Dispute, DisputedResult, DisputesOfResult, EventKind, Opening, Reason, Refusal,
    ResultId, Ruling, Status, decide, open, replay,
};
use domain::evidence::{EvidenceState, FileFormat, FileRejection};
use domain::ids::{DisputeId, EndpointId, EvidenceId, PreFlightId};
use domain::oat::{Command as OatCommand, OatRequest};
use domain::policy::Policy;
use domain::policy::other::OTHER;
use domain::problem::{Field, Violation};
use domain::reference::{PreFlightReference, SupportReference};
use domain::refusal::Thing;
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;

use crate::oat::samples::{
    after, closed, connection, failed, find_profile, passed, requested, retest, target,
};
use crate::support::context;
use crate::support::people::{
    business_contact, holder, inspection, one_per_role, outsider, own_organisation, pdp_support, reviewer,
    service_manager,
};
use crate::support::samples::{accepted, monday_morning};

const LOG: &str = "Our log shows that we answered 202";

/// A dispute by the service manager, with these words and endpoints.
fn disputed(
    of: Disputable,
    before: DisputesOfResult,
    actor: &Actor,
    endpoints: &[EndpointId],
    text: &str,
) -> Result<(Dispute, DisputesOfResult), Refusal> {
    let number = before.all.len() as u64 + 1;
    let opening = Opening {
        id: DisputeId::from_u128(u128::from(number)),
        reference: SupportReference::from_bits(number),
        organisation_name: "Harbour Pensions",
        endpoints,
        text,
    };
    let (event, after) = open(opening, of, before, actor, &context(monday_morning()))?;
    Ok((replay([&event]).expect("a dispute"), after))
}

fn run_of(oat: &OatRequest, number: u32) -> Disputable {
    Disputable::of_run(oat, number).expect("a result")
}

fn pre_flight() -> Disputable {
    let reference = Some(PreFlightReference::from_bits(3));
    Disputable {
        result: DisputedResult::PreFlight { id: PreFlightId::from_u128(6), reference },
        organisation: own_organisation(),
        targets: vec![target(1)],
        profile: None,
    }
}

fn none(of: &Disputable) -> DisputesOfResult {
    DisputesOfResult::none(of.result.id())
}

/// The failed run of the samples, disputed by the service manager.
fn opened() -> (Dispute, DisputesOfResult) {
    let of = run_of(&failed(), 1);
    let before = none(&of);
    disputed(of, before, &service_manager(), &[], LOG).expect("a dispute")
}

fn on(dispute: &Dispute, actor: &Actor, command: Command, now: Timestamp) -> Result<Trail<Dispute>, Refusal> {
    decide(dispute, command, actor, &context(now))
}

/// What happened to the dispute after the command on a Monday morning.
fn then(dispute: &Dispute, actor: &Actor, command: Command) -> Dispute {
    on(dispute, actor, command, monday_morning()).expect("it is carried out").into_after()
}

fn refused(dispute: &Dispute, actor: &Actor, command: Command) -> Refusal {
    on(dispute, actor, command, monday_morning()).expect_err("it is refused")
}

fn answer(ruling: Ruling) -> Command {
    Command::Answer { ruling: Some(ruling), text: "The request came on another day".to_owned() }
}

fn upload(id: u128) -> Command {
    let file_name = "log.png".to_owned();
    Command::RequestUpload { id: EvidenceId::from_u128(id), file_name, declared: Some(FileFormat::Png) }
}

/// Holds Q10.
#[rstest]
#[case::failed(failed(), false)]
#[case::passed(passed(), true)]
fn a_run_is_disputed_passed_or_not(#[case] oat: OatRequest, #[case] was_passed: bool) {
    let of = run_of(&oat, 1);
    let before = none(&of);
    let (dispute, after) = disputed(of, before, &service_manager(), &[], LOG).expect("a dispute");
    let DisputedResult::Run { oat: id, number, passed, .. } = dispute.result else { panic!("a run") };
    assert_eq!((id, number, passed), (oat.id, 1, was_passed));
    assert_eq!((dispute.organisation, dispute.status()), (oat.organisation, Status::Open));
    assert_eq!(dispute.profile, Some(find_profile(1)), "by which the result came about");
    assert_eq!((after.open, after.version), (Some(dispute.id), 1));
    assert_eq!(after.of, ResultId::Run { oat: oat.id, number: 1 });
}

/// Holds Q10.
#[test]
fn a_pre_flight_is_disputed_in_the_same_way() {
    let of = pre_flight();
    let before = none(&of);
    let (dispute, after) = disputed(of.clone(), before, &service_manager(), &[], LOG).expect("a dispute");
    assert_eq!((&dispute.result, after.of), (&of.result, of.result.id()));
}

/// Holds Q10.
#[test]
fn a_run_without_a_result_is_not_disputed() {
    let under_way = Disputable::of_run(&requested(), 1).expect_err("no result");
    assert_eq!(under_way, Reason::NotEnded.into());
    assert_eq!(Disputable::of_run(&closed(), 1), Err(Reason::NoResult.into()));
    assert_eq!(Disputable::of_run(&failed(), 2), Err(domain::oat::Reason::RunNotFound.into()));
}

/// Holds Q10.
#[test]
fn an_earlier_run_is_disputed_while_another_is_under_way() {
    let view = connection(monday_morning());
    let retested = after(failed(), &service_manager(), retest(), &view, monday_morning());
    assert!(retested.open_run().is_some());
    assert!(!run_of(&retested, 1).result.id().eq(&ResultId::Run { oat: retested.id, number: 2 }));
    let rerun = OatCommand::Rerun { reason: None };
    let rerun = after(passed(), &pdp_support(), rerun, &view, monday_morning());
    assert!(matches!(run_of(&rerun, 1).result, DisputedResult::Run { passed: true, .. }));
}

/// Holds P1, Q10.
#[test]
fn those_who_hear_of_results_may_dispute_them() {
    let of = run_of(&failed(), 1);
    let may = [OrganisationRole::ServiceManager, OrganisationRole::PrimaryBusinessContact];
    let may: BTreeSet<Role> = may.map(Role::Organisation).into();
    for (name, actor) in one_per_role() {
        let result = disputed(of.clone(), none(&of), &actor, &[], LOG);
        match actor.roles().first() {
            Some(role) if may.contains(role) => assert!(result.is_ok(), "{name}"),
            _ => assert!(matches!(result, Err(Refusal::RoleRequired { .. })), "{name}: {result:?}"),
        }
    }
    let theirs = disputed(of.clone(), none(&of), &outsider(), &[], LOG);
    assert_eq!(theirs.map(drop), Err(Refusal::NotFound(Thing::Oat)));
    let of = pre_flight();
    let theirs = disputed(of.clone(), none(&of), &outsider(), &[], LOG);
    assert_eq!(theirs.map(drop), Err(Refusal::NotFound(Thing::PreFlight)));
}

/// Holds Q10.
#[test]
fn one_dispute_of_a_result_is_open_at_a_time() {
    let (dispute, before) = opened();
    let of = run_of(&failed(), 1);
    let again = disputed(of.clone(), before.clone(), &business_contact(), &[], LOG).expect_err("refused");
    assert_eq!(again, Reason::OpenAlready { open: dispute.reference }.into());
    assert!(again.to_string().contains(&dispute.reference.to_string()), "{again}");
    let mut answered = before;
    answered.answered();
    let (second, after) = disputed(of, answered, &business_contact(), &[], LOG).expect("another dispute");
    assert_eq!(after.all, [(dispute.id, dispute.reference), (second.id, second.reference)]);
    assert_eq!(after.open, Some(second.id));
}

/// Holds Q10.
#[rstest]
#[case(Policy::version(1))]
#[case(&OTHER)]
fn a_result_is_disputed_only_so_often(#[case] policy: &'static Policy) {
    let of = run_of(&failed(), 1);
    let mut before = none(&of);
    let ctx = domain::dispute::Context { policy, ..context(monday_morning()) };
    for number in 1.. {
        let opening = Opening {
            id: DisputeId::from_u128(number),
            reference: SupportReference::from_bits(number as u64),
            organisation_name: "Harbour Pensions",
            endpoints: &[],
            text: LOG,
        };
        match open(opening, of.clone(), before.clone(), &service_manager(), &ctx) {
            Ok((_, mut after)) => {
                after.answered();
                before = after;
            }
            Err(refusal) => {
                let max = policy.limits.disputes.of_one_result;
                assert_eq!((refusal, before.all.len()), (Reason::TooMany { max }.into(), max));
                return;
            }
        }
    }
}

/// Holds Q10.
#[test]
fn five_thousand_characters_are_taken_and_no_more() {
    let max = Policy::version(1).limits.disputes.characters;
    assert_eq!(max, 5_000);
    let of = run_of(&failed(), 1);
    let write = |text: &str| disputed(of.clone(), none(&of), &service_manager(), &[], text);
    assert_eq!(write(&"é".repeat(max)).expect("a dispute").0.text.as_str().chars().count(), max);
    for (text, violation) in [
        ("é".repeat(max + 1), Violation::TooLong { max, characters: max + 1 }),
        (" \u{200b} ".to_owned(), Violation::Missing),
    ] {
        let Err(Refusal::Invalid(problems)) = write(&text) else { panic!("not invalid") };
        assert_eq!((problems[0].field, &problems[0].violation), (Field::Dispute, &violation));
        assert!(!problems[0].message().is_empty());
    }
}

/// Holds Q10.
#[test]
fn endpoints_that_were_tested_can_be_named_each_once() {
    let of = run_of(&failed(), 1);
    let name = |endpoints: &[EndpointId]| disputed(of.clone(), none(&of), &service_manager(), endpoints, LOG);
    let (dispute, _) = name(&[target(2).endpoint]).expect("a dispute");
    assert_eq!(dispute.targets, [target(2)]);
    let wrong = [target(1).endpoint, EndpointId::from_u128(9), target(1).endpoint];
    let Err(Refusal::Invalid(problems)) = name(&wrong) else { panic!("not invalid") };
    let found: Vec<_> = problems.into_iter().map(|problem| (problem.field, problem.violation)).collect();
    let expected = [
        (Field::DisputedEndpoint(1), Violation::EndpointNotTested),
        (Field::DisputedEndpoint(2), Violation::EndpointRepeated),
    ];
    assert_eq!(found, expected);
}

/// Holds D1, Q10.
#[rstest]
#[case(Ruling::Stands)]
#[case(Ruling::SetAside)]
fn pdp_support_answers_once_and_changes_no_result(#[case] ruling: Ruling) {
    let (dispute, _) = opened();
    let answered = then(&dispute, &pdp_support(), answer(ruling));
    assert_eq!(answered.status(), Status::Answered);
    assert_eq!(answered.result, dispute.result, "a re-run or an override changes it");
    let kept = answered.answer.as_ref().expect("an answer");
    assert_eq!((kept.ruling, kept.text.as_str()), (ruling, "The request came on another day"));
    assert_eq!(refused(&answered, &pdp_support(), answer(ruling)), Reason::Answered.into());
    for actor in [service_manager(), reviewer()] {
        assert!(matches!(refused(&dispute, &actor, answer(ruling)), Refusal::RoleRequired { .. }));
    }
    assert_eq!(refused(&dispute, &outsider(), answer(ruling)), Refusal::NotFound(Thing::Dispute));
}

#[test]
fn an_answer_needs_a_ruling_and_words() {
    let (dispute, _) = opened();
    let empty = Command::Answer { ruling: None, text: " ".to_owned() };
    let Refusal::Invalid(problems) = refused(&dispute, &pdp_support(), empty) else { panic!("not invalid") };
    let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(fields, [Field::Ruling, Field::Answer]);
}

/// Holds E2, E3, Q10.
#[test]
fn files_come_until_pdp_has_answered() {
    let (dispute, _) = opened();
    let with_form = then(&dispute, &business_contact(), upload(1));
    assert_eq!(refused(&with_form, &service_manager(), upload(1)), Reason::FileDecided.into());
    let id = EvidenceId::from_u128(1);
    let late = then(&with_form, &pdp_support(), answer(Ruling::Stands));
    assert_eq!(refused(&late, &service_manager(), upload(2)), Reason::TakesNoFiles.into());
    // What was on its way is judged all the same.
    for dispute in [with_form, late] {
        let received = then(&dispute, &inspection(), Command::ReceiveFile { id });
        assert!(received.files.0[&id].is_checking());
        let accepted = then(&received, &inspection(), Command::AcceptFile { id, file: accepted() });
        assert!(accepted.files.0[&id].is_accepted());
        let reject = Command::RejectFile { id, reason: FileRejection::Damaged };
        let again = on(&accepted, &inspection(), reject, monday_morning()).expect("the first verdict stands");
        assert!(again.is_empty());
    }
    let unknown = Command::ReceiveFile { id: EvidenceId::from_u128(9) };
    assert_eq!(refused(&dispute, &inspection(), unknown), Reason::FileNotFound.into());
    let own = Command::AcceptFile { id, file: accepted() };
    assert_eq!(refused(&dispute, &service_manager(), own), Refusal::SystemOnly);
}

/// Holds E3.
#[test]
fn a_verdict_may_come_first_or_too_late() {
    let (dispute, _) = opened();
    let with_form = then(&dispute, &service_manager(), upload(1));
    let id = EvidenceId::from_u128(1);
    let accept = Command::AcceptFile { id, file: accepted() };
    let first = on(&with_form, &inspection(), accept.clone(), monday_morning()).expect("a verdict");
    let codes: Vec<_> = first.events().map(|event| event.kind.code()).collect();
    assert_eq!(codes, ["evidence_received", "evidence_accepted"]);
    let received = then(&with_form, &inspection(), Command::ReceiveFile { id });
    let days_later = monday_morning() + SignedDuration::from_hours(24);
    let late = on(&received, &inspection(), accept, days_later).expect("a verdict").into_after();
    let EvidenceState::Rejected { reason, .. } = late.files.0[&id].state else { panic!("not rejected") };
    assert_eq!(reason, FileRejection::NotChecked);
}

/// Holds Q10.
#[test]
fn a_dispute_has_so_many_files_and_no_more() {
    let (mut dispute, _) = opened();
    let max = Policy::version(1).limits.disputes.files;
    for id in 1..=max as u128 {
        dispute = then(&dispute, &service_manager(), upload(id));
    }
    assert_eq!(refused(&dispute, &service_manager(), upload(99)), Reason::TooManyFiles { max }.into());
    let hour_later = monday_morning() + SignedDuration::from_hours(1);
    let expired = on(&dispute, &service_manager(), upload(99), hour_later);
    assert!(expired.is_ok(), "forms that were never used take no room");
    let uploads = Policy::version(1).limits.disputes.uploads;
    let mut now = monday_morning();
    for id in dispute.files.0.len()..uploads {
        now += SignedDuration::from_hours(1);
        let next = upload(1_000 + id as u128);
        dispute = on(&dispute, &service_manager(), next, now).expect("a form").into_after();
    }
    let many = on(&dispute, &service_manager(), upload(9_999), now + SignedDuration::from_hours(1));
    assert_eq!(many.map(drop), Err(Reason::TooManyUploads { max: uploads }.into()));
    let unnamed =
        Command::RequestUpload { id: EvidenceId::from_u128(99), file_name: " ".to_owned(), declared: None };
    assert!(matches!(refused(&opened().0, &service_manager(), unnamed), Refusal::Invalid(_)));
}

/// Holds Q10.
#[test]
fn an_accepted_file_makes_older_views_stale_a_form_does_not() {
    let (dispute, _) = opened();
    let id = EvidenceId::from_u128(1);
    let with_form = then(&dispute, &service_manager(), upload(1));
    let received = then(&with_form, &inspection(), Command::ReceiveFile { id });
    assert!(received.is_current(dispute.version));
    let accepted = then(&received, &inspection(), Command::AcceptFile { id, file: accepted() });
    assert!(!accepted.is_current(received.version) && accepted.is_current(accepted.version));
}

/// Holds A1.
#[test]
fn the_events_replay_to_the_state() {
    let of = run_of(&failed(), 1);
    let opening = Opening {
        id: DisputeId::from_u128(1),
        reference: SupportReference::from_bits(1),
        organisation_name: "Harbour Pensions",
        endpoints: &[target(1).endpoint],
        text: LOG,
    };
    let ctx = context(monday_morning());
    let (first, _) = open(opening, of.clone(), none(&of), &service_manager(), &ctx).expect("a dispute");
    let mut events = vec![first];
    let id = EvidenceId::from_u128(1);
    let commands = [
        (service_manager(), upload(1)),
        (inspection(), Command::AcceptFile { id, file: accepted() }),
        (service_manager(), upload(2)),
        (inspection(), Command::RejectFile { id: EvidenceId::from_u128(2), reason: FileRejection::Damaged }),
        (pdp_support(), answer(Ruling::SetAside)),
    ];
    for (actor, command) in commands {
        let before = replay(&events).expect("a dispute");
        let trail = on(&before, &actor, command, monday_morning()).expect("it is carried out");
        let after = trail.after().clone();
        events.extend(trail.into_events());
        assert_eq!(replay(&events), Some(after));
    }
    assert_eq!(replay(&events).expect("a dispute").version as usize, events.len());
    assert_eq!(replay(&events[1..]), None, "a history begins with the opening");
    let again = EventKind::DisputeOpened {
        id: DisputeId::from_u128(1),
        reference: SupportReference::from_bits(1),
        organisation: own_organisation(),
        organisation_name: String::new(),
        result: of.result,
        targets: vec![],
        text: domain::text::FreeText::restore(LOG.to_owned()),
        profile: None,
        policy: 1,
    };
    let event = domain::dispute::Event { kind: again, ..events[0].clone() };
    let mut dispute = replay(&events).expect("a dispute");
    let version = dispute.version;
    domain::dispute::apply(&mut dispute, &event);
    assert_eq!(dispute.version, version + 1, "an event that does not fit still counts");
}

#[test]
fn every_reason_has_a_code_of_its_own_and_a_way_out() {
    let reasons = [
        (Reason::NotEnded, "Wait for it"),
        (Reason::NoResult, "open a support request"),
        (Reason::OpenAlready { open: SupportReference::from_bits(1) }, "Add files to that dispute"),
        (Reason::TooMany { max: 5 }, "Contact PDP support"),
        (Reason::Answered, "Read it in the dispute"),
        (Reason::TakesNoFiles, "dispute the result again"),
        (Reason::FileNotFound, "no such file"),
        (Reason::TooManyFiles { max: 20 }, "into one PDF"),
        (Reason::TooManyUploads { max: 100 }, "Contact PDP support"),
        (Reason::FileDecided, "Ask for another upload form"),
    ];
    for (reason, way_out) in &reasons {
        assert!(reason.to_string().contains(way_out), "{reason}");
    }
    let codes: BTreeSet<_> = reasons.iter().map(|(reason, _)| reason.code()).collect();
    assert_eq!(codes.len(), reasons.len());
}

/// Holds P1.
#[test]
fn only_holders_of_a_role_bring_files() {
    let (dispute, _) = opened();
    let technical = holder(Role::Organisation(OrganisationRole::PrimaryTechnicalContact));
    assert!(matches!(refused(&dispute, &technical, upload(1)), Refusal::RoleRequired { .. }));
    assert_eq!(refused(&dispute, &outsider(), upload(1)), Refusal::NotFound(Thing::Dispute));
}
