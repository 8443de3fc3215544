//! Reads an event: the uploads to inspect, and the findings of the malware scan.

use domain::evidence::FileOwner;
use domain::ids::EvidenceId;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use tracing::Span;

/// An event of the object store, or of the malware scan.
#[derive(Debug, Default, Deserialize)]
pub struct Incoming {
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
    #[serde(default)]
    detail: Option<Scan>,
}

#[derive(Debug, Deserialize)]
struct Record {
    s3: Entity,
}

#[derive(Debug, Deserialize)]
struct Entity {
    object: Object,
}

#[derive(Debug, Deserialize)]
struct Object {
    key: String,
}

/// The detail of “GuardDuty Malware Protection Object Scan Result”.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scan {
    s3_object_details: Scanned,
    #[serde(default)]
    scan_result_details: ScanResult,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scanned {
    object_key: String,
    #[serde(default)]
    version_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ScanResult {
    #[serde(default)]
    scan_result_status: String,
}

/// The arrival of an upload, or the result of its malware scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It is there, and no scan is expected.
    Arrived,
    /// It is there, and the scan has not answered yet.
    AwaitsScan,
    /// The scan found nothing in this version.
    Clean { version: Option<String> },
    /// The scan found malware in this version.
    Malware { version: Option<String> },
    /// The scan does not look into files like this version.
    NotScannable { version: Option<String> },
    /// The scan of this version failed.
    NotScanned {
        version: Option<String>,
        /// The scan's answer.
        status: String,
    },
}

/// One upload that an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub of: FileOwner,
    pub evidence: EvidenceId,
    pub finding: Finding,
}

impl Finding {
    /// The version that was scanned, once the scan has answered.
    pub fn version(&self) -> Option<&str> {
        match self {
            Self::Arrived | Self::AwaitsScan => None,
            Self::Clean { version }
            | Self::Malware { version }
            | Self::NotScannable { version }
            | Self::NotScanned { version, .. } => version.as_deref(),
        }
    }
}

impl Arrival {
    /// The span of its inspection: every line has the ids that it is about.
    pub(crate) fn span(&self) -> Span {
        let (change, dispute) = match self.of {
            FileOwner::Change(id) => (Some(id.to_string()), None),
            FileOwner::Dispute(id) => (None, Some(id.to_string())),
        };
        let file = self.evidence.to_string();
        tracing::error_span!("upload", evidence.id = file, change.id = change, dispute.id = dispute)
    }
}

impl Incoming {
    /// The uploads, in the order named; keys that are not of uploads are left out.
    pub fn arrivals(&self, scanning: bool) -> Vec<Arrival> {
        let finding = if scanning { Finding::AwaitsScan } else { Finding::Arrived };
        let uploads = self.records.iter().filter_map(|record| {
            let (of, evidence) = cloud::parse_upload_key(&decoded(&record.s3.object.key))?;
            Some(Arrival { of, evidence, finding: finding.clone() })
        });
        let scanned = self.detail.iter().filter_map(|scan| {
            let (of, evidence) = cloud::parse_upload_key(&scan.s3_object_details.object_key)?;
            Some(Arrival { of, evidence, finding: scan.finding() })
        });
        uploads.chain(scanned).collect()
    }
}

impl Scan {
    fn finding(&self) -> Finding {
        let version = self.s3_object_details.version_id.clone();
        match self.scan_result_details.scan_result_status.as_str() {
            "NO_THREATS_FOUND" => Finding::Clean { version },
            "THREATS_FOUND" => Finding::Malware { version },
            "UNSUPPORTED" => Finding::NotScannable { version },
            // `FAILED`, `ACCESS_DENIED`, and any new status.
            status => Finding::NotScanned { version, status: status.to_owned() },
        }
    }
}

/// Keys in events of the object store are form-encoded: `+` is a space, the rest percent-encoded.
fn decoded(key: &str) -> String {
    percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned()
}
