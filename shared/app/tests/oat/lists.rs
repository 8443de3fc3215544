//! Who reads what of OAT (P1, O9), and the queues.

use app::{
    AppError, OatEntry, OatQueue, PageRequest, list_oats, read_oat, read_oat_history, read_oat_queue,
    read_run,
};
use domain::actor::OrganisationRole;
use domain::oat::{Command, Reason, Refusal, Status, SubjectStatus};
use fakes::{Play, member};
use pollster::block_on;

use crate::world::{DATE, FIND, SECOND, World, service_manager, support, url};

const PAGE: PageRequest = PageRequest { size: 50, cursor: None };

#[test]
fn a_withdrawn_change_shows_in_its_oat_before_any_probe() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let seen = block_on(read_oat(&world.services, &service_manager(), oat.id)).unwrap();
    assert_eq!((seen.status, seen.connection_date), (SubjectStatus::Open, DATE));
    let contact = member(1, OrganisationRole::PrimaryBusinessContact);
    let withdraw = domain::change::Command::Withdraw { reason: None };
    world.on_change(&contact, world.tested(oat.id).id, withdraw);
    let seen = block_on(read_oat(&world.services, &service_manager(), oat.id)).unwrap();
    assert_eq!((seen.oat.status(), seen.status), (Status::Testing, SubjectStatus::Ended));
}

/// Holds O9.
#[test]
fn what_an_endpoint_answered_in_its_body_is_for_pdp_only() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    world.probe_once();
    let start = |actor| {
        let run = block_on(read_run(&world.services, &actor, oat.id, 1, &PAGE)).unwrap();
        let response = run.attempts.items[0].observation.response.clone().unwrap();
        (response.body_start.is_empty(), response.body_bytes, response.status)
    };
    assert_eq!(start(support()), (false, 21, 202));
    assert_eq!(start(service_manager()), (true, 21, 202));
    let none = block_on(read_run(&world.services, &support(), oat.id, 2, &PAGE));
    assert!(matches!(none, Err(AppError::Refused(Refusal::Oat(Reason::RunNotFound)))));
}

#[test]
fn another_organisation_sees_nothing_anywhere() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let outsider = member(2, OrganisationRole::ServiceManager);
    let not_found = |refused: AppError| matches!(refused, AppError::Refused(Refusal::NotFound(_)));
    assert!(not_found(block_on(read_oat(&world.services, &outsider, oat.id)).unwrap_err()));
    assert!(not_found(block_on(read_run(&world.services, &outsider, oat.id, 1, &PAGE)).unwrap_err()));
    assert!(not_found(block_on(read_oat_history(&world.services, &outsider, oat.id, &PAGE)).unwrap_err()));
    let theirs = Some(oat.organisation);
    assert!(not_found(block_on(list_oats(&world.services, &outsider, theirs, &PAGE)).unwrap_err()));
    assert!(block_on(list_oats(&world.services, &outsider, None, &PAGE)).unwrap().items.is_empty());
    let queue = block_on(read_oat_queue(&world.services, &outsider, OatQueue::Probe, &PAGE));
    assert!(matches!(queue, Err(AppError::Refused(Refusal::RoleRequired { .. }))));
}

#[test]
fn an_organisation_lists_its_own_newest_first_and_pdp_by_queue() {
    let world = World::new();
    let first = world.requested(&[FIND]);
    world.minute();
    let second = world.requested(&[SECOND]);
    let own = block_on(list_oats(&world.services, &service_manager(), None, &PAGE)).unwrap();
    assert_eq!(own.items.iter().map(|row| row.id).collect::<Vec<_>>(), [second.id, first.id]);
    world.probe().play(&url(FIND), [Play::Answer(401)]);
    world.probe_once();
    let queue = |queue| {
        let rows = block_on(read_oat_queue(&world.services, &support(), queue, &PAGE)).unwrap();
        rows.items.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!((queue(OatQueue::Failed), queue(OatQueue::Passed)), (vec![first.id], vec![second.id]));
    world.on(&support(), second.id, &Command::Rerun { reason: None });
    assert_eq!((queue(OatQueue::Passed), queue(OatQueue::Probe)), (vec![], vec![second.id]));
}

#[test]
fn the_history_tells_everything_but_what_outsiders_tried() {
    let world = World::new();
    let oat = world.requested(&[FIND]);
    let outsider = member(2, OrganisationRole::ServiceManager);
    let retest = Command::AskForRetest { fixed: "It".to_owned() };
    world.try_on(&outsider, oat.id, &retest).unwrap_err();
    world.try_on(&service_manager(), oat.id, &retest).unwrap_err();
    world.probe_once();
    let history = |actor| block_on(read_oat_history(&world.services, &actor, oat.id, &PAGE)).unwrap().items;
    let codes = |entries: Vec<OatEntry>| {
        let code = |entry| match entry {
            OatEntry::Happened(recorded) => recorded.event.kind.code().to_owned(),
            OatEntry::Refused(refused) => refused.refusal,
            OatEntry::Mended(mending) => mending.what.code().to_owned(),
            OatEntry::Unknown(entry) => panic!("{entry:?}"),
        };
        entries.into_iter().map(code).collect::<Vec<_>>()
    };
    let events = ["attempts_recorded", "oat_passed"];
    assert_eq!(codes(history(service_manager()))[0], "oat_requested");
    assert_eq!(codes(history(service_manager()))[1], "wrong_status");
    assert_eq!(codes(history(service_manager()))[2..], events);
    assert_eq!(history(support()).len(), 5);
    let happened = world.store().oat_entries(oat.id).into_iter().filter_map(|entry| match entry {
        OatEntry::Happened(recorded) => Some(recorded.event),
        OatEntry::Refused(_) | OatEntry::Mended(_) | OatEntry::Unknown(_) => None,
    });
    let events: Vec<_> = happened.collect();
    assert_eq!(domain::oat::replay(&events), Some(world.oat(oat.id)), "the events replay to the state");
}
