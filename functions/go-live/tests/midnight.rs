//! Very much is due at one midnight: all of it goes live once, although jobs overlap or are killed, nothing keeps anything else waiting,
//! and the emails about it keep their pace.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use app::mail::{Mail, MailState, Notification, Outcome};
use app::{
    Clock, HistoryEntry, Ids, Mailer, OatSubject, Pace, Paced, Party, Recipient, ReminderThrottle, Request,
    Services, draft_change, execute_command, probe_due, propose_vouching_scheme, register_organisation,
    request_oat, submit_change,
};
use domain::actor::OrganisationRole::{PrimaryBusinessContact, PrimaryTechnicalContact, ServiceManager};
use domain::actor::{Actor, PdpRole};
use domain::change::answers::EndpointAnswer;
use domain::change::step_answers::StepAnswers;
use domain::change::{Command, EventKind, HostsAtReview};
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, OatId};
use domain::oat;
use domain::policy::Scale;
use fakes::{
    FakeIds, FakeMailer, Fakes, Interrupted, PassingClock, complete_answers, key, killed_at, member,
    organisation, staff, urls_of,
};
use futures_util::future::join;
use go_live::{LAST_PART, Report, handle};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use pollster::block_on;

const MINUTE: SignedDuration = SignedDuration::from_secs(60);
/// Midnight in London at the beginning of 20 July 2026.
const MIDNIGHT: &str = "2026-07-19T23:00:00Z";

/// This many organisations, and PDP.
fn world(organisations: u8) -> Fakes {
    let fakes = Fakes::seeded();
    for number in 1..=organisations {
        let own = organisation(number);
        fakes.store.put_organisation(&own, &urls_of(&own));
    }
    fakes
}

fn act(fakes: &Fakes, actor: &Actor, change: ChangeId, command: Command) {
    let request = Request { actor, on: change, seen: None, key: None };
    block_on(execute_command(&fakes.services(), request, |_| command.clone())).unwrap();
}

/// A change of the organisation of this number that was submitted.
fn submitted(fakes: &Fakes, of: u8, number: u8) -> ChangeId {
    let (services, contact) = (fakes.services(), member(of, PrimaryBusinessContact));
    let keys = ["draft", "submit"].map(|word| key(&contact, &format!("{word}-{number}"), number).unwrap());
    let urls = ["a", "b"].map(|part| format!("https://{part}-{number}.organisation-{of}.example.org/new"));
    let answers = complete_answers(&urls.each_ref().map(String::as_str));
    let change = block_on(draft_change(&services, &contact, &keys[0], answers)).unwrap().change.id;
    let request = Request { actor: &contact, on: change, seen: None, key: Some(&keys[1]) };
    block_on(submit_change(&services, request)).unwrap();
    change
}

/// A change with every step done and two endpoints, which go live at that midnight.
fn due(fakes: &Fakes, of: u8, number: u8) -> ChangeId {
    let change = submitted(fakes, of, number);
    let (scale, hosts) = (Scale::Minimal, HostsAtReview::default());
    let confirm = Command::Confirm { scale, reason: None, oat_required: false, hosts };
    act(fakes, &staff(PdpRole::Reviewer), change, confirm);
    let hold = Command::PlaceHold { reason: "They asked.".to_owned(), until: Some(date(2026, 7, 20)) };
    act(fakes, &staff(PdpRole::Support), change, hold);
    let answers =
        StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: Some(true) };
    act(fakes, &member(of, PrimaryTechnicalContact), change, Command::SubmitStep { answers });
    change
}

/// A new organisation whose vouching scheme has passed OAT, to be connected on that day.
fn connecting(fakes: &Fakes, number: u8) -> OatId {
    let (services, administrator) = (fakes.services(), staff(PdpRole::Administrator));
    let named = |word: &str| key(&administrator, &format!("{word}-{number}"), number).unwrap();
    let (key, name) = (named("made"), format!("Newcomer {number}"));
    let made = block_on(register_organisation(&services, &administrator, &key, &name)).unwrap();
    let Party::Organisation(own) = made.record.party() else { panic!("no organisation") };
    let url = format!("https://find.newcomer-{number}.example.org/find");
    let endpoints = vec![EndpointAnswer { endpoint_type: Some(EndpointType::Find), url }];
    let key = named("scheme");
    let request =
        Request { actor: &administrator, on: Party::Organisation(own), seen: None, key: Some(&key) };
    block_on(propose_vouching_scheme(&services, request, "Newcomer Scheme".to_owned(), endpoints)).unwrap();
    let Actor::Member { person, roles, .. } = member(9, ServiceManager) else { panic!("no member") };
    let manager = Actor::Member { person, organisation: own, roles, name: None };
    let yes = Some(true);
    let answers = oat::OatAnswers {
        material_deployed: yes,
        connection_ready: yes,
        organisation_ready: yes,
        connection_date: Some(date(2026, 7, 20)),
    };
    let subject = OatSubject::InitialConnection(own);
    block_on(request_oat(&services, &manager, None, subject, &answers)).unwrap();
    assert_eq!(block_on(probe_due(&services, &fakes.probe, 1, || true)).unwrap().attempts.len(), 1);
    subject.id()
}

/// How often the endpoints of a change went live, from its history.
fn times_live(fakes: &Fakes, change: ChangeId) -> usize {
    let went_live = |entry: &HistoryEntry| {
        matches!(entry, HistoryEntry::Happened(recorded)
            if matches!(recorded.event.kind, EventKind::EndpointsWentLive { .. }))
    };
    fakes.store.entries(change).iter().filter(|entry| went_live(entry)).count()
}

/// How many notifications say of this change that its endpoints are live.
fn notices(fakes: &Fakes, change: ChangeId) -> usize {
    let says_so = |(mail, _): &(Mail, MailState)| {
        let is_of = matches!(mail.about, app::mail::About::Change { id, .. } if id == change);
        is_of
            && mail.copy_of.is_none()
            && mail.notifications().any(|part| matches!(part, Notification::WentLive { .. }))
    };
    fakes.store.mails().into_iter().filter(says_so).count()
}

/// So many changes of one organisation, and as many of ten others.
fn backlog(fakes: &Fakes, half: u8) -> Vec<ChangeId> {
    let changes = (0..half).flat_map(|number| [(1, number), (2 + number % 10, 100 + number)]);
    changes.map(|(of, number)| due(fakes, of, number)).collect()
}

/// Holds G4, Q8.
#[test]
fn all_goes_live_once_though_jobs_overlap_or_are_killed() {
    for killed in [1, 10, 60, 150, 300] {
        let fakes = world(11);
        let changes = backlog(&fakes, 20);
        fakes.clock.set(MIDNIGHT.parse().unwrap());
        let services = fakes.services_over(Interrupted::new(fakes.store.clone()));
        let throttle = ReminderThrottle::default();
        let job = || handle(&services, &fakes.mailer, &throttle, MINUTE);
        assert!(block_on(killed_at(killed, job())).is_none(), "it was not over");
        let before = changes.iter().filter(|change| times_live(&fakes, **change) > 0).count();
        let (one, other) = block_on(join(job(), job()));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.live + other.live + before, changes.len(), "killed at {killed}");
        for change in &changes {
            assert_eq!((times_live(&fakes, *change), notices(&fakes, *change)), (1, 2), "killed at {killed}");
        }
        let live: usize = (1..=11)
            .map(|of| block_on(app::Members::organisation(&fakes.store, organisation(of).id)))
            .map(|own| own.unwrap().unwrap().live_endpoints.len() - 3)
            .sum();
        assert_eq!(live, 2 * changes.len());
    }
}

/// Ids that take time, because all work needs one.
struct SlowIds(FakeIds, Fakes);

impl Ids for SlowIds {
    fn uuid(&self) -> [u8; 16] {
        self.1.clock.advance(SignedDuration::from_millis(150));
        self.0.uuid()
    }

    fn bits(&self) -> u64 {
        self.0.bits()
    }
}

/// One job, in which writing a notification takes time.
fn slow_job(fakes: &Fakes) -> Report {
    let ids = SlowIds(fakes.ids.clone(), fakes.clone());
    let store = Interrupted::new(fakes.store.clone());
    let services = Services::new(store, Arc::new(fakes.clock.clone()), Arc::new(ids));
    let throttle = ReminderThrottle::default();
    block_on(handle(&services, &fakes.mailer, &throttle, MINUTE)).unwrap()
}

/// Of which PDP is to be reminded in that job.
fn review(fakes: &Fakes) -> ChangeId {
    fakes.clock.set("2026-07-13T09:00:00Z".parse().unwrap());
    submitted(fakes, 2, 255)
}

/// Holds Q8.
#[test]
fn a_backlog_of_changes_leaves_the_others_their_time() {
    let fakes = world(11);
    let connections = [1, 2].map(|number| connecting(&fakes, number));
    backlog(&fakes, 60);
    review(&fakes);
    fakes.clock.set("2026-07-20T09:00:00Z".parse().unwrap());
    let report = slow_job(&fakes);
    assert_eq!(report.connected, connections.len(), "{report:?}");
    assert!(report.live > 0 && report.more, "there are more changes than time: {report:?}");
    assert!(report.reminded > 0 && report.notifications > 0, "{report:?}");
}

/// Holds Q8.
#[test]
fn a_backlog_of_connections_leaves_the_others_their_time() {
    let fakes = world(3);
    for number in 1..=100 {
        connecting(&fakes, number);
    }
    let changes = [due(&fakes, 1, 1), due(&fakes, 3, 2)];
    review(&fakes);
    fakes.clock.set("2026-07-20T09:00:00Z".parse().unwrap());
    let report = slow_job(&fakes);
    assert_eq!(report.live, changes.len(), "{report:?}");
    assert!(report.connected > 0 && report.more, "there are more connections than time: {report:?}");
    assert!(report.reminded > 0 && report.notifications > 0, "{report:?}");
}

/// Holds G2, Q8.
#[test]
fn a_job_shortly_before_midnight_waits_for_it() {
    let fakes = world(2);
    let changes = [due(&fakes, 1, 1), due(&fakes, 2, 2)];
    let midnight: Timestamp = MIDNIGHT.parse().unwrap();
    let clock = PassingClock(fakes.clock.clone());
    let services = Services::new(fakes.store.clone(), Arc::new(clock), Arc::new(fakes.ids.clone()));
    let throttle = ReminderThrottle::default();
    let job = |time_left| block_on(handle(&services, &fakes.mailer, &throttle, time_left)).unwrap();
    fakes.clock.set(midnight - SignedDuration::from_secs(40));
    let report = job(SignedDuration::from_secs(40) + LAST_PART);
    assert_eq!((report.live, fakes.clock.now() < midnight), (0, true), "it has no time after midnight");
    let report = job(MINUTE * 2);
    assert_eq!((report.live, report.late_seconds, report.more), (2, 0, false));
    for change in changes {
        assert_eq!(fakes.store.change(change).unwrap().live_at, Some(midnight));
    }
}

/// A mail service that notes when emails went out.
struct Timed(FakeMailer, Fakes, Arc<Mutex<Vec<Timestamp>>>);

impl Mailer for Timed {
    fn subject(&self, mail: &Mail) -> String {
        self.0.subject(mail)
    }

    async fn send(&self, mail: &Mail, recipient: &Recipient) -> Outcome {
        self.2.lock().unwrap().push(self.1.clock.now());
        self.0.send(mail, recipient).await
    }
}

/// What a backlog of changes leads to, sent in jobs of a minute when all senders may send so many a second: when each email went out,
/// and how many each job sent.
fn sent_at(emails_per_second: u32, jobs: usize) -> (Fakes, Vec<Timestamp>, Vec<usize>) {
    let fakes = world(11);
    backlog(&fakes, 20);
    fakes.clock.set(MIDNIGHT.parse().unwrap());
    let clock = Arc::new(PassingClock(fakes.clock.clone()));
    let sent = Arc::<Mutex<Vec<_>>>::default();
    let timed = Timed(fakes.mailer.clone(), fakes.clone(), Arc::clone(&sent));
    let mailer = Paced::new(timed, clock.clone(), Pace::of_due_work(emails_per_second));
    let services = Services::new(fakes.store.clone(), clock, Arc::new(fakes.ids.clone()));
    let throttle = ReminderThrottle::default();
    let mut each = Vec::new();
    for job in 0..jobs {
        let (begun, before) = (fakes.clock.now(), sent.lock().unwrap().len());
        let report = block_on(handle(&services, &mailer, &throttle, MINUTE)).unwrap();
        let took = fakes.clock.now().duration_since(begun);
        assert!(took <= MINUTE - LAST_PART + SignedDuration::from_secs(2), "job {job} took {took}");
        each.push(sent.lock().unwrap().len() - before);
        if report.notifications == 0 {
            break;
        }
        fakes.clock.set(begun + MINUTE);
    }
    let sent = sent.lock().unwrap().clone();
    (fakes, sent, each)
}

/// Holds Q8.
#[test]
fn emails_keep_their_pace_and_none_is_left() {
    let (fakes, sent, each) = sent_at(14, 30);
    let unsent = fakes
        .store
        .mails()
        .into_iter()
        .filter(|(_, state)| !matches!(state, MailState::Sent { .. } | MailState::Addressed { .. }));
    assert_eq!(unsent.count(), 0);
    assert!(each.len() > 1 && sent.len() > 300, "{each:?}");
    let second = SignedDuration::from_secs(1);
    for (place, first) in sent.iter().enumerate() {
        let in_a_second = sent[place..].iter().take_while(|at| at.duration_since(*first) < second).count();
        assert!(in_a_second <= 7, "half of the pace is the stream's: {in_a_second} from {first} on");
    }
    // 35 seconds of a minute. The first job made notifications for each person of those for many, which the second found.
    assert!((240..=250).contains(&each[1]), "and they use it: {each:?}");
}

/// Holds Q8.
#[test]
fn at_a_slow_pace_the_next_job_continues() {
    let (fakes, sent, each) = sent_at(1, 3);
    assert_eq!(each, [19, 19, 19], "one in two seconds");
    let states: Vec<_> = fakes.store.mails().into_iter().map(|(_, state)| state).collect();
    let count = |is: fn(&MailState) -> bool| states.iter().filter(|state| is(state)).count();
    assert_eq!(count(|state| matches!(state, MailState::Sent { .. })), sent.len());
    assert_eq!(count(|state| matches!(state, MailState::Sending { .. } | MailState::Ambiguous { .. })), 0);
}
