//! Events of the object store and the malware scan, in any order, lead to the upload's correct state (E2, E3).

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use app::{Fault, Request, Services, draft_change, execute_command, request_upload};
use domain::actor::OrganisationRole::PrimaryBusinessContact;
use domain::change::Command;
use domain::evidence::{
    CHECKED_WITHIN, DeclaredType, EvidenceState, FileFormat, FileOwner, FileRejection, KeptVersion, PdfFlag,
};
use domain::ids::{ChangeId, EvidenceId};
use fakes::{Fakes, MemoryStore, complete_answers, key, lines_of, member};
use filecheck::{Source, corpus};
use inspect_evidence::{Incoming, Inspector, Kept, Quarantine, Upload, handle};
use pollster::block_on;
use serde_json::{Value, json};

#[derive(Clone)]
struct Bytes {
    version: String,
    bytes: Arc<Vec<u8>>,
    scans: u32,
}

impl Source for Bytes {
    type Error = Fault;

    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    async fn read(&mut self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        let from = usize::try_from(offset).unwrap();
        Ok(self.bytes[from..(from + length).min(self.bytes.len())].to_vec())
    }
}

impl Upload for Bytes {
    fn version(&self) -> &str {
        &self.version
    }

    fn scans(&self) -> u32 {
        self.scans
    }
}

#[derive(Default)]
struct Buckets {
    uploads: HashMap<EvidenceId, Bytes>,
    kept: HashMap<EvidenceId, Bytes>,
    broken: bool,
}

#[derive(Clone, Default)]
struct FakeQuarantine(Arc<Mutex<Buckets>>);

impl Quarantine for FakeQuarantine {
    type Upload = Bytes;

    async fn open(&self, _: FileOwner, evidence: EvidenceId) -> Result<Option<Bytes>, Fault> {
        let buckets = self.0.lock().unwrap();
        if buckets.broken {
            return Err(Fault::retryable("find the upload", "the store is down"));
        }
        Ok(buckets.uploads.get(&evidence).cloned())
    }

    async fn scan_again(&self, upload: &Bytes) -> Result<(), Fault> {
        let again =
            Bytes { version: format!("{}+", upload.version), scans: upload.scans + 1, ..upload.clone() };
        let mut buckets = self.0.lock().unwrap();
        buckets.uploads.values_mut().filter(|other| other.version == upload.version).for_each(|place| {
            *place = again.clone();
        });
        Ok(())
    }

    async fn keep(
        &self,
        upload: &Bytes,
        _: FileOwner,
        evidence: EvidenceId,
        _: FileFormat,
        _: &[u8; 32],
    ) -> Result<Kept<Bytes>, Fault> {
        let mut buckets = self.0.lock().unwrap();
        let kept = buckets.kept.entry(evidence).or_insert_with(|| upload.clone()).clone();
        let version = || KeptVersion::restore(kept.version.clone());
        Ok(if kept.bytes == upload.bytes { Kept::This(version()) } else { Kept::Another(kept) })
    }
}

/// A draft with one upload form handed out.
struct World {
    fakes: Fakes,
    services: Services<MemoryStore>,
    inspector: Inspector<FakeQuarantine>,
    change: ChangeId,
    evidence: EvidenceId,
}

fn world() -> World {
    let fakes = Fakes::seeded();
    let services = fakes.services();
    let contact = member(1, PrimaryBusinessContact);
    let (first, second) = (key(&contact, "draft", 1).unwrap(), key(&contact, "upload", 2).unwrap());
    let change =
        block_on(draft_change(&services, &contact, &first, complete_answers(&[]))).unwrap().change.id;
    let request = Request { actor: &contact, on: change, seen: None, key: Some(&second) };
    let upload =
        request_upload(&services, &fakes.forms, request, "evidence.pdf", DeclaredType(None), None, None);
    let evidence = block_on(upload).unwrap().evidence;
    let inspector = Inspector { quarantine: FakeQuarantine::default(), scanning: false };
    World { fakes, services, inspector, change, evidence }
}

impl World {
    fn upload(&self, version: &str, bytes: Vec<u8>) {
        let upload = Bytes { version: version.to_owned(), bytes: Arc::new(bytes), scans: 0 };
        self.inspector.quarantine.0.lock().unwrap().uploads.insert(self.evidence, upload);
    }

    fn key(&self) -> String {
        format!("uploads/{}/{}", self.change, self.evidence)
    }

    fn deliver(&self, event: Value) -> Result<(), inspect_evidence::Unfinished> {
        let incoming: Incoming = serde_json::from_value(event).unwrap();
        block_on(handle(&self.services, &self.inspector, incoming))
    }

    fn state(&self) -> EvidenceState {
        self.fakes.store.change(self.change).unwrap().evidence.0[&self.evidence].state.clone()
    }
}

fn arrived(key: &str) -> Value {
    json!({ "Records": [{ "eventName": "ObjectCreated:Post", "s3": { "object": { "key": key } } }] })
}

fn scanned(key: &str, version: &str, status: &str) -> Value {
    json!({
        "detail-type": "GuardDuty Malware Protection Object Scan Result",
        "detail": {
            "s3ObjectDetails": { "objectKey": key, "versionId": version },
            "scanResultDetails": { "scanResultStatus": status },
        },
    })
}

#[test]
fn a_good_file_is_accepted_with_its_version_and_kept() {
    let world = world();
    world.upload("1", corpus::pdf());
    world.deliver(arrived(&world.key())).unwrap();
    let EvidenceState::Accepted(file) = world.state() else { panic!("{:?}", world.state()) };
    assert_eq!((file.format, file.bytes), (FileFormat::Pdf, corpus::pdf().len() as u64));
    assert_eq!(file.version.unwrap().as_str(), "1", "what is kept");
    assert!(world.inspector.quarantine.0.lock().unwrap().kept.contains_key(&world.evidence));
}

/// Holds C4.
#[test]
fn the_content_decides_not_the_name() {
    let world = world();
    world.upload("1", corpus::png(2, 2));
    world.deliver(arrived(&world.key())).unwrap();
    let EvidenceState::Accepted(file) = world.state() else { panic!("{:?}", world.state()) };
    assert_eq!(file.format, FileFormat::Png);
}

/// Holds E2.
#[test]
fn a_bad_file_is_rejected_with_its_reason_and_not_kept() {
    for (bytes, reason) in [
        (Vec::new(), FileRejection::Empty),
        (b"MZ not a document".to_vec(), FileRejection::WrongType),
        (corpus::pdf()[..40].to_vec(), FileRejection::Damaged),
        (corpus::pdf_with_password(), FileRejection::PasswordProtected),
        (corpus::jpeg_with_film(), FileRejection::VideoAppended),
        ([corpus::png(8, 8), b"more".to_vec()].concat(), FileRejection::DataAppended),
        ([corpus::png(8, 8), corpus::zip()].concat(), FileRejection::SecondFormat),
        (vec![0; 26_214_401], FileRejection::TooLarge),
        (corpus::png_claiming(100_000, 100_000), FileRejection::TooManyPixels),
    ] {
        let world = world();
        world.upload("1", bytes);
        world.deliver(arrived(&world.key())).unwrap();
        assert!(
            matches!(world.state(), EvidenceState::Rejected { reason: found, .. } if found == reason),
            "{reason:?}"
        );
        assert!(world.inspector.quarantine.0.lock().unwrap().kept.is_empty());
    }
}

/// Holds E2.
#[test]
fn an_active_pdf_is_accepted_and_flagged() {
    let world = world();
    world.upload("1", corpus::pdf_with_javascript());
    world.deliver(arrived(&world.key())).unwrap();
    assert!(matches!(world.state(), EvidenceState::Accepted(file) if file.flags == [PdfFlag::JavaScript]));
}

#[test]
fn a_repeated_event_changes_nothing() {
    let world = world();
    world.upload("1", corpus::pdf());
    world.deliver(arrived(&world.key())).unwrap();
    let (state, entries) = (world.state(), world.fakes.store.entries(world.change));
    world.deliver(arrived(&world.key())).unwrap();
    assert_eq!((world.state(), world.fakes.store.entries(world.change)), (state, entries));
}

#[test]
fn a_key_encoded_as_events_encode_it_names_the_same_file() {
    let world = world();
    world.upload("1", corpus::pdf());
    world.deliver(arrived(&world.key().replace('/', "%2F").replace('-', "%2D"))).unwrap();
    assert!(matches!(world.state(), EvidenceState::Accepted(_)));
}

/// Holds E2.
#[test]
fn events_of_two_uploads_end_in_the_same_state_in_either_order() {
    let ends = [[0, 1], [1, 0]].map(|order| {
        let world = world();
        // Both uploads have happened; the object is the second one.
        world.upload("2", corpus::png(3, 3));
        let events = [arrived(&world.key()), arrived(&world.key())];
        for place in order {
            world.deliver(events[place].clone()).unwrap();
        }
        world.state()
    });
    assert_eq!(ends[0], ends[1]);
}

/// Holds E4.
#[test]
fn an_upload_over_an_accepted_file_changes_nothing() {
    let world = world();
    world.upload("1", corpus::pdf());
    world.deliver(arrived(&world.key())).unwrap();
    let before = world.state();
    world.upload("2", b"something else".to_vec());
    world.deliver(arrived(&world.key())).unwrap();
    assert_eq!(world.state(), before);
}

/// Holds E4.
#[test]
fn what_was_kept_before_a_crash_is_what_counts() {
    let world = world();
    world.upload("1", corpus::pdf());
    // An earlier inspection kept the file and died before it could record that; then the form was posted again.
    let kept = world.inspector.quarantine.0.lock().unwrap().uploads[&world.evidence].clone();
    world.inspector.quarantine.0.lock().unwrap().kept.insert(world.evidence, kept);
    world.upload("2", corpus::png(2, 2));
    world.deliver(arrived(&world.key())).unwrap();
    assert!(matches!(world.state(), EvidenceState::Accepted(file) if file.format == FileFormat::Pdf));
}

#[test]
fn a_file_taken_out_of_the_draft_is_not_inspected() {
    let world = world();
    world.upload("1", corpus::pdf());
    let contact = member(1, PrimaryBusinessContact);
    let request = Request { actor: &contact, on: world.change, seen: None, key: None };
    let remove =
        execute_command(&world.services, request, |_| Command::RemoveEvidence { id: world.evidence });
    block_on(remove).unwrap();
    world.deliver(arrived(&world.key())).unwrap();
    assert!(world.fakes.store.change(world.change).unwrap().evidence.0.is_empty());
}

#[test]
fn keys_that_are_not_of_uploads_are_left_alone() {
    let world = world();
    world.deliver(arrived("elsewhere/x/y")).unwrap();
    world.deliver(arrived("uploads/not-an-id/x")).unwrap();
    assert_eq!(world.state(), EvidenceState::AwaitingUpload);
}

#[test]
fn a_store_that_is_down_makes_the_event_come_again() {
    let world = world();
    world.inspector.quarantine.0.lock().unwrap().broken = true;
    assert!(world.deliver(arrived(&world.key())).is_err());
    world.inspector.quarantine.0.lock().unwrap().broken = false;
    world.upload("1", corpus::pdf());
    world.deliver(arrived(&world.key())).unwrap();
    assert!(matches!(world.state(), EvidenceState::Accepted(_)));
}

#[test]
fn lines_of_an_inspection_name_the_file_and_its_change() {
    let world = world();
    world.upload("1", corpus::pdf());
    let deliver = || world.deliver(arrived(&world.key()));
    let (_, mut lines) = lines_of(deliver);
    world.inspector.quarantine.0.lock().unwrap().broken = true;
    lines.extend(lines_of(deliver).1);
    for code in ["EVIDENCE_RECEIVED", "EVIDENCE_SETTLED", "FAULT_MET"] {
        let line = lines.iter().find(|line| line["code"] == code).unwrap();
        assert_eq!(line["evidence.id"], world.evidence.to_string());
        assert_eq!(line["change.id"], world.change.to_string());
    }
}

/// Holds E3.
#[test]
fn a_file_that_is_gone_is_asked_for_again() {
    // Nothing was noted of it before, or its arrival was.
    for seen in [false, true] {
        let world = scanning_world();
        if seen {
            world.deliver(arrived(&world.key())).unwrap();
            assert!(matches!(world.state(), EvidenceState::Checking { .. }));
        } else {
            world.fakes.clock.advance(CHECKED_WITHIN * 7);
        }
        world.inspector.quarantine.0.lock().unwrap().uploads.clear();
        world.deliver(scanned(&world.key(), "1", "NO_THREATS_FOUND")).unwrap();
        assert_eq!(rejected(&world), Some(FileRejection::NoLongerHere), "seen: {seen}");
        let state = world.state();
        world.deliver(arrived(&world.key())).unwrap();
        assert_eq!(world.state(), state);
    }
    assert!(FileRejection::NoLongerHere.to_string().ends_with("upload it again"));
}

#[test]
fn an_accepted_file_stays_accepted_when_its_upload_is_gone() {
    let world = world();
    world.upload("1", corpus::pdf());
    world.deliver(arrived(&world.key())).unwrap();
    let state = world.state();
    world.inspector.quarantine.0.lock().unwrap().uploads.clear();
    world.deliver(arrived(&world.key())).unwrap();
    assert_eq!(world.state(), state);
}

fn scanning_world() -> World {
    let mut world = world();
    world.inspector.scanning = true;
    world.upload("1", corpus::pdf());
    world
}

/// Holds E2.
#[test]
fn with_scanning_nothing_is_released_before_the_verdict() {
    let world = scanning_world();
    world.deliver(arrived(&world.key())).unwrap();
    assert!(matches!(world.state(), EvidenceState::Checking { .. }));
    assert!(world.inspector.quarantine.0.lock().unwrap().kept.is_empty());
    world.deliver(scanned(&world.key(), "1", "NO_THREATS_FOUND")).unwrap();
    assert!(matches!(world.state(), EvidenceState::Accepted(_)));
}

#[test]
fn a_scan_result_before_the_arrival_is_enough() {
    let world = scanning_world();
    world.deliver(scanned(&world.key(), "1", "NO_THREATS_FOUND")).unwrap();
    world.deliver(arrived(&world.key())).unwrap();
    assert!(matches!(world.state(), EvidenceState::Accepted(_)));
}

#[test]
fn malware_is_rejected() {
    let world = scanning_world();
    world.deliver(scanned(&world.key(), "1", "THREATS_FOUND")).unwrap();
    assert!(matches!(world.state(), EvidenceState::Rejected { reason: FileRejection::Malware, .. }));
}

#[test]
fn a_scan_of_another_version_says_nothing_about_this_one() {
    let world = scanning_world();
    world.deliver(scanned(&world.key(), "0", "NO_THREATS_FOUND")).unwrap();
    assert!(matches!(world.state(), EvidenceState::Checking { .. }));
}

fn rejected(world: &World) -> Option<FileRejection> {
    match world.state() {
        EvidenceState::Rejected { reason, .. } => Some(reason),
        _ => None,
    }
}

/// Holds E3.
#[test]
fn a_scan_that_fails_is_asked_for_again_and_ends_in_words() {
    for status in ["FAILED", "ACCESS_DENIED", "SOMETHING_NEW"] {
        let world = scanning_world();
        for version in ["1", "1+", "1++"] {
            world.deliver(scanned(&world.key(), version, status)).unwrap();
            assert!(matches!(world.state(), EvidenceState::Checking { .. }), "{status} {version}");
            // Delivered twice, it asks once.
            world.deliver(scanned(&world.key(), version, status)).unwrap();
        }
        world.deliver(scanned(&world.key(), "1+++", status)).unwrap();
        assert_eq!(rejected(&world), Some(FileRejection::NotChecked), "{status}");
        assert!(world.inspector.quarantine.0.lock().unwrap().kept.is_empty());
    }
}

/// Holds E3.
#[test]
fn a_scan_that_fails_once_and_then_passes_releases_the_file() {
    let world = scanning_world();
    world.deliver(scanned(&world.key(), "1", "FAILED")).unwrap();
    world.deliver(arrived(&world.key())).unwrap();
    world.deliver(scanned(&world.key(), "1", "NO_THREATS_FOUND")).unwrap();
    assert!(matches!(world.state(), EvidenceState::Checking { .. }), "of the version before");
    world.deliver(scanned(&world.key(), "1+", "NO_THREATS_FOUND")).unwrap();
    assert!(matches!(world.state(), EvidenceState::Accepted(_)));
}

/// Holds E3.
#[test]
fn an_unscannable_file_is_rejected_with_the_reason() {
    let world = scanning_world();
    world.deliver(scanned(&world.key(), "1", "UNSUPPORTED")).unwrap();
    assert_eq!(rejected(&world), Some(FileRejection::NotScannable));
    let world = scanning_world();
    world.upload("2", corpus::pdf_with_password());
    world.deliver(scanned(&world.key(), "2", "UNSUPPORTED")).unwrap();
    assert_eq!(rejected(&world), Some(FileRejection::PasswordProtected));
}

/// Holds E2.
#[test]
fn with_scanning_what_is_no_good_is_rejected_at_once() {
    for (bytes, reason) in [
        (corpus::pdf_with_password(), FileRejection::PasswordProtected),
        (Vec::new(), FileRejection::Empty),
        (b"text".to_vec(), FileRejection::WrongType),
    ] {
        let world = scanning_world();
        world.upload("2", bytes);
        world.deliver(arrived(&world.key())).unwrap();
        assert_eq!(rejected(&world), Some(reason));
    }
}

/// Holds E3.
#[test]
fn a_verdict_after_a_day_finds_the_file_rejected() {
    let world = scanning_world();
    world.deliver(arrived(&world.key())).unwrap();
    world.fakes.clock.advance(CHECKED_WITHIN);
    world.deliver(scanned(&world.key(), "1", "NO_THREATS_FOUND")).unwrap();
    assert_eq!(rejected(&world), Some(FileRejection::NotChecked));
    assert!(world.inspector.quarantine.0.lock().unwrap().kept.is_empty());
}
