//! Names of objects. They are generated, and never a person's file name (E4).

use domain::change::material::Environment;
use domain::evidence::FileOwner;
use domain::ids::{ChangeId, DisputeId, EvidenceId, ExportId, PackId};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

/// The key of an upload in the quarantine bucket.
pub fn upload_key(of: impl Into<FileOwner>, evidence: EvidenceId) -> String {
    format!("uploads/{}/{evidence}", folder(of.into()))
}

/// The key of an accepted file in the evidence bucket.
pub fn evidence_key(of: impl Into<FileOwner>, evidence: EvidenceId) -> String {
    format!("evidence/{}/{evidence}", folder(of.into()))
}

/// Where the files of something are: those of a change under its id, as they were before disputes had files.
fn folder(of: FileOwner) -> String {
    match of {
        FileOwner::Change(id) => id.to_string(),
        FileOwner::Dispute(id) => format!("{DISPUTES}{id}"),
    }
}

const DISPUTES: &str = "disputes/";

/// The key of the object that one try at an export made, in the export bucket.
pub fn export_key(export: ExportId, build: u32) -> String {
    format!("exports/{export}/{build}")
}

/// The key of a pack of cryptographic material, in the bucket of material.
pub fn material_key(change: ChangeId, environment: Environment, pack: PackId) -> String {
    format!("material/{change}/{}/{pack}", environment.code())
}

/// Reads back what [`upload_key`] made (after URL-decoding, if it comes from an event); none for any other key.
pub fn parse_upload_key(key: &str) -> Option<(FileOwner, EvidenceId)> {
    let path = key.strip_prefix("uploads/")?;
    let of_dispute = path.strip_prefix(DISPUTES);
    let (id, evidence) = of_dispute.unwrap_or(path).split_once('/')?;
    let (id, evidence) = (Uuid::try_parse(id).ok()?, Uuid::try_parse(evidence).ok()?);
    let of = match of_dispute {
        Some(_) => FileOwner::Dispute(DisputeId::from_untyped_uuid(id)),
        None => FileOwner::Change(ChangeId::from_untyped_uuid(id)),
    };
    let evidence = EvidenceId::from_untyped_uuid(evidence);
    // A UUID can be written in several ways; we write it in one.
    (upload_key(of, evidence) == key).then_some((of, evidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: &str = "0197f9a0-0000-7000-8000-00000000000a";
    const EVIDENCE: &str = "0197f9a0-0000-7000-8000-00000000000b";

    #[test]
    fn an_upload_key_reads_back() {
        let (change, dispute): (ChangeId, DisputeId) = (OWNER.parse().unwrap(), OWNER.parse().unwrap());
        let evidence: EvidenceId = EVIDENCE.parse().unwrap();
        for (key, of) in [
            (format!("uploads/{OWNER}/{EVIDENCE}"), FileOwner::Change(change)),
            (format!("uploads/disputes/{OWNER}/{EVIDENCE}"), FileOwner::Dispute(dispute)),
        ] {
            assert_eq!(upload_key(of, evidence), key);
            assert_eq!(parse_upload_key(&key), Some((of, evidence)));
        }
        assert_ne!(evidence_key(change, evidence), evidence_key(dispute, evidence));
    }

    #[test]
    fn any_other_key_is_not_one_of_ours() {
        let upper = OWNER.to_uppercase();
        let braced = format!("{{{OWNER}}}");
        for key in [
            String::new(),
            "uploads/".to_owned(),
            format!("uploads/{OWNER}"),
            format!("uploads/{OWNER}/{EVIDENCE}/more"),
            format!("evidence/{OWNER}/{EVIDENCE}"),
            format!("/uploads/{OWNER}/{EVIDENCE}"),
            format!("uploads/{upper}/{EVIDENCE}"),
            format!("uploads/{braced}/{EVIDENCE}"),
            format!("uploads/{OWNER}/{EVIDENCE}.pdf"),
            format!("uploads//{OWNER}/{EVIDENCE}"),
            format!("uploads/disputes/{OWNER}"),
            format!("uploads/disputes/disputes/{OWNER}/{EVIDENCE}"),
            format!("uploads/disputes//{OWNER}/{EVIDENCE}"),
            format!("uploads/disputes/{upper}/{EVIDENCE}"),
            format!("uploads/dispute/{OWNER}/{EVIDENCE}"),
            format!("disputes/{OWNER}/{EVIDENCE}"),
        ] {
            assert_eq!(parse_upload_key(&key), None, "{key}");
        }
    }
}
