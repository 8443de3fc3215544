//! Exports: kept once per request, made by one, fetched on record.

use std::collections::HashMap;

use app::{
    AppError, CommandStore, Download, Downloaded, ExportPlace, Exports, HistoryEntry, RECEIPT_LIFETIME,
    ReadRequest, RequestKey, draft_change, link_export, read_export, request_export,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::{Actor, OrganisationRole};
use domain::change::answers::Answers;
use domain::change::replay;
use domain::export::{
    Export, ExportFailure, ExportState, LIFETIME, Product, RegisterFormat, Subject, building, interrupted,
};
use domain::ids::{ChangeId, ExportId};
use fakes::{FakeExportLinks, member};
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::emulator::Table;
use crate::world::{World, contact, other_body, reviewer};

const CSV: Subject = Subject::Register(RegisterFormat::Csv);
const NEW: ExportState = ExportState::Requested { builds: 0, rests_until: None };

async fn ask<S: Backend>(world: &World<S>, actor: &Actor, key: &RequestKey, subject: Subject) -> Export {
    request_export(&world.services, actor, key, subject).await.unwrap()
}

async fn loaded<S: Backend>(world: &World<S>, id: ExportId) -> Option<Export> {
    let read = ReadRequest { export: Some(id), ..ReadRequest::at(world.services.clock.now()) };
    world.store().read(read).await.unwrap().export
}

async fn make_ready<S: Backend>(world: &World<S>, export: &Export) {
    let product = Product { build: 3, bytes: 7, sha256: [7; 32], at: world.services.clock.now() };
    let ready = ExportState::Ready(product);
    assert!(world.store().advance_export(export.id, &export.state, &ready).await.unwrap());
}

async fn link<S: Backend>(
    world: &World<S>,
    actor: &Actor,
    key: &RequestKey,
    export: &Export,
) -> Result<String, AppError> {
    let place = ExportPlace { id: export.id, change: export.subject.change() };
    let links = FakeExportLinks(world.fakes.real_time.clone());
    link_export(&world.services, &links, actor, key, place).await.map(|link| link.url)
}

pub async fn an_export_is_read_back<S: Backend>(world: &World<S>) {
    let change = world.draft(1, &["https://a.example.org"]).await.id;
    for (actor, subject) in
        [(contact(1), Subject::EvidenceBundle(change)), (reviewer(), CSV), (contact(2), CSV)]
    {
        let export = ask(world, &actor, &world.fresh_key(&actor), subject).await;
        assert_eq!(loaded(world, export.id).await, Some(export.clone()));
        let place = ExportPlace { id: export.id, change: subject.change() };
        assert_eq!(read_export(&world.services, &actor, place).await.unwrap(), export);
    }
}

pub async fn a_repeated_request_finds_its_export<S: Backend>(world: &World<S>) {
    let actor = reviewer();
    let key = world.fresh_key(&actor);
    let first = ask(world, &actor, &key, CSV).await;
    world.fakes.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(ask(world, &actor, &key, CSV).await, first);
    let other = request_export(&world.services, &actor, &other_body(&key), CSV).await;
    assert!(matches!(other, Err(AppError::KeyReused)));
    world.fakes.clock.advance(RECEIPT_LIFETIME);
    assert_ne!(ask(world, &actor, &key, CSV).await.id, first.id, "a day later it is another request");
}

pub async fn of_a_request_sent_twice_at_once_one_is_kept<S: Backend>(world: &World<S>) {
    let actor = reviewer();
    let key = world.fresh_key(&actor);
    let (first, second) = tokio::join!(ask(world, &actor, &key, CSV), ask(world, &actor, &key, CSV));
    assert_eq!(first.id, second.id);
}

pub async fn keys_of_exports_and_changes_are_one_space<S: Backend>(world: &World<S>) {
    let actor = contact(1);
    let (first, second) = (world.fresh_key(&actor), world.fresh_key(&actor));
    ask(world, &actor, &first, CSV).await;
    let drafted = draft_change(&world.services, &actor, &other_body(&first), Answers::default()).await;
    assert!(matches!(drafted, Err(AppError::KeyReused)));
    draft_change(&world.services, &actor, &second, Answers::default()).await.unwrap();
    let asked = request_export(&world.services, &actor, &other_body(&second), CSV).await;
    assert!(matches!(asked, Err(AppError::KeyReused)));
}

pub async fn an_export_goes_through_all_its_states<S: Backend>(world: &World<S>) {
    let now = world.services.clock.now();
    let export = ask(world, &reviewer(), &world.fresh_key(&reviewer()), CSV).await;
    let failed = ExportState::Failed { reason: ExportFailure::NotMade, at: now };
    let product = Product { build: 2, bytes: u64::from(u32::MAX) + 1, sha256: [9; 32], at: now };
    let states =
        [NEW, building(1, now), interrupted(1, now), building(2, now), ExportState::Ready(product), failed];
    for pair in states.windows(2) {
        let [from, to] = pair else { unreachable!() };
        assert!(!world.store().advance_export(export.id, to, from).await.unwrap(), "only from where it is");
        assert!(world.store().advance_export(export.id, from, to).await.unwrap());
        assert_eq!(loaded(world, export.id).await.unwrap().state, *to);
    }
}

pub async fn an_export_is_in_the_queue_until_it_is_settled<S: Backend>(world: &World<S>) {
    let second = SignedDuration::from_secs(1);
    let asked = world.services.clock.now();
    let first = ask(world, &reviewer(), &world.fresh_key(&reviewer()), CSV).await;
    let other = ask(world, &contact(1), &world.fresh_key(&contact(1)), CSV).await;
    let due = async |now, limit| {
        let due = world.store().due_exports(now, limit).await.unwrap();
        assert_eq!(due.unreadable, 0);
        due.items.into_iter().map(|due| (due.id, due.since)).collect::<Vec<_>>()
    };
    assert_eq!(due(asked - second, 10).await, []);
    assert_eq!(due(asked, 10).await.len(), 2);
    let states = [building(1, asked), interrupted(1, asked)];
    for (from, to) in [&NEW].into_iter().chain(&states).zip(&states) {
        assert!(world.store().advance_export(first.id, from, to).await.unwrap());
        let then = to.next_look().unwrap();
        assert_eq!(due(then - second, 10).await, [(other.id, asked)]);
        assert_eq!(due(then, 10).await, [(other.id, asked), (first.id, then)], "the longest due first");
        assert_eq!(due(then, 1).await, [(other.id, asked)]);
    }
    let rested = loaded(world, first.id).await.unwrap();
    make_ready(world, &rested).await;
    let failed = ExportState::Failed { reason: ExportFailure::NotMade, at: asked };
    assert!(world.store().advance_export(other.id, &NEW, &failed).await.unwrap());
    assert_eq!(due(asked + LIFETIME, 10).await, []);
}

pub async fn of_two_makers_one_gets_it<S: Backend>(world: &World<S>) {
    let export = ask(world, &reviewer(), &world.fresh_key(&reviewer()), CSV).await;
    let held = building(1, world.services.clock.now());
    let claim = || world.store().advance_export(export.id, &NEW, &held);
    let (first, second) = tokio::join!(claim(), claim());
    assert_ne!(first.unwrap(), second.unwrap());
}

pub async fn an_export_that_was_never_asked_for_moves_nowhere<S: Backend>(world: &World<S>) {
    let id = ExportId::from_u128(7);
    assert_eq!(loaded(world, id).await, None);
    let held = building(1, world.services.clock.now());
    assert!(!world.store().advance_export(id, &NEW, &held).await.unwrap());
    assert_eq!(loaded(world, id).await, None);
}

pub async fn after_a_week_there_is_no_export<S: Backend>(world: &World<S>) {
    let actor = reviewer();
    let export = ask(world, &actor, &world.fresh_key(&actor), CSV).await;
    make_ready(world, &export).await;
    world.fakes.clock.advance(LIFETIME - SignedDuration::from_secs(1));
    link(world, &actor, &world.fresh_key(&actor), &export).await.unwrap();
    world.fakes.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(loaded(world, export.id).await, None);
    let refused = link(world, &actor, &world.fresh_key(&actor), &export).await;
    assert!(matches!(
        refused,
        Err(AppError::Refused(domain::refusal::Refusal::Export(domain::export::Reason::NotFound)))
    ));
}

/// Holds A1.
pub async fn each_link_to_a_bundle_stands_in_the_history<S: Backend>(world: &World<S>) {
    let change = world.draft(1, &["https://a.example.org"]).await;
    let actor = member(1, OrganisationRole::ServiceManager);
    let subject = Subject::EvidenceBundle(change.id);
    let export = ask(world, &actor, &world.fresh_key(&actor), subject).await;
    make_ready(world, &export).await;
    let key = world.fresh_key(&actor);
    let url = link(world, &actor, &key, &export).await.unwrap();
    assert_eq!(link(world, &actor, &key, &export).await.unwrap(), url);
    let history = world.history(change.id, 100).await;
    let (at, name) = (world.services.clock.now(), actor.name().cloned());
    let link = HistoryEntry::Downloaded(Download {
        of: Downloaded::Bundle(export.id),
        at,
        by: actor.reading().unwrap(),
        name,
    });
    assert!(
        matches!(&history[..], [HistoryEntry::Happened(_), links @ ..] if *links == [link.clone(), link])
    );
    assert_eq!(replay(&world.events(change.id).await), Some(change), "what was fetched changes nothing");
}

pub async fn a_bundle_of_one_change_is_not_found_at_another<S: Backend>(world: &World<S>) {
    let (first, second) =
        (world.draft(1, &["https://a.example.org"]).await, world.draft(1, &["https://b.example.org"]).await);
    let actor = contact(1);
    let key = world.fresh_key(&actor);
    let export = ask(world, &actor, &key, Subject::EvidenceBundle(first.id)).await;
    let at = |change: Option<ChangeId>| ExportPlace { id: export.id, change };
    assert!(read_export(&world.services, &actor, at(Some(first.id))).await.is_ok());
    for elsewhere in [Some(second.id), None] {
        let refused = read_export(&world.services, &actor, at(elsewhere)).await;
        assert!(matches!(refused, Err(AppError::Refused(_))), "{elsewhere:?}");
    }
    let outsider = read_export(&world.services, &contact(2), at(Some(first.id))).await;
    assert!(matches!(outsider, Err(AppError::Refused(_))), "to them the change itself does not exist");
}

#[tokio::test]
async fn the_item_has_what_the_stream_filters_and_the_table_forgets() {
    let table = Table::create().await;
    let world = World::new(table.store()).await;
    let actor = reviewer();
    let export = ask(&world, &actor, &world.fresh_key(&actor), CSV).await;
    let item = |pk: String| {
        let query = table.client.query().table_name(&table.name).key_condition_expression("pk = :pk");
        query.expression_attribute_values(":pk", AttributeValue::S(pk)).send()
    };
    let found = item(format!("EXPORT#{}", export.id)).await.unwrap().items.unwrap();
    assert_eq!(found[0]["kind"], AttributeValue::S("export".to_owned()));
    let expires = export.expires_at().as_second().to_string();
    assert_eq!(found[0]["expires_at"], AttributeValue::N(expires));
    make_ready(&world, &export).await;
    let key = world.fresh_key(&actor);
    for _ in 0..2 {
        link(&world, &actor, &key, &export).await.unwrap();
    }
    let found = item(format!("DOWNLOAD#{}", export.id)).await.unwrap().items.unwrap();
    assert_eq!(found.len(), 2, "once for each link");
    let for_good = |item: &HashMap<_, _>| !item.contains_key("kind") && !item.contains_key("expires_at");
    assert!(found.iter().all(for_good));
    table.delete().await;
}

#[tokio::test]
async fn asking_makes_two_calls_looking_one_and_fetching_two() {
    let table = Table::create().await;
    let world = World::new(table.store()).await;
    let actor = contact(1);
    let change = world.draft(1, &["https://a.example.org"]).await.id;
    for subject in [Subject::EvidenceBundle(change), CSV] {
        let key = world.fresh_key(&actor);
        table.take_calls();
        let export = ask(&world, &actor, &key, subject).await;
        assert_eq!(table.take_calls(), 2);
        let place = ExportPlace { id: export.id, change: subject.change() };
        read_export(&world.services, &actor, place).await.unwrap();
        assert_eq!(table.take_calls(), 1);
        make_ready(&world, &export).await;
        table.take_calls();
        link(&world, &actor, &world.fresh_key(&actor), &export).await.unwrap();
        assert_eq!(table.take_calls(), 2);
        // The receipt names the export: that is a second read.
        ask(&world, &actor, &key, subject).await;
        assert_eq!(table.take_calls(), 2);
    }
    table.delete().await;
}
