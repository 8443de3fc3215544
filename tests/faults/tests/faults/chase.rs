//! Reminders of organisations in memory: the job killed wherever it waits, and two of it at once in every way that two can take
//! turns. Each person gets one email, and every task has its next day (Q3).

use std::future::Future;

use app::mail::Notification;
use app::{
    Chased, DueWork, Fault, PageRequest, Request, Services, chase_due, draft_change, execute_command,
    submit_change,
};
use domain::actor::OrganisationRole::PrimaryBusinessContact;
use domain::actor::PdpRole;
use domain::change::Command;
use domain::task::TaskId;
use fakes::{Fakes, Interrupted, MemoryStore, complete_answers, key, killed_at, member, staff};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::due_work::two_at_once;

/// Two questions have waited for five working days; both are for one person.
struct Room {
    fakes: Fakes,
    services: Services<Interrupted<MemoryStore>>,
}

impl Room {
    async fn new() -> Self {
        let fakes = Fakes::seeded();
        for number in [1, 2] {
            asked(&fakes, number).await;
        }
        fakes.clock.advance(SignedDuration::from_hours(7 * 24));
        let services = fakes.services_over(Interrupted::new(fakes.store.clone()));
        Self { fakes, services }
    }

    fn chase(&self) -> impl Future<Output = Result<DueWork<TaskId>, Fault>> {
        chase_due(&self.services, || true)
    }

    async fn is_done(&self, why: &str) {
        let is_reminder = |told: &Notification| matches!(told, Notification::Reminder { .. });
        let mails = self.fakes.store.mails();
        let reminders = mails.iter().filter(|(mail, _)| mail.notifications().any(is_reminder)).count();
        assert_eq!(reminders, 1, "{why}");
        let page = PageRequest { size: 10, cursor: None };
        let due = async |day| self.fakes.store.chased(day, &page).await.unwrap().items.len();
        assert_eq!((due(date(2026, 7, 19)).await, due(date(2026, 7, 20)).await), (0, 2), "{why}");
    }
}

async fn asked(fakes: &Fakes, number: u8) {
    let (services, contact) = (fakes.services(), member(1, PrimaryBusinessContact));
    let keys = ["draft", "submit"].map(|word| key(&contact, &format!("{word}-{number}"), number).unwrap());
    let answers = complete_answers(&[&format!("https://find-{number}.example.org/new")]);
    let change = draft_change(&services, &contact, &keys[0], answers).await.unwrap().change.id;
    let request = Request { actor: &contact, on: change, seen: None, key: Some(&keys[1]) };
    submit_change(&services, request).await.unwrap();
    let actor = staff(PdpRole::Reviewer);
    let request = Request { actor: &actor, on: change, seen: None, key: None };
    let question = |_: &_| Command::AskForInformation { question: "Which hosts?".to_owned() };
    execute_command(&services, request, question).await.unwrap();
}

/// Holds Q3.
#[tokio::test]
async fn reminders_killed_anywhere_are_finished_by_the_next_job() {
    for nth in 1.. {
        let room = Room::new().await;
        let whole = killed_at(nth, room.chase()).await;
        room.fakes.clock.advance(SignedDuration::from_mins(1));
        room.chase().await.unwrap();
        room.is_done(&format!("killed at {nth}")).await;
        if whole.is_some() {
            assert!(nth > 8, "it waits for its store");
            return;
        }
    }
}

/// Holds Q3.
#[tokio::test]
async fn two_jobs_at_once_remind_each_person_once() {
    let look = async |room: Room, done: [Result<DueWork<TaskId>, Fault>; 2], why: String| {
        assert!(done.iter().all(Result::is_ok), "{why}: {done:?}");
        room.is_done(&why).await;
    };
    let turns = two_at_once(1, Room::new, async |room: &Room| room.chase().await, look).await;
    assert!(turns > 60, "{turns} ways to take turns");
}
