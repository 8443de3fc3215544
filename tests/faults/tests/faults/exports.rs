//! Every fault at every call of `export`, and killing it wherever it waits: the minute of the schedule comes again, and in the end the
//! export is there, byte for byte what a run without faults makes (A1, G5). Only the number of the try may differ. The same of the
//! comparison of evidence: in the end the round is finished (E4).

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use app::{Clock, KeptEvidence};
use aws_sdk_dynamodb::types::AttributeValue;
use cloud::keys::export_key;
use cloud::{S3Evidence, S3EvidenceStore, S3ExportStore};
use domain::evidence::EvidenceState;
use domain::evidence::comparison::Damage;
use export::Maker;
use filecheck::corpus;
use inspect_evidence::{Incoming, Inspector};
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::DynamoStore;

use crate::matrix::{delivered, troubles, whatever_fails};
use crate::outcome::Outcome;
use crate::scenarios::{
    BUNDLE_ASKED, OWN_REGISTER_ASKED, REGISTER_ASKED, TESTED_BUNDLE_ASKED, TESTED_BUNDLE_ASKED_BY_PDP,
};
use crate::support::{Answer, Buckets, ExportBucket, Given, KMS_KEY, Known, Prepared, World};
use fakes::killed_at;
use proxy::{Service, Span, Trouble};

/// Between them. Three of them are longer than the lease of a maker that is not heard of.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// What runs start from: an export was asked for.
struct Asked {
    prepared: Prepared,
    /// The bucket with the file of the change.
    evidence: String,
    buckets: Buckets,
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
        Self { prepared, evidence, buckets }
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

    /// Handles the event of the stream; answers whether nobody has to look again.
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
        let event: export::Incoming = serde_json::from_value(event).expect("an event of the stream");
        export::handle(&self.maker.services, &self.maker, event).await.deferred == 0
    }

    /// Looks at the queue, as every minute; answers the same.
    async fn look(&self) -> bool {
        let mut report = export::Report::default();
        export::make_due(&self.maker.services, &self.maker, &mut report).await;
        report.settled == 1 || self.is_ready().await
    }

    /// See [`delivered`]. The stream brings the export once, then it is found in the queue.
    async fn deliver(&self, trouble: Option<&Trouble>) -> bool {
        let looked = AtomicBool::new(false);
        delivered(&self.world.proxy, trouble, || async {
            let done =
                if looked.swap(true, Ordering::Relaxed) { self.look().await } else { self.make().await };
            if !done {
                self.world.clock.advance(PAUSE);
            }
            done
        })
        .await
    }

    /// Whether the export needs nothing more.
    async fn is_ready(&self) -> bool {
        let items = self.world.table.items().await;
        let is_ready = |item: &HashMap<String, AttributeValue>| {
            let state = item.get("state").and_then(|state| state.as_m().ok());
            item["sk"].as_s().is_ok_and(|key| key == "EXPORT")
                && state.is_some_and(|of| of.contains_key("ready"))
        };
        items.iter().any(is_ready)
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

/// What the reports say of people is read too, of the organisation or of PDP.
#[tokio::test]
async fn a_bundle_with_test_reports_is_not_made_when_a_file_is_gone() {
    for given in [TESTED_BUNDLE_ASKED, TESTED_BUNDLE_ASKED_BY_PDP] {
        let asked = Asked::of(given).await;
        let case = Case::of(&asked, None).await;
        assert!(case.make().await, "trying again does not bring the file back");
        let items = case.world.table.items().await;
        let export = items.iter().find(|item| item["sk"].as_s().is_ok_and(|key| key == "EXPORT"));
        let state = export.expect("the export")["state"].as_m().expect("a state");
        assert!(!state.contains_key("ready"), "{state:?}");
        case.world.table.delete().await;
    }
}

#[tokio::test]
async fn an_organisation_s_own_register_is_made() {
    let asked = Asked::of(OWN_REGISTER_ASKED).await;
    let case = Case::of(&asked, None).await;
    assert!(case.make().await);
    case.ending().await;
    case.world.table.delete().await;
}

/// What is made of `given` when the items of which `is_it` says so are of a version that is still to come.
async fn made_without(given: &[Given], is_it: fn(&str, &str) -> bool) -> String {
    let mut asked = Asked::of(given).await;
    for item in &mut asked.prepared.items {
        let [pk, sk] = ["pk", "sk"].map(|name| item[name].as_s().expect("a key").clone());
        if is_it(&pk, &sk) {
            item.insert("format".to_owned(), AttributeValue::N("99".to_owned()));
        }
    }
    let case = Case::of(&asked, None).await;
    assert!(case.make().await);
    let (_, made) = case.ending().await;
    case.world.table.delete().await;
    String::from_utf8_lossy(&made).into_owned()
}

/// Holds A1.
#[tokio::test]
async fn a_bundle_says_how_many_entries_cannot_be_read() {
    let is_entry = |pk: &str, sk: &str| pk.starts_with("CHANGE#") && sk.starts_with("HISTORY#");
    let made = made_without(BUNDLE_ASKED, is_entry).await;
    assert!(made.contains(r#"{"items":["#) && made.contains(r#"],"not_shown":"#), "{made}");
}

/// Holds G5.
#[tokio::test]
async fn a_register_says_how_many_endpoints_cannot_be_read() {
    let is_entry = |_: &str, sk: &str| sk.starts_with("ENDPOINT#");
    let made = made_without(REGISTER_ASKED, is_entry).await;
    assert!(made.contains("more cannot be shown"), "{made}");
    let is_record = |pk: &str, sk: &str| pk.starts_with("ORG#") && sk == "STATE";
    let made = made_without(REGISTER_ASKED, is_record).await;
    assert!(made.lines().count() > 1 && !made.contains("cannot be shown"), "without its name: {made}");
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
        // The stream brings it no more.
        delivered(&case.world.proxy, None, || async {
            case.world.clock.advance(PAUSE);
            case.look().await
        })
        .await;
        assert_eq!(case.ending().await, expected, "killed at {nth}");
        case.world.table.delete().await;
    }
}

/// Holds G5, A1.
#[tokio::test]
async fn an_export_outlives_an_outage_of_everything() {
    let asked = Asked::of(REGISTER_ASKED).await;
    let case = Case::of(&asked, None).await;
    case.deliver(None).await;
    let calls = case.world.proxy.calls();
    let expected = case.ending().await;
    let begins = |call: &&proxy::Target| call.operation == "CreateMultipartUpload";
    let first = calls.iter().position(|call| begins(&call)).expect("it begins to write");
    let trouble = Trouble {
        fault: proxy::Fault::Unavailable,
        call: first + 1,
        target: calls[first].clone(),
        span: Span::Outage,
    };
    let case = Case::of(&asked, Some(&trouble)).await;
    assert!(!case.make().await);
    for _ in 0..5 {
        case.world.clock.advance(PAUSE * 10);
        assert!(!case.look().await && !case.is_ready().await);
    }
    case.world.proxy.mend();
    assert!(case.look().await, "the queue has kept it");
    assert_eq!(case.ending().await, expected);
    case.world.table.delete().await;
}

impl Case<'_> {
    /// One minute of the comparison; answers whether the round is finished.
    async fn compare(&self) -> bool {
        let (services, now) = (&self.maker.services, self.world.clock.now());
        let mut report = export::Report::default();
        export::compare(services, &self.maker, now + export::COMPARES_FOR, &mut report).await;
        let items = self.world.table.items().await;
        let is_it = |item: &&HashMap<_, AttributeValue>| {
            item["pk"].as_s().is_ok_and(|key| key == "EVIDENCE-COMPARISON")
        };
        let kept = items.iter().find(is_it);
        let is_finished = kept.is_some_and(|item| item.contains_key("last") && !item.contains_key("running"));
        if !is_finished {
            // Longer than the lease of one that is not heard of.
            self.world.clock.advance(PAUSE * 16);
        }
        is_finished
    }

    /// Everything else in the table.
    async fn rest(&self) -> Outcome {
        self.world.proxy.deliver_late();
        self.world.proxy.settle();
        let mut items = self.world.table.items().await;
        items.retain(|item| item["pk"].as_s().is_ok_and(|key| key != "EVIDENCE-COMPARISON"));
        Outcome::of(&Answer::none(), &self.world.proxy.url, &items, &self.asked.prepared.known)
    }
}

/// Holds E4.
#[tokio::test]
async fn evidence_is_compared_whatever_call_fails() {
    let asked = Asked::of(BUNDLE_ASKED).await;
    let case = Case::of(&asked, None).await;
    let expected = case.rest().await;
    case.world.proxy.expect(None);
    assert!(case.compare().await);
    let calls = case.world.proxy.calls();
    assert!(calls.iter().any(|call| call.operation == "GetObject"), "{calls:?}");
    case.world.table.delete().await;
    whatever_fails(troubles(&calls, &[Span::Call]), (asked, expected), |shared, trouble| async move {
        let (asked, expected) = &*shared;
        let case = Case::of(asked, Some(&trouble)).await;
        let met = delivered(&case.world.proxy, Some(&trouble), || case.compare()).await;
        assert_eq!(case.rest().await, *expected, "{trouble:?}");
        case.world.table.delete().await;
        met
    })
    .await;
}

#[tokio::test]
async fn a_comparison_killed_at_any_wait_is_finished_by_the_next() {
    let asked = Asked::of(BUNDLE_ASKED).await;
    for nth in 1.. {
        let case = Case::of(&asked, None).await;
        if killed_at(nth, case.compare()).await.is_some() {
            assert!(nth > 5, "it waits for the wire");
            return;
        }
        case.world.proxy.settle();
        case.world.clock.advance(PAUSE * 16);
        delivered(&case.world.proxy, None, || case.compare()).await;
        case.world.table.delete().await;
    }
}

/// Holds E4.
#[tokio::test]
async fn a_file_overwritten_behind_our_back_is_hidden_and_still_read() {
    let asked = Asked::of(BUNDLE_ASKED).await;
    let names = &asked.prepared.names;
    let key = format!("evidence/{}/{}", names["id"], names["evidence_id"]);
    let (buckets, accepted) = (&asked.buckets, corpus::pdf());
    buckets.keep(&key, b"put over it").await;
    let case = Case::of(&asked, None).await;
    let (change, file) = (names["id"].parse().expect("an id"), names["evidence_id"].parse().expect("an id"));
    let read = app::ReadRequest { change: Some(change), ..app::ReadRequest::at(case.world.clock.now()) };
    let found = app::CommandStore::read(&case.maker.services.store, read).await.expect("the change");
    let evidence = found.change.expect("the change").evidence;
    let EvidenceState::Accepted(of) = &evidence.0[&file].state else { panic!("it was accepted") };
    let damage = KeptEvidence::damage(&case.maker, change.into(), file, of, true).await.expect("an answer");
    assert_eq!(damage, Some(Damage::Hidden));
    assert!(case.make().await, "bundles have what was accepted");
    let (_, made) = case.ending().await;
    assert!(made.windows(accepted.len()).any(|window| window == accepted));
    case.world.table.delete().await;
}
