//! What people ask for: the request, re-tests, re-runs, overrides, dates, findings; and what is kept of what was refused.

use app::mail::OatNews;
use app::{
    AppError, Current, OatEntry, OatSubject, Request, execute_oat_command, record_finding, request_oat,
};
use domain::actor::{Actor, OrganisationRole};
use domain::change::GoingLive;
use domain::change::steps::StepState;
use domain::ids::ChangeId;
use domain::oat::{Command, CommandKind, OatAnswers, Outcome, Reason, Refusal, Status};
use domain::policy::Step;
use domain::tried::Deed;
use fakes::{Play, member};
use jiff::SignedDuration;
use jiff::civil::date;
use pollster::block_on;

use crate::world::{
    DATE, FIND, SERVICE_MANAGERS, SUPPORT, World, named, other_support, ready, service_manager, support, url,
};

/// Holds O1.
#[test]
fn a_request_begins_a_run_and_tells_both_sides() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    assert_eq!((oat.status(), oat.version, oat.runs.len()), (Status::Testing, 1, 1));
    assert_eq!(oat.id, domain::oat::id_of_change(world.tested(oat.id).id));
    assert_eq!(world.told(), [(SERVICE_MANAGERS, "oat_requested"), (SUPPORT, "oat_requested")]);
}

#[test]
fn a_repeated_request_changes_nothing_and_its_key_is_its_own() {
    let world = World::new();
    let change = world.change(&[FIND]);
    let (actor, subject) = (service_manager(), OatSubject::Change(change.id));
    let key = named(&actor, "once");
    let ask = |key: &app::RequestKey| {
        block_on(request_oat(&world.services, &actor, Some(key), subject, &ready(DATE)))
    };
    let (first, again) = (ask(&key).unwrap(), ask(&key).unwrap());
    assert_eq!((first.repeated, again.repeated), (false, true));
    assert_eq!(first.oat, again.oat);
    let other = app::RequestKey { fingerprint: [9; 32], ..key };
    assert!(matches!(ask(&other), Err(AppError::KeyReused)));
}

/// Holds O1.
#[test]
fn what_is_missing_is_told_together_and_the_attempt_is_kept() {
    let world = World::new();
    let change = world.change(&[FIND]);
    let (actor, subject) = (service_manager(), OatSubject::Change(change.id));
    let answers = OatAnswers { connection_ready: Some(false), ..OatAnswers::default() };
    let refused = block_on(request_oat(&world.services, &actor, None, subject, &answers));
    let Err(AppError::Refused(Refusal::Invalid(problems))) = refused else { panic!("{refused:?}") };
    assert_eq!(problems.len(), 4);
    let kept = world.store().oat_entries(subject.id());
    let [OatEntry::Refused(kept)] = &kept[..] else { panic!("{kept:?}") };
    assert_eq!((kept.version, kept.command, kept.refusal.as_str()), (0, Deed::RequestOat.into(), "invalid"));
    assert_eq!((kept.person, kept.outsider), (actor.person(), false));
    assert!(world.store().oat(subject.id()).is_none());
}

#[test]
fn to_another_organisation_there_is_nothing_to_test() {
    let world = World::new();
    let change = world.change(&[FIND]);
    let outsider = member(2, OrganisationRole::ServiceManager);
    let not_found = |answer: Result<app::OatDone, AppError>| {
        assert!(matches!(answer, Err(AppError::Refused(Refusal::NotFound(_)))), "{answer:?}");
    };
    not_found(world.request(&outsider, OatSubject::Change(change.id)));
    not_found(world.request(&outsider, OatSubject::Change(ChangeId::from_u128(5))));
    let oat = world.request(&service_manager(), OatSubject::Change(change.id)).unwrap().oat;
    not_found(world.try_on(&outsider, oat.id, &Command::AskForRetest { fixed: "It".to_owned() }));
    let stale = Request { actor: &outsider, on: oat.id, seen: Some(0), key: None };
    not_found(block_on(execute_oat_command(&world.services, stale, &Command::Close)));
    let entries = world.store().oat_entries(oat.id);
    let outsiders = entries.iter().filter(|entry| matches!(entry, OatEntry::Refused(kept) if kept.outsider));
    assert_eq!(outsiders.count(), 3, "PDP can see that somebody tried");
}

#[test]
fn a_person_who_has_not_seen_the_result_cannot_act_on_it() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.probe().play(&url(FIND), [Play::Answer(401)]);
    world.probe_once();
    let actor = service_manager();
    let retest = Command::AskForRetest { fixed: "The keys are deployed now".to_owned() };
    let seen = |version| Request { actor: &actor, on: oat.id, seen: Some(version), key: None };
    let stale = block_on(execute_oat_command(&world.services, seen(oat.version), &retest));
    let Err(AppError::Stale(Current::Oat(fresh))) = stale else { panic!("{stale:?}") };
    assert_eq!(*fresh, world.oat(oat.id));
    block_on(execute_oat_command(&world.services, seen(fresh.version), &retest)).unwrap();
    assert_eq!(world.oat(oat.id).status(), Status::Testing);
}

/// Holds O7.
#[test]
fn a_failure_is_fixed_tested_again_and_passed() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.probe().play(&url(FIND), [Play::Answer(401)]);
    world.probe_once();
    world.minute();
    world.on(
        &service_manager(),
        oat.id,
        &Command::AskForRetest { fixed: "The keys are deployed".to_owned() },
    );
    world.probe_once();
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
    let sent = world.probe().sent();
    assert_ne!(sent[0].id, sent[1].id, "the same attempt of another run is another request");
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::Scheduled { on: DATE });
}

/// Holds O8.
#[test]
fn two_people_override_a_pass_and_the_step_opens_again() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.probe_once();
    let reason = "The answer came from a page that accepts everything".to_owned();
    world.on(&support(), oat.id, &Command::ProposeOverride { outcome: Some(Outcome::Failed), reason });
    assert_eq!(world.told().pop(), Some((SUPPORT, "oat_override_proposed")));
    let approve = Command::DecideOverride { approved: Some(true), reason: None };
    let alone = world.try_on(&support(), oat.id, &approve);
    assert!(matches!(alone, Err(AppError::Refused(Refusal::Oat(Reason::SamePerson)))), "{alone:?}");
    world.on(&other_support(), oat.id, &approve);
    assert_eq!(world.oat(oat.id).status(), Status::Failed);
    let change = world.tested(oat.id);
    let step = change.step(Step::OperationalAcceptanceTesting).unwrap();
    assert!(matches!(step.state, StepState::Returned { .. }), "{:?}", step.state);
    assert_eq!(change.going_live(), GoingLive::NotYet);
    assert_eq!(world.told().pop(), Some((SERVICE_MANAGERS, "oat_pass_withdrawn")));
    let codes = world.codes();
    let requested = codes.iter().position(|code| *code == "oat_requested").unwrap();
    assert!(!codes[requested..].contains(&"step_opened"), "nobody is asked to request it again: {codes:?}");
}

/// Holds O8.
#[test]
fn two_people_override_a_failure_and_the_change_goes_on() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.probe().play(&url(FIND), [Play::Answer(403)]);
    world.probe_once();
    let reason = "Their firewall lets in production only, as agreed".to_owned();
    world.on(&support(), oat.id, &Command::ProposeOverride { outcome: Some(Outcome::Passed), reason });
    world.on(&other_support(), oat.id, &Command::DecideOverride { approved: Some(true), reason: None });
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::Scheduled { on: DATE });
    assert!(matches!(world.last_news(), OatNews::Passed { overridden: Some(_), .. }));
}

/// Holds O2.
#[test]
fn another_date_moves_that_of_the_change_once_it_was_passed() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let later = |day| Command::AskForDate { date: Some(date(2026, 8, day)), reason: "Holidays".to_owned() };
    let accept = Command::DecideDate { accepted: Some(true), reason: None };
    world.on(&service_manager(), oat.id, &later(3));
    world.on(&support(), oat.id, &accept);
    assert_eq!(world.tested(oat.id).connection_date, None, "it has none before it was passed");
    world.probe_once();
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::Scheduled { on: date(2026, 8, 3) });
    world.on(&service_manager(), oat.id, &later(10));
    world.on(&support(), oat.id, &accept);
    assert_eq!(world.tested(oat.id).going_live(), GoingLive::Scheduled { on: date(2026, 8, 10) });
    let (from, to) = (date(2026, 8, 3), date(2026, 8, 10));
    assert_eq!(world.last_news(), OatNews::DateAnswered { from, to, accepted: true, reason: None });
}

/// Holds O10.
#[test]
fn a_finding_is_recorded_on_the_attempt_that_sent_the_id() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.probe_once();
    let (actor, id) = (support(), world.probe().sent()[0].id);
    let record = |run, id| {
        let on = Request { actor: &actor, on: oat.id, seen: None, key: None };
        block_on(record_finding(&world.services, on, run, id, "It was matched".to_owned()))
    };
    let done = record(1, id).unwrap();
    assert_eq!((done.oat.findings[0].request, done.oat.findings[0].attempt), (id, 1));
    assert_eq!(world.told().pop(), Some((SUPPORT, "oat_finding")));
    let unknown = record(1, domain::ids::FindRequestId::from_u128(1));
    assert!(matches!(unknown, Err(AppError::Refused(Refusal::Oat(Reason::AttemptNotFound)))), "{unknown:?}");
}

#[test]
fn only_the_probe_records_attempts() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let forged = Command::RecordAttempts { run: 1, attempts: Vec::new() };
    for actor in [service_manager(), support()] {
        let refused = world.try_on(&actor, oat.id, &forged);
        assert!(matches!(refused, Err(AppError::Refused(Refusal::SystemOnly))), "{refused:?}");
    }
    let kept = world.store().oat_entries(oat.id);
    let Some(OatEntry::Refused(last)) = kept.last() else { panic!("{kept:?}") };
    assert_eq!(last.command, CommandKind::RecordAttempts.into());
}

/// Holds O1.
#[test]
fn closed_with_its_change_it_is_requested_again_as_before() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let reviewer = fakes::staff(domain::actor::PdpRole::Reviewer);
    let change = world.tested(oat.id);
    let decide = |oat_required| domain::change::Command::Reclassify {
        scale: domain::policy::Scale::Minimal,
        reason: "We looked again".to_owned(),
        oat_required: Some(oat_required),
    };
    world.on_change(&reviewer, change.id, decide(false));
    world.probe_once();
    assert_eq!(world.oat(oat.id).status(), Status::Closed);
    world.on_change(&reviewer, change.id, decide(true));
    world.pass_time(SignedDuration::from_hours(1));
    let anew = world.request(&service_manager(), OatSubject::Change(change.id)).unwrap().oat;
    assert_eq!((anew.status(), anew.reference, anew.runs.len()), (Status::Testing, oat.reference, 2));
    world.probe_once();
    assert_eq!(world.oat(oat.id).status(), Status::Passed);
}

/// Holds O1.
#[test]
fn a_person_of_the_organisation_needs_the_role() {
    let world = World::new();
    let change = world.change(&[FIND]);
    let contact = member(1, OrganisationRole::PrimaryBusinessContact);
    let refused = world.request(&contact, OatSubject::Change(change.id));
    assert!(matches!(refused, Err(AppError::Refused(Refusal::RoleRequired { .. }))), "{refused:?}");
    let nobody = Actor::Member {
        person: contact.person().unwrap(),
        organisation: change.organisation,
        roles: std::collections::BTreeSet::new(),
        name: None,
    };
    let refused = world.request(&nobody, OatSubject::Change(change.id));
    assert!(matches!(refused, Err(AppError::Refused(Refusal::RoleRequired { .. }))), "{refused:?}");
}
