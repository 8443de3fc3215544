//! Makes an export and stores it, whole or not at all.

use app::{
    Changes, Disputes, ExportMaker, Exports, Lease, Made, MakeFault, Members, OatRequests, Register, Services,
};
use domain::actor::By;
use domain::export::{Export, Subject};
use runtime::log_fault;
use tracing::Span;

use crate::files::{EvidenceFiles, ExportStore};
use crate::parts::Parts;
use crate::{bundle, register};

/// Makes exports from a store and a bucket of evidence.
pub struct Maker<S, E, H> {
    pub services: Services<S>,
    pub evidence: E,
    /// Where exports are kept.
    pub exports: H,
}

impl<S, E, H> ExportMaker for Maker<S, E, H>
where
    S: Changes + Disputes + Members + OatRequests + Register,
    E: EvidenceFiles,
    H: ExportStore,
{
    async fn make<L: Exports>(
        &self,
        export: &Export,
        build: u32,
        lease: &mut Lease<'_, L>,
    ) -> Result<Made, MakeFault> {
        note_ids(export);
        let upload = self.exports.begin(export.id, build, export.subject.media_type()).await?;
        let mut parts = Parts::new(upload);
        match self.write(export, &mut parts, lease).await {
            Ok(()) => Ok(parts.finish().await?),
            Err(fault) => {
                // The bucket deletes the rest.
                if let Err(left) = parts.abort().await {
                    log_fault(&left);
                }
                Err(fault)
            }
        }
    }
}

impl<S, E, H> Maker<S, E, H>
where
    S: Changes + Disputes + Members + OatRequests + Register,
    E: EvidenceFiles,
    H: ExportStore,
{
    async fn write<L: Exports>(
        &self,
        export: &Export,
        parts: &mut Parts<H::Upload>,
        lease: &mut Lease<'_, L>,
    ) -> Result<(), MakeFault> {
        match export.subject {
            Subject::EvidenceBundle(change) => {
                bundle::write(&self.services, &self.evidence, (export, change), parts, lease).await?;
            }
            Subject::Register(format) => {
                register::write(&self.services, export, format, parts, lease).await?;
            }
        }
        // A builder that lost its lease must not publish.
        lease.renew().await?;
        Ok(parts.send_rest().await?)
    }
}

/// Every line about the export has what it is of, and who asked for it.
fn note_ids(export: &Export) {
    let span = Span::current();
    if let Subject::EvidenceBundle(change) = export.subject {
        span.record("change.id", change.to_string());
    }
    if let By::Person { person, .. } | By::Reader { person } = export.requested_by {
        span.record("caller.person", person.to_string());
    }
}
