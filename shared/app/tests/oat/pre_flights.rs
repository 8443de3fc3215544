//! Pre-flights: who may ask, for what, how often; made once, unsigned, counted for nothing.

use app::{AppError, PreFlight, PreFlightOf, Signature, ask_pre_flight, probe_pre_flights, read_pre_flight};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::endpoint::EndpointType;
use domain::oat::Cause;
use domain::oat::observation::{ClientCertificate, Ending};
use domain::pre_flight::{Reason, Refusal, Shown, shown_by};
use domain::quota;
use fakes::{Play, member, organisation, staff};
use jiff::SignedDuration;
use pollster::block_on;

use crate::world::{FIND, World, live_find, named, service_manager, url};

fn ask(world: &World, actor: &Actor, of: &PreFlightOf) -> Result<PreFlight, AppError> {
    block_on(ask_pre_flight(&world.services, actor, &world.fresh_key(actor), of))
}

fn make(world: &World) -> usize {
    let flown = block_on(probe_pre_flights(&world.services, world.probe(), 4, || true)).unwrap();
    assert!(flown.failed.is_empty());
    flown.done.len()
}

fn shown(world: &World, asked: &PreFlight) -> Vec<Shown> {
    let seen = block_on(read_pre_flight(&world.services, &service_manager(), asked.id)).unwrap();
    seen.pre_flight.done.unwrap().seen.iter().map(shown_by).collect()
}

#[test]
fn the_endpoints_of_an_open_change_are_tried_once_and_unsigned() {
    let world = World::new();
    let change = world.change(&[FIND]);
    let asked = ask(&world, &service_manager(), &PreFlightOf::Change(change.id)).unwrap();
    world.probe().play(&url(FIND), [Play::Answer(401)]);
    assert_eq!((make(&world), make(&world)), (1, 0), "once");
    let sent = world.probe().sent();
    assert_eq!((sent.len(), sent[0].signature, &sent[0].url), (1, Signature::Nobody, &url(FIND)));
    assert_eq!(
        shown(&world, &asked),
        [Shown::Reached { status: 401, client_certificate: Some(ClientCertificate::Sent) }]
    );
    assert!(world.told().is_empty(), "nobody is told and nothing is counted");
}

/// PDP's identity is pointed at no host before somebody at PDP has looked (O9).
/// Holds O9.
#[test]
fn nothing_is_tried_of_a_change_that_pdp_has_not_confirmed() {
    let world = World::new();
    let change = world.in_review(&[FIND]);
    let refused = ask(&world, &service_manager(), &PreFlightOf::Change(change.id));
    assert!(
        matches!(refused, Err(AppError::Refused(Refusal::PreFlight(Reason::NotConfirmed)))),
        "{refused:?}"
    );
    // Nor by the ids of its entries in the register.
    let proposed: Vec<_> = change.register().into_iter().map(|entry| entry.id).collect();
    assert_eq!(proposed.len(), 1);
    let refused = ask(&world, &service_manager(), &PreFlightOf::Endpoints(proposed.clone()));
    assert!(
        matches!(refused, Err(AppError::Refused(Refusal::PreFlight(Reason::NothingToTry)))),
        "{refused:?}"
    );
    world.confirm(change.id);
    ask(&world, &service_manager(), &PreFlightOf::Change(change.id)).unwrap();
    let refused = ask(&world, &service_manager(), &PreFlightOf::Endpoints(proposed));
    assert!(
        matches!(refused, Err(AppError::Refused(Refusal::PreFlight(Reason::NothingToTry)))),
        "{refused:?}"
    );
}

#[test]
fn it_shows_obstacles_and_an_endpoint_that_accepts_anything() {
    let world = World::new();
    let change = world.change(&[FIND]);
    let of = PreFlightOf::Change(change.id);
    let first = ask(&world, &service_manager(), &of).unwrap();
    world.probe().play(&url(FIND), [Play::End(Ending::CertificateUntrusted)]);
    make(&world);
    let second = ask(&world, &service_manager(), &of).unwrap();
    make(&world);
    assert_eq!(shown(&world, &first), [Shown::InTheWay(Cause::CertificateUntrusted)]);
    assert_eq!(shown(&world, &second), [Shown::AcceptedUnsigned]);
}

#[test]
fn live_and_vouching_scheme_find_endpoints_can_be_tried() {
    let world = World::new();
    let own = organisation(1).live_endpoints;
    let of = PreFlightOf::Endpoints(own.keys().copied().collect());
    ask(&world, &service_manager(), &of).unwrap();
    let (_, newcomer) = world.newcomer();
    ask(&world, &newcomer, &PreFlightOf::VouchingScheme).unwrap();
    assert_eq!(make(&world), 2);
    let sent: Vec<_> = world.probe().sent().into_iter().map(|sent| sent.url).collect();
    assert!(sent.contains(&live_find()));
    assert!(sent.contains(&url("https://find.newcomer.example.org/find")));
    assert_eq!(sent.len(), 2, "only Find endpoints");
}

/// Holds O9.
#[test]
fn nothing_of_anybody_else_is_tried() {
    let world = World::new();
    let change = world.change(&[FIND]);
    let outsider = member(2, OrganisationRole::ServiceManager);
    let refused = ask(&world, &outsider, &PreFlightOf::Change(change.id));
    assert!(matches!(refused, Err(AppError::Refused(Refusal::NotFound(_)))), "{refused:?}");
    let theirs = organisation(1).live_endpoints.into_keys().collect();
    let refused = ask(&world, &outsider, &PreFlightOf::Endpoints(theirs));
    assert!(
        matches!(refused, Err(AppError::Refused(Refusal::PreFlight(Reason::NothingToTry)))),
        "{refused:?}"
    );
    let asked = ask(&world, &service_manager(), &PreFlightOf::Change(change.id)).unwrap();
    let refused = block_on(read_pre_flight(&world.services, &outsider, asked.id));
    assert!(matches!(refused, Err(AppError::Refused(Refusal::NotFound(_)))));
}

#[test]
fn three_roles_may_ask_and_no_other() {
    let world = World::new();
    let of = PreFlightOf::Endpoints(organisation(1).live_endpoints.into_keys().collect());
    for role in OrganisationRole::ALL {
        let may = matches!(
            role,
            OrganisationRole::ServiceManager
                | OrganisationRole::PrimaryTechnicalContact
                | OrganisationRole::TestManager
        );
        assert_eq!(ask(&world, &member(1, *role), &of).is_ok(), may, "{role}");
    }
    assert!(ask(&world, &staff(PdpRole::Support), &of).is_err());
}

/// Holds O9.
#[test]
fn five_in_an_hour_and_no_more() {
    let world = World::new();
    let find = organisation(1).live_endpoints.into_iter().find(|(_, kind)| *kind == EndpointType::Find);
    let of = PreFlightOf::Endpoints(vec![find.unwrap().0]);
    for _ in 0..5 {
        ask(&world, &service_manager(), &of).unwrap();
    }
    let refused = ask(&world, &service_manager(), &of);
    assert!(
        matches!(refused, Err(AppError::Refused(Refusal::Quota(quota::Reason::TooMuch { most: 5, .. })))),
        "{refused:?}"
    );
    world.pass_time(SignedDuration::from_hours(1));
    assert!(ask(&world, &service_manager(), &of).is_ok());
}

#[test]
fn a_request_sent_again_makes_no_other() {
    let world = World::new();
    let change = world.change(&[FIND]);
    let (actor, of) = (service_manager(), PreFlightOf::Change(change.id));
    let key = named(&actor, "once");
    let ask = || block_on(ask_pre_flight(&world.services, &actor, &key, &of)).unwrap();
    assert_eq!(ask().id, ask().id);
    assert_eq!(make(&world), 1);
}
