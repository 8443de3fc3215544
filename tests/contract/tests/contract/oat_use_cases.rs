//! Use cases of OAT on a store: races, repetition, and what is written together.

use app::{
    AppError, OatEntry, OatQueue, OatSubject, PROBE_LEASE, PreFlightOf, Register, Request, ask_pre_flight,
    execute_oat_command, probe_due, probe_pre_flights, promote_due, promote_due_connections, read_oat,
    read_pre_flight, read_run, request_oat,
};
use domain::change::{Command as ChangeCommand, GoingLive, Status as ChangeStatus};
use domain::ids::OatId;
use domain::oat::{Command, EventKind, Outcome, Status};
use domain::organisation::Organisation;
use domain::register::EndpointState;
use fakes::{FakeProbe, Play};
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::emulator::acting;
use crate::testing::{connection_date, good_answers, lease, pdp_support, service_manager};
use crate::world::{World, contact, first_page, named_key};

const URL: &str = "https://new.example.org/find";
const AT_ONCE: usize = 4;

/// A request for the OAT of the initial connection of organisation 3.
async fn connecting<S: Backend>(world: &World<S>, urls: &[&str]) -> (Organisation, OatId) {
    let own = world.connecting(3, urls).await;
    let (actor, subject) = (service_manager(3), OatSubject::InitialConnection(own.id));
    let key = world.fresh_key(&actor);
    let done = request_oat(&world.services, &actor, Some(&key), subject, &good_answers()).await.unwrap();
    (own, done.oat.id)
}

/// One probe batch over everything that is due; how many attempts it recorded.
async fn probed<S: Backend>(world: &World<S>, probe: &FakeProbe) -> usize {
    let probed = acting("oat-probe", probe_due(&world.services, probe, AT_ONCE, || true)).await.unwrap();
    assert!(probed.failed.is_empty(), "{:?}", probed.failed);
    probed.attempts.len()
}

async fn status<S: Backend>(world: &World<S>, id: OatId) -> Status {
    world.load_oat(id).await.oat.unwrap().status()
}

/// How often each kind of event happened to a request.
async fn count<S: Backend>(world: &World<S>, id: OatId, kind: &str) -> usize {
    let entries = world.oat_entries(id, 100).await;
    let is_one =
        |entry: &&OatEntry| matches!(entry, OatEntry::Happened(one) if one.event.kind.code() == kind);
    entries.iter().filter(is_one).count()
}

pub async fn oat_requested_twice_at_once_is_one_request<S: Backend>(world: &World<S>) {
    let change = world.change_to_test(URL).await;
    let (actor, subject) = (service_manager(1), OatSubject::Change(change.id));
    let keys = [named_key(&actor, "one"), named_key(&actor, "two")];
    world.store().let_commits_meet(2);
    let answers = good_answers();
    let ask = |key| request_oat(&world.services, &actor, Some(key), subject, &answers);
    let (one, other) = tokio::join!(ask(&keys[0]), ask(&keys[1]));
    let made =
        [&one, &other].into_iter().filter(|done| done.as_ref().is_ok_and(|done| !done.repeated)).count();
    assert_eq!(made, 1, "{one:?} {other:?}");
    assert_eq!(count(world, subject.id(), "oat_requested").await, 1);
}

pub async fn one_request_sent_twice_at_once_is_answered_alike<S: Backend>(world: &World<S>) {
    let change = world.change_to_test(URL).await;
    let (actor, subject) = (service_manager(1), OatSubject::Change(change.id));
    let (key, answers) = (named_key(&actor, "once"), good_answers());
    world.store().let_commits_meet(2);
    let ask = || request_oat(&world.services, &actor, Some(&key), subject, &answers);
    let (one, other) = tokio::join!(ask(), ask());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.oat, other.oat);
    assert!(one.repeated != other.repeated);
    assert_eq!(count(world, subject.id(), "oat_requested").await, 1);
}

pub async fn a_change_that_passes_goes_live_on_its_date<S: Backend>(world: &World<S>) {
    let change = world.change_to_test(URL).await;
    let (actor, subject) = (service_manager(1), OatSubject::Change(change.id));
    let key = world.fresh_key(&actor);
    request_oat(&world.services, &actor, Some(&key), subject, &good_answers()).await.unwrap();
    assert_eq!(probed(world, &FakeProbe::default()).await, 1);
    assert_eq!(status(world, subject.id()).await, Status::Passed);
    let scheduled = world.load(change.id).await.unwrap();
    assert_eq!(scheduled.going_live(), GoingLive::Scheduled { on: connection_date() });
    assert!(world.due_in(OatQueue::Probe, 10).await.is_empty());
    world.fakes.clock.set("2026-07-19T23:00:00Z".parse().unwrap());
    acting("go-live", promote_due(&world.services, || true)).await.unwrap();
    assert_eq!(world.load(change.id).await.unwrap().status(), ChangeStatus::Complete);
    let seen = read_oat(&world.services, &actor, subject.id()).await.unwrap();
    assert!(matches!(seen.going_live, GoingLive::Live { .. }));
}

pub async fn a_connection_that_passes_goes_live_on_its_date_once<S: Backend>(world: &World<S>) {
    let (own, id) = connecting(world, &[URL, "https://second.example.org/find"]).await;
    let under_test = world.organisation(own.id).await;
    assert!(under_test.vouching.unwrap().oat_requested_at.is_some());
    assert_eq!(probed(world, &FakeProbe::default()).await, 2);
    let states = async || {
        let found = world.store().endpoints_of(own.id, None, &first_page(9)).await.unwrap().items;
        found.into_iter().map(|entry| entry.state).collect::<Vec<_>>()
    };
    assert_eq!(states().await, [EndpointState::Scheduled; 2]);
    let process_due = || acting("go-live", promote_due_connections(&world.services, || true));
    assert!(process_due().await.unwrap().done.is_empty(), "not before its date");
    world.fakes.clock.set("2026-07-19T23:00:00Z".parse().unwrap());
    world.store().let_commits_meet(2);
    let (one, other) = tokio::join!(process_due(), process_due());
    assert_eq!(one.unwrap().done.len() + other.unwrap().done.len(), 1);
    assert_eq!(states().await, [EndpointState::Live; 2]);
    let live = world.organisation(own.id).await;
    assert_eq!(live.live_endpoints.len(), 2);
    assert!(live.vouching.unwrap().live_at.is_some());
    assert_eq!((status(world, id).await, count(world, id, "scheme_went_live").await), (Status::Live, 1));
}

pub async fn overlapping_passes_probe_a_run_once<S: Backend>(world: &World<S>) {
    let (_, id) = connecting(world, &[URL]).await;
    let probe = FakeProbe::default();
    let (one, other) = tokio::join!(probed(world, &probe), probed(world, &probe));
    assert_eq!(one + other, 1);
    assert_eq!(probe.sent().len(), 1);
    assert_eq!(status(world, id).await, Status::Passed);
    assert_eq!(count(world, id, "attempts_recorded").await, 1);
}

pub async fn a_killed_pass_resumes_after_its_lease_with_the_same_request<S: Backend>(world: &World<S>) {
    let (_, id) = connecting(world, &[URL]).await;
    let (killed, probe) = (FakeProbe::default(), FakeProbe::default());
    let services = &world.services;
    let batch = acting("oat-probe", probe_due(services, &killed, AT_ONCE, || true));
    tokio::select! {
        biased;
        _ = batch => panic!("it was to be killed while it waits for the answer"),
        () = until_sent(&killed) => {}
    }
    assert_eq!(probed(world, &probe).await, 0, "somebody else seems to be at it");
    assert!(probe.sent().is_empty());
    world.fakes.clock.advance(PROBE_LEASE);
    assert_eq!(probed(world, &probe).await, 1);
    assert_eq!(probe.sent(), killed.sent());
    assert_eq!(status(world, id).await, Status::Passed);
}

async fn until_sent(probe: &FakeProbe) {
    while probe.sent().is_empty() {
        tokio::task::yield_now().await;
    }
}

pub async fn a_pass_that_lost_its_lease_records_nothing<S: Backend>(world: &World<S>) {
    let (_, id) = connecting(world, &[URL]).await;
    let now = world.services.clock.now();
    let probe = FakeProbe::default();
    let services = &world.services;
    let mut slow = std::pin::pin!(acting("oat-probe", probe_due(services, &probe, AT_ONCE, || true)));
    tokio::select! {
        biased;
        _ = &mut slow => panic!("it waits for the answer"),
        () = until_sent(&probe) => {}
    }
    let later = now.saturating_add(PROBE_LEASE).unwrap();
    assert!(world.takes_lease(id, &lease(7, later), later).await);
    let probed = slow.await.unwrap();
    assert!(probed.attempts.is_empty() && probed.failed.is_empty(), "{probed:?}");
    assert_eq!(status(world, id).await, Status::Testing);
    assert_eq!(world.attempts(id, 1, 10).await, []);
}

pub async fn a_run_waits_between_its_attempts_and_keeps_them_all<S: Backend>(world: &World<S>) {
    let (own, id) = connecting(world, &[URL]).await;
    let probe = FakeProbe::default();
    let url = own.vouching.unwrap().endpoints[0].1.url.clone();
    probe.play(&url, [Play::Answer(503), Play::Answer(503)]);
    assert_eq!(probed(world, &probe).await, 1);
    assert_eq!(probed(world, &probe).await, 0, "it waits");
    for _ in 0..2 {
        let next = world.load_oat(id).await.oat.unwrap().probe_at().unwrap();
        world.fakes.clock.set(next);
        assert_eq!(probed(world, &probe).await, 1);
    }
    assert_eq!(status(world, id).await, Status::Passed);
    let run = read_run(&world.services, &service_manager(3), id, 1, &first_page(10)).await.unwrap();
    assert_eq!(run.attempts.items.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3]);
    let sent: Vec<_> = probe.sent().into_iter().map(|request| request.id).collect();
    let kept: Vec<_> = run.attempts.items.iter().map(|one| one.observation.request).collect();
    assert_eq!(kept, sent);
}

pub async fn a_withdrawn_change_closes_its_test_and_is_probed_no_more<S: Backend>(world: &World<S>) {
    let change = world.change_to_test(URL).await;
    let (actor, subject) = (service_manager(1), OatSubject::Change(change.id));
    let key = world.fresh_key(&actor);
    request_oat(&world.services, &actor, Some(&key), subject, &good_answers()).await.unwrap();
    world.execute(&contact(1), change.id, ChangeCommand::Withdraw { reason: None }).await;
    let probe = FakeProbe::default();
    assert_eq!(probed(world, &probe).await, 0);
    assert!(probe.sent().is_empty());
    assert_eq!(status(world, subject.id()).await, Status::Closed);
    assert!(world.due_in(OatQueue::Probe, 10).await.is_empty());
}

pub async fn a_pass_undone_by_two_people_is_undone_in_the_change_too<S: Backend>(world: &World<S>) {
    let change = world.change_to_test(URL).await;
    let (actor, subject) = (service_manager(1), OatSubject::Change(change.id));
    let key = world.fresh_key(&actor);
    request_oat(&world.services, &actor, Some(&key), subject, &good_answers()).await.unwrap();
    probed(world, &FakeProbe::default()).await;
    let (one, other) = (pdp_support(), second_supporter());
    let reason = "It answered from a test system".to_owned();
    let propose = Command::ProposeOverride { outcome: Some(Outcome::Failed), reason };
    let decide = |approved| Command::DecideOverride { approved: Some(approved), reason: None };
    let scheduled = GoingLive::Scheduled { on: connection_date() };
    let commands = [
        (&one, propose.clone(), GoingLive::Held),
        (&one, decide(false), scheduled),
        (&one, propose, GoingLive::Held),
        (&other, decide(true), GoingLive::NotYet),
    ];
    for (actor, command, going_live) in commands {
        let key = world.fresh_key(actor);
        let on = Request { actor, on: subject.id(), seen: None, key: Some(&key) };
        execute_oat_command(&world.services, on, &command).await.unwrap();
        assert_eq!(world.load(change.id).await.unwrap().going_live(), going_live, "{command:?}");
    }
    assert_eq!(status(world, subject.id()).await, Status::Failed);
    let undone = world.load(change.id).await.unwrap();
    assert_eq!((undone.connection_date, undone.going_live()), (None, GoingLive::NotYet));
    assert_eq!(domain::change::replay(&world.events(change.id).await), Some(undone));
    let scheduled = world.store().endpoints_in(EndpointState::Scheduled, &first_page(9)).await.unwrap();
    assert!(scheduled.items.is_empty());
}

fn second_supporter() -> domain::actor::Actor {
    let person = domain::ids::PersonId::from_u64_pair(1, 1);
    domain::actor::Actor::Staff { person, roles: [domain::actor::PdpRole::Support].into(), name: None }
}

pub async fn a_lost_race_on_a_request_is_decided_again<S: Backend>(world: &World<S>) {
    let (_, id) = connecting(world, &[URL]).await;
    let probe = FakeProbe::default();
    let actor = service_manager(3);
    let key = world.fresh_key(&actor);
    let on = Request { actor: &actor, on: id, seen: None, key: Some(&key) };
    let later = Some("2026-07-30".parse().unwrap());
    let ask = Command::AskForDate { date: later, reason: "The move takes longer".to_owned() };
    world.store().let_commits_meet(2);
    let (asked, made) = tokio::join!(execute_oat_command(&world.services, on, &ask), probed(world, &probe));
    assert!(!asked.unwrap().repeated);
    assert_eq!(made, 1);
    let oat = world.load_oat(id).await.oat.unwrap();
    assert_eq!((oat.status(), oat.date_changes.len()), (Status::Passed, 1));
    assert_eq!(probe.sent().len(), 1, "a batch that lost the race keeps what it saw");
}

pub async fn a_refused_command_on_a_request_is_kept<S: Backend>(world: &World<S>) {
    let (_, id) = connecting(world, &[URL]).await;
    let actor = service_manager(3);
    let on = Request { actor: &actor, on: id, seen: None, key: None };
    let refused =
        execute_oat_command(&world.services, on, &Command::AskForRetest { fixed: "Nothing".to_owned() })
            .await;
    assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
    let entries = world.oat_entries(id, 10).await;
    let [OatEntry::Happened(first), OatEntry::Refused(kept)] = &entries[..] else { panic!("{entries:?}") };
    assert!(matches!(first.event.kind, EventKind::OatRequested { .. }));
    assert_eq!((kept.version, kept.person, kept.outsider), (1, actor.person(), false));
}

pub async fn a_pre_flight_is_made_once_and_read_by_its_organisation<S: Backend>(world: &World<S>) {
    let own = world.connecting(3, &[URL]).await;
    let actor = service_manager(3);
    let key = named_key(&actor, "once");
    let ask = || ask_pre_flight(&world.services, &actor, &key, &PreFlightOf::VouchingScheme);
    let (asked, again) = (ask().await.unwrap(), ask().await.unwrap());
    assert_eq!(asked, again);
    assert_eq!(asked.organisation, own.id);
    let probe = FakeProbe::default();
    let (one, other) = tokio::join!(
        acting("oat-probe", probe_pre_flights(&world.services, &probe, AT_ONCE, || true)),
        acting("oat-probe", probe_pre_flights(&world.services, &probe, AT_ONCE, || true))
    );
    assert_eq!(one.unwrap().done.len() + other.unwrap().done.len(), 1);
    assert_eq!(probe.sent().len(), 1);
    let read = read_pre_flight(&world.services, &actor, asked.id).await.unwrap().pre_flight;
    assert_eq!(read.done.unwrap().seen.len(), 1);
    let theirs = read_pre_flight(&world.services, &service_manager(1), asked.id).await;
    assert!(matches!(theirs, Err(AppError::Refused(_))));
    world.fakes.clock.advance(SignedDuration::from_mins(5));
    for at in 2..=6 {
        let key = world.fresh_key(&actor);
        let asked = ask_pre_flight(&world.services, &actor, &key, &PreFlightOf::VouchingScheme).await;
        assert_eq!(asked.is_ok(), at <= 5, "the {at}th within the hour: {asked:?}");
    }
}
