//! Names of objects. They are generated, and never a person's file name (E4).

use domain::change::material::Environment;
use domain::ids::{ChangeId, EvidenceId, ExportId, PackId};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

/// The key of an upload in the quarantine bucket.
pub fn upload_key(change: ChangeId, evidence: EvidenceId) -> String {
    format!("uploads/{change}/{evidence}")
}

/// The key of an accepted file in the evidence bucket.
pub fn evidence_key(change: ChangeId, evidence: EvidenceId) -> String {
    format!("evidence/{change}/{evidence}")
}

/// The key of the object that one try at an export made, in the export bucket.
pub fn export_key(export: ExportId, build: u32) -> String {
    format!("exports/{export}/{build}")
}

/// The key of a pack of cryptographic material, in the bucket of material.
pub fn material_key(change: ChangeId, environment: Environment, pack: PackId) -> String {
    format!("material/{change}/{}/{pack}", environment.code())
}

/// Reads back what [`upload_key`] made (after URL-decoding, if it comes from an event); none for any other key.
pub fn parse_upload_key(key: &str) -> Option<(ChangeId, EvidenceId)> {
    let (change, evidence) = key.strip_prefix("uploads/")?.split_once('/')?;
    let change = ChangeId::from_untyped_uuid(Uuid::try_parse(change).ok()?);
    let evidence = EvidenceId::from_untyped_uuid(Uuid::try_parse(evidence).ok()?);
    // A UUID can be written in several ways; we write it in one.
    (upload_key(change, evidence) == key).then_some((change, evidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGE: &str = "0197f9a0-0000-7000-8000-00000000000a";
    const EVIDENCE: &str = "0197f9a0-0000-7000-8000-00000000000b";

    #[test]
    fn an_upload_key_reads_back() {
        let (change, evidence) = parse_upload_key(&format!("uploads/{CHANGE}/{EVIDENCE}")).unwrap();
        assert_eq!((change.to_string().as_str(), evidence.to_string().as_str()), (CHANGE, EVIDENCE));
        assert_eq!(parse_upload_key(&upload_key(change, evidence)), Some((change, evidence)));
    }

    #[test]
    fn any_other_key_is_not_one_of_ours() {
        let upper = CHANGE.to_uppercase();
        let braced = format!("{{{CHANGE}}}");
        for key in [
            String::new(),
            "uploads/".to_owned(),
            format!("uploads/{CHANGE}"),
            format!("uploads/{CHANGE}/{EVIDENCE}/more"),
            format!("evidence/{CHANGE}/{EVIDENCE}"),
            format!("/uploads/{CHANGE}/{EVIDENCE}"),
            format!("uploads/{upper}/{EVIDENCE}"),
            format!("uploads/{braced}/{EVIDENCE}"),
            format!("uploads/{CHANGE}/{EVIDENCE}.pdf"),
            format!("uploads//{CHANGE}/{EVIDENCE}"),
        ] {
            assert_eq!(parse_upload_key(&key), None, "{key}");
        }
    }
}
