//! `go-live` in memory: killed wherever it waits, with every call of a port lost once, and two of it at once in every way that
//! two can take turns. What is due goes live exactly once (G4), PDP is reminded once, every notification goes out.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use app::mail::{MailState, Notification};
use app::{
    Budget, HistoryEntry, ReminderThrottle, Request, Services, draft_change, execute_command,
    resend_stranded, submit_change,
};
use domain::actor::OrganisationRole::{PrimaryBusinessContact, PrimaryTechnicalContact};
use domain::actor::PdpRole;
use domain::change::step_answers::StepAnswers;
use domain::change::{Command, EventKind, HostsAtReview};
use domain::ids::ChangeId;
use domain::policy::Scale;
use fakes::{
    FakeMailer, Fakes, Interrupted, MemoryStore, Verdict, complete_answers, key, killed_at, member, staff,
};
use go_live::{Report, Unfinished, handle};
use jiff::{SignedDuration, Timestamp};

use crate::notifications::{JOB_TIME, JOBS};

/// Two changes are due to go live, of a third the review is due on the next working day. Nothing is under way.
struct Room {
    fakes: Fakes,
    services: Services<Interrupted<MemoryStore>>,
    mailer: Interrupted<FakeMailer>,
    rounds: ReminderThrottle,
    due: [ChangeId; 2],
}

impl Room {
    async fn new() -> Self {
        let fakes = Fakes::seeded();
        let services = fakes.services_over(Interrupted::new(fakes.store.clone()));
        let mailer = Interrupted::new(fakes.mailer.clone());
        submitted(&fakes, 3).await;
        fakes.clock.advance(SignedDuration::from_hours(4 * 24));
        let due = [due(&fakes, 1).await, due(&fakes, 2).await];
        // What was written so far has gone out, and is not what is looked at.
        let budget = Budget { notifications: 100, until: Timestamp::MAX };
        resend_stranded(&fakes.services(), &fakes.mailer, budget).await.unwrap();
        Self { fakes, services, mailer, rounds: ReminderThrottle::default(), due }
    }

    fn process_due(&self) -> impl Future<Output = Result<Report, Unfinished>> {
        handle(&self.services, &self.mailer, &self.rounds, JOB_TIME)
    }

    /// Does due work every minute until every notification is sent and there is nothing more to do.
    async fn finish(&self, why: &str) {
        for _ in 0..JOBS {
            self.fakes.clock.advance(SignedDuration::from_mins(1));
            let report = self.process_due().await.unwrap_or_else(|unfinished| panic!("{why}: {unfinished}"));
            let sent = |(_, state): &(_, MailState)| {
                matches!(state, MailState::Sent { .. } | MailState::Addressed { .. })
            };
            let idle = (report.live, report.reminded, report.notifications, report.more) == (0, 0, 0, false);
            if idle && self.fakes.store.mails().iter().all(sent) {
                return;
            }
        }
        panic!("{why}: not done after an hour of jobs: {:?}", self.fakes.store.mails());
    }

    /// Everything was done once; notifications may have gone out once more when `doubts` of them were of unknown state.
    fn is_done(&self, why: &str, doubts: usize) {
        for change in self.due {
            let happened = self.fakes.store.entries(change);
            let live = happened.iter().filter(|entry| {
                matches!(entry, HistoryEntry::Happened(recorded)
                    if matches!(recorded.event.kind, EventKind::EndpointsWentLive { .. }))
            });
            assert_eq!(live.count(), 1, "{why}");
        }
        let notifications = self.fakes.store.mails();
        let of = |is: fn(&Notification) -> bool| {
            notifications
                .iter()
                .filter(|(mail, _)| mail.copy_of.is_none() && mail.notifications().any(is))
                .count()
        };
        assert_eq!(of(|notification| matches!(notification, Notification::ReviewDue { .. })), 1, "{why}");
        assert_eq!(
            of(|notification| matches!(notification, Notification::WentLive { .. })),
            2 * self.due.len(),
            "{why}"
        );
        let sent = notifications.iter().filter(|(_, state)| matches!(state, MailState::Sent { .. })).count();
        let twice = self.fakes.mailer.sent().len() - sent;
        assert!(twice <= doubts, "{why}: {twice} notifications went out once more");
    }
}

async fn submitted(fakes: &Fakes, number: u8) -> ChangeId {
    let (services, contact) = (fakes.services(), member(1, PrimaryBusinessContact));
    let keys = ["draft", "submit"].map(|word| key(&contact, &format!("{word}-{number}"), number).unwrap());
    let answers = complete_answers(&[&format!("https://find-{number}.example.org/new")]);
    let change = draft_change(&services, &contact, &keys[0], answers).await.unwrap().change.id;
    let request = Request { actor: &contact, on: change, seen: None, key: Some(&keys[1]) };
    submit_change(&services, request).await.unwrap();
    change
}

/// A change at minimal scale of which every step is done.
async fn due(fakes: &Fakes, number: u8) -> ChangeId {
    let change = submitted(fakes, number).await;
    let confirm = Command::Confirm {
        scale: Scale::Minimal,
        reason: None,
        oat_required: false,
        hosts: HostsAtReview::default(),
    };
    let answers =
        StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: Some(true) };
    for (actor, command) in [
        (staff(PdpRole::Reviewer), confirm),
        (member(1, PrimaryTechnicalContact), Command::SubmitStep { answers }),
    ] {
        let request = Request { actor: &actor, on: change, seen: None, key: None };
        execute_command(&fakes.services(), request, |_| command.clone()).await.unwrap();
    }
    change
}

/// Lets `work` go on until it has waited so often, or is done.
async fn until<T>(waits: usize, work: &mut Pin<Box<impl Future<Output = T>>>) -> Option<T> {
    let mut waited = 0;
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if waited >= waits => Poll::Ready(None),
        Poll::Pending => {
            waited += 1;
            Poll::Pending
        }
    })
    .await
}

/// Holds G4.
#[tokio::test]
async fn a_job_killed_wherever_it_waits_is_finished_by_the_next() {
    for nth in 1.. {
        let room = Room::new().await;
        let whole = killed_at(nth, room.process_due()).await;
        let why = format!("killed at {nth}");
        room.finish(&why).await;
        room.is_done(&why, 1);
        if whole.is_some() {
            assert!(nth > 20, "a due-work job waits for its store and its mail service");
            return;
        }
    }
}

/// Holds G4.
#[tokio::test]
async fn whatever_call_is_lost_the_next_job_finishes_due_work() {
    for lost in [Verdict::Fails, Verdict::FailsAfterwards] {
        for nth in 0.. {
            let room = Room::new().await;
            let verdicts: Vec<_> = std::iter::repeat_n(Verdict::Passes, nth).chain([lost]).collect();
            room.services.store.tell(&verdicts);
            let processed = room.process_due().await;
            let over = room.services.store.untold() > 0;
            room.services.store.tell(&[]);
            let why = format!("call {nth} {lost:?}");
            assert_eq!(processed.is_err(), !over, "{why}: a due-work job that failed at something says so");
            room.finish(&why).await;
            room.is_done(&why, 1);
            if over {
                assert!(nth > 10, "a due-work job calls its store");
                break;
            }
        }
    }
}

/// Lets two of `job` take turns, each time in a new room: one waits so often, then the other so often, then the first ends, then the
/// second. Each wait of the first meets one in `stride` of those of the second, and its neighbours meet the others. The number of ways.
pub async fn two_at_once<R, T>(
    stride: usize,
    new: impl AsyncFn() -> R,
    job: impl AsyncFn(&R) -> T,
    look: impl AsyncFn(R, [T; 2], String),
) -> usize {
    let mut turns = 0;
    for first in 0.. {
        let mut first_was_done = false;
        for second in (first % stride..).step_by(stride) {
            let room = new().await;
            let (mut one, mut other) = (Box::pin(job(&room)), Box::pin(job(&room)));
            let done = until(first, &mut one).await;
            first_was_done = done.is_some();
            let second_done = until(second, &mut other).await;
            let second_was_done = second_done.is_some();
            let done = match done {
                Some(done) => done,
                None => one.as_mut().await,
            };
            let second_done = match second_done {
                Some(done) => done,
                None => other.as_mut().await,
            };
            drop((one, other));
            look(room, [done, second_done], format!("turns of {first} and {second}")).await;
            turns += 1;
            if second_was_done {
                break;
            }
        }
        if first_was_done {
            break;
        }
    }
    turns
}

/// Holds G4.
#[tokio::test]
async fn two_jobs_at_once_do_all_due_work_once() {
    let look = async |room: Room, reports: [Result<Report, Unfinished>; 2], why: String| {
        let reports = reports.map(|report| report.expect("it ends well"));
        assert_eq!(reports.iter().map(|report| report.live).sum::<usize>(), 2, "{why}");
        assert_eq!(reports.iter().map(|report| report.reminded).sum::<usize>(), 1, "{why}");
        room.finish(&why).await;
        room.is_done(&why, 0);
    };
    let turns = two_at_once(3, Room::new, async |room: &Room| room.process_due().await, look).await;
    assert!(turns > 150, "{turns} ways to take turns");
}
