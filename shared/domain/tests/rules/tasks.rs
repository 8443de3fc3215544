//! Tasks: what waits, for whom, since when, and by when (Q1).

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::calendar::Calendar;
use domain::change::material::Environment;
use domain::change::support::{HoldReasonKind, SupportAsked};
use domain::change::{Change, Status};
use domain::ids::{ChangeId, OatId, OrganisationId};
use domain::oat::{OatRequest, Outcome, id_of_change};
use domain::policy::other::OTHER;
use domain::policy::{Scale, Step};
use domain::task::{OatProgress, OpenTask, Task, TaskId, TaskKind, TaskSubject, Turns, oat_step, tasks_in};
use rstest::rstest;

use crate::oat::samples as of_oat;
use crate::support::commands::{
    answer_request, ask_for_delay, grant_delay, open_request, place_hold, release_hold, request,
};
use crate::support::people::{
    administrator, business_contact, implementation_manager, oat, pdp_support, reviewer, service_manager,
    test_manager,
};
use crate::support::positions::in_status;
use crate::support::samples::{
    answers, ask, confirmed_at, confirmed_of, in_review_of, monday_morning, ready_draft_of, reclassify,
};
use crate::support::scenario::given;
use crate::support::work::{
    self, after, all_done, approve, done, nothing_to_add, open_at, pass_oat, submitted, withdrawn,
};
use crate::support::{at, day};

const BUSINESS: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const SERVICE: Role = Role::Organisation(OrganisationRole::ServiceManager);
const TEST: Role = Role::Organisation(OrganisationRole::TestManager);
const REVIEWER: Role = Role::Pdp(PdpRole::Reviewer);
const SUPPORT: Role = Role::Pdp(PdpRole::Support);

fn calendar() -> &'static Calendar {
    Calendar::england_and_wales()
}

fn waits(change: &Change) -> Vec<OpenTask> {
    change.tasks(calendar())
}

/// What waits, and for whom.
fn said(change: &Change) -> Vec<(Task, Role)> {
    waits(change).into_iter().map(|open| (open.task, open.role)).collect()
}

fn of_request(oat: &OatRequest, change: Option<&Change>) -> Vec<(Task, Role)> {
    oat.tasks(change, calendar()).into_iter().map(|open| (open.task, open.role)).collect()
}

/// The one task, of a change in which only one thing waits.
fn only(change: &Change) -> OpenTask {
    let tasks = waits(change);
    let [task] = tasks[..] else { panic!("{tasks:?}") };
    task
}

/// Holds Q1.
#[test]
fn a_draft_waits_for_who_began_it() {
    let task = only(&ready_draft_of(answers()));
    assert_eq!((task.task, task.role), (Task::Draft, BUSINESS));
    assert_eq!((task.since, task.due), (monday_morning(), day("2026-10-05")));
}

/// Holds V1, Q1.
#[test]
fn a_review_waits_for_pdp_until_its_due_day() {
    let change = in_review_of(answers());
    let task = only(&change);
    assert_eq!((task.task, task.role), (Task::Review, REVIEWER));
    assert_eq!(Some(task.due), change.review_due());
    assert_eq!(task.since, monday_morning());
}

/// Holds V2, Q1.
#[test]
fn a_question_waits_and_its_answer_brings_the_review_back() {
    let asked = after(in_review_of(answers()), &reviewer(), ask("Which version?"));
    assert_eq!(said(&asked), [(Task::Question, BUSINESS)]);
    let later = crate::support::positions::answered_at(asked, "2026-09-10T09:00:00Z");
    let task = only(&later);
    assert_eq!((task.task, task.since), (Task::Review, at("2026-09-10T09:00:00Z")));
    assert_eq!(Some(task.due), later.review_due());
}

/// Holds S1, Q1.
#[rstest]
fn open_steps_wait_for_their_roles_and_submitted_ones_for_pdp(
    #[values(Scale::Minor, Scale::Significant)] scale: Scale,
) {
    let mut change = confirmed_at(scale, true);
    while let Some(step) = work::open_step(&change) {
        let prepared = work::prepared(change.clone(), step);
        let view = prepared.step(step).expect("a step");
        match step {
            // See integration_testing_waits_for_endpoints_pdp_and_its_day.
            Step::IntegrationTesting => {}
            _ => assert_eq!(said(&prepared), [(Task::Step { step }, view.by)], "{step}"),
        }
        if let Some(decides) = view.approved_by {
            let submitted = submitted(change.clone(), step);
            assert_eq!(said(&submitted), [(Task::StepDecision { step }, decides.into())]);
            let returned =
                after(submitted, &work::decider(step), work::send_back(step, "The date is missing"));
            assert_eq!(said(&returned), [(Task::Step { step }, view.by)]);
        }
        if step == Step::OperationalAcceptanceTesting {
            break;
        }
        change = done(change, step);
    }
}

/// Holds S3, Q1.
#[test]
fn integration_testing_waits_for_endpoints_pdp_and_its_day() {
    let change = open_at(confirmed_of(answers(), Scale::Moderate, false), Step::IntegrationTesting);
    assert_eq!(said(&change), [(Task::TestEndpoints, TEST)]);
    let recorded = after(change, &test_manager(), work::record_test_endpoints());
    let manager = Role::Pdp(PdpRole::ImplementationManager);
    assert_eq!(said(&recorded), [(Task::IntegrationTesting, manager)]);
    let arranged = after(recorded, &implementation_manager(), work::arrange("2026-09-21T10:00"));
    let task = only(&arranged);
    assert_eq!((task.task, task.role), (Task::Step { step: Step::IntegrationTestingReport }, TEST));
    assert_eq!(task.since, at("2026-09-21T09:00:00Z"), "nobody can act on it before");
    assert_eq!(task.due, day("2026-09-28"));
}

/// Holds S4, Q1.
#[test]
fn without_a_pack_test_material_waits_for_pdp() {
    let change = open_at(confirmed_of(answers(), Scale::Moderate, false), Step::TestCryptographicMaterial);
    let task = Task::Material { environment: Environment::Test };
    assert_eq!(said(&change), [(task, PdpRole::Administrator.into())]);
    let published = after(change, &administrator(), work::publish(Environment::Test, 1));
    let technical = Role::Organisation(OrganisationRole::PrimaryTechnicalContact);
    assert_eq!(said(&published), [(Task::Step { step: Step::TestCryptographicMaterial }, technical)]);
}

/// Holds D1, Q1.
#[test]
fn a_support_request_waits_also_after_the_change_has_ended() {
    let asked = after(in_review_of(answers()), &business_contact(), open_request(1, SupportAsked::Other));
    let task = Task::SupportRequest { reference: request(1) };
    assert!(said(&asked).contains(&(task, SUPPORT)));
    let ended = withdrawn(asked);
    assert_eq!(said(&ended), [(task, SUPPORT)]);
    assert_eq!(said(&after(ended, &pdp_support(), answer_request(1, None, None))), []);
}

/// Holds G3, Q1.
#[test]
fn a_delay_waits_until_the_day_it_decides_on_and_comes_first() {
    let minor = done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let asked = after(minor, &business_contact(), ask_for_delay(1, None));
    let delay = waits(&asked).into_iter().find(|open| open.task.kind() == TaskKind::DelayRequest);
    let delay = delay.expect("a request for a delay");
    // Everything is done: without it the endpoints would be live today.
    assert_eq!((delay.role, delay.due), (SUPPORT, day("2026-09-07")));

    let early = after(in_review_of(answers()), &business_contact(), ask_for_delay(1, None));
    let delay = waits(&early).into_iter().find(|open| open.task.kind() == TaskKind::DelayRequest);
    assert_eq!(delay.map(|open| open.due), Some(day("2026-09-07")), "nobody knows when it goes live: today");

    let change = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let scheduled = after(change, &oat(), pass_oat("2026-09-21"));
    let asked = after(scheduled, &service_manager(), ask_for_delay(1, Some("2026-10-01")));
    let delay = only(&asked);
    assert_eq!(delay.due, day("2026-09-09"), "no later than any other answer");
    assert_eq!(TaskKind::ALL.first(), Some(&TaskKind::DelayRequest));
}

/// Holds G3, Q1.
#[test]
fn a_hold_waits_for_pdp_only_when_it_does_not_end_by_itself() {
    let change = done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let held = after(change.clone(), &pdp_support(), place_hold(None));
    let task = (Task::Hold { why: HoldReasonKind::Pdp }, SUPPORT);
    assert!(said(&held).contains(&task));
    assert!(!said(&after(held, &pdp_support(), release_hold())).contains(&task));
    let until = after(change.clone(), &pdp_support(), place_hold(Some("2026-10-01")));
    assert!(!said(&until).contains(&task), "it ends on its day");
    let asked = after(change, &business_contact(), ask_for_delay(1, None));
    let granted = after(asked, &pdp_support(), grant_delay(1, None));
    assert!(said(&granted).contains(&(Task::Hold { why: HoldReasonKind::Asked }, SUPPORT)));
}

/// Holds G2, Q1.
#[test]
fn a_connection_date_that_passed_waits_for_another() {
    let change = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let passed = given(change).at("2026-09-25T09:00:00Z").when(oat(), pass_oat("2026-09-21"));
    let passed = passed.then(&["oat_passed"]).change;
    let task = only(&passed);
    assert_eq!((task.task, task.role), (Task::ConnectionDate, SERVICE));
    assert_eq!((task.since, task.due), (at("2026-09-25T09:00:00Z"), day("2026-09-29")));
}

/// Holds Q1.
#[test]
fn nothing_waits_in_what_has_ended() {
    for status in Status::ALL.iter().filter(|status| status.is_terminal()) {
        let change = match status {
            Status::Complete => all_done(confirmed_of(nothing_to_add(), Scale::Minor, false)),
            Status::Withdrawn => withdrawn(in_review_of(answers())),
            _ => after(in_status(*status), &pdp_support(), answer_request(1, None, None)),
        };
        assert_eq!((change.status(), said(&change)), (*status, vec![]));
    }
}

/// Holds O2, O7, O8, Q1.
#[test]
fn an_initial_connection_waits_for_what_its_test_came_to() {
    let view = of_oat::connection(monday_morning());
    let now = monday_morning();
    assert_eq!(of_request(&of_oat::requested(), None), [], "the probe is at it");
    let failed = of_oat::failed();
    assert_eq!(of_request(&failed, None), [(Task::Retest, SERVICE)]);
    let proposed =
        of_oat::after(failed.clone(), &pdp_support(), of_oat::propose(Outcome::Passed), &view, now);
    assert_eq!(of_request(&proposed, None), [(Task::Override, SUPPORT)], "nobody tests meanwhile");
    let again = of_oat::after(failed, &service_manager(), of_oat::retest(), &view, now);
    assert_eq!(of_request(&again, None), []);

    assert_eq!(of_request(&of_oat::passed(), None), []);
    let asked =
        of_oat::after(of_oat::passed(), &service_manager(), of_oat::ask_for_date("2026-09-28"), &view, now);
    assert_eq!(of_request(&asked, None), [(Task::DateRequest, SUPPORT)]);
    let rerun = of_oat::ran(of_oat::passed_and_rerun(), &view, now, 401);
    assert_eq!(of_request(&rerun, None), [(Task::FailedRerun, SUPPORT)]);
    let decided = of_oat::after(rerun, &pdp_support(), of_oat::propose(Outcome::Failed), &view, now);
    assert_eq!(of_request(&decided, None), [(Task::Override, SUPPORT)]);
}

/// Holds O7, Q1.
#[test]
fn a_fault_of_the_probe_waits_for_pdp_from_when_it_is_told() {
    let (view, mut now) = (of_oat::connection(monday_morning()), monday_morning());
    let mut request = of_oat::requested();
    for expected in [vec![], vec![(Task::OwnFault, SUPPORT)]] {
        let command = of_oat::probe(&request, &view, now, &of_oat::OURS);
        request = of_oat::after(request, &oat(), command, &view, now);
        assert_eq!(of_request(&request, None), expected);
        now = now.saturating_add(jiff::SignedDuration::from_hours(1)).expect("a time");
    }
    assert_eq!(of_request(&of_oat::ran(request, &view, now, 202), None), []);
}

/// Holds O7, Q1.
#[test]
fn the_oat_of_a_change_waits_in_one_place_at_a_time() {
    let (change, now) = (of_oat::open_change(), monday_morning());
    let view = of_oat::view_of(&change, now);
    let step = Task::Step { step: Step::OperationalAcceptanceTesting };
    let in_step = |change: &Change, oat: Option<&OatRequest>| {
        oat_step(change, oat, calendar()).map(|open| (open.task, open.role))
    };
    assert_eq!(in_step(&change, None), Some((step, SERVICE)));
    let requested = of_oat::requested_for_change();
    assert_eq!(in_step(&change, Some(&requested)), None, "the probe is at it");
    assert_eq!(of_request(&requested, Some(&change)), []);
    let failed = of_oat::ran(requested, &view, now, 401);
    assert_eq!(in_step(&change, Some(&failed)), None);
    assert_eq!(of_request(&failed, Some(&change)), [(Task::Retest, SERVICE)]);

    let gone = withdrawn(change.clone());
    assert!(change.awaits_oat() && !gone.awaits_oat());
    assert_eq!(of_request(&failed, Some(&gone)), [], "nobody can act on it any more");
    let unneeded = after(change, &reviewer(), reclassify(Scale::Moderate, None));
    assert_eq!(of_request(&failed, Some(&unneeded)), []);
}

/// Holds Q1, W2.
#[test]
fn a_row_says_what_waits_for_either_side() {
    let change = submitted(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let decision = only(&change);
    assert_eq!(change.turns(calendar()), Turns { organisation: None, pdp: Some(decision) });
    assert_eq!(change.oat_progress(), Some(OatProgress::NotRequired));

    let held = after(change, &pdp_support(), place_hold(None));
    assert_eq!(held.turns(calendar()).pdp, Some(decision), "a hold is PDP’s own business");
    let open = confirmed_at(Scale::Minor, false);
    let own = only(&open);
    let held = after(open, &pdp_support(), place_hold(None));
    let turns = held.turns(calendar());
    assert_eq!(turns.organisation, Some(own));
    assert_eq!(turns.pdp.map(|open| open.task.kind()), Some(TaskKind::Hold), "when nothing else waits");

    let draft = in_status(Status::Draft);
    assert_eq!((draft.turns(calendar()).pdp, draft.oat_progress()), (None, None));
    let ended = in_status(Status::Rejected);
    assert_eq!((ended.turns(calendar()).organisation, ended.oat_progress()), (None, None));
    assert_eq!(confirmed_at(Scale::Minor, true).oat_progress(), Some(OatProgress::ToCome));
}

/// Holds O7, Q1, W2.
#[test]
fn a_row_says_how_far_its_oat_is_by_what_waits() {
    let (change, now) = (of_oat::open_change(), monday_morning());
    let view = of_oat::view_of(&change, now);
    let told_by = OatProgress::told_by(change.id);
    let said = |oat: Option<&OatRequest>| {
        let of_change = tasks_in(&change, oat, calendar()).into_iter();
        let of_change = of_change.map(|open| (TaskId::of(TaskSubject::Change(change.id), &open.task), open));
        let subject = TaskSubject::Oat(id_of_change(change.id));
        let of_oat = oat.map(|oat| oat.tasks(Some(&change), calendar())).unwrap_or_default().into_iter();
        let of_oat = of_oat.map(|open| (TaskId::of(subject, &open.task), open));
        let waiting: Vec<_> = of_change.chain(of_oat).filter(|(id, _)| told_by.contains(id)).collect();
        let waits = |kind| waiting.iter().find(|(_, open)| open.task.kind() == kind).map(|(_, open)| *open);
        let turns =
            change.turns(calendar()).with_oat(waits(TaskKind::Retest), waits(TaskKind::Step).is_some());
        let progress = OatProgress::of_open_step(|kind| waits(kind).is_some());
        (progress, turns.organisation.map(|open| open.task.kind()))
    };
    assert_eq!(change.oat_progress(), Some(OatProgress::ToRequest));
    assert_eq!(said(None), (OatProgress::ToRequest, Some(TaskKind::Step)));
    let requested = of_oat::requested_for_change();
    assert_eq!(said(Some(&requested)), (OatProgress::WithPdp, None));
    let failed = of_oat::ran(requested, &view, now, 401);
    assert_eq!(said(Some(&failed)), (OatProgress::Failed, Some(TaskKind::Retest)));
}

/// Holds Q1.
#[test]
fn what_is_left_undone_becomes_old_and_overdue() {
    let task = only(&submitted(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance));
    assert_eq!((task.due, task.task.kind()), (day("2026-09-14"), TaskKind::StepDecision));
    for (today, age, overdue) in [
        ("2026-09-07", 0, false),
        ("2026-09-12", 4, false),
        ("2026-09-14", 5, false),
        ("2026-09-15", 6, true),
    ] {
        assert_eq!(
            (task.age(day(today), calendar()), task.is_overdue(day(today))),
            (age, overdue),
            "{today}"
        );
    }
}

/// A change takes its days from the policy that it was submitted under.
#[test]
fn days_are_those_of_the_policy_of_the_change() {
    let mut change = submitted(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    change.submitted.as_mut().expect("a submission").policy = OTHER.version;
    assert_eq!(only(&change).due, day("2026-09-16"));
    let asked = after(change, &business_contact(), open_request(1, SupportAsked::Other));
    let task = waits(&asked).into_iter().find(|open| open.task.kind() == TaskKind::SupportRequest);
    assert_eq!(task.map(|open| open.due), Some(day("2026-09-11")));
}

/// Holds P1, Q1.
#[test]
fn an_organisation_sees_its_own_and_what_its_own_pages_show() {
    for kind in TaskKind::ALL.iter().filter(|kind| !kind.is_of_pdp()) {
        assert!(kind.is_shown_to_organisations(), "{kind}");
    }
    let hidden: Vec<_> = TaskKind::ALL.iter().filter(|kind| !kind.is_shown_to_organisations()).collect();
    assert_eq!(
        hidden,
        [
            &TaskKind::Override,
            &TaskKind::FailedRerun,
            &TaskKind::OwnFault,
            &TaskKind::EmptyRole,
            &TaskKind::Hold,
            &TaskKind::Idle
        ]
    );
}

/// Holds Q1.
#[test]
fn a_task_is_read_back_from_its_id() {
    let subjects = [
        TaskSubject::Change(ChangeId::from_u128(1)),
        TaskSubject::Oat(OatId::from_u128(2)),
        TaskSubject::Organisation(OrganisationId::from_u128(3)),
        TaskSubject::Pdp,
    ];
    let tasks = [
        Task::Review,
        Task::StepDecision { step: Step::Prerequisites },
        Task::SupportRequest { reference: request(1) },
        Task::EmptyRole { role: None },
        Task::EmptyRole { role: Some(REVIEWER) },
        Task::Hold { why: HoldReasonKind::Reclassified },
    ];
    let mut met = std::collections::BTreeSet::new();
    for subject in subjects {
        for task in &tasks {
            let id = TaskId::of(subject, task);
            assert_eq!(id.to_string().parse(), Ok(id.clone()));
            assert_eq!(id.subject(), subject);
            assert!(met.insert(id.to_string()), "{id}");
        }
    }
    let change = id_of_change(ChangeId::from_u128(1));
    for other in [
        String::new(),
        "pdp".to_owned(),
        "pdp.".to_owned(),
        "technical_change.review".to_owned(),
        "technical_change.1.review".to_owned(),
        format!("oat_request.{change}"),
        format!("oat_request.{change}."),
        format!("oat_request.{change}.a#CLAIM"),
        format!("king.{change}.review"),
        format!("pdp.{}", "a".repeat(101)),
    ] {
        assert!(other.parse::<TaskId>().is_err(), "{other}");
    }
}

/// Holds S2.
#[test]
fn an_approved_step_hands_over_to_the_next() {
    let change = submitted(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let next = after(change, &reviewer(), approve(Step::ServiceAcceptance));
    let tasks = said(&next);
    let technical = Role::Organisation(OrganisationRole::PrimaryTechnicalContact);
    assert_eq!(tasks, [(Task::Step { step: Step::LiveCryptographicMaterial }, technical)]);
}
