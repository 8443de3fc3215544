//! One email for each person and day, of what still waits (Q3).

use app::mail::{Audience, MailState};
use app::{Chased, Delivery, chase_due};
use domain::actor::OrganisationRole::{PrimaryBusinessContact, ServiceManager};
use domain::task::{Task, TaskKind};
use fakes::{Interrupted, Verdict, organisation};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::world::{DAY, World, contact, is_reminder, listed, manager, of_two_roles, person};

/// Holds Q3.
#[tokio::test]
async fn a_question_is_reminded_of_after_five_working_days() {
    let world = World::new();
    let change = world.asked(1).await;
    world.send().await;
    for now in ["2026-07-10T09:00:00Z", "2026-07-11T09:00:00Z", "2026-07-13T06:59:59Z"] {
        world.go_to(now);
        world.chase().await;
        assert_eq!(world.reminders(), [], "{now}");
    }
    world.go_to("2026-07-13T07:00:00Z");
    assert_eq!(world.chase().await.done.len(), 1);
    world.send().await;
    let sent = world.sent(is_reminder);
    assert_eq!(sent.iter().map(listed).collect::<Vec<_>>(), [[(TaskKind::Question, PrimaryBusinessContact)]]);
    assert_eq!(sent[0].recipient.audiences, [Audience::OrganisationMember(person(&contact()))]);
    assert_eq!(world.task(change, Task::Question).unwrap().reminder, Some(date(2026, 7, 20)));
}

/// Holds Q3.
#[tokio::test]
async fn however_often_the_job_runs_there_is_one_email_a_day() {
    let world = World::new();
    world.asked(1).await;
    for day in 0..30 {
        for hour in [0, 3, 6, 9] {
            let then = date(2026, 7, 6).saturating_add(jiff::Span::new().days(day));
            world.go_to(&format!("{then}T{:02}:30:00Z", 7 + hour));
            world.chase().await;
            world.send().await;
        }
    }
    let days: Vec<_> = world.sent(is_reminder).iter().map(|sent| sent.mail.at.to_string()).collect();
    let expected = ["2026-07-13", "2026-07-20", "2026-07-27", "2026-08-03"];
    assert_eq!(days.len(), expected.len(), "{days:?}");
    assert!(days.iter().zip(expected).all(|(at, day)| at.starts_with(day)), "{days:?}");
}

/// Holds Q3.
#[tokio::test]
async fn a_person_of_two_roles_and_changes_gets_one_email() {
    let world = World::with(&of_two_roles());
    world.asked(1).await;
    world.asked(2).await;
    world.confirmed(3).await;
    world.send().await;
    world.go_to("2026-07-13T09:00:00Z");
    assert_eq!(world.chase().await.done.len(), 3);
    world.send().await;
    let both = Audience::OrganisationMember(person(&contact()));
    let mut sent = world.sent(is_reminder);
    sent.sort_by_key(|sent| sent.recipient.audiences.clone());
    let of = |audience| sent.iter().filter(move |one| one.recipient.audiences == [audience]).map(listed);
    let (question, step) = ((TaskKind::Question, PrimaryBusinessContact), (TaskKind::Step, ServiceManager));
    assert_eq!(of(both).collect::<Vec<_>>(), [[question, question, step]]);
    let other = Audience::OrganisationMember(person(&manager()));
    assert_eq!(of(other).collect::<Vec<_>>(), [[step]]);
    assert_eq!(sent.len(), 2, "everybody else has nothing to do");
}

/// Holds Q3.
#[tokio::test]
async fn a_draft_is_in_no_reminder_because_pdp_does_not_wait_for_it() {
    let world = World::new();
    world.drafted(2).await;
    world.asked(1).await;
    world.send().await;
    world.go_to("2026-07-13T09:00:00Z");
    world.chase().await;
    world.send().await;
    let sent = world.sent(is_reminder);
    assert_eq!(sent.iter().map(listed).collect::<Vec<_>>(), [[(TaskKind::Question, PrimaryBusinessContact)]]);
}

/// Holds Q3.
#[tokio::test]
async fn a_reminder_is_not_sent_when_everything_is_done() {
    let world = World::new();
    let change = world.asked(1).await;
    world.send().await;
    world.go_to("2026-07-13T09:00:00Z");
    world.chase().await;
    world.answer(change).await;
    let deliveries = world.send().await;
    assert!(deliveries.iter().any(|delivery| matches!(delivery, Delivery::Over)), "{deliveries:?}");
    assert_eq!(world.sent(is_reminder), []);
    assert!(matches!(world.reminders()[..], [(_, MailState::Over { .. })]));
}

/// What began yesterday is in an email about something older, and makes none by itself.
///
/// Holds Q3.
#[tokio::test]
async fn only_what_has_waited_for_long_makes_an_email() {
    let world = World::new();
    let old = world.asked(1).await;
    world.send().await;
    world.go_to("2026-07-10T09:00:00Z");
    world.asked(2).await;
    world.send().await;
    world.go_to("2026-07-13T09:00:00Z");
    world.chase().await;
    world.send().await;
    assert_eq!(world.sent(is_reminder).iter().map(|sent| listed(sent).len()).collect::<Vec<_>>(), [2]);
    world.go_to("2026-07-20T07:00:00Z");
    world.chase().await;
    world.answer(old).await;
    world.go_to("2026-07-20T09:00:00Z");
    world.send().await;
    assert_eq!(world.sent(is_reminder).len(), 2, "the other one has waited for five working days by now");
}

/// Holds Q3.
#[tokio::test]
async fn a_reminder_that_is_late_waits_for_the_morning() {
    let world = World::new();
    world.asked(1).await;
    world.send().await;
    world.go_to("2026-07-17T09:00:00Z");
    world.chase().await;
    for now in ["2026-07-17T17:00:00Z", "2026-07-18T12:00:00Z", "2026-07-20T06:59:59Z"] {
        world.go_to(now);
        world.send().await;
        assert_eq!(world.sent(is_reminder), [], "{now}");
    }
    world.go_to("2026-07-20T07:00:00Z");
    world.send().await;
    assert_eq!(world.sent(is_reminder).len(), 1);
}

/// Holds S5, Q3.
#[tokio::test]
async fn an_empty_role_gets_no_reminder_and_stops_nobody() {
    let mut own = organisation(1);
    own.people.retain(|one| !one.roles.contains(&ServiceManager));
    let world = World::with(&own);
    let step = world.confirmed(1).await;
    world.asked(2).await;
    world.send().await;
    world.go_to("2026-07-13T09:00:00Z");
    assert_eq!(world.chase().await.done.len(), 2);
    world.send().await;
    assert_eq!(world.sent(is_reminder).len(), 1);
    let task = Task::Step { step: domain::policy::Step::ServiceAcceptance };
    assert_eq!(world.task(step, task).unwrap().reminder, Some(date(2026, 7, 20)), "looked at again");
}

/// Holds Q3.
#[tokio::test]
async fn a_list_that_lags_reminds_nobody_twice() {
    let world = World::new();
    world.asked(1).await;
    world.send().await;
    world.go_to("2026-07-13T09:00:00Z");
    world.fakes.store.let_the_work_list_lag();
    assert_eq!(world.chase().await.done.len(), 1);
    world.send().await;
    world.go_to("2026-07-14T09:00:00Z");
    let again = world.chase().await;
    assert_eq!((again.done.len(), again.nothing), (0, 1), "it has moved, whatever the queue shows");
    world.send().await;
    assert_eq!(world.sent(is_reminder).len(), 1);
    world.fakes.store.let_the_work_list_catch_up();
    assert_eq!(world.chase().await.nothing, 0);
}

/// Wherever the job fails, with or without its call taking effect, the next one finishes.
///
/// Holds Q3.
#[tokio::test]
async fn a_job_that_fails_anywhere_is_repeated_harmlessly() {
    for lost in [Verdict::Fails, Verdict::FailsAfterwards] {
        for nth in 0.. {
            let world = World::with(&of_two_roles());
            world.asked(1).await;
            world.asked(2).await;
            world.send().await;
            world.go_to("2026-07-13T09:00:00Z");
            let store = Interrupted::new(world.fakes.store.clone());
            let verdicts: Vec<_> = std::iter::repeat_n(Verdict::Passes, nth).chain([lost]).collect();
            store.tell(&verdicts);
            let services = world.fakes.services_over(store);
            let done = chase_due(&services, || true).await;
            let was_lost = services.store.untold() == 0;
            let has_failed = done.is_err() || done.is_ok_and(|done| !done.failed.is_empty());
            assert_eq!(has_failed, was_lost, "call {nth} {lost:?}");
            world.fakes.clock.advance(SignedDuration::from_mins(1));
            world.chase().await;
            world.send().await;
            let why = format!("call {nth} {lost:?}");
            assert_eq!(world.sent(is_reminder).len(), 1, "{why}");
            let due = world.fakes.store.chased(date(2026, 7, 19), &first_page()).await.unwrap();
            assert_eq!(due.items, [], "{why}");
            if !was_lost {
                assert_eq!(nth, 6, "it calls its store");
                break;
            }
        }
    }
}

/// Holds Q3.
#[tokio::test]
async fn what_does_not_fit_is_left_for_the_next_job() {
    let world = World::new();
    for number in 1..=3 {
        world.asked(number).await;
    }
    world.send().await;
    world.go_to("2026-07-13T09:00:00Z");
    let turns = std::sync::atomic::AtomicU32::new(0);
    let goes_on = || turns.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 2;
    let done = chase_due(&world.services, goes_on).await.unwrap();
    assert_eq!((done.done.len(), done.cut_short), (2, true));
    assert_eq!(world.chase().await.done.len(), 1);
    world.send().await;
    assert_eq!(world.sent(is_reminder).len(), 1);
}

/// Holds Q3.
#[tokio::test]
async fn a_long_queue_is_worked_off_page_by_page() {
    let world = World::new();
    for number in 1..=55 {
        world.asked(number).await;
    }
    world.go_to("2026-07-13T09:00:00Z");
    assert_eq!(world.chase().await.done.len(), 55);
    assert_eq!(world.reminders().len(), 1);
    world.fakes.clock.advance(DAY);
    assert_eq!(world.chase().await.done.len(), 0);
}

fn first_page() -> app::PageRequest {
    app::PageRequest { size: 100, cursor: None }
}
