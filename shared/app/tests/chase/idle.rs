//! Changes in which nothing happens: on PDP's list when their day has come, off it with whatever happens, withdrawn by PDP (Q3).

use app::mail::Notification;
use app::{AppError, Request, withdraw_idle};
use domain::change::support::SupportAsked;
use domain::change::{Command, Reason, Status};
use domain::ids::ChangeId;
use domain::reference::SupportReference;
use domain::refusal::Refusal;
use domain::task::{Task, TaskKind};
use fakes::staff;
use jiff::civil::date;

use crate::world::{REVIEWER, World, contact};

/// 60 working days after Monday 6 July 2026, over the summer bank holiday.
const DAY_BEFORE: &str = "2026-09-28T16:00:00Z";
const ITS_DAY: &str = "2026-09-29T07:00:00Z";

/// The job runs every day until then.
async fn wait_until(world: &World, now: &str) {
    let end: jiff::Timestamp = now.parse().unwrap();
    let mut then: jiff::Timestamp = "2026-07-07T07:00:00Z".parse().unwrap();
    while then <= end {
        world.fakes.clock.set(then);
        world.chase().await;
        then += crate::world::DAY;
    }
    world.fakes.clock.set(end);
    world.chase().await;
}

async fn withdraw(world: &World, change: ChangeId) -> Result<Status, AppError> {
    let actor = staff(REVIEWER);
    let request = Request { actor: &actor, on: change, seen: None, key: None };
    Ok(withdraw_idle(&world.services, request, "Nobody answers").await?.change.status())
}

/// Holds Q1, Q3.
#[tokio::test]
async fn an_idle_change_is_on_pdps_list_from_its_day() {
    let world = World::new();
    let change = world.asked(1).await;
    wait_until(&world, DAY_BEFORE).await;
    assert_eq!(world.kinds(), [TaskKind::Question]);
    let refused = withdraw(&world, change).await;
    let too_soon = Reason::NotIdle { from: date(2026, 9, 29), working_days: 60 };
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Change(reason))) if reason == too_soon));
    wait_until(&world, ITS_DAY).await;
    let idle = world.task(change, Task::Idle).expect("it is on the list");
    assert_eq!(idle.open.since.to_string(), "2026-07-06T09:00:00Z");
    assert_eq!(idle.open.age(date(2026, 9, 29), world.services.calendar), 60);
    assert_eq!(idle.open.due, date(2026, 10, 6));
}

/// Holds C9, Q3.
#[tokio::test]
async fn pdp_withdraws_it_and_all_contacts_are_told() {
    let world = World::new();
    let change = world.asked(1).await;
    wait_until(&world, ITS_DAY).await;
    assert_eq!(withdraw(&world, change).await.unwrap(), Status::Withdrawn);
    assert_eq!(world.kinds(), []);
    world.send().await;
    let told = |sent: &fakes::SentMail| {
        sent.mail.notifications().any(|told| matches!(told, Notification::WithdrawnAsIdle { .. }))
    };
    let sent: Vec<_> = world.fakes.mailer.sent().into_iter().filter(told).collect();
    assert_eq!(sent.len(), 5, "one for each contact");
    // Its URL is free again.
    let again = world.submitted(1).await;
    assert_ne!(again, change);
}

/// Holds Q3.
#[tokio::test]
async fn an_answer_takes_it_off_the_list_at_once() {
    let world = World::new();
    let change = world.asked(1).await;
    wait_until(&world, ITS_DAY).await;
    world.answer(change).await;
    assert_eq!(world.kinds(), [TaskKind::Review]);
    let refused = withdraw(&world, change).await.unwrap_err();
    assert!(matches!(refused, AppError::Refused(Refusal::Change(Reason::WrongStatus { .. }))), "{refused}");
}

/// Holds Q3.
#[tokio::test]
async fn whatever_else_happens_takes_it_off_the_list_too() {
    let world = World::new();
    let change = world.asked(1).await;
    wait_until(&world, ITS_DAY).await;
    let (reference, text) = (SupportReference::from_bits(1), "We need time".to_owned());
    let ask = Command::OpenSupportRequest { reference, asked: SupportAsked::Other, text };
    world.execute(&contact(), change, ask).await;
    assert_eq!(world.task(change, Task::Idle), None);
    let answer = Command::AnswerSupportRequest {
        reference,
        answer: "Take it".to_owned(),
        accepted: None,
        until: None,
        until_released: None,
    };
    world.execute(&staff(domain::actor::PdpRole::Support), change, answer).await;
    world.go_to("2026-10-05T07:00:00Z");
    world.chase().await;
    assert_eq!(world.task(change, Task::Idle), None, "the time began again");
    world.go_to("2026-12-31T08:00:00Z");
    world.chase().await;
    assert!(world.task(change, Task::Idle).is_some());
}

/// Holds Q3.
#[tokio::test]
async fn a_change_that_waits_for_pdp_is_never_idle() {
    let world = World::new();
    world.submitted(1).await;
    wait_until(&world, "2026-12-31T08:00:00Z").await;
    assert_eq!(world.kinds(), [TaskKind::Review]);
}
