//! Every fault at every call of `inspect-evidence`, and killing it wherever it waits: the event comes again, and the file ends
//! where it ends without faults, kept once.

use cloud::S3EvidenceStore;
use filecheck::corpus;
use inspect_evidence::{Incoming, Inspector, Unfinished, handle};
use serde_json::json;

use crate::matrix::{delivered, troubles, whatever_fails};
use crate::outcome::Outcome;
use crate::scenarios::{DISPUTE_UPLOADING, UPLOADING};
use crate::support::{Answer, Buckets, Given, KMS_KEY, Prepared, World};
use fakes::killed_at;
use proxy::{Service, Span, Trouble};

/// One run: a file was uploaded for a draft.
struct Case {
    world: World,
    buckets: Buckets,
    inspector: Inspector<S3EvidenceStore>,
    key: String,
}

/// What is compared: the table, and the keys of what is kept.
type Ending = (Outcome, Vec<String>);

impl Case {
    async fn of(prepared: &Prepared, file: &[u8], trouble: Option<&Trouble>) -> Self {
        let case = Self::without_upload(prepared, trouble).await;
        case.buckets.upload(&case.key, file).await;
        case
    }

    /// The same before the upload.
    async fn without_upload(prepared: &Prepared, trouble: Option<&Trouble>) -> Self {
        let world = prepared.world(trouble).await;
        let buckets = Buckets::create().await;
        let (quarantine, evidence) = (buckets.quarantine.clone(), buckets.evidence.clone());
        let store = S3EvidenceStore::new(
            &world.sdk("inspect-evidence", Service::S3),
            quarantine,
            evidence,
            KMS_KEY.to_owned(),
        );
        let folder = prepared.names.get("folder").map_or("", String::as_str);
        let key = format!("uploads/{folder}{}/{}", prepared.names["id"], prepared.names["evidence_id"]);
        Self { world, buckets, inspector: Inspector { quarantine: store, scanning: false }, key }
    }

    async fn inspect(&self) -> Result<(), Unfinished> {
        let event = json!({ "Records": [{ "s3": { "object": { "key": self.key } } }] });
        let incoming: Incoming = serde_json::from_value(event).expect("an event of the object store");
        handle(&self.world.services_of("inspect-evidence"), &self.inspector, incoming).await
    }

    /// See [`delivered`].
    async fn deliver(&self, trouble: Option<&Trouble>) -> bool {
        delivered(&self.world.proxy, trouble, || async { self.inspect().await.is_ok() }).await
    }

    async fn ending(&self, prepared: &Prepared) -> Ending {
        self.world.proxy.deliver_late();
        self.world.proxy.settle();
        let items = self.world.table.items().await;
        (
            Outcome::of(&Answer::none(), &self.world.proxy.url, &items, &prepared.known),
            self.buckets.kept().await,
        )
    }
}

async fn ends_the_same(given: &'static [Given], file: Vec<u8>, kept: usize, spans: &[Span]) {
    let prepared = Prepared::of(given).await;
    let case = Case::of(&prepared, &file, None).await;
    case.world.proxy.expect(None);
    case.deliver(None).await;
    let calls = case.world.proxy.calls();
    let expected = case.ending(&prepared).await;
    assert_eq!(expected.1.len(), kept, "files kept");
    whatever_fails(troubles(&calls, spans), (prepared, file, expected), |shared, trouble| async move {
        let (prepared, file, expected) = &*shared;
        let case = Case::of(prepared, file, Some(&trouble)).await;
        case.world.proxy.expect(Some(&trouble));
        let met = case.deliver(Some(&trouble)).await;
        assert_eq!(case.ending(prepared).await, *expected, "{trouble:?}");
        case.world.table.delete().await;
        met
    })
    .await;
}

#[tokio::test]
async fn a_good_file_is_kept_once_whatever_fails() {
    ends_the_same(UPLOADING, corpus::pdf(), 1, &[Span::Once, Span::Call]).await;
}

/// Holds Q10.
#[tokio::test]
async fn a_good_file_of_a_dispute_is_kept_once_whatever_fails() {
    ends_the_same(DISPUTE_UPLOADING, corpus::pdf(), 1, &[Span::Call]).await;
}

#[tokio::test]
async fn a_bad_file_is_rejected_whatever_fails() {
    ends_the_same(UPLOADING, b"not what it says".to_vec(), 0, &[Span::Call]).await;
}

/// Holds E3.
#[tokio::test]
async fn an_upload_that_is_gone_is_asked_for_again() {
    for given in [UPLOADING, DISPUTE_UPLOADING] {
        let prepared = Prepared::of(given).await;
        let case = Case::without_upload(&prepared, None).await;
        case.buckets.upload(&case.key, &corpus::pdf()).await;
        case.buckets.remove(&case.key).await;
        for _ in 0..2 {
            assert!(case.inspect().await.is_ok());
        }
        assert!(case.buckets.kept().await.is_empty());
        let items = case.world.table.items().await;
        let holds = |item: &_| format!("{item:?}").contains("\"no_longer_here\"");
        assert_eq!(
            items.iter().filter(|item| holds(item)).count(),
            2,
            "the state, and one entry of the history"
        );
        case.world.table.delete().await;
    }
}

#[tokio::test]
async fn an_upload_after_one_that_was_kept_is_not_kept() {
    let prepared = Prepared::of(UPLOADING).await;
    let case = Case::of(&prepared, &corpus::pdf(), None).await;
    case.buckets.keep(&case.key.replacen("uploads", "evidence", 1), &corpus::png(2, 2)).await;
    assert!(case.inspect().await.is_ok());
    assert_eq!(case.buckets.kept().await.len(), 1);
    case.world.table.delete().await;
}

#[tokio::test]
async fn an_inspection_killed_at_any_wait_is_finished_by_the_next() {
    let prepared = Prepared::of(UPLOADING).await;
    let file = corpus::pdf();
    let case = Case::of(&prepared, &file, None).await;
    case.deliver(None).await;
    let expected = case.ending(&prepared).await;
    for nth in 1.. {
        let case = Case::of(&prepared, &file, None).await;
        if killed_at(nth, case.inspect()).await.is_some() {
            assert!(nth > 10, "it waits for the wire");
            return;
        }
        case.world.proxy.settle();
        case.deliver(None).await;
        assert_eq!(case.ending(&prepared).await, expected, "killed at {nth}");
        case.world.table.delete().await;
    }
}
