//! Records as the table has them: how many calls they take, what earlier versions left, and what stays when somebody leaves.

use app::{
    CommandStore, Members, PageRequest, Party, Register, Request, WhichEndpoints, add_member, list_endpoints,
    list_organisations, read_organisation, read_pdp_team, read_record_history, register_organisation,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::OrganisationRole;
use domain::endpoint::EndpointType;
use domain::ids::OrganisationId;
use domain::register::EndpointState;
use fakes::{FakeIdentities, organisation, urls_of};

use crate::emulator::{Table, text};
use crate::office::{administrator, change_roles, newcomer, party, recruit, remove, rename};
use crate::vouching::FIND;
use crate::world::{World, contact, first_page};

#[tokio::test]
async fn a_record_command_makes_at_most_one_read_and_one_transaction() {
    let (world, table) = World::on_a_table().await;
    let within_budget = |what: &str| assert_eq!(table.take_calls(), 2, "{what}");
    let (actor, key) = (administrator(), world.fresh_key(&administrator()));
    register_organisation(&world.services, &actor, &key, "Harbour").await.unwrap();
    within_budget("register");
    let jo = world.add(party(1), &newcomer("Jo", &[])).await.unwrap().person.unwrap();
    within_budget("add a member");
    world.administer(party(1), &rename("A")).await.unwrap();
    within_budget("rename");
    world.administer(party(1), &change_roles(jo, &[OrganisationRole::TestManager])).await.unwrap();
    within_budget("change roles");
    world.administer(party(1), &remove(jo)).await.unwrap();
    within_budget("remove");
    world.add(Party::Pdp, &recruit("Al", &[])).await.unwrap();
    within_budget("add to PDP");
    let al = world.add(party(1), &newcomer("Bo", &[])).await.unwrap().person.unwrap();
    table.take_calls();
    world.remove(party(1), al).await.unwrap();
    assert_eq!(table.take_calls(), 4, "a removal looks before and after whether they are a member again");
    world.add(party(1), &newcomer("Bo", &[])).await.unwrap();
    assert_eq!(table.take_calls(), 3, "who comes back: whose sign-in it is");
    let own = organisation(1);
    let view = own.live_endpoints.iter().find(|(_, kind)| **kind == EndpointType::View).unwrap().0;
    world.retire(1, *view).await.unwrap();
    within_budget("take an endpoint out of use");
    let orchard = world.register("Orchard").await;
    table.take_calls();
    world.propose(&orchard, &[FIND]).await.unwrap();
    within_budget("record a vouching scheme");
    world.administer(party(1), &remove(jo)).await.unwrap_err();
    within_budget("a refused command");
    let key = world.fresh_key(&actor);
    for calls in [2, 1] {
        world.administer_under(&key, party(1), &rename("B")).await.unwrap();
        assert_eq!(table.take_calls(), calls, "a repeated request reads once");
    }
    table.delete().await;
}

#[tokio::test]
async fn every_read_of_records_and_of_the_register_makes_one_call() {
    let (world, table) = World::on_a_table().await;
    world.administer(party(1), &rename("A")).await.unwrap();
    table.take_calls();
    let (services, actor, page) = (&world.services, administrator(), first_page(2));
    let one_call = |what: &str| assert_eq!(table.take_calls(), 1, "{what}");
    read_organisation(services, &actor, organisation(1).id).await.unwrap();
    one_call("an organisation");
    read_pdp_team(services, &actor).await.unwrap();
    one_call("PDP's team");
    list_organisations(services, &actor, None, &page).await.unwrap();
    one_call("the organisations");
    list_organisations(services, &actor, Some("organisation"), &page).await.unwrap();
    one_call("organisations by name");
    read_record_history(services, &actor, party(1), &page).await.unwrap();
    one_call("a history");
    list_endpoints(services, &contact(1), WhichEndpoints::default(), &page).await.unwrap();
    one_call("an organisation's endpoints");
    list_endpoints(services, &actor, WhichEndpoints::default(), &page).await.unwrap();
    one_call("the live endpoints");
    table.delete().await;
}

/// Holds P2.
#[tokio::test]
async fn nobody_is_invited_who_cannot_be_added() {
    let (world, table) = World::on_a_table().await;
    let identities = FakeIdentities::default();
    let actor = administrator();
    let request = Request { actor: &actor, on: party(1), seen: None, key: None };
    let business = OrganisationRole::PrimaryBusinessContact;
    world.add(party(1), &newcomer("Second", &[business])).await.unwrap();
    let mut malformed = newcomer("Jo", &[]);
    malformed.email = "jo".to_owned();
    for newcomer in [newcomer("Third", &[business]), malformed, newcomer(" ", &[])] {
        add_member(&world.services, &identities, request, &newcomer).await.unwrap_err();
    }
    let stale = Request { seen: Some(99), ..request };
    add_member(&world.services, &identities, stale, &newcomer("Jo", &[])).await.unwrap_err();
    let (outsider, colleague) = (contact(2), contact(1));
    for actor in [&outsider, &colleague] {
        let asked = Request { actor, ..request };
        add_member(&world.services, &identities, asked, &newcomer("Jo", &[])).await.unwrap_err();
    }
    assert!(identities.invited().is_empty());
    identities.set_out_of_order(true);
    let before = world.organisation(organisation(1).id).await;
    add_member(&world.services, &identities, request, &newcomer("Jo", &[])).await.unwrap_err();
    assert_eq!(world.organisation(before.id).await, before);
    table.delete().await;
}

#[tokio::test]
async fn who_leaves_keeps_an_item_that_names_nothing() {
    let (world, table) = World::on_a_table().await;
    let added = world.add(party(1), &newcomer("Jo", &[OrganisationRole::TestManager])).await.unwrap();
    let jo = added.person.unwrap();
    let key = format!("PERSON#{}", added.sign_in.unwrap());
    assert!(table.item(&key, "MEMBERSHIP").await.contains_key("organisation"));
    world.administer(party(1), &remove(jo)).await.unwrap();
    let left = table.item(&key, "MEMBERSHIP").await;
    for attribute in ["organisation", "organisation_roles", "pdp_roles"] {
        assert!(!left.contains_key(attribute), "{left:?}");
    }
    assert_eq!(left["person"], text(jo));
    table.delete().await;
}

#[tokio::test]
async fn a_record_of_before_there_were_versions_is_read_and_built_on() {
    let (world, table) = World::on_a_table().await;
    for (pk, whose) in [(format!("ORG#{}", organisation(1).id), party(1)), ("PDP".to_owned(), Party::Pdp)] {
        let mut old = table.item(&pk, "STATE").await;
        for attribute in ["version", "queue", "due", "summary"] {
            old.remove(attribute);
        }
        table.put(old.clone()).await;
        let newcomer = match whose {
            Party::Pdp => recruit("Jo", &[]),
            Party::Organisation(_) => newcomer("Al", &[]),
        };
        let done = world.add(whose, &newcomer).await.unwrap();
        assert_eq!(done.record.version(), 1);
        assert_eq!(table.item(&pk, "STATE").await["version"], AttributeValue::N("1".to_owned()));
        assert_eq!(world.record_entries(whose, 10).await.len(), 1);
        // What is built on the version that was none must not come twice.
        table.put(old).await;
        let conflict = world.add(whose, &newcomer).await.unwrap_err();
        assert!(!matches!(conflict, app::AppError::Stale(_)), "{conflict:?}");
    }
    table.delete().await;
}

#[tokio::test]
async fn a_live_endpoint_from_before_the_register_can_be_retired() {
    let (world, table) = World::on_a_table().await;
    let own = organisation(1);
    let (id, _) = own.live_endpoints.iter().find(|(_, kind)| **kind == EndpointType::View).unwrap();
    let (pk, sk) = (format!("ORG#{}", own.id), format!("ENDPOINT#{id}"));
    let new = table.item(&pk, &sk).await;
    let kept = ["pk", "sk", "format", "id", "endpoint_type", "url", "state"];
    table.put(new.into_iter().filter(|(name, _)| kept.contains(&name.as_str())).collect()).await;
    let page = first_page(10);
    let found = world.store().endpoints_of(own.id, None, &page).await.unwrap().items;
    let entry = found.iter().find(|entry| entry.id == *id).unwrap();
    assert_eq!((entry.organisation, entry.state), (own.id, EndpointState::Live));
    assert_eq!(entry.endpoint.url, urls_of(&own)[id]);
    assert_eq!(world.store().endpoints_in(EndpointState::Live, &page).await.unwrap().items.len(), 5);
    // Putting the seeds again puts it into the lists.
    table.store().put_organisation(&own, &urls_of(&own)).await.unwrap();
    assert_eq!(world.store().endpoints_in(EndpointState::Live, &page).await.unwrap().items.len(), 6);
    world.retire(1, *id).await.unwrap();
    assert_eq!(world.store().endpoints_in(EndpointState::Inactive, &page).await.unwrap().items.len(), 1);
    table.delete().await;
}

/// What was kept before there was a list of hosts is in it once it is written again, whatever made it.
#[tokio::test]
async fn seeding_again_lists_the_host_of_an_older_endpoint() {
    let (world, table) = World::on_a_table().await;
    let own = organisation(1);
    let change = world.submitted(1, &["https://new.example.org/find"]).await;
    let proposed = change.register().remove(0);
    let view = own.live_endpoints.iter().find(|(_, kind)| **kind == EndpointType::View).unwrap().0;
    let page = first_page(10);
    let at = async |host: &str| world.store().endpoints_at(host, &page).await.unwrap().items.len();
    for id in [*view, proposed.id] {
        let (pk, sk) = (format!("ORG#{}", own.id), format!("ENDPOINT#{id}"));
        let mut old = table.item(&pk, &sk).await;
        assert!(old.remove("org_key").is_some() && old.remove("org_sort").is_some());
        table.put(old).await;
    }
    assert_eq!((at("organisation-1.example.org").await, at("new.example.org").await), (2, 0));
    table.store().put_organisation(&own, &urls_of(&own)).await.unwrap();
    assert_eq!((at("organisation-1.example.org").await, at("new.example.org").await), (3, 1));
    let found = world.store().endpoints_at("new.example.org", &page).await.unwrap().items;
    assert_eq!(found, [proposed], "it is as it was");
    table.delete().await;
}

#[tokio::test]
async fn pdp_without_a_record_is_a_team_of_nobody() {
    let table = Table::create().await;
    let store = table.store();
    assert!(store.pdp_team().await.unwrap().people.is_empty());
    let read = app::ReadRequest { team: true, ..app::ReadRequest::default() };
    assert_eq!(store.read(read).await.unwrap().team.unwrap().version, 0);
    table.delete().await;
}

/// A search that finds little reads only so much for a page, and the next page goes on there.
#[tokio::test]
async fn a_search_among_very_many_organisations_comes_in_pages() {
    let (world, table) = World::on_a_table().await;
    let id = organisation(1).id;
    let like = table.item(&format!("ORG#{id}"), "STATE").await;
    for number in 0..1_010_u64 {
        let other = OrganisationId::from_u64_pair(0x7000, 0x8000_0000_0000_0000 | number);
        let mut item = like.clone();
        item.insert("pk".to_owned(), text(format!("ORG#{other}")));
        item.insert("due".to_owned(), text(format!("a {number:04}#{other}")));
        table.put(item).await;
    }
    let zebra = world.register("Zebra").await.id;
    table.take_calls();
    let (services, actor) = (&world.services, administrator());
    let first = list_organisations(services, &actor, Some("zebra"), &first_page(5)).await.unwrap();
    assert_eq!((first.items.len(), table.take_calls()), (0, 4), "so much is read for a page");
    let request = PageRequest { size: 5, cursor: first.next };
    let rest = list_organisations(services, &actor, Some("zebra"), &request).await.unwrap();
    assert_eq!(table.take_calls(), 1);
    assert_eq!((rest.items.iter().map(|row| row.id).collect::<Vec<_>>(), rest.next), (vec![zebra], None));
    table.delete().await;
}
