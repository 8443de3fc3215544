//! One inspection: note the arrival, look at the bytes, keep an accepted file, keep the verdict.

use app::{AppError, BoxError, Changes, Fault, Services, Verdict, receive_evidence, settle_evidence};
use domain::evidence::{AcceptedFile, FileFormat, FileRejection, KeptVersion, PdfFlag};
use domain::policy::Limits;
use filecheck::{Accepted, Flaw, Format};
use runtime::Code;

use crate::arrival::{Arrival, Finding};
use crate::quarantine::{Kept, Quarantine, Upload};

/// How often a failed scan of a file is repeated.
const MOST_SCANS: u32 = 3;

/// Inspects uploads.
#[derive(Debug)]
pub struct Inspector<Q> {
    pub quarantine: Q,
    /// Whether the malware scan must speak first (E2).
    pub scanning: bool,
}

impl<Q: Quarantine> Inspector<Q> {
    /// Inspects one upload as it is now, unless it was decided, removed or never requested.
    ///
    /// # Errors
    /// [`Fault`]; the file then stays in checking, until its time runs out, and the event must be delivered again.
    pub async fn inspect<S: Changes>(&self, services: &Services<S>, arrival: &Arrival) -> Result<(), Fault> {
        let &Arrival { of, evidence, ref finding } = arrival;
        let Some(upload) = self.quarantine.open(of, evidence).await? else {
            // It arrived, so somebody waits for a verdict. An event may come again when the file has been deleted (E3).
            return settle(services, arrival, &Verdict::Rejected(FileRejection::NoLongerHere)).await;
        };
        let Some(file) = receive_evidence(services, of, evidence).await.map_err(as_fault)? else {
            tracing::info!(code = Code::EvidenceIgnored.as_str());
            return Ok(());
        };
        tracing::info!(code = Code::EvidenceReceived.as_str());
        if finding.version().is_some_and(|version| version != upload.version()) {
            // Another version came after the scanned one. Its own scan will answer.
            tracing::info!(code = Code::EvidenceIgnored.as_str());
            return Ok(());
        }
        let verdict = match (file.rejection(services.clock.now()), finding) {
            // Nobody waits any more.
            (Some(reason), _) => Verdict::Rejected(reason),
            (None, Finding::Malware { .. }) => Verdict::Rejected(FileRejection::Malware),
            (None, Finding::Arrived | Finding::Clean { .. }) => {
                self.look_at(services, arrival, upload).await?
            }
            // A bad file need not wait for the scan, and its own fault says more than that no scan can read it.
            (None, Finding::AwaitsScan) => match look_only(services, upload).await? {
                Some(reason) => Verdict::Rejected(reason),
                None => return Ok(()),
            },
            (None, Finding::NotScannable { .. }) => {
                let reason = look_only(services, upload).await?;
                Verdict::Rejected(reason.unwrap_or(FileRejection::NotScannable))
            }
            (None, Finding::NotScanned { status, .. }) => {
                tracing::error!(code = Code::ScanUnusable.as_str(), scan.status = status);
                if upload.scans() < MOST_SCANS {
                    return self.quarantine.scan_again(&upload).await;
                }
                Verdict::Rejected(FileRejection::NotChecked)
            }
        };
        settle(services, arrival, &verdict).await
    }

    async fn look_at<S>(
        &self,
        services: &Services<S>,
        arrival: &Arrival,
        upload: Q::Upload,
    ) -> Result<Verdict, Fault> {
        let limits = &services.context().policy.limits;
        let mut upload = upload;
        loop {
            let found = match filecheck::inspect(&mut upload, &byte_limits(limits)).await? {
                Ok(found) => found,
                Err(fault) => return Ok(Verdict::Rejected(rejection(&fault))),
            };
            let (format, sha256) = (format(found.format), found.sha256);
            match self.quarantine.keep(&upload, arrival.of, arrival.evidence, format, &sha256).await? {
                Kept::This(version) => {
                    return Ok(Verdict::Accepted(accepted(services, format, &found, version)));
                }
                Kept::Another(kept) => upload = kept,
            }
        }
    }
}

/// Keeps the verdict, unless there is one already.
async fn settle<S: Changes>(
    services: &Services<S>,
    &Arrival { of, evidence, .. }: &Arrival,
    verdict: &Verdict,
) -> Result<(), Fault> {
    // Boxed: the compiler does not see through as many layers of futures.
    Box::pin(settle_evidence(services, of, evidence, verdict)).await.map_err(as_fault)?;
    let (word, reason) = match verdict {
        Verdict::Accepted(file) => ("accepted", file.format.code()),
        Verdict::Rejected(reason) => ("rejected", reason.code()),
    };
    tracing::info!(code = Code::EvidenceSettled.as_str(), evidence.verdict = word, evidence.reason = reason,);
    Ok(())
}

/// Why a file is refused whatever the scan says; none when the scan decides. Keeps nothing.
async fn look_only<S, U: Upload>(
    services: &Services<S>,
    mut upload: U,
) -> Result<Option<FileRejection>, Fault> {
    let limits = byte_limits(&services.context().policy.limits);
    Ok(filecheck::inspect(&mut upload, &limits).await?.err().map(|fault| rejection(&fault)))
}

fn byte_limits(limits: &Limits) -> filecheck::Limits {
    filecheck::Limits { max_bytes: limits.evidence_bytes, max_pixels: limits.evidence_pixels }
}

fn accepted<S>(
    services: &Services<S>,
    format: FileFormat,
    found: &Accepted,
    version: KeptVersion,
) -> AcceptedFile {
    let flags = found.pdf_flags;
    let flags = [
        (flags.javascript, PdfFlag::JavaScript),
        (flags.launch, PdfFlag::Launch),
        (flags.embedded_files, PdfFlag::EmbeddedFiles),
        (flags.submit_form, PdfFlag::SubmitForm),
        (flags.import_data, PdfFlag::ImportData),
        (flags.remote_document, PdfFlag::RemoteDocument),
        (flags.links, PdfFlag::Links),
        (flags.rich_media, PdfFlag::RichMedia),
        (flags.xfa, PdfFlag::Xfa),
        (flags.not_examinable, PdfFlag::NotExaminable),
    ];
    AcceptedFile {
        format,
        bytes: found.bytes,
        sha256: found.sha256,
        flags: flags.into_iter().filter_map(|(set, flag)| set.then_some(flag)).collect(),
        at: services.clock.now(),
        version: Some(version),
    }
}

fn format(found: Format) -> FileFormat {
    match found {
        Format::Jpeg => FileFormat::Jpeg,
        Format::Png => FileFormat::Png,
        Format::Pdf => FileFormat::Pdf,
    }
}

fn rejection(fault: &filecheck::Fault) -> FileRejection {
    match fault {
        filecheck::Fault::Empty => FileRejection::Empty,
        filecheck::Fault::TooLarge => FileRejection::TooLarge,
        filecheck::Fault::WrongType => FileRejection::WrongType,
        filecheck::Fault::Malformed(Flaw::VideoAfterEnd) => FileRejection::VideoAppended,
        filecheck::Fault::Malformed(Flaw::DataAfterEnd) => FileRejection::DataAppended,
        filecheck::Fault::Truncated(_) | filecheck::Fault::Malformed(_) => FileRejection::Damaged,
        filecheck::Fault::NeedsPassword => FileRejection::PasswordProtected,
        filecheck::Fault::SecondFormat(_) => FileRejection::SecondFormat,
        filecheck::Fault::TooManyPixels { .. } => FileRejection::TooManyPixels,
    }
}

/// [`receive_evidence`] and [`settle_evidence`] treat every refusal of the system's own commands as done.
fn as_fault(error: AppError) -> Fault {
    match error {
        AppError::Fault(fault) => fault,
        AppError::Conflict(_) => Fault::retryable("keep the state of a file", "lost the race twice"),
        other => Fault::lasting("keep the state of a file", BoxError::from(other)),
    }
}
