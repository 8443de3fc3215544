//! Evidence files, cryptographic material and exports, whose bytes travel outside the API.

use api::{
    ChangeBody, DisputeFileBody, DownloadBody, EvidenceBody, EvidencePage, ExportBody, PackBody,
    RegisterExportBody, UploadBody, UploadRequestBody,
};
use domain::change::material::Environment;
use domain::ids::{ChangeId, DisputeId, EvidenceId, ExportId};

use super::operations;

operations! {
    /// Asks for a form that uploads one file: JPEG, PNG or PDF, 25MB or smaller.
    request_upload = POST "/technical-changes/{id}/evidence" (id: ChangeId) sends [UploadRequestBody] => UploadBody;
    /// Lists the evidence files of a change.
    list_evidence = GET "/technical-changes/{id}/evidence" (id: ChangeId) => EvidencePage;
    /// Reads the state of one evidence file.
    read_evidence = GET "/technical-changes/{id}/evidence/{evidence_id}"
        (id: ChangeId, evidence_id: EvidenceId) => EvidenceBody;
    /// Takes a file out of a draft. Its history stays.
    remove_evidence = DELETE "/technical-changes/{id}/evidence/{evidence_id}" (id: ChangeId, evidence_id: EvidenceId) => ();
    /// Asks for a link to an accepted file; it lives for one minute, and the history keeps who asked.
    link_evidence = POST "/technical-changes/{id}/evidence/{evidence_id}/download"
        (id: ChangeId, evidence_id: EvidenceId) => DownloadBody;
    /// Asks for a form that uploads one file to a dispute: JPEG, PNG or PDF, 25MB or smaller.
    request_dispute_upload = POST "/disputes/{id}/evidence" (id: DisputeId) sends [DisputeFileBody] => UploadBody;
    /// Asks for a link to an accepted file of a dispute; it lives for one minute, and the history keeps who asked.
    link_dispute_file = POST "/disputes/{id}/evidence/{evidence_id}/download"
        (id: DisputeId, evidence_id: EvidenceId) => DownloadBody;
    /// Publishes an encrypted pack of cryptographic material for one environment; the latest one counts.
    publish_material = POST "/technical-changes/{id}/cryptographic-material/{environment}"
        (id: ChangeId, environment: Environment) if seen sends [PackBody] => ChangeBody;
    /// Asks for a link to the latest pack of cryptographic material; it lives for one minute, and the history keeps who asked.
    fetch_material = POST "/technical-changes/{id}/cryptographic-material/{environment}/download"
        (id: ChangeId, environment: Environment) => DownloadBody;
    /// Asks for the evidence bundle of a change, which is made in the background.
    request_bundle = POST "/technical-changes/{id}/bundle" (id: ChangeId) => ExportBody;
    /// Reads where a bundle is.
    read_bundle = GET "/technical-changes/{id}/bundle/{export_id}" (id: ChangeId, export_id: ExportId) => ExportBody;
    /// Asks for a link to a bundle that is ready; it lives for one minute, and the history keeps who asked.
    link_bundle = POST "/technical-changes/{id}/bundle/{export_id}/download"
        (id: ChangeId, export_id: ExportId) => DownloadBody;
    /// Asks for the register of endpoints, which is made in the background.
    request_register = POST "/endpoints/exports" () sends [RegisterExportBody] => ExportBody;
    /// Reads where an export of the register is.
    read_register = GET "/endpoints/exports/{export_id}" (export_id: ExportId) => ExportBody;
    /// Asks for a link to an export of the register that is ready; it lives for one minute, and it is kept who asked.
    link_register = POST "/endpoints/exports/{export_id}/download" (export_id: ExportId) => DownloadBody;
}
