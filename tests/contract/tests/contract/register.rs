//! The register of endpoints (G5): its lists, and taking an endpoint out of use.

use app::{
    AppError, Changes, Page, PageFault, PageRequest, RecordEntry, Register, WhichEndpoints, list_endpoints,
};
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, EndpointId, OrganisationId};
use domain::organisation::{Organisation, Reason, Refusal};
use domain::register::{EndpointState, RegisteredEndpoint};
use fakes::{organisation, urls_of};

use crate::backend::Backend;
use crate::emulator::acting;
use crate::office::{administrator, own, party};
use crate::world::{World, all_pages, contact, first_page};

/// The endpoint of this type of organisation 1 or 2.
fn of_type(own: &Organisation, kind: EndpointType) -> EndpointId {
    *own.live_endpoints.iter().find(|(_, found)| **found == kind).unwrap().0
}

async fn entries<S: Backend>(world: &World<S>, state: EndpointState, size: u32) -> Vec<RegisteredEndpoint> {
    all_pages(size, async |request| world.store().inner.endpoints_in(state, &request).await).await
}

async fn entries_of<S: Backend>(world: &World<S>, number: u8, size: u32) -> Vec<RegisteredEndpoint> {
    let id = organisation(number).id;
    all_pages(size, async |request| world.store().inner.endpoints_of(id, None, &request).await).await
}

/// Organisation 1 with a second Find endpoint.
async fn with_two_find_endpoints<S: Backend>(world: &World<S>) -> (Organisation, [EndpointId; 2]) {
    let mut two = organisation(1);
    let mut urls = urls_of(&two);
    let (first, second) =
        (of_type(&two, EndpointType::Find), EndpointId::from_u64_pair(0x0198_0000_0000_7000, 1 << 63));
    two.live_endpoints.insert(second, EndpointType::Find);
    urls.insert(second, fakes::endpoint(EndpointType::Find, "https://second.example.org/find").unwrap().url);
    world.store().inner.seed_organisation(&two, &urls).await.unwrap();
    (two, [first, second])
}

/// Holds G5.
pub async fn seeded_endpoints_are_in_the_register<S: Backend>(world: &World<S>) {
    let own = organisation(1);
    let found = entries_of(world, 1, 10).await;
    assert_eq!(found.len(), 3);
    for entry in &found {
        assert_eq!(entry.state, EndpointState::Live);
        assert_eq!((entry.organisation, entry.change, entry.goes_live_on), (own.id, None, None));
        assert_eq!(entry.endpoint.endpoint_type, own.live_endpoints[&entry.id]);
        assert_eq!(entry.endpoint.url, urls_of(&own)[&entry.id]);
        assert_eq!(entry.since.as_millisecond(), 1_783_000_000_000, "when its id was made");
    }
    let all = entries(world, EndpointState::Live, 100).await;
    assert_eq!(all.len(), 6);
    for size in 1..=7 {
        assert_eq!(entries(world, EndpointState::Live, size).await, all, "in pages of {size}");
        assert_eq!(entries_of(world, 1, size).await, found, "in pages of {size}");
    }
    for state in [EndpointState::Proposed, EndpointState::Scheduled, EndpointState::Inactive] {
        assert!(entries(world, state, 10).await.is_empty());
    }
}

/// Who has a host is what its register says: live or going to be, of every organisation, and no longer what is out of use.
/// Holds O9.
pub async fn endpoints_are_found_by_their_host<S: Backend>(world: &World<S>) {
    let host = "organisation-1.example.org";
    let at = async |size: u32| {
        all_pages(size, async |request| world.store().inner.endpoints_at(host, &request).await).await
    };
    assert_eq!(at(10).await, entries_of(world, 1, 10).await, "three live ones");
    let guest = world
        .submitted(2, &["https://ORGANISATION-1.example.org/guest", "https://find.guest.example.org"])
        .await;
    let found = at(10).await;
    assert_eq!(found.len(), 4);
    assert_eq!(at(1).await, found, "in pages");
    let proposed: Vec<_> = found.iter().filter(|entry| entry.state == EndpointState::Proposed).collect();
    assert_eq!(proposed.len(), 1);
    assert_eq!((proposed[0].organisation, proposed[0].change), (organisation(2).id, Some(guest.id)));
    world.retire(1, of_type(&organisation(1), EndpointType::View)).await.unwrap();
    let withdraw = domain::change::Command::Withdraw { reason: None };
    world.execute(&contact(2), guest.id, withdraw).await;
    let left: Vec<_> = at(10).await.into_iter().map(|entry| entry.organisation).collect();
    assert_eq!(left, [organisation(1).id; 2]);
    let nobody = world.store().inner.endpoints_at("nobody.example.org", &first_page(10)).await.unwrap();
    assert!(nobody.items.is_empty());
    let other = world.store().inner.endpoints_in(EndpointState::Live, &first_page(1)).await.unwrap();
    let astray = PageRequest { size: 1, cursor: other.next };
    let fault = world.store().inner.endpoints_at(host, &astray).await;
    assert!(matches!(fault, Err(PageFault::BadCursor)), "{fault:?}");
}

/// Holds G5.
pub async fn an_endpoint_is_taken_out_of_use_for_good<S: Backend>(world: &World<S>) {
    let own_before = organisation(1);
    let view = of_type(&own_before, EndpointType::View);
    let after = world.retire(1, view).await.unwrap();
    assert!(!own(&after).live_endpoints.contains_key(&view));
    assert_eq!(world.organisation(own_before.id).await, *own(&after));
    let inactive = entries(world, EndpointState::Inactive, 10).await;
    let [entry] = &inactive[..] else { panic!("{inactive:?}") };
    assert_eq!((entry.id, entry.since), (view, world.services.clock.now()));
    assert_eq!(entries(world, EndpointState::Live, 10).await.len(), 5);
    assert_eq!(entries_of(world, 1, 10).await.len(), 3, "its own organisation still sees it");
    let url = entry.endpoint.clone();
    assert!(world.store().taken(ChangeId::nil(), std::slice::from_ref(&url)).await.unwrap().is_empty());
    let again = world.retire(1, view).await;
    assert!(matches!(again, Err(AppError::Refused(Refusal::Record(Reason::EndpointNotLive)))));
    // Its URL can be proposed again, by anybody.
    let change = world.draft(2, &[]).await;
    let mut answers = change.answers.clone();
    answers.new_endpoints = vec![domain::change::answers::EndpointAnswer {
        endpoint_type: Some(EndpointType::View),
        url: url.url.to_string(),
    }];
    let proposing = world.draft_with(2, answers).await;
    world.try_submit(&proposing, 2).await.unwrap();
}

pub async fn what_was_taken_out_of_use_stays_so_when_seeds_are_put_again<S: Backend>(world: &World<S>) {
    let own_before = organisation(1);
    let view = of_type(&own_before, EndpointType::View);
    let after = world.retire(1, view).await.unwrap();
    world.store().inner.seed_organisation(&own_before, &urls_of(&own_before)).await.unwrap();
    assert_eq!(world.organisation(own_before.id).await, *own(&after));
    assert_eq!(entries(world, EndpointState::Inactive, 10).await.len(), 1);
    // And the next command finds its place in the history.
    world.retire(1, of_type(&own_before, EndpointType::PatRefresh)).await.unwrap();
    assert_eq!(world.record_entries(party(1), 10).await.len(), 2);
}

pub async fn the_only_live_find_endpoint_stays_in_use<S: Backend>(world: &World<S>) {
    let find = of_type(&organisation(1), EndpointType::Find);
    let refused = world.retire(1, find).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Record(Reason::LastFindEndpoint)))));
    let kept = world.record_entries(party(1), 10).await;
    assert!(matches!(&kept[..], [RecordEntry::Refused(attempt)] if attempt.refusal == "last_find_endpoint"));
    assert_eq!(entries(world, EndpointState::Live, 10).await.len(), 6);
}

/// Holds G5.
pub async fn of_two_find_endpoints_taken_out_at_once_one_stays<S: Backend>(world: &World<S>) {
    let (own, [first, second]) = with_two_find_endpoints(world).await;
    world.store().let_commits_meet(2);
    let (a, b) = tokio::join!(world.retire(1, first), world.retire(1, second));
    let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
    assert!(won.is_ok(), "{won:?}");
    assert!(matches!(lost, Err(AppError::Refused(Refusal::Record(Reason::LastFindEndpoint)))), "{lost:?}");
    let live = world.organisation(own.id).await.live_endpoints;
    assert_eq!(live.values().filter(|kind| **kind == EndpointType::Find).count(), 1);
    assert_eq!(entries(world, EndpointState::Inactive, 10).await.len(), 1);
}

/// Holds P1.
pub async fn another_organisation_takes_nothing_out_of_use<S: Backend>(world: &World<S>) {
    let view = of_type(&organisation(2), EndpointType::View);
    let theirs = world.retire(1, view).await;
    assert!(
        matches!(theirs, Err(AppError::Refused(Refusal::Record(Reason::EndpointNotFound)))),
        "{theirs:?}"
    );
    let actor = contact(1);
    let request = app::Request { actor: &actor, on: party(2), seen: None, key: None };
    let refused = app::take_endpoint_out_of_use(&world.services, request, view, None).await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::NotFound(_)))));
    assert_eq!(entries(world, EndpointState::Live, 10).await.len(), 6);
}

/// Holds G5.
pub async fn everybody_sees_their_part_of_the_register<S: Backend>(world: &World<S>) {
    let page = first_page(10);
    let (member, staff) = (contact(1), administrator());
    let list = async |actor, which| list_endpoints(&world.services, actor, which, &page).await;
    let count = |page: Result<Page<_>, AppError>| page.unwrap().items.len();
    let (first, second) = (organisation(1).id, organisation(2).id);
    let all = WhichEndpoints::default();
    let of = |id| WhichEndpoints { organisation: Some(id), ..all };
    let only = |state, which| WhichEndpoints { state: Some(state), ..which };
    assert_eq!(count(list(&member, all).await), 3);
    assert_eq!(count(list(&member, of(first)).await), 3);
    assert_eq!(count(list(&staff, all).await), 6);
    assert_eq!(count(list(&staff, of(second)).await), 3);
    let (live, inactive) = (EndpointState::Live, EndpointState::Inactive);
    assert_eq!(count(list(&staff, only(inactive, all)).await), 0);
    for (actor, which) in [(&member, all), (&member, of(first)), (&staff, of(first))] {
        assert_eq!(count(list(actor, only(live, which)).await), 3);
        assert_eq!(count(list(actor, only(inactive, which)).await), 0);
    }
    let unknown = of(OrganisationId::from_u64_pair(1, 1));
    for (actor, which) in
        [(&member, of(second)), (&member, unknown), (&staff, unknown), (&staff, only(live, unknown))]
    {
        let refused = list(actor, which).await;
        assert!(matches!(refused, Err(AppError::Refused(Refusal::NotFound(_)))));
    }
    let named = async |actor| {
        let read = app::read_register(&world.services, actor, all, &page);
        acting("administration", read).await.unwrap().organisations
    };
    let names: Vec<_> = named(&staff).await.into_iter().map(|row| row.id).collect();
    assert!(names.len() == 2 && [first, second].iter().all(|id| names.contains(id)), "{names:?}");
    assert_eq!(named(&member).await, []);
}

pub async fn a_cursor_of_the_register_leads_into_no_other_list<S: Backend>(world: &World<S>) {
    let own = organisation(1).id;
    let of = world.store().endpoints_of(own, None, &first_page(1)).await.unwrap().next.unwrap();
    let live = world.store().endpoints_in(EndpointState::Live, &first_page(1)).await.unwrap().next.unwrap();
    let at = |cursor: &app::Cursor| PageRequest { size: 1, cursor: Some(cursor.clone()) };
    let store = world.store();
    let refused = [
        store.endpoints_of(organisation(2).id, None, &at(&of)).await,
        store.endpoints_of(own, None, &at(&live)).await,
        store.endpoints_in(EndpointState::Inactive, &at(&live)).await,
        store.endpoints_in(EndpointState::Live, &at(&of)).await,
    ];
    for refused in refused {
        assert!(matches!(refused, Err(PageFault::BadCursor)));
    }
}
