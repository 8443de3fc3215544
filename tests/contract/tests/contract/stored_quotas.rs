//! Where the table keeps quotas, and what it forgets by itself (Q7).

use app::{CommandStore, Commit, Effect, request_export};
use domain::export::{RegisterFormat, Subject};
use fakes::organisation;

use crate::emulator::text;
use crate::world::{World, contact};

/// 2026-07-06T09:00:00Z, when the worlds begin.
const BEGIN: i64 = 1_783_328_400;

/// Holds Q7.
#[tokio::test]
async fn counts_are_where_the_data_model_says_and_expire() {
    let (world, table) = World::on_a_table().await;
    let actor = contact(1);
    let csv = Subject::Register(RegisterFormat::Csv);
    request_export(&world.services, &actor, &world.fresh_key(&actor), csv).await.unwrap();
    let person = format!("QUOTA#PERSON#{}", actor.person().unwrap());
    let own = format!("QUOTA#ORG#{}", organisation(1).id);
    for (pk, kind, until) in [
        (&person, "commands", BEGIN + 60),
        (&own, "commands", BEGIN + 60),
        (&person, "exports", BEGIN + 3_600),
        (&own, "exports", BEGIN + 3_600),
    ] {
        let item = table.item(pk, &format!("{kind}#2026-07-06T09:00:00.000Z")).await;
        assert_eq!(item["count"].as_n().unwrap(), "1");
        assert_eq!(item["format"].as_n().unwrap(), "2");
        assert_eq!(item["expires_at"].as_n().unwrap(), &(until + 3_600).to_string(), "an hour after it");
        assert_eq!(item["pk"], text(pk));
    }
    let under_way = table.item(&own, "EXPORTS").await;
    let given_up = BEGIN + domain::export::GIVEN_UP_AFTER.as_secs();
    assert_eq!(under_way["expires_at"].as_n().unwrap(), &(given_up + 3_600).to_string());
    assert_eq!(under_way["asked"].as_m().unwrap().len(), 1);
    table.delete().await;
}

/// Holds Q7.
#[tokio::test]
async fn open_changes_are_counted_in_place_and_stay() {
    let (world, table) = World::on_a_table().await;
    let open = async |effect: Effect| {
        let mut commit = Commit::empty(world.services.clock.now());
        commit.effects.push(effect);
        world.store().inner.commit(&commit).await.unwrap();
        let item = table.item(&format!("QUOTA#ORG#{}", organisation(1).id), "OPEN-CHANGES").await;
        assert!(!item.contains_key("expires_at"));
        item["count"].as_n().unwrap().clone()
    };
    let organisation = organisation(1).id;
    assert_eq!(open(Effect::ChangeOver(organisation)).await, "-1");
    assert_eq!(open(Effect::OpenChange { organisation, most: Some(1) }).await, "0");
    assert_eq!(open(Effect::OpenChange { organisation, most: None }).await, "1");
    table.delete().await;
}
