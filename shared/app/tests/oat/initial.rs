//! An initial connection: its vouching scheme is tested, scheduled, goes live, and the organisation may add further schemes.

use app::mail::Audience;
use app::{
    AppError, OatDone, OatSubject, Request, WhichEndpoints, ask_for_oat_support, list_endpoints,
    promote_due_connections,
};
use domain::change::GoingLive;
use domain::ids::OrganisationId;
use domain::oat::{Command, Reason, Refusal, Status};
use domain::register::EndpointState;
use fakes::Play;
use jiff::SignedDuration;
use jiff::civil::date;
use pollster::block_on;

use crate::world::{CONTACTS, DATE, SERVICE_MANAGERS, SUPPORT, World, ready, support, url};

const FIND: &str = "https://find.newcomer.example.org/find";

fn states(world: &World, id: OrganisationId) -> Vec<EndpointState> {
    let which = WhichEndpoints { organisation: Some(id), state: None };
    let page = app::PageRequest { size: 50, cursor: None };
    let found = block_on(list_endpoints(&world.services, &support(), which, &page)).unwrap();
    found.items.into_iter().map(|entry| entry.state).collect()
}

fn requested(world: &World) -> (OrganisationId, domain::actor::Actor, OatDone) {
    let (id, manager) = world.newcomer();
    let done = world.request(&manager, OatSubject::InitialConnection(id)).unwrap();
    (id, manager, done)
}

/// Holds O1.
#[test]
fn it_is_passed_scheduled_and_goes_live_on_its_date() {
    let world = World::new();
    let (id, _, done) = requested(&world);
    assert_eq!(states(&world, id), [EndpointState::Proposed; 2]);
    world.probe_once();
    assert_eq!(world.probe().sent().len(), 1, "only its Find endpoint is tested");
    let passed = world.oat(done.oat.id);
    assert_eq!(passed.going_live(), Some(GoingLive::Scheduled { on: DATE }));
    assert_eq!(states(&world, id), [EndpointState::Scheduled; 2]);
    let process_due = || block_on(promote_due_connections(&world.services, || true)).unwrap();
    assert!(process_due().done.is_empty(), "not before its date");
    world.fakes.clock.set("2026-07-19T23:00:00Z".parse().unwrap());
    assert_eq!(process_due().done, [done.oat.id]);
    assert!(process_due().done.is_empty(), "once");
    assert_eq!(world.oat(done.oat.id).status(), Status::Live);
    assert_eq!(states(&world, id), [EndpointState::Live; 2]);
    let own = block_on(app::Members::organisation(world.store(), id)).unwrap().unwrap();
    assert_eq!(own.live_endpoints.len(), 2);
    assert_eq!(own.vouching.unwrap().live_at, Some("2026-07-19T23:00:00Z".parse().unwrap()));
    let told = world.told();
    let live =
        [(Audience::OrganisationContacts, "scheme_went_live"), (Audience::PdpTeam, "scheme_went_live")];
    assert_eq!(told[told.len() - 2..], live);
}

#[test]
fn further_schemes_can_be_added_between_pass_and_going_live() {
    use app::{draft_change, submit_change};
    use domain::actor::{Actor, OrganisationRole};
    use domain::change::Reason as NotNow;

    let world = World::new();
    let (id, manager, done) = requested(&world);
    let (person, roles) = (manager.person().unwrap(), [OrganisationRole::PrimaryBusinessContact].into());
    let contact = Actor::Member { person, organisation: id, roles, name: None };
    let begin = |url: &str| {
        let key = world.fresh_key(&contact);
        block_on(draft_change(&world.services, &contact, &key, fakes::complete_answers(&[url])))
    };
    let early = begin("https://view.newcomer.example.org/other");
    assert!(matches!(early, Err(AppError::Refused(Refusal::Change(NotNow::NoLiveEndpoints)))), "{early:?}");
    world.probe_once();
    assert!(matches!(world.oat(done.oat.id).going_live(), Some(GoingLive::Scheduled { .. })));
    let change = begin("https://view.newcomer.example.org/other").unwrap().change.id;
    let key = world.fresh_key(&contact);
    let request = app::Request { actor: &contact, on: change, seen: None, key: Some(&key) };
    let submitted = block_on(submit_change(&world.services, request)).unwrap();
    assert!(submitted.change.submitted.is_some());
}

/// Holds O1.
#[test]
fn a_scheme_is_replaced_after_a_failure_but_not_during_a_test() {
    let world = World::new();
    let (id, _, _) = requested(&world);
    let own = || block_on(app::Members::organisation(world.store(), id)).unwrap().unwrap();
    assert!(own().vouching.unwrap().oat_requested_at.is_some());
    let version = own().version;
    world.probe().play(&url(FIND), [Play::Answer(404)]);
    world.probe_once();
    assert_eq!(own().vouching.unwrap().oat_requested_at, None);
    assert_eq!(own().version, version + 1);
    assert_eq!(states(&world, id), [EndpointState::Proposed; 2]);
}

#[test]
fn a_date_that_passed_before_the_test_was_is_given_anew() {
    let world = World::new();
    let (id, manager, done) = requested(&world);
    world.pass_time(SignedDuration::from_hours(24 * 20));
    world.probe_once();
    assert_eq!(world.oat(done.oat.id).going_live(), Some(GoingLive::DateNeeded));
    let told = world.told();
    assert_eq!(
        &told[told.len() - 3..],
        [(SERVICE_MANAGERS, "oat_date_needed"), (CONTACTS, "oat_passed"), (SERVICE_MANAGERS, "oat_passed"),]
    );
    assert_eq!(states(&world, id), [EndpointState::Proposed; 2]);
    let on = date(2026, 8, 10);
    world.on(&manager, done.oat.id, &Command::GiveConnectionDate { date: Some(on) });
    assert_eq!(world.oat(done.oat.id).going_live(), Some(GoingLive::Scheduled { on }));
    assert_eq!(states(&world, id), [EndpointState::Scheduled; 2]);
}

/// Holds O2.
#[test]
fn another_date_moves_when_it_goes_live() {
    let world = World::new();
    let (_, manager, done) = requested(&world);
    world.probe_once();
    let ask = Command::AskForDate { date: Some(date(2026, 8, 3)), reason: "Holidays".to_owned() };
    world.on(&manager, done.oat.id, &ask);
    assert_eq!(world.oat(done.oat.id).going_live(), Some(GoingLive::Held), "until PDP has answered");
    world.fakes.clock.set("2026-07-19T23:00:00Z".parse().unwrap());
    assert!(block_on(promote_due_connections(&world.services, || true)).unwrap().done.is_empty());
    world.on(&support(), done.oat.id, &Command::DecideDate { accepted: Some(true), reason: None });
    assert!(block_on(promote_due_connections(&world.services, || true)).unwrap().done.is_empty());
    world.fakes.clock.set("2026-08-02T23:00:00Z".parse().unwrap());
    assert_eq!(block_on(promote_due_connections(&world.services, || true)).unwrap().done, [done.oat.id]);
}

/// Holds O7.
#[test]
fn a_support_session_is_asked_for_and_answered() {
    let world = World::new();
    let (_, manager, done) = requested(&world);
    let key = world.fresh_key(&manager);
    let on = Request { actor: &manager, on: done.oat.id, seen: None, key: Some(&key) };
    let asked = block_on(ask_for_oat_support(&world.services, on, "We see nothing".to_owned())).unwrap();
    let reference = asked.oat.support[0].reference;
    let answer = "Thursday at ten".to_owned();
    world.on(
        &support(),
        done.oat.id,
        &Command::AnswerSupport { reference, answer, granted: Default::default() },
    );
    let told: Vec<_> = world.store().mails().into_iter().rev().take(3).collect();
    let told: Vec<_> =
        told.iter().flat_map(|(mail, _)| mail.told()).map(|(to, what)| (to, what.code())).collect();
    let told = std::collections::BTreeSet::from_iter(told);
    let (opened, answered) = ("support_request_opened", "support_request_answered");
    assert_eq!(told, [(SERVICE_MANAGERS, answered), (SERVICE_MANAGERS, opened), (SUPPORT, opened)].into());
}

/// Holds O1.
#[test]
fn without_a_scheme_on_record_there_is_nothing_to_test() {
    let world = World::new();
    let connected = crate::world::service_manager();
    let id = connected.organisation().unwrap();
    let refused = world.request(&connected, OatSubject::InitialConnection(id));
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Oat(Reason::NotNow { .. })))), "{refused:?}");
    let answers = ready(DATE);
    let (id, _) = world.newcomer();
    let outsider = block_on(app::request_oat(
        &world.services,
        &connected,
        None,
        OatSubject::InitialConnection(id),
        &answers,
    ));
    assert!(matches!(outsider, Err(AppError::Refused(Refusal::NotFound(_)))), "{outsider:?}");
}
