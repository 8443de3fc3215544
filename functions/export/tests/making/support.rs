//! A change with files, a bucket of evidence and a shelf, under the test's control.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use app::{Desk, Fault, Request, Verdict, draft_change, request_export, request_upload, settle_evidence};
use aws_lambda_events::event::dynamodb::Event;
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::evidence::{AcceptedFile, DeclaredType, FileFormat, PdfFlag};
use domain::export::{Export, Subject};
use domain::ids::{ChangeId, EvidenceId, ExportId};
use export::{EvidenceFiles, KeptFile, Maker, Shelf, Upload, handle};
use fakes::{Fakes, MemoryStore, accepted_file, complete_answers, key, member, staff};
use pollster::block_on;
use serde_json::json;
use sha2::{Digest, Sha256};

const BLOCK: [u8; 4096] = {
    let mut block = [0; 4096];
    let mut at = 0;
    while at < block.len() {
        block[at] = ((at * 31) ^ (at >> 5)) as u8;
        at += 1;
    }
    block
};

/// Bytes that need no room: the same for the same seed.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    pub seed: u64,
    pub bytes: u64,
}

impl Pattern {
    pub fn read(self, offset: u64, length: usize) -> Vec<u8> {
        let end = offset.saturating_add(length as u64).min(self.bytes);
        let mut bytes: Vec<u8> = Vec::with_capacity(length);
        let mut at = offset;
        // Whole blocks at once: byte by byte takes minutes of a test.
        while at < end {
            let within = (at % BLOCK.len() as u64) as usize;
            let rest = (end - at).min((BLOCK.len() - within) as u64) as usize;
            bytes.extend_from_slice(&BLOCK[within..within + rest]);
            // What differs from block to block, and from file to file.
            if let Some(first) = bytes.len().checked_sub(rest).filter(|_| within == 0) {
                bytes[first] ^= (self.seed ^ (at >> 12)) as u8;
            }
            at += rest as u64;
        }
        bytes
    }

    pub fn sha256(self) -> [u8; 32] {
        let mut digest = Sha256::new();
        let step = 1 << 20;
        for offset in (0..self.bytes).step_by(step) {
            digest.update(self.read(offset, step));
        }
        digest.finalize().into()
    }
}

/// What happens each time a file is read.
type OnRead = Arc<dyn Fn() + Send + Sync>;

/// The evidence bucket.
#[derive(Clone, Default)]
pub struct Bucket {
    pub files: Arc<Mutex<BTreeMap<EvidenceId, Pattern>>>,
    pub on_read: Arc<Mutex<Option<OnRead>>>,
}

pub struct File {
    pattern: Pattern,
    bucket: Bucket,
}

impl KeptFile for File {
    fn bytes(&self) -> u64 {
        self.pattern.bytes
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        let on_read = self.bucket.on_read.lock().unwrap().clone();
        on_read.iter().for_each(|happens| happens());
        Ok(self.pattern.read(offset, length))
    }
}

impl EvidenceFiles for Bucket {
    type File = File;

    async fn open(&self, _: ChangeId, evidence: EvidenceId) -> Result<Option<File>, Fault> {
        let pattern = self.files.lock().unwrap().get(&evidence).copied();
        Ok(pattern.map(|pattern| File { pattern, bucket: self.clone() }))
    }
}

/// What is on the shelf, and what happened at it.
#[derive(Debug, Default)]
pub struct Held {
    /// By export and try.
    pub kept: BTreeMap<(ExportId, u32), Vec<u8>>,
    pub media_types: Vec<String>,
    pub aborted: usize,
    /// How many of the next parts fail.
    pub failures: usize,
}

#[derive(Debug, Clone, Default)]
pub struct MemoryShelf(pub Arc<Mutex<Held>>);

pub struct MemoryUpload {
    shelf: MemoryShelf,
    at: (ExportId, u32),
    parts: Vec<Vec<u8>>,
}

impl Shelf for MemoryShelf {
    type Upload = MemoryUpload;

    async fn begin(&self, export: ExportId, build: u32, media_type: &str) -> Result<MemoryUpload, Fault> {
        self.0.lock().unwrap().media_types.push(media_type.to_owned());
        Ok(MemoryUpload { shelf: self.clone(), at: (export, build), parts: Vec::new() })
    }
}

impl Upload for MemoryUpload {
    async fn part(&mut self, bytes: Vec<u8>) -> Result<(), Fault> {
        let mut held = self.shelf.0.lock().unwrap();
        if held.failures > 0 {
            held.failures -= 1;
            return Err(Fault::retryable("write a part", "told to fail"));
        }
        self.parts.push(bytes);
        Ok(())
    }

    async fn finish(self) -> Result<(), Fault> {
        let all_but_last = self.parts.iter().rev().skip(1);
        assert!(
            all_but_last.into_iter().all(|part| part.len() >= 5 * 1024 * 1024),
            "S3 takes no smaller ones"
        );
        self.shelf.0.lock().unwrap().kept.insert(self.at, self.parts.concat());
        Ok(())
    }

    async fn abort(self) -> Result<(), Fault> {
        self.shelf.0.lock().unwrap().aborted += 1;
        Ok(())
    }
}

pub fn contact() -> Actor {
    member(1, OrganisationRole::PrimaryBusinessContact)
}

pub fn reviewer() -> Actor {
    staff(PdpRole::Reviewer)
}

/// A draft of the first organisation, and what is around it.
pub struct World<H = MemoryShelf> {
    pub fakes: Fakes,
    pub desk: Desk<MemoryStore>,
    pub bucket: Bucket,
    pub shelf: H,
    pub change: ChangeId,
    maker: Maker<MemoryStore, Bucket, H>,
}

impl World {
    pub fn new() -> Self {
        Self::with(MemoryShelf::default())
    }

    /// What was kept of this export, by whatever try.
    pub fn kept(&self, id: ExportId) -> Option<Vec<u8>> {
        let held = self.shelf.0.lock().unwrap();
        held.kept.iter().find(|((export, _), _)| *export == id).map(|(_, bytes)| bytes.clone())
    }
}

impl<H: Shelf + Clone> World<H> {
    pub fn with(shelf: H) -> Self {
        let fakes = Fakes::seeded();
        let desk = fakes.desk();
        let contact = contact();
        let key = key(&contact, "draft", 1).unwrap();
        let answers = complete_answers(&["https://find.example.org/new"]);
        let change = block_on(draft_change(&desk, &contact, &key, answers)).unwrap().change.id;
        let bucket = Bucket::default();
        let maker = Maker { desk: desk.clone(), evidence: bucket.clone(), shelf: shelf.clone() };
        Self { fakes, desk, bucket, shelf, change, maker }
    }

    /// A file of these bytes, uploaded under this name and accepted.
    pub fn accept(&self, name: &str, pattern: Pattern) -> EvidenceId {
        let contact = contact();
        let key = key(&contact, &format!("upload-{}", pattern.seed), 2).unwrap();
        let request = Request { actor: &contact, on: self.change, seen: None, key: Some(&key) };
        let pdf = DeclaredType(Some(FileFormat::Pdf));
        let upload = request_upload(&self.desk, &self.fakes.forms, request, name, pdf, None);
        let id = block_on(upload).unwrap().evidence;
        let file = AcceptedFile {
            bytes: pattern.bytes,
            sha256: pattern.sha256(),
            flags: vec![PdfFlag::JavaScript],
            ..accepted_file(self.desk.clock.now())
        };
        block_on(settle_evidence(&self.desk, self.change, id, &Verdict::Accepted(file))).unwrap();
        self.bucket.files.lock().unwrap().insert(id, pattern);
        id
    }

    pub fn ask(&self, actor: &Actor, subject: Subject) -> ExportId {
        let key = key(actor, &format!("export-{}", self.fakes.store.exports().len()), 3).unwrap();
        block_on(request_export(&self.desk, actor, &key, subject)).unwrap().id
    }

    pub fn ask_for_bundle(&self, actor: &Actor) -> ExportId {
        self.ask(actor, Subject::EvidenceBundle(self.change))
    }

    /// Delivers the event of this export; whether it is to come again.
    pub fn deliver(&self, id: ExportId) -> bool {
        let event = event(&format!("EXPORT#{id}"));
        let response = block_on(handle(&self.desk, &self.maker, event));
        !response.batch_item_failures.is_empty()
    }

    pub fn export(&self, id: ExportId) -> Export {
        self.fakes.store.export(id).unwrap()
    }
}

/// The stream's event of a new item in this partition.
pub fn event(partition: &str) -> Event {
    let event = json!({ "Records": [{
        "eventID": "1", "eventName": "INSERT", "awsRegion": "eu-west-2", "eventSource": "aws:dynamodb",
        "dynamodb": { "ApproximateCreationDateTime": 1_795_339_800, "SequenceNumber": "1", "SizeBytes": 1,
                      "Keys": { "pk": { "S": partition }, "sk": { "S": "EXPORT" } } },
    }] });
    serde_json::from_value(event).unwrap()
}
