//! Pre-flights: made once, and read as they are.

use app::{
    Commit, CommitFault, Effect, GivenReference, PageFault, PageRequest, PreFlight, PreFlightDone,
    PreFlightSummary, ReadRequest, Receipt, ReferenceOf, RequestKey,
};
use domain::actor::{By, OrganisationRole};
use domain::ids::{ChangeId, EndpointId, OrganisationId, PreFlightId};
use domain::oat::{ProfileMark, Target};
use domain::reference::{AnyReference, PreFlightReference};
use fakes::{answered, find_profile, organisation, urls_of};
use jiff::SignedDuration;
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use crate::backend::Backend;
use crate::testing::{lease, service_manager};
use crate::world::{World, all_pages, contact, first_page, named_key};

/// A pre-flight of organisation 1 or 2, as of now.
pub fn asked<S: Backend>(world: &World<S>, number: u8) -> PreFlight {
    let own = organisation(number);
    let (endpoint, url) = urls_of(&own).pop_first().unwrap();
    let person = service_manager(number).person().unwrap();
    PreFlight {
        id: PreFlightId::from_untyped_uuid(Uuid::from_bytes(app::Ids::uuid(&world.fakes.ids))),
        reference: Some(PreFlightReference::from_bits(app::Ids::bits(&world.fakes.ids))),
        organisation: own.id,
        asked_at: world.services.clock.now(),
        asked_by: By::Person { person, role: OrganisationRole::ServiceManager.into() },
        targets: vec![Target { endpoint, url }],
        done: None,
    }
}

/// What asking for one writes.
pub fn asking(one: &PreFlight, key: &RequestKey) -> Commit {
    let mut commit = Commit::empty(one.asked_at);
    commit.effects.push(Effect::PreFlight(one.clone()));
    commit.receipt = Some((key.clone(), Receipt { pre_flight: Some(one.id), ..Receipt::of(key) }));
    commit
}

/// Asks for one under a key of its own.
pub async fn ask<S: Backend>(world: &World<S>, one: &PreFlight) -> Result<(), CommitFault> {
    let key = world.fresh_key(&service_manager(1));
    world.store().inner.commit(&asking(one, &key)).await
}

async fn load<S: Backend>(world: &World<S>, id: PreFlightId) -> Option<PreFlight> {
    let read = ReadRequest { pre_flight: Some(id), ..ReadRequest::at(world.services.clock.now()) };
    world.store().inner.read(read).await.unwrap().pre_flight
}

async fn due<S: Backend>(world: &World<S>, size: u32) -> Vec<PreFlightId> {
    let now = world.services.clock.now();
    all_pages(size, async |page| world.store().inner.due_pre_flights(now, &page).await).await
}

fn done<S: Backend>(world: &World<S>, one: &PreFlight) -> PreFlight {
    let at = world.services.clock.now();
    let seen = |target: &Target| answered(domain::ids::FindRequestId::nil(), &target.url, at, 401);
    let seen = one.targets.iter().map(seen).collect();
    PreFlight { done: Some(PreFlightDone { at, seen }), ..one.clone() }
}

pub async fn a_pre_flight_is_read_back<S: Backend>(world: &World<S>) {
    let one = asked(world, 1);
    assert_eq!(load(world, one.id).await, None);
    ask(world, &one).await.unwrap();
    assert_eq!(load(world, one.id).await, Some(one));
}

pub async fn what_a_pre_flight_needs_is_read_together<S: Backend>(world: &World<S>) {
    let own = organisation(1);
    let change = world.draft(1, &["https://a.example.org"]).await;
    let key = named_key(&service_manager(1), "once");
    let live: Vec<EndpointId> = own.live_endpoints.keys().copied().collect();
    let theirs = *organisation(2).live_endpoints.keys().next().unwrap();
    let wanted = [live[1], theirs, live[0], live[1]];
    let want = ReadRequest {
        organisation: Some(own.id),
        change: Some(change.id),
        endpoints: &wanted,
        request: Some(&key),
        ..ReadRequest::at(world.services.clock.now())
    };
    let loaded = world.store().inner.read(want).await.unwrap();
    assert_eq!(loaded.organisation, Some(own.clone()));
    assert_eq!(loaded.change, Some(change));
    let found: Vec<_> = loaded.endpoints.iter().map(|entry| (entry.id, entry.organisation)).collect();
    assert_eq!(found, [(live[0], own.id), (live[1], own.id)], "each once, and none of another organisation");
    assert!(loaded.pre_flight.is_none() && loaded.receipt.is_none());
    let unknown = ReadRequest {
        organisation: Some(OrganisationId::nil()),
        change: Some(ChangeId::nil()),
        ..ReadRequest::at(world.services.clock.now())
    };
    let loaded = world.store().inner.read(unknown).await.unwrap();
    assert!(loaded.organisation.is_none() && loaded.change.is_none() && loaded.endpoints.is_empty());
    let empty = world.store().inner.read(ReadRequest::at(world.services.clock.now())).await.unwrap();
    assert!(empty.pre_flight.is_none());
}

pub async fn a_repeated_request_for_a_pre_flight_finds_the_first<S: Backend>(world: &World<S>) {
    let key = named_key(&service_manager(1), "once");
    let (first, second) = (asked(world, 1), asked(world, 1));
    let store = &world.store().inner;
    store.commit(&asking(&first, &key)).await.unwrap();
    let again = store.commit(&asking(&second, &key)).await;
    assert!(matches!(again, Err(CommitFault::RequestRepeated)));
    assert_eq!(load(world, second.id).await, None);
    let receipt = async |key: &RequestKey, now| {
        let want = ReadRequest { request: Some(key), ..ReadRequest::at(now) };
        store.read(want).await.unwrap().receipt
    };
    let now = world.services.clock.now();
    let expected = Receipt { pre_flight: Some(first.id), ..Receipt::of(&key) };
    assert_eq!(receipt(&key, now).await, Some(expected));
    let day_after = now.saturating_add(SignedDuration::from_hours(24)).unwrap();
    assert_eq!(receipt(&key, day_after).await, None);
    let (draft, other) = (world.draft(1, &[]).await, named_key(&contact(1), "other"));
    let mut edit = world.edit(&draft, 1, "edited");
    edit.receipt = Some((other.clone(), crate::world::receipt_of(&other, draft.id)));
    world.commit(&edit).await.unwrap();
    let of_a_change = crate::world::receipt_of(&other, draft.id);
    assert_eq!(receipt(&other, now).await, Some(of_a_change));
}

pub async fn pre_flights_are_due_until_they_are_done<S: Backend>(world: &World<S>) {
    let mut all = Vec::new();
    for _ in 0..3 {
        let one = asked(world, 1);
        ask(world, &one).await.unwrap();
        all.push(one);
        world.fakes.clock.advance(SignedDuration::from_secs(10));
    }
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    for size in 1..=4 {
        assert_eq!(due(world, size).await, ids, "in pages of {size}");
    }
    let store = &world.store().inner;
    let before_last = all[2].asked_at.saturating_sub(SignedDuration::from_millis(1)).unwrap();
    let found = store.due_pre_flights(before_last, &first_page(10)).await.unwrap();
    assert_eq!(found.items, ids[..2]);
    let mine = lease(1, world.services.clock.now());
    assert!(store.take_pre_flight_lease(ids[0], &mine, world.services.clock.now()).await.unwrap());
    let result = done(world, &all[0]);
    assert!(store.finish_pre_flight(&result, &mine).await.unwrap());
    assert_eq!(due(world, 10).await, ids[1..]);
    assert_eq!(load(world, ids[0]).await, Some(result));
}

pub async fn of_two_that_make_a_pre_flight_one_keeps_what_came_of_it<S: Backend>(world: &World<S>) {
    let one = asked(world, 1);
    ask(world, &one).await.unwrap();
    let (store, now) = (&world.store().inner, world.services.clock.now());
    let (mine, theirs) = (lease(1, now), lease(2, now));
    let first = done(world, &one);
    let second = PreFlight { done: Some(PreFlightDone { at: now, seen: Vec::new() }), ..one.clone() };
    assert!(!store.finish_pre_flight(&first, &mine).await.unwrap(), "without a lease");
    assert!(store.take_pre_flight_lease(one.id, &mine, now).await.unwrap());
    assert!(!store.take_pre_flight_lease(one.id, &theirs, now).await.unwrap());
    assert!(store.take_pre_flight_lease(one.id, &theirs, mine.until).await.unwrap());
    assert!(!store.finish_pre_flight(&first, &mine).await.unwrap(), "it was lost");
    assert_eq!(load(world, one.id).await, Some(one.clone()));
    assert!(store.finish_pre_flight(&second, &theirs).await.unwrap());
    assert!(store.take_pre_flight_lease(one.id, &mine, now).await.unwrap(), "it was given back");
    assert!(!store.finish_pre_flight(&first, &mine).await.unwrap(), "it is done already");
    assert_eq!(load(world, one.id).await, Some(second));
    let unknown = PreFlightId::nil();
    assert!(store.take_pre_flight_lease(unknown, &mine, now).await.unwrap());
    let nowhere = PreFlight { id: unknown, ..first };
    assert!(!store.finish_pre_flight(&nowhere, &mine).await.unwrap(), "there is none");
    assert_eq!(load(world, unknown).await, None);
}

/// Holds Q10.
pub async fn an_organisation_lists_its_pre_flights_the_newest_first<S: Backend>(world: &World<S>) {
    let mut all = Vec::new();
    for _ in 0..3 {
        let one = asked(world, 1);
        ask(world, &one).await.unwrap();
        all.push(one);
        world.fakes.clock.advance(SignedDuration::from_secs(10));
    }
    ask(world, &asked(world, 2)).await.unwrap();
    let (store, now, mine) = (&world.store().inner, world.services.clock.now(), organisation(1).id);
    let held = lease(1, now);
    assert!(store.take_pre_flight_lease(all[1].id, &held, now).await.unwrap());
    all[1] = done(world, &all[1]);
    assert!(store.finish_pre_flight(&all[1], &held).await.unwrap());
    let expected: Vec<_> = all.iter().rev().map(PreFlightSummary::of).collect();
    for size in 1..=4 {
        let listed = all_pages(size, async |page| store.pre_flights_of(mine, &page).await).await;
        assert_eq!(listed, expected, "in pages of {size}");
    }
    let cursor = store.pre_flights_of(mine, &first_page(1)).await.unwrap().next;
    let theirs = store.pre_flights_of(organisation(2).id, &PageRequest { size: 1, cursor }).await;
    assert!(matches!(theirs, Err(PageFault::BadCursor)));
}

/// Holds Q10.
pub async fn no_two_pre_flights_have_one_reference<S: Backend>(world: &World<S>) {
    let (one, other) = (asked(world, 1), asked(world, 1));
    let other = PreFlight { reference: one.reference, ..other };
    ask(world, &one).await.unwrap();
    assert!(matches!(ask(world, &other).await, Err(CommitFault::ReferenceTaken)));
    assert_eq!(load(world, other.id).await, None);
    let reference = AnyReference::PreFlight(one.reference.unwrap());
    let given = world.store().inner.given_references(&[reference]).await.unwrap();
    let (of, organisation) = (ReferenceOf::PreFlight(one.id), Some(one.organisation));
    assert_eq!(given, [GivenReference { reference, of, organisation }]);
}

/// Holds Q10.
pub async fn the_find_profile_of_the_probe_is_read_as_it_was_last_kept<S: Backend>(world: &World<S>) {
    let store = &world.store().inner;
    let read = async || {
        let now = world.services.clock.now();
        store.read(ReadRequest { profile: true, ..ReadRequest::at(now) }).await.unwrap().profile
    };
    assert_eq!(read().await, None);
    for profile in [find_profile(1), find_profile(1), find_profile(2)] {
        store.keep_find_profile(&profile).await.unwrap();
        assert_eq!(read().await, Some(profile));
    }
    let renamed = ProfileMark { label: find_profile(3).label, ..find_profile(2) };
    store.keep_find_profile(&renamed).await.unwrap();
    assert_eq!(read().await, Some(renamed));
    let unasked = store.read(ReadRequest::at(world.services.clock.now())).await.unwrap();
    assert_eq!(unasked.profile, None);
}

pub async fn a_cursor_of_pre_flights_leads_into_no_other_list<S: Backend>(world: &World<S>) {
    for _ in 0..2 {
        ask(world, &asked(world, 1)).await.unwrap();
    }
    let (store, now) = (&world.store().inner, world.services.clock.now());
    let cursor = store.due_pre_flights(now, &first_page(1)).await.unwrap().next;
    let page = PageRequest { size: 1, cursor };
    let other = app::OatRequests::oats_in(store, app::OatQueue::Probe, None, &page).await;
    assert!(matches!(other, Err(PageFault::BadCursor)));
    let elsewhere = app::Changes::of_organisation(store, organisation(1).id, &page).await;
    assert!(matches!(elsewhere, Err(PageFault::BadCursor)));
}
