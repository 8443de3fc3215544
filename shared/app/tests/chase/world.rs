//! Changes that wait for their organisations, the job that chases them, and the emails that go out.

use app::mail::{Mail, MailState, Notification};
use app::{
    Budget, Delivery, DueWork, Request, Services, TaskRow, chase_due, draft_change, execute_command,
    resend_stranded, submit_change,
};
use domain::actor::OrganisationRole::{self, PrimaryBusinessContact, ServiceManager};
use domain::actor::{Actor, PdpRole};
use domain::change::{Change, Command, HostsAtReview};
use domain::ids::{ChangeId, PersonId};
use domain::organisation::Organisation;
use domain::policy::Scale;
use domain::task::{Task, TaskId, TaskKind};
use fakes::{Fakes, MemoryStore, SentMail, complete_answers, key, member, organisation, staff, urls_of};
use jiff::{SignedDuration, Timestamp};

pub const DAY: SignedDuration = SignedDuration::from_hours(24);
pub const REVIEWER: PdpRole = PdpRole::Reviewer;

pub struct World {
    pub fakes: Fakes,
    pub services: Services<MemoryStore>,
}

pub fn contact() -> Actor {
    member(1, PrimaryBusinessContact)
}

pub fn manager() -> Actor {
    member(1, ServiceManager)
}

pub fn person(actor: &Actor) -> PersonId {
    actor.person().unwrap()
}

/// Organisation 1, in which the primary business contact is a service manager too.
pub fn of_two_roles() -> Organisation {
    let mut own = organisation(1);
    let both = own.people.iter_mut().find(|one| one.roles.contains(&PrimaryBusinessContact)).unwrap();
    both.roles.insert(ServiceManager);
    own
}

impl World {
    /// Monday 6 July 2026, 10:00 in London.
    pub fn new() -> Self {
        let fakes = Fakes::seeded();
        Self { services: fakes.services(), fakes }
    }

    pub fn with(organisation: &Organisation) -> Self {
        let world = Self::new();
        world.fakes.store.put_organisation(organisation, &urls_of(organisation));
        world
    }

    pub fn go_to(&self, now: &str) {
        self.fakes.clock.set(now.parse().unwrap());
    }

    pub async fn execute(&self, actor: &Actor, change: ChangeId, command: Command) -> Change {
        let request = Request { actor, on: change, seen: None, key: None };
        execute_command(&self.services, request, |_| command.clone()).await.unwrap().change
    }

    /// A complete draft of organisation 1.
    pub async fn drafted(&self, number: u8) -> ChangeId {
        let contact = contact();
        let key = key(&contact, &format!("draft-{number}"), number).unwrap();
        let answers = complete_answers(&[&format!("https://find-{number}.example.org/new")]);
        draft_change(&self.services, &contact, &key, answers).await.unwrap().change.id
    }

    /// A change of organisation 1 that is under review.
    pub async fn submitted(&self, number: u8) -> ChangeId {
        let (contact, change) = (contact(), self.drafted(number).await);
        let key = key(&contact, &format!("submit-{number}"), number).unwrap();
        let request = Request { actor: &contact, on: change, seen: None, key: Some(&key) };
        submit_change(&self.services, request).await.unwrap();
        change
    }

    /// One in which PDP has asked something.
    pub async fn asked(&self, number: u8) -> ChangeId {
        let change = self.submitted(number).await;
        let question = Command::AskForInformation { question: "Which hosts?".to_owned() };
        self.execute(&staff(REVIEWER), change, question).await;
        change
    }

    /// One of which service acceptance is to be done.
    pub async fn confirmed(&self, number: u8) -> ChangeId {
        let change = self.submitted(number).await;
        let (reason, hosts) = (Some("Larger".to_owned()), HostsAtReview::default());
        let confirm = Command::Confirm { scale: Scale::Minor, reason, oat_required: false, hosts };
        self.execute(&staff(REVIEWER), change, confirm).await;
        change
    }

    pub async fn answer(&self, change: ChangeId) {
        self.execute(&contact(), change, Command::AnswerQuestion { answer: "All".to_owned() }).await;
    }

    /// One job.
    pub async fn chase(&self) -> DueWork<TaskId> {
        let done = chase_due(&self.services, || true).await.unwrap();
        assert!(done.failed.is_empty(), "{done:?}");
        done
    }

    /// Everything that is due goes out.
    pub async fn send(&self) -> Vec<Delivery> {
        let budget = Budget { notifications: 100, until: Timestamp::MAX };
        let mut all = Vec::new();
        loop {
            let tried = resend_stranded(&self.services, &self.fakes.mailer, budget).await.unwrap().tried;
            if tried.is_empty() {
                return all;
            }
            all.extend(tried.into_iter().map(|mail| mail.delivery.unwrap()));
        }
    }

    /// What has gone out that `is` so.
    pub fn sent(&self, is: fn(&Notification) -> bool) -> Vec<SentMail> {
        self.fakes.mailer.sent().into_iter().filter(|sent| sent.mail.notifications().any(is)).collect()
    }

    /// The outbox, of what `is` so.
    pub fn outbox(&self, is: fn(&Notification) -> bool) -> Vec<(Mail, MailState)> {
        self.fakes.store.mails().into_iter().filter(|(mail, _)| mail.notifications().any(is)).collect()
    }

    /// Reminders in the outbox.
    pub fn reminders(&self) -> Vec<(Mail, MailState)> {
        self.outbox(is_reminder)
    }

    pub fn task(&self, change: ChangeId, task: Task) -> Option<TaskRow> {
        let id = TaskId::of(domain::task::TaskSubject::Change(change), &task);
        self.fakes.store.waiting().into_iter().find(|row| row.id == id)
    }

    pub fn kinds(&self) -> Vec<TaskKind> {
        self.fakes.store.waiting().iter().map(TaskRow::kind).collect()
    }
}

pub const fn is_reminder(notification: &Notification) -> bool {
    matches!(notification, Notification::Reminder { .. })
}

pub const fn is_of_roles(notification: &Notification) -> bool {
    matches!(notification, Notification::RolesGiven { .. })
}

/// What an email says that waits.
pub fn listed(sent: &SentMail) -> Vec<(TaskKind, OrganisationRole)> {
    let rows = sent.mail.notifications().flat_map(|notification| match notification {
        Notification::Reminder { waiting } | Notification::RolesGiven { waiting, .. } => waiting.clone(),
        other => panic!("{other:?}"),
    });
    let of = |row: TaskRow| match row.open.role {
        domain::actor::Role::Organisation(role) => (row.kind(), role),
        domain::actor::Role::Pdp(_) => panic!("{row:?}"),
    };
    rows.map(of).collect()
}
