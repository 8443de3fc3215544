//! A bundle's description of itself: `manifest.json` for programs, `README.txt` for people.

use domain::change::Change;
use domain::evidence::{AcceptedFile, EvidenceFile};
use domain::export::{Export, Readers};
use domain::ids::EvidenceId;
use serde::Serialize;

use super::archive::Entry;

/// `manifest.json`: what is in the bundle, with digests.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// The version of the manifest and of the layout of a bundle.
    format: u32,
    bundle: String,
    requested_at: String,
    made_for: &'static str,
    change: String,
    reference: Option<String>,
    organisation: String,
    organisation_name: Option<String>,
    version: u64,
    status: &'static str,
    contents: Vec<Listed>,
}

/// One file of the bundle.
#[derive(Debug, Serialize)]
struct Listed {
    name: String,
    bytes: u64,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<ListedEvidence>,
}

/// The state of an evidence file when it came into the service.
#[derive(Debug, Serialize)]
struct ListedEvidence {
    id: String,
    /// The person's name for the file. Show it, and never write to it.
    file_name: String,
    media_type: &'static str,
    accepted_at: String,
    /// The step it was submitted for; none when it came with the change itself.
    step: Option<&'static str>,
}

impl Manifest {
    /// The manifest of a bundle with nothing in it yet.
    pub fn new(export: &Export, change: &Change) -> Self {
        let submitted = change.submitted.as_ref();
        Self {
            format: 1,
            bundle: export.id.to_string(),
            requested_at: export.requested_at.to_string(),
            made_for: match export.readers {
                Readers::Organisation(_) => "organisation",
                Readers::Pdp => "pdp",
            },
            change: change.id.to_string(),
            reference: change.reference().map(|reference| reference.to_string()),
            organisation: change.organisation.to_string(),
            organisation_name: submitted.map(|submitted| submitted.organisation_name.clone()),
            version: change.version,
            status: change.status().code(),
            contents: Vec::new(),
        }
    }

    /// Lists what is ours.
    pub fn list(&mut self, entry: Entry) {
        self.contents.push(listed(entry, None));
    }

    /// Lists an evidence file.
    pub fn list_evidence(
        &mut self,
        entry: Entry,
        id: EvidenceId,
        file: &EvidenceFile,
        accepted: &AcceptedFile,
    ) {
        let evidence = ListedEvidence {
            id: id.to_string(),
            file_name: file.file_name.as_str().to_owned(),
            media_type: accepted.format.media_type(),
            accepted_at: accepted.at.to_string(),
            step: file.step.map(|step| step.code()),
        };
        self.contents.push(listed(entry, Some(evidence)));
    }
}

fn listed(entry: Entry, evidence: Option<ListedEvidence>) -> Listed {
    Listed { name: entry.name, bytes: entry.bytes, sha256: hex::encode(entry.sha256), evidence }
}

/// An evidence file's name in a bundle, which is never the person's name for it (E4).
pub fn name_of(id: EvidenceId, accepted: &AcceptedFile) -> String {
    format!("files/{id}.{}", accepted.format.code())
}

/// `README.txt`, for a reader who opens the bundle years later. Its line ends suit Windows, and others accept them.
pub fn readme(
    export: &Export,
    change: &Change,
    files: &[(EvidenceId, &EvidenceFile, &AcceptedFile)],
) -> String {
    let mut lines = vec![
        match change.reference() {
            Some(reference) => format!("Technical change {reference}"),
            None => "Technical change, a draft without a reference".to_owned(),
        },
        match &change.submitted {
            Some(submitted) => format!("Organisation: {}", on_one_line(&submitted.organisation_name)),
            None => format!("Organisation: {}", change.organisation),
        },
        format!("Status: {}, version {} of the change", change.status().code(), change.version),
        format!("Bundle asked for: {} (UTC)", export.requested_at),
    ];
    lines.extend(WHAT_IS_IN_IT.map(str::to_owned));
    for (id, file, accepted) in files {
        lines.push(format!("  {}  is  {}", name_of(*id, accepted), on_one_line(file.file_name.as_str())));
    }
    if files.is_empty() {
        lines.push("  There are none.".to_owned());
    }
    lines.push(String::new());
    lines.join("\r\n")
}

const WHAT_IS_IN_IT: [&str; 24] = [
    "",
    "What is in this bundle",
    "",
    "  change.json    the change: answers, submission, questions, decisions, steps and what was submitted for them",
    "  history.json   everything that happened to it or was tried: who, in which role, what, when (UTC)",
    "  evidence.json  every evidence file that was asked for, also those that were rejected or never came",
    "  oat/           operational acceptance testing, if it was requested: the request, its history, and the report of each run,",
    "                 as run-1.json for programs and run-1.html to read and print",
    "  disputes/      disputes of those results, each in a folder of its reference: what was said and answered, its history, and",
    "                 its files; manifest.json has the names that their owners gave them",
    "  files/         the accepted evidence files, under names of the service",
    "  manifest.json  the size and the SHA-256 of each file here",
    "",
    "If the service could not read some entries of a history or some attempts of a run when it made this bundle, they are not in it,",
    "and not_shown beside the others says how many they are.",
    "",
    "Each evidence file was compared with the SHA-256 that was taken when it was accepted.",
    "To compare again: sha256sum FILE (Linux), shasum -a 256 FILE (macOS),",
    "certutil -hashfile FILE SHA256 (Windows), and look for the result in manifest.json.",
    "",
    "Open evidence files with care: they come from outside and are exactly as they were uploaded.",
    "",
    "Evidence files, and what their owners called them",
    "",
];

/// A name that cannot pretend to be another line, or be read in another order.
fn on_one_line(name: &str) -> String {
    let turning = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    name.chars().filter(|c| !c.is_control() && !turning(*c)).collect()
}
