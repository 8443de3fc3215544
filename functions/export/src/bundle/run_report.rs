//! The reports of the runs of OAT, for the bundle (O6, A1): as JSON for programs, as a page that people can read and print.
//!
//! The page needs no other file, and an endpoint's answer is only text in it (O9).

use api::{AttemptBody, OatBody, OatEntryBody, RunReportBody};
use app::{
    AppError, Fault, MakeFault, OatRequests, PageRequest, Services, read_oat, read_oat_history, read_run,
};
use askama::Template;
use domain::actor::Actor;
use domain::ids::{ChangeId, DisputeId};
use domain::oat::observation::ClientCertificate;
use domain::oat::{OatRequest, Refusal, Run, RunReason, RunState, Subject, id_of_change};
use httpapi::{Of, run_report_body};

use super::archive::Archive;
use super::chunks::Whole;
use super::manifest::Manifest;
use super::{Entries, PAGE};
use crate::fault::as_fault;
use crate::files::Upload;

/// Adds everything that `reader` may see of the OAT of `change`, if it was requested: the request, its history, and
/// each run twice. It holds one run at a time: nine endpoints, a few attempts at each. It answers with the disputes of the runs.
pub async fn add<S: OatRequests, U: Upload>(
    services: &Services<S>,
    reader: &Actor,
    change: ChangeId,
    archive: &mut Archive<'_, U>,
    manifest: &mut Manifest,
) -> Result<Vec<DisputeId>, MakeFault> {
    let seen = match read_oat(services, reader, id_of_change(change)).await {
        Ok(seen) => seen,
        Err(AppError::Refused(Refusal::NotFound(_))) => return Ok(Vec::new()),
        Err(error) => return Err(as_fault("read a request for OAT", error).into()),
    };
    let (oat, at) = (&seen.oat, seen.oat.updated_at);
    let request = Whole::json(&OatBody::of(&seen))?;
    manifest.list(archive.add("oat/request.json".to_owned(), at, request).await?);
    let history = Whole::json(&history(services, reader, oat).await?)?;
    manifest.list(archive.add("oat/history.json".to_owned(), at, history).await?);
    let mut disputes = Vec::new();
    for run in &oat.runs {
        let report = report(services, reader, oat, run).await?;
        let at = run.ended.as_ref().map_or(run.at, |end| end.at);
        let name = format!("oat/run-{}", run.number);
        disputes.extend(report.disputes.iter().map(|dispute| dispute.id));
        manifest.list(archive.add(format!("{name}.json"), at, Whole::json(&report)?).await?);
        let page =
            Page::of(oat, run, &report).render().map_err(|error| Fault::lasting("write a report", error))?;
        manifest.list(archive.add(format!("{name}.html"), at, Whole::of(page)).await?);
    }
    Ok(disputes)
}

async fn history<S: OatRequests>(
    services: &Services<S>,
    reader: &Actor,
    oat: &OatRequest,
) -> Result<Entries<OatEntryBody>, MakeFault> {
    let (mut items, mut not_shown) = (Vec::new(), 0);
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let found = read_oat_history(services, reader, oat.id, &page).await;
        let found = found.map_err(|error| as_fault("read the history of OAT", error))?;
        not_shown += found.unreadable;
        let entries = found.items.iter().map(OatEntryBody::of);
        items.extend(entries.filter(|entry| entry.version.is_none_or(|version| version <= oat.version)));
        page.cursor = found.next;
        if page.cursor.is_none() {
            return Ok(Entries { items, not_shown });
        }
    }
}

async fn report<S: OatRequests>(
    services: &Services<S>,
    reader: &Actor,
    oat: &OatRequest,
    run: &Run,
) -> Result<RunReportBody, MakeFault> {
    let to_pdp = reader.is_staff();
    let mut page = PageRequest { size: PAGE, cursor: None };
    let (mut attempts, mut not_shown) = (Vec::new(), 0);
    loop {
        let seen = read_run(services, reader, oat.id, run.number, &page).await;
        let seen = seen.map_err(|error| as_fault("read a run of OAT", error))?;
        page.cursor = seen.attempts.next.clone();
        not_shown += seen.attempts.unreadable;
        let mut part = run_report_body(oat, run, seen.attempts, (None, seen.disputes.as_ref()), to_pdp);
        attempts.append(&mut part.attempts);
        if page.cursor.is_none() {
            return Ok(RunReportBody { attempts, next: None, not_shown, ..part });
        }
    }
}

/// The report of a run, to be read and printed.
#[derive(Template)]
#[template(path = "run_report.html")]
struct Page<'r> {
    report: &'r RunReportBody,
    organisation: &'r str,
    subject: String,
    result: RunState,
    why: &'static str,
}

impl<'r> Page<'r> {
    fn of(oat: &'r OatRequest, run: &Run, report: &'r RunReportBody) -> Self {
        Self {
            report,
            organisation: &oat.organisation_name,
            subject: match &oat.subject {
                Subject::Change { reference, .. } => format!("technical change {reference}"),
                Subject::InitialConnection { scheme } => format!("initial connection of {scheme}"),
            },
            result: run.state(),
            why: match run.why {
                RunReason::ReTest { .. } => "Re-test, after this was fixed",
                RunReason::ReRun { .. } => "Run again by PDP",
                RunReason::First => "Requested by the service manager",
            },
        }
    }

    /// The endpoint's reaction to PDP's client certificate, in words.
    fn client_certificate(attempt: &AttemptBody) -> Option<ClientCertificate> {
        attempt.tls.as_ref()?.client_certificate.map(Into::into)
    }

    /// The phases of an attempt that were reached, in milliseconds.
    fn phases(attempt: &AttemptBody) -> Vec<(&'static str, f64)> {
        let timings = &attempt.timings;
        let phases = [
            ("DNS", timings.dns),
            ("connect", timings.connect),
            ("TLS", timings.tls),
            ("first byte", timings.first_byte),
            ("total", Some(timings.total)),
            ("deadline", Some(timings.deadline)),
        ];
        phases.into_iter().filter_map(|(phase, took)| Some((phase, took?))).collect()
    }
}
