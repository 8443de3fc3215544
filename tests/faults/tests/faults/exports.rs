//! Every fault at every call of `export`, and killing it wherever it waits: the stream brings the event again, and in the end the
//! export is there, byte for byte what a run without faults makes (A1, G5). Only the number of the try may differ.

use std::collections::HashMap;

use aws_lambda_events::event::dynamodb::Event;
use aws_sdk_dynamodb::types::AttributeValue;
use cloud::keys::export_key;
use cloud::{S3Evidence, S3EvidenceStore, S3ExportStore};
use export::Maker;
use filecheck::corpus;
use inspect_evidence::{Incoming, Inspector};
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::DynamoStore;

use crate::matrix::{delivered, troubles, whatever_fails};
use crate::outcome::Outcome;
use crate::proxy::{Service, Span, Trouble};
use crate::scenarios::{BUNDLE_ASKED, OWN_REGISTER_ASKED, REGISTER_ASKED, TESTED_BUNDLE_ASKED};
use crate::support::{Answer, Buckets, ExportBucket, Given, KMS_KEY, Known, Prepared, World};
use fakes::killed_at;

/// Between them. Three of them are longer than the lease of a maker that is not heard of.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// What runs start from: an export was asked for.
struct Asked {
    prepared: Prepared,
    /// The bucket with the file of the change.
    evidence: String,
}

/// One run.
struct Case<'a> {
    asked: &'a Asked,
    world: World,
    maker: Maker<DynamoStore, S3Evidence, S3ExportStore>,
    shelf: ExportBucket,
}

/// What is compared: all that the table holds but the try, and what was made.
type Ending = (Outcome, Vec<u8>);

impl Asked {
    /// As given; a file that waits to be inspected is.
    async fn of(given: &[Given]) -> Self {
        let mut prepared = Prepared::of(given).await;
        let buckets = Buckets::create().await;
        let (names, evidence) = (prepared.names.clone(), buckets.evidence.clone());
        if let (Some(change), Some(file)) = (names.get("id"), names.get("evidence_id")) {
            let world = prepared.world(None).await;
            let key = format!("uploads/{change}/{file}");
            buckets.upload(&key, &corpus::pdf()).await;
            let (sdk, quarantine) = (world.sdk("inspect-evidence", Service::S3), buckets.quarantine.clone());
            let store = S3EvidenceStore::new(&sdk, quarantine, evidence.clone(), KMS_KEY.to_owned());
            let inspector = Inspector { quarantine: store, scanning: false };
            let event = json!({ "Records": [{ "s3": { "object": { "key": key } } }] });
            let incoming: Incoming = serde_json::from_value(event).expect("an event of the object store");
            let services = world.services_of("inspect-evidence");
            inspect_evidence::handle(&services, &inspector, incoming).await.expect("it is inspected");
            prepared.items = world.table.items().await;
            prepared.known = Known::of(&prepared.items, prepared.known.since);
            world.table.delete().await;
        }
        Self { prepared, evidence }
    }

    fn id(&self) -> &str {
        &self.prepared.names["export_id"]
    }
}

impl<'a> Case<'a> {
    async fn of(asked: &'a Asked, trouble: Option<&Trouble>) -> Self {
        let world = asked.prepared.world(trouble).await;
        let (sdk, shelf) = (world.sdk("export", Service::S3), ExportBucket::create().await);
        let maker = Maker {
            services: world.services_of("export"),
            evidence: S3Evidence::new(&sdk, asked.evidence.clone()),
            exports: S3ExportStore::new(&sdk, shelf.name.clone(), KMS_KEY.to_owned()),
        };
        world.proxy.expect(trouble);
        Self { asked, world, maker, shelf }
    }

    /// Whether the event need not come again.
    async fn make(&self) -> bool {
        let event = json!({ "Records": [{
            "eventID": "1",
            "eventName": "INSERT",
            "awsRegion": "eu-west-2",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_339_800,
                "Keys": { "pk": { "S": format!("EXPORT#{}", self.asked.id()) }, "sk": { "S": "EXPORT" } },
                "SequenceNumber": "1",
                "SizeBytes": 1,
                "StreamViewType": "NEW_IMAGE",
            },
        }] });
        let event: Event = serde_json::from_value(event).expect("an event of the stream");
        export::handle(&self.maker.services, &self.maker, event).await.batch_item_failures.is_empty()
    }

    /// See [`delivered`].
    async fn deliver(&self, trouble: Option<&Trouble>) -> bool {
        delivered(&self.world.proxy, trouble, || async {
            let done = self.make().await;
            if !done {
                self.world.clock.advance(PAUSE);
            }
            done
        })
        .await
    }

    /// Fails unless the export is ready, and is what its record says.
    async fn ending(&self) -> Ending {
        self.world.proxy.deliver_late();
        self.world.proxy.settle();
        let mut items = self.world.table.items().await;
        let key = format!("EXPORT#{}", self.asked.id());
        let is_export = |item: &&mut HashMap<String, AttributeValue>| item["pk"].as_s() == Ok(&key);
        let export = items.iter_mut().find(is_export).expect("the export");
        let state = export.remove("state").expect("its state");
        let ready = state.as_m().expect("a state").get("ready").and_then(|ready| ready.as_m().ok());
        let ready = ready.unwrap_or_else(|| panic!("it is not ready: {state:?}"));
        let build = ready["build"].as_n().expect("a number").parse().expect("a small one");
        let id = self.asked.id().parse().expect("an id");
        let made = self.shelf.read(&export_key(id, build)).await;
        assert_eq!(ready["bytes"].as_n().expect("a number"), &made.len().to_string());
        assert_eq!(ready["sha256"].as_s().expect("a digest"), &hex::encode(Sha256::digest(&made)));
        let known = &self.asked.prepared.known;
        (Outcome::of(&Answer::none(), &self.world.proxy.url, &items, known), made)
    }
}

async fn is_made_whatever_fails(given: &[Given], spans: &[Span], call_of_its_own: &str) {
    let asked = Asked::of(given).await;
    let case = Case::of(&asked, None).await;
    case.deliver(None).await;
    let calls = case.world.proxy.calls();
    assert!(calls.iter().any(|call| call.operation == call_of_its_own), "{calls:?}");
    let expected = case.ending().await;
    case.world.table.delete().await;
    whatever_fails(troubles(&calls, spans), (asked, expected), |shared, trouble| async move {
        let (asked, expected) = &*shared;
        let case = Case::of(asked, Some(&trouble)).await;
        let met = case.deliver(Some(&trouble)).await;
        assert_eq!(case.ending().await, *expected, "{trouble:?}");
        case.world.table.delete().await;
        met
    })
    .await;
}

#[tokio::test]
async fn a_bundle_is_made_whatever_call_fails() {
    is_made_whatever_fails(BUNDLE_ASKED, &[Span::Call], "GetObject").await;
}

#[tokio::test]
async fn a_bundle_is_made_when_everything_fails_from_a_call_on() {
    is_made_whatever_fails(BUNDLE_ASKED, &[Span::Outage], "CompleteMultipartUpload").await;
}

#[tokio::test]
async fn the_register_is_made_whatever_call_fails() {
    is_made_whatever_fails(REGISTER_ASKED, &[Span::Once, Span::Call], "GetItem").await;
}

#[tokio::test]
async fn a_bundle_with_test_reports_is_not_made_when_a_file_is_gone() {
    let asked = Asked::of(TESTED_BUNDLE_ASKED).await;
    let case = Case::of(&asked, None).await;
    assert!(case.make().await, "trying again does not bring the file back");
    let items = case.world.table.items().await;
    let export = items.iter().find(|item| item["sk"].as_s().is_ok_and(|key| key == "EXPORT"));
    let state = export.expect("the export")["state"].as_m().expect("a state");
    assert!(!state.contains_key("ready"), "{state:?}");
    case.world.table.delete().await;
}

#[tokio::test]
async fn an_organisation_s_own_register_is_made() {
    let asked = Asked::of(OWN_REGISTER_ASKED).await;
    let case = Case::of(&asked, None).await;
    assert!(case.make().await);
    case.ending().await;
    case.world.table.delete().await;
}

#[tokio::test]
async fn a_bundle_killed_at_any_wait_is_made_by_the_next_maker() {
    let asked = Asked::of(BUNDLE_ASKED).await;
    let case = Case::of(&asked, None).await;
    case.deliver(None).await;
    let expected = case.ending().await;
    for nth in 1.. {
        let case = Case::of(&asked, None).await;
        if killed_at(nth, case.make()).await.is_some() {
            assert!(nth > 10, "it waits for the wire");
            return;
        }
        case.world.proxy.settle();
        case.deliver(None).await;
        assert_eq!(case.ending().await, expected, "killed at {nth}");
        case.world.table.delete().await;
    }
}
