//! The probe with many find endpoints: the time of an invocation when some never answer, its memory, and its speed
//! against other programs that send the same requests.
//!
//! Must not: compare times of different runs.

mod alone;
mod crowd;
mod due;
mod others;

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use self::alone::Alone;
use self::crowd::{Crowd, Material};
use self::others::{Blackbox, Curl};
use crate::keeping_store::KeepingStore;
use crate::memory::megabytes;
use crate::process::{Running, built, command};
use crate::report::{Budget, Report, median};
use crate::runtime_api::RuntimeApi;

const DEADLINE: Duration = Duration::from_secs(10);
/// Files that Lambda gives a process.
const START: &str = "ulimit -n 1024 && exec \"$0\"";
/// Of so many endpoints one never answers.
const SILENT: usize = 20;
/// So many times as many endpoints answer at once.
const MORE: usize = 4;
const ROUNDS: usize = 5;

const OVER: f64 = 1.1;
const RESIDENT: f64 = 64.0;
/// How much faster than the exporter, and than curl.
const FASTER: [f64; 2] = [1.2, 2.0];
/// How much slower than the limit.
const SLOWER: f64 = 1.5;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Endpoints some of which never answer.
    pub endpoints: usize,
    /// How long an answer of these may take.
    pub deadline: Duration,
}

impl Default for Scale {
    fn default() -> Self {
        Self { endpoints: 500, deadline: DEADLINE }
    }
}

/// Measures both.
///
/// # Errors
/// Something did not start, or failed.
pub fn measure(report: &mut Report, scale: Scale) -> Result<()> {
    let material = Material::make()?;
    deadline(report, &material, scale)?;
    speed(report, &material, scale.endpoints * MORE)
}

/// One invocation, the first of its process, with some who never answer.
fn deadline(report: &mut Report, material: &Material, scale: Scale) -> Result<()> {
    let Scale { endpoints, deadline } = scale;
    let silent = endpoints / SILENT;
    let crowd = Crowd::with_silent(material, endpoints, silent)?;
    let store = KeepingStore::start(&material.key_bundle()?)?;
    due::request_all(store.endpoint(), &crowd.members)?;
    let mut api = RuntimeApi::start()?;
    let probe = probe(material, &store, &api, deadline)?;
    let outcome = api.invoke("{}")?;
    all_probed(&outcome.answer, &store, endpoints)?;
    let passed = store.copy().items("RUN#").filter(|attempt| attempt.get("cause").is_none()).count();
    ensure!(passed + silent == endpoints, "{passed} of {endpoints} passed, {silent} never answer");
    let what = format!("{endpoints} endpoints, {silent} of them silent");
    let note = format!("{:.2} s, deadline {:.0} s", outcome.took.as_secs_f64(), deadline.as_secs_f64());
    let ratio = outcome.took.as_secs_f64() / deadline.as_secs_f64();
    report.add(
        format!("one batch over {what}, against the deadline"),
        Budget::AtMost(OVER),
        ratio,
        " ×",
        note,
    );
    let note = format!("{:.1} MB after it", megabytes(&probe, "VmRSS:")?);
    let peak = megabytes(&probe, "VmHWM:")?;
    report.add(format!("most resident memory, {what}"), Budget::AtMost(RESIDENT), peak, " MB", note);
    Ok(())
}

/// All endpoints answer at once. Our probe, which records everything, takes turns with the others.
fn speed(report: &mut Report, material: &Material, endpoints: usize) -> Result<()> {
    let crowd = Crowd::content(material, endpoints)?;
    let store = KeepingStore::start(&material.key_bundle()?)?;
    due::request_all(store.endpoint(), &crowd.members)?;
    let due = store.copy();
    let mut api = RuntimeApi::start()?;
    let _probe = probe(material, &store, &api, DEADLINE)?;
    let mut ours = || {
        store.put_back(&due);
        let outcome = api.invoke("{}")?;
        all_probed(&outcome.answer, &store, endpoints)?;
        Ok::<_, anyhow::Error>(outcome.took)
    };
    // Warms up; the endpoints too make their certificates on the first connection.
    ours()?;
    let body = material.body()?;
    let blackbox = Blackbox::start(material, &body, DEADLINE)?;
    let curl = Curl::prepare(material, &crowd.members, &body, DEADLINE)?;
    let mut alone = Alone::prober(material, &crowd.members)?;
    let mut limit = Alone::limit(material)?;
    let mut times = [const { Vec::new() }; 5];
    for round in 0..=ROUNDS {
        let taken = [
            Some(ours()?),
            Some(alone.run()?),
            blackbox.as_ref().map(|blackbox| blackbox.run(&crowd.members)).transpose()?,
            curl.as_ref().map(Curl::run).transpose()?,
            Some(limit.run()?),
        ];
        if round > 0 {
            times.iter_mut().zip(taken).for_each(|(times, taken)| times.extend(taken));
        }
    }
    let [ours, alone, blackbox, curl, limit] = times.each_ref().map(|times| median(times));
    let per_second = |took: Duration| endpoints as f64 / took.as_secs_f64();
    let others =
        [("prometheus-blackbox-exporter", blackbox, FASTER[0]), ("curl --parallel", curl, FASTER[1])];
    for (name, theirs, faster) in others {
        let what = format!("probes a second of {endpoints} endpoints against {name}");
        let (Some(theirs), Some(ours), Some(alone)) = (theirs, ours, alone) else {
            let package = name.split(' ').next().unwrap_or_default();
            report.miss(format!("{what}: it is not installed (`apt-get install {package}`)"));
            continue;
        };
        let [ours, alone, theirs] = [ours, alone, theirs].map(per_second);
        let note = format!("p50 {ours:.0} against {theirs:.0}");
        report.add(what.clone(), Budget::AtLeast(faster), ours / theirs, " ×", note);
        let note = format!("p50 {alone:.0} against {theirs:.0}");
        report.add(format!("{what}, nothing recorded"), Budget::None, alone / theirs, " ×", note);
    }
    if let (Some(ours), Some(alone), Some(limit)) = (ours, alone, limit) {
        let note = format!("p50 {:.0} against {:.0} a second", per_second(ours), per_second(limit));
        let what = format!("time of {endpoints} probes against their signatures and handshakes alone");
        let [ours, alone, limit] = [ours, alone, limit].map(|time| time.as_secs_f64());
        report.add(what.clone(), Budget::AtMost(SLOWER), ours / limit, " ×", note);
        report.add(format!("{what}, nothing recorded"), Budget::None, alone / limit, " ×", String::new());
    }
    Ok(())
}

/// The function, with as many files as Lambda allows, which may reach the crowd.
fn probe(material: &Material, store: &KeepingStore, api: &RuntimeApi, deadline: Duration) -> Result<Running> {
    let profile = json!({ "deadline_ms": u64::try_from(deadline.as_millis())? });
    let mut probe = command("/bin/sh", store.endpoint());
    probe.args(["-c", START]).arg(built("oat-probe")?);
    probe.env("AWS_LAMBDA_RUNTIME_API", api.address());
    probe.env("FIND_PROFILE", profile.to_string()).env("LOCAL_PROBE_FILE", material.file("probe.json"));
    Running::start(&mut probe)
}

/// Every endpoint was probed once, and the observations were recorded.
fn all_probed(answer: &Value, store: &KeepingStore, endpoints: usize) -> Result<()> {
    let recorded = store.copy().items("RUN#").count();
    let told = answer["attempts"] == endpoints && answer["runs"] == endpoints && answer["more"] == false;
    ensure!(told && recorded == endpoints, "{recorded} attempts of {endpoints} were recorded: {answer}");
    Ok(())
}
