//! The portal's pages, as full as they get: their size, what a browser fetches for them, and the time for a page against a twin in
//! Node that shows the same with Express, Nunjucks and govuk-frontend's own macros.
//!
//! Must not: compare times of different runs.

mod page;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use self::page::{Page, fetched, missing};
use crate::contest::{Answered, Contestant, Runs, compare, tell};
use crate::event;
use crate::process::{Running, built, command, npm};
use crate::report::{Budget, Report};
use crate::runtime_api::{Outcome, RuntimeApi};

const HTML: f64 = 30.0;
/// A history has fifty entries.
const HISTORY: f64 = 60.0;
const COMPRESSED: f64 = 8.0;
const FIRST_VISIT: f64 = 32.0;
const FIRST_REQUESTS: f64 = 3.0;
const COLD: f64 = 20.0;
const WARM: f64 = 5.0;
/// The pages that the twin shows too.
const COMPARED: [&str; 2] = ["a change", "home of an organisation"];
/// The part of the words of a page that the twin may leave out.
const LEFT_OUT: f64 = 0.1;
/// What browsers accept.
const ENCODINGS: &str = "gzip, deflate, br, zstd";

/// Measures pages, a first visit, and both against the twin.
///
/// # Errors
/// A page was not shown.
pub fn measure(report: &mut Report) -> Result<()> {
    let (pages, ours) = (Page::all()?, [built("portal")?]);
    let mut most = (0.0, 0.0, 0.0);
    for page in &pages {
        let (_, mut portal) = Portal::start(&ours, page)?;
        let plain = portal.open(&page.address, "identity")?;
        let sent = portal.open(&page.address, "gzip")?.sent;
        let name = &page.name;
        let budget = Budget::AtMost(if page.address.ends_with("/history") { HISTORY } else { HTML });
        report.add(format!("HTML, {name}"), budget, plain.sent / 1e3, " kB", "");
        report.add(format!("compressed, {name}"), Budget::AtMost(COMPRESSED), sent / 1e3, " kB", "");
        let (mut first, mut again, mut bytes) = (1.0, 1.0, sent);
        for address in fetched(&plain.text) {
            let asset = portal.open(address, ENCODINGS)?;
            first += 1.0;
            again += if asset.is_for_good { 0.0 } else { 1.0 };
            bytes += asset.sent;
        }
        most = (f64::max(most.0, first), f64::max(most.1, again), f64::max(most.2, bytes / 1e3));
    }
    let (first, again, bytes) = most;
    report.add("requests of a first visit", Budget::AtMost(FIRST_REQUESTS), first, "", "");
    report.add("bytes of a first visit, at most", Budget::AtMost(FIRST_VISIT), bytes, " kB", "");
    report.add("requests of a further page", Budget::AtMost(1.0), again, "", "");
    match npm("portal") {
        Ok(folder) => against_twin(report, &pages, &ours, &[PathBuf::from("node"), folder.join("twin.mjs")]),
        Err(fault) => {
            report.miss(format!("the portal against Express and Nunjucks: {fault:#}."));
            Ok(())
        }
    }
}

fn against_twin(report: &mut Report, pages: &[Page], ours: &[PathBuf], twin: &[PathBuf]) -> Result<()> {
    for page in pages.iter().filter(|page| COMPARED.contains(&&*page.name)) {
        // A twin that says less would be faster for it.
        let said = |line| Portal::start(line, page)?.1.open(&page.address, "identity");
        let left_out = missing(&said(ours)?.text, &said(twin)?.text);
        ensure!(
            left_out <= LEFT_OUT,
            "{}: the twin leaves out {:.0} % of our words; bring tests/bench/portal up to date",
            page.name,
            left_out * 100.0
        );
        let programs = [
            Contestant::new("our portal", || Portal::start(ours, page)),
            Contestant::new("the twin", || Portal::start(twin, page)),
        ];
        let times = compare(&programs)?;
        let [ours, theirs] = &times[..] else { bail!("two programs have two times") };
        for (what, budget, ours, theirs) in [
            ("cold start", Budget::AtLeast(COLD), ours.cold, theirs.cold),
            ("warm", Budget::AtLeast(WARM), ours.warm, theirs.warm),
            ("after other pages", Budget::None, ours.alternating, theirs.alternating),
        ] {
            tell(
                report,
                format!("{}, {what}, Express and Nunjucks against ours", page.name),
                budget,
                ours,
                theirs,
            );
        }
    }
    Ok(())
}

/// What a browser got.
struct Got {
    /// How many bytes travelled as its body.
    sent: f64,
    /// The body, where it is text as it travelled.
    text: String,
    /// Whether a browser keeps it for good.
    is_for_good: bool,
}

/// A portal, running: ours or the twin.
struct Portal {
    _process: Running,
    api: RuntimeApi,
    /// What a browser asks that is measured.
    event: String,
}

impl Portal {
    /// Starts the program with this command line for a page, and tells when that began.
    fn start(line: &[PathBuf], page: &Page) -> Result<(Instant, Self)> {
        let (api, outside) = (RuntimeApi::start()?, page.serve()?);
        let (first, rest) = line.split_first().context("an empty command line")?;
        let mut command = command(first, &outside);
        command.args(rest).envs([
            ("API_URL", &*outside),
            ("AWS_LAMBDA_RUNTIME_API", &*api.address()),
            ("NODE_ENV", "production"),
        ]);
        let begun = Instant::now();
        let process = Running::start(&mut command)?;
        Ok((begun, Self { _process: process, api, event: event::visit(&page.address, "gzip") }))
    }

    fn open(&mut self, address: &str, encodings: &str) -> Result<Got> {
        let answer = shown(self.api.invoke(&event::visit(address, encodings))?)?.answer;
        let body = answer["body"].as_str().unwrap_or_default();
        let padding = body.bytes().rev().take_while(|byte| *byte == b'=').count();
        let is_encoded = answer["isBase64Encoded"] == true;
        let sent = if is_encoded { body.len() / 4 * 3 - padding } else { body.len() };
        let kept = answer["headers"]["cache-control"].as_str().unwrap_or_default();
        Ok(Got { sent: sent as f64, text: body.to_owned(), is_for_good: kept.contains("immutable") })
    }
}

impl Runs for Portal {
    fn ask(&mut self) -> Result<Answered> {
        let outcome = shown(self.api.invoke(&self.event)?)?;
        ensure!(outcome.answer["headers"]["content-encoding"] == "gzip", "a page that is not compressed");
        Ok(Answered { at: outcome.at, took: outcome.took })
    }
}

/// A page came.
fn shown(outcome: Outcome) -> Result<Outcome> {
    ensure!(
        outcome.answer["statusCode"] == 200,
        "the page was not shown. If it asks for something else now: UPDATE_DOCS=1 cargo nextest run -p portal pages_of_the_bench. {}",
        outcome.answer
    );
    Ok(outcome)
}
