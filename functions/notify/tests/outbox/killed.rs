//! A function that ends at any of its calls, or whose calls or answers get lost: the next run finishes the work.

use app::{Services, resend_stranded};
use fakes::{Fakes, MemoryStore, Reply, Stepped, Trouble, Work};
use notify::handle;
use pollster::block_on;

use crate::world::{ALL, News, World};

/// The senders.
#[derive(Debug, Clone, Copy)]
enum Who {
    Stream,
    Queue,
}

const EACH: [(Who, News); 4] = [
    (Who::Stream, News::Heard),
    (Who::Stream, News::Lost),
    (Who::Queue, News::Heard),
    (Who::Queue, News::Lost),
];

fn stepped(fakes: &Fakes, trouble: Trouble) -> Services<Stepped<MemoryStore>> {
    fakes.services_over(Stepped::new(fakes.store.clone(), trouble))
}

fn work<'w>(
    who: Who,
    world: &World,
    services: &'w Services<Stepped<MemoryStore>>,
    mailer: &'w Stepped<fakes::FakeMailer>,
) -> Work<'w, ()> {
    match who {
        Who::Stream => {
            let batch = world.batch();
            Work::new(async move { drop(handle(services, mailer, batch).await) })
        }
        Who::Queue => Work::new(async move { drop(resend_stranded(services, mailer, ALL).await) }),
    }
}

/// Every notification went out, and none twice unless the mail service's event got lost.
fn nothing_is_lost_or_doubled(world: &World, news: News, what: &str) {
    assert!(world.states().iter().all(|state| *state == "sent"), "{what}: {:?}", world.states());
    for times in world.sent().into_values() {
        assert!((1..=if news == News::Heard { 1 } else { 2 }).contains(&times), "{what}: {times} times");
    }
}

#[test]
fn a_function_killed_at_any_call_has_its_work_finished() {
    for (who, news) in EACH {
        for steps in 0.. {
            let world = World::new();
            let services = stepped(&world.fakes, Trouble::Nothing);
            let mailer = Stepped::new(world.fakes.mailer.clone(), Trouble::Nothing);
            let mut work = work(who, &world, &services, &mailer);
            let done = (0..steps).any(|_| work.step().is_some());
            drop(work);
            world.go_on(news);
            nothing_is_lost_or_doubled(
                &world,
                news,
                &format!("{who:?}, {news:?}, killed after {steps} steps"),
            );
            if done {
                assert!(steps > 8, "{steps} steps");
                break;
            }
        }
    }
}

#[test]
fn work_is_finished_although_a_call_or_an_answer_is_lost() {
    for (who, news) in EACH {
        for trouble in [Trouble::CallLost, Trouble::AnswerLost] {
            for number in 0.. {
                let world = World::new();
                let services = stepped(&world.fakes, trouble(number));
                let mailer = Stepped::new(world.fakes.mailer.clone(), Trouble::Nothing);
                let mut work = work(who, &world, &services, &mailer);
                while work.step().is_none() {}
                let calls = services.store.calls();
                drop(work);
                world.go_on(news);
                let what = format!("{who:?}, {news:?}, {:?}", trouble(number));
                nothing_is_lost_or_doubled(&world, news, &what);
                if number >= calls {
                    assert!(number > 6, "{number} calls");
                    break;
                }
            }
        }
    }
}

#[test]
fn killed_in_doubt_it_sends_twice_only_if_its_news_is_lost() {
    for (who, news) in EACH {
        for steps in 0..16 {
            let world = World::new();
            world.fakes.mailer.reply([Reply::TakenWithoutAnswer, Reply::Taken, Reply::Refused]);
            let services = stepped(&world.fakes, Trouble::Nothing);
            let mailer = Stepped::new(world.fakes.mailer.clone(), Trouble::Nothing);
            let mut work = work(who, &world, &services, &mailer);
            let _ = (0..steps).any(|_| work.step().is_some());
            drop(work);
            world.go_on(news);
            nothing_is_lost_or_doubled(
                &world,
                news,
                &format!("{who:?}, {news:?}, killed after {steps} steps"),
            );
        }
    }
}

#[test]
fn feedback_killed_at_any_call_ends_the_same_when_repeated() {
    for steps in 0..8 {
        let world = World::new();
        world.fakes.mailer.reply([Reply::TakenWithoutAnswer]);
        world.deliver();
        let event = world.send_event(0);
        let services = stepped(&world.fakes, Trouble::Nothing);
        let mut work = Work::new(app::record_mail_event(&services, &event));
        let _ = (0..steps).any(|_| work.step().is_some());
        drop(work);
        block_on(app::record_mail_event(&world.services, &event)).unwrap();
        assert_eq!(world.states(), ["sent", "sent"], "killed after {steps} steps");
    }
}
