//! Compares kept evidence with what was accepted, as far as the time goes, and logs what somebody has to look at (E4).

use app::{
    Changes, ComparisonFinding, Disputes, EvidenceComparisons, Fault, FoundAtComparison, KeptEvidence,
    Organisations, Services, compare_evidence,
};
use domain::evidence::comparison::Damage;
use domain::evidence::{AcceptedFile, FileOwner};
use domain::ids::EvidenceId;
use jiff::Timestamp;
use runtime::{Code, log_fault};

use crate::accepted::{Accepted, Piece};
use crate::files::{EvidenceFiles, KeptFile};
use crate::maker::Maker;
use crate::report::Report;

/// Goes on with the comparison, if there is something to compare and nobody else is at it. Begins no page after `end`.
pub async fn compare<S, K>(services: &Services<S>, kept: &K, end: Timestamp, report: &mut Report)
where
    S: Changes + Disputes + Organisations + EvidenceComparisons,
    K: KeptEvidence,
{
    let clock = services.clock.as_ref();
    // Boxed: the compiler does not see through as many layers of futures.
    let compared = Box::pin(compare_evidence(services, kept, || clock.now() < end, log)).await;
    let compared = match compared {
        Ok(compared) => compared,
        Err(fault) => {
            log_fault(&fault);
            report.failed += 1;
            return;
        }
    };
    if let Some(fault) = &compared.stopped {
        log_fault(fault);
        report.failed += 1;
    }
    report.compared_seconds_ago = compared.since.map(|since| clock.now().duration_since(since).as_secs());
    if let Some(counts) = compared.finished {
        tracing::info!(
            code = Code::EvidenceCompared.as_str(),
            compared.files = counts.files,
            compared.read = counts.read,
            compared.damaged = counts.damaged,
            compared.unread = counts.unread,
        );
    }
}

fn log(finding: ComparisonFinding) {
    let (change, dispute) = match finding.of {
        FileOwner::Change(id) => (Some(id.to_string()), None),
        FileOwner::Dispute(id) => (None, Some(id.to_string())),
    };
    let file = finding.file.map(|id| id.to_string());
    let span =
        tracing::error_span!("comparison", evidence.id = file, change.id = change, dispute.id = dispute);
    span.in_scope(|| match finding.what {
        FoundAtComparison::Damaged(damage) => {
            tracing::error!(code = Code::EvidenceDamaged.as_str(), evidence.damage = damage.code());
        }
        FoundAtComparison::Unread(fault) => log_fault(&fault),
    });
}

impl<S, E, H> KeptEvidence for Maker<S, E, H>
where
    S: Send + Sync,
    E: EvidenceFiles,
    H: Send + Sync,
{
    async fn damage(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        accepted: &AcceptedFile,
        reads: bool,
    ) -> Result<Option<Damage>, Fault> {
        let version = accepted.version.as_ref();
        let file = self.evidence.open(of, evidence, None).await?;
        let is_it = |file: &E::File| version.is_none_or(|version| version == file.version());
        let Some(file) = file.filter(is_it) else {
            let is_kept = version.is_some() && self.evidence.open(of, evidence, version).await?.is_some();
            return Ok(Some(if is_kept { Damage::Hidden } else { Damage::Gone }));
        };
        let Some(mut content) = Accepted::new(file, accepted) else { return Ok(Some(Damage::Altered)) };
        if !reads {
            return Ok(None);
        }
        loop {
            match content.next().await? {
                Piece::Bytes(_) => {}
                Piece::Same => return Ok(None),
                Piece::Altered => return Ok(Some(Damage::Altered)),
            }
        }
    }
}
