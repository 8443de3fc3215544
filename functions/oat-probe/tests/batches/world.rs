//! A change with endpoints to test, its batches, and the passing minutes.

use std::collections::BTreeSet;

use app::mail::{Notification, OatNews};
use app::{
    HistoryEntry, OatEntry, OatRequests, OatSubject, PROBE_LEASE, PreFlightOf, PreFlights, Request, Services,
    ask_pre_flight, draft_change, execute_command, request_oat, submit_change,
};
use domain::actor::OrganisationRole::{PrimaryBusinessContact, PrimaryTechnicalContact, ServiceManager};
use domain::actor::{Actor, PdpRole};
use domain::change::step_answers::StepAnswers;
use domain::change::{Command, EventKind, HostsAtReview};
use domain::ids::{ChangeId, OatId, PreFlightId};
use domain::oat::{self, OatAnswers, Status};
use domain::policy::Scale;
use fakes::{Fakes, MemoryStore, complete_answers, key, member, staff};
use jiff::SignedDuration;
use jiff::civil::date;
use oat_probe::{Report, Unfinished, handle};
use pollster::block_on;

use crate::endpoints::Endpoints;

/// A whole invocation.
pub const INVOCATION: SignedDuration = SignedDuration::from_secs(120);
/// How long the answer to one request may take.
pub const DEADLINE: SignedDuration = SignedDuration::from_secs(10);
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// Everything, in memory.
pub struct World {
    pub fakes: Fakes,
    pub endpoints: Endpoints,
    /// The subjects of the tests.
    pub due: Vec<(ChangeId, OatId)>,
}

impl World {
    /// This many changes, each adding this many Find endpoints to test now.
    pub fn new(changes: u8, endpoints: u8) -> Self {
        let fakes = Fakes::seeded();
        let due = (1..=changes).map(|number| requested(&fakes, number, endpoints)).collect();
        let endpoints = Endpoints::new(&fakes.clock);
        Self { fakes, endpoints, due }
    }

    /// One batch over this store.
    pub fn batch_at<S: OatRequests + PreFlights>(
        &self,
        services: &Services<S>,
    ) -> impl Future<Output = Result<Report, Unfinished>> {
        handle(services, &self.endpoints, INVOCATION, DEADLINE)
    }

    /// One batch.
    pub fn batch(&self) -> Report {
        block_on(self.batch_at(&self.fakes.services())).unwrap()
    }

    /// Continues, with a batch every minute, until the lease of a killed batch has ended and everything is tested.
    pub fn go_on(&self) {
        let batches = 2 + PROBE_LEASE.as_secs() / MINUTE.as_secs();
        for _ in 0..batches {
            self.fakes.clock.advance(MINUTE);
            self.batch();
        }
    }

    /// The status of a request for OAT.
    pub fn status(&self, place: usize) -> Status {
        self.fakes.store.oat(self.due[place].1).unwrap().status()
    }

    /// Every request for OAT was passed, once: in its own history, in that of its change, and in the notifications to people.
    /// The records match the requests sent, each attempt under its own id.
    pub fn all_passed_once(&self, why: &str) {
        for (place, (change, id)) in self.due.iter().enumerate() {
            assert_eq!(self.status(place), Status::Passed, "{why}");
            let passed = |entry: &&OatEntry| {
                matches!(entry, OatEntry::Happened(happened)
                    if matches!(happened.event.kind, oat::EventKind::OatPassed { .. }))
            };
            assert_eq!(self.fakes.store.oat_entries(*id).iter().filter(passed).count(), 1, "{why}");
            let passed = |entry: &&HistoryEntry| {
                matches!(entry, HistoryEntry::Happened(happened)
                    if matches!(happened.event.kind, EventKind::OatPassed { .. }))
            };
            assert_eq!(self.fakes.store.entries(*change).iter().filter(passed).count(), 1, "{why}");
            let attempts = self.fakes.store.probe_attempts_of(*id, 1);
            let ids: BTreeSet<_> = attempts.iter().map(|attempt| attempt.observation.request).collect();
            assert_eq!(ids.len(), attempts.len(), "{why}");
            let endpoints: BTreeSet<_> = attempts.iter().map(|attempt| attempt.endpoint).collect();
            assert_eq!(
                endpoints.len(),
                attempts.len(),
                "{why}: each endpoint was settled by its first attempt"
            );
            let asked = self.endpoints.times();
            assert!(ids.iter().all(|id| asked.contains_key(id)), "{why}");
        }
        let told = self.fakes.store.mails();
        let passed = |notification: &Notification| {
            matches!(notification, Notification::Oat { news: OatNews::Passed { .. }, .. })
        };
        let passed = told
            .iter()
            .flat_map(|(mail, _)| mail.notifications())
            .filter(|notification| passed(notification))
            .count();
        assert_eq!(passed % self.due.len(), 0, "{why}");
        assert_eq!(passed, self.due.len() * notifications_of_one_pass(), "{why}");
    }
}

/// How many notifications a batch without any trouble leads to.
fn notifications_of_one_pass() -> usize {
    thread_local! {
        static EMAILS: std::cell::OnceCell<usize> = const { std::cell::OnceCell::new() };
    }
    EMAILS.with(|notifications| {
        *notifications.get_or_init(|| {
            let world = World::new(1, 1);
            world.batch();
            let told = world.fakes.store.mails();
            let of_passing = |notification: &Notification| {
                matches!(notification, Notification::Oat { news: OatNews::Passed { .. }, .. })
            };
            let notifications = told
                .iter()
                .flat_map(|(mail, _)| mail.notifications())
                .filter(|notification| of_passing(notification))
                .count();
            assert!(notifications > 0, "somebody gets an email");
            notifications
        })
    })
}

fn act(fakes: &Fakes, actor: &Actor, change: ChangeId, command: Command) {
    let request = Request { actor, on: change, seen: None, key: None };
    block_on(execute_command(&unbounded(fakes), request, |_| command.clone())).unwrap();
}

/// One person asks for more in a moment than the quotas let anybody (Q7).
fn unbounded(fakes: &Fakes) -> Services<MemoryStore> {
    Services { quota_factor: 1_000, ..fakes.services() }
}

/// A change with every step but OAT done, and OAT requested.
fn requested(fakes: &Fakes, number: u8, endpoints: u8) -> (ChangeId, OatId) {
    let (services, contact) = (unbounded(fakes), member(1, PrimaryBusinessContact));
    let keys = ["draft", "submit"].map(|word| key(&contact, &format!("{word}-{number}"), number).unwrap());
    let urls: Vec<_> =
        (1..=endpoints).map(|at| format!("https://find-{at}.change-{number}.example.org/x")).collect();
    let urls: Vec<_> = urls.iter().map(String::as_str).collect();
    let change =
        block_on(draft_change(&services, &contact, &keys[0], complete_answers(&urls))).unwrap().change.id;
    let request = Request { actor: &contact, on: change, seen: None, key: Some(&keys[1]) };
    block_on(submit_change(&services, request)).unwrap();
    let confirm = Command::Confirm {
        scale: Scale::Minimal,
        reason: None,
        oat_required: true,
        hosts: HostsAtReview::default(),
    };
    act(fakes, &staff(PdpRole::Reviewer), change, confirm);
    let answers =
        StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: Some(true) };
    act(fakes, &member(1, PrimaryTechnicalContact), change, Command::SubmitStep { answers });
    let manager = member(1, ServiceManager);
    let key = key(&manager, &format!("oat-{number}"), number).unwrap();
    let answers = OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some(date(2026, 8, 3)),
    };
    let subject = OatSubject::Change(change);
    let done = block_on(request_oat(&services, &manager, Some(&key), subject, &answers)).unwrap();
    (change, done.oat.id)
}

/// A pre-flight of the endpoints of this change.
pub fn pre_flight(fakes: &Fakes, change: ChangeId) -> PreFlightId {
    let manager = member(1, ServiceManager);
    let key = key(&manager, "pre-flight", 1).unwrap();
    block_on(ask_pre_flight(&fakes.services(), &manager, &key, &PreFlightOf::Change(change))).unwrap().id
}
