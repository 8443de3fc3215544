//! A table of its own for a test, the program on it, and what the table has in many tests.
#![allow(dead_code, reason = "each test program uses a part of it")]
#![allow(clippy::panic, reason = "a failure here is a failed test")]

use std::collections::HashMap;
use std::process::Command;

use app::{
    OatSubject, Party, Request, Services, draft_change, propose_vouching_scheme, register_organisation,
    request_oat, submit_change,
};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use cloud::sdk::credentials;
use cloud::{Sdk, SdkSettings};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::Change;
use domain::change::answers::EndpointAnswer;
use domain::endpoint::EndpointType;
use domain::ids::{OatId, OrganisationId};
use domain::oat::OatAnswers;
use fakes::{Fakes, complete_answers, key, member, organisation, pdp_team, staff, urls_of};
use store::DynamoStore;

/// How it ended, and what it said.
pub fn ops(words: &[&str], environment: &[(&str, &str)]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ops"));
    let ended = command.args(words).env_clear().envs(environment.iter().copied()).output().unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    (ended.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// A table in the emulator, with what makes and breaks its items.
pub struct World {
    pub store: DynamoStore,
    pub table: String,
    pub client: Client,
    pub sdk: Sdk,
    pub fakes: Fakes,
    pub services: Services<DynamoStore>,
    endpoint: String,
}

/// An empty table of its own, whose name begins like this.
pub async fn table_of(name: &str) -> World {
    let endpoint = emulator::url();
    let sdk = Sdk::new(SdkSettings {
        region: "eu-west-2".to_owned(),
        endpoint: Some(endpoint.clone()),
        credentials: credentials("test".to_owned(), "test".to_owned(), None),
    });
    let sdk = sdk.unwrap();
    let client = sdk.dynamodb();
    let table = format!("{name}-{}", std::process::id());
    emulator::create_table(&client, &table).await;
    let (store, fakes) = (DynamoStore::new(client.clone(), &table, |_, _, _| {}), Fakes::default());
    let services = fakes.services_over(store.clone());
    World { store, table, client, sdk, fakes, services, endpoint }
}

/// An item, as the table has it.
pub type Item = HashMap<String, AttributeValue>;

impl World {
    /// What the program reads of the environment.
    pub fn environment(&self) -> [(&'static str, &str); 4] {
        [
            ("AWS_REGION", "eu-west-2"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", &self.endpoint),
        ]
    }

    /// The program on this table.
    pub fn ops(&self, words: &[&str]) -> (i32, String) {
        ops(&[&["--table", &self.table], words].concat(), &self.environment())
    }

    /// The same, which writes.
    pub fn ops_writing(&self, words: &[&str]) -> (i32, String) {
        self.ops(&[words, &["--write", "--who", "Olu Operator", "--why", "It could not be read."]].concat())
    }

    /// Every item whose partition begins like this.
    pub async fn items(&self, partition: &str) -> Vec<Item> {
        let found = self.client.scan().table_name(&self.table).consistent_read(true).send().await.unwrap();
        let mut items = found.items.unwrap_or_default();
        items.retain(|item| item["pk"].as_s().unwrap().starts_with(partition));
        items.sort_by_key(|item| (item["pk"].as_s().unwrap().clone(), item["sk"].as_s().unwrap().clone()));
        items
    }

    /// The item with this key.
    pub async fn item(&self, pk: &str, sk: &str) -> Option<Item> {
        self.items(pk).await.into_iter().find(|item| item["sk"].as_s().unwrap() == sk)
    }

    pub async fn put(&self, item: Item) {
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await.unwrap();
    }

    pub async fn delete(&self, item: &Item) {
        let key = |name: &str| item[name].clone();
        let delete = self.client.delete_item().table_name(&self.table);
        delete.key("pk", key("pk")).key("sk", key("sk")).send().await.unwrap();
    }

    /// Writes this instead of an attribute.
    pub async fn damage(&self, mut item: Item, attribute: &str, with: &str) {
        item.insert(attribute.to_owned(), AttributeValue::S(with.to_owned()));
        self.put(item).await;
    }
}

/// A table with two organisations and PDP's team, as they were put.
pub async fn seeded(name: &str) -> World {
    let world = table_of(name).await;
    for number in [1, 2] {
        let own = organisation(number);
        world.store.put_organisation(&own, &urls_of(&own)).await.unwrap();
    }
    world.store.put_pdp_team(&pdp_team()).await.unwrap();
    world
}

pub fn contact() -> Actor {
    member(1, OrganisationRole::PrimaryBusinessContact)
}

/// A change that PDP has to review.
pub async fn submitted(world: &World) -> Change {
    let actor = contact();
    let key = |name: &str| key(&actor, name, 1).unwrap();
    let answers = complete_answers(&["https://new.example.org/find"]);
    let draft = draft_change(&world.services, &actor, &key("a-draft"), answers).await.unwrap().change;
    let again = key("its-submission");
    let request = Request { actor: &actor, on: draft.id, seen: None, key: Some(&again) };
    submit_change(&world.services, request).await.unwrap().change
}

/// An organisation that was registered, and whose initial connection is tested.
pub async fn under_test(world: &World) -> (OrganisationId, OatId) {
    let administrator = staff(PdpRole::Administrator);
    let own_key = |name: &str| key(&administrator, name, 1).unwrap();
    let made =
        register_organisation(&world.services, &administrator, &own_key("new"), "Harbour").await.unwrap();
    let Party::Organisation(id) = made.record.party() else { panic!("{made:?}") };
    let scheme = own_key("scheme");
    let request =
        Request { actor: &administrator, on: Party::Organisation(id), seen: None, key: Some(&scheme) };
    let endpoint = |kind: EndpointType| EndpointAnswer {
        endpoint_type: Some(kind),
        url: format!("https://harbour.example.org/{}", kind.code()),
    };
    let endpoints = EndpointType::ALL.iter().map(|kind| endpoint(*kind)).collect();
    propose_vouching_scheme(&world.services, request, "Harbour One".to_owned(), endpoints).await.unwrap();
    let Actor::Member { person, name, .. } = member(2, OrganisationRole::ServiceManager) else {
        panic!("PDP")
    };
    let roles = [OrganisationRole::ServiceManager].into();
    let manager = Actor::Member { person, organisation: id, roles, name };
    let answers = OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some("2026-10-01".parse().unwrap()),
    };
    let (subject, asks) = (OatSubject::InitialConnection(id), key(&manager, "oat", 1).unwrap());
    let asked = request_oat(&world.services, &manager, Some(&asks), subject, &answers).await.unwrap();
    (id, asked.oat.id)
}
