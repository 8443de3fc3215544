//! A request for OAT: where it is in one sentence, what its reader can do now, when the endpoints go live, its runs, and what else
//! was asked and answered (O1, O2, O7, O8, O10).

use api::{DateChangeBody, FindingBody, NamedPersonBody, OatBody, RunBody};
use askama::Template;
use axum::extract::Path;
use domain::change::steps::StepStateKind;
use domain::ids::{ChangeId, OatId};
use domain::oat::Status;
use domain::policy::Step;

use super::pdp;
use super::standing::{
    Now, TargetLine, change_of, date_page, explained, going_live, is_manager, moment_by, now, run_name,
    run_state, support_page, takes_date, takes_retest, targets, tested, why,
};
use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::pages::changes::support::{Request as SupportRequest, request as support_request};
use crate::pages::pre_flights::{may_try, page_for};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/oat/request.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    caption: String,
    now: Now,
    /// What happened, and what to do next, when the last run failed.
    cause: Option<(String, String)>,
    is_pdp: bool,
    runs: Vec<RunLine>,
    /// The endpoints of the last run.
    targets: Vec<TargetLine>,
    facts: Vec<Row>,
    findings: Vec<String>,
    dates: Vec<DateLine>,
    support: Vec<SupportRequest>,
    holds: Vec<String>,
    further: Vec<(String, String)>,
}

/// A run.
struct RunLine {
    name: String,
    href: String,
    state: &'static str,
    colour: &'static str,
    why: String,
    when: String,
    cause: Option<String>,
}

/// Another date that was asked for.
struct DateLine {
    asked: String,
    reason: String,
    answered: String,
}

/// A change that nobody has requested OAT of.
#[derive(Template)]
#[template(path = "pages/oat/none.html")]
struct NoneYet {
    frame: Frame,
    caption: String,
    back: String,
    now: String,
    action: Option<String>,
}

/// Reads an id out of an address: there is nothing at one that cannot be an id.
pub fn id(text: &str) -> Result<OatId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// The page of a request.
pub fn address(id: OatId) -> String {
    format!("/portal/oat/{id}")
}

/// The page of a run.
pub fn run_address(id: OatId, number: u32) -> String {
    format!("/portal/oat/{id}/runs/{number}")
}

/// What a request is called.
pub fn called(oat: &OatBody) -> String {
    format!("Operational acceptance testing {}", oat.reference)
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let who = visit.signed_in()?;
    let id = id(&text)?;
    let api = visit.api()?;
    let (oat, runs) = tokio::join!(ask(api.read_oat(id)), ask(api.list_runs(id)));
    let (oat, runs) = match (oat, runs) {
        (Err(Trouble::NotFound), _) => return none_yet(&visit, who, id).await,
        (oat, runs) => (oat?.body, runs?.body.items),
    };
    let tested = tested(oat.technical_change.as_deref(), oat.vouching_scheme.as_deref());
    let has_failed = oat.status == Status::Failed;
    let is_pdp = who.is_pdp;
    let now = now(&oat, who);
    let people = oat.people.as_deref();
    visit.show(&Page {
        frame: visit.frame(&called(&oat), Section::Testing).lacking(&oat.cannot_be_shown),
        done: words::done(&visit.query().value("done")),
        caption: format!("{}, of {tested}", oat.reference),
        further: further(&oat, who, &now),
        now,
        is_pdp,
        cause: oat
            .cause
            .as_ref()
            .filter(|_| has_failed)
            .map(|cause| (explained(cause, is_pdp), cause.advice.clone())),
        runs: runs.iter().rev().map(|run| line(&oat, run, is_pdp)).collect(),
        targets: oat.last_run.as_ref().map(|run| targets(run, is_pdp)).unwrap_or_default(),
        facts: facts(&oat, who),
        findings: oat.findings.iter().map(finding).collect(),
        dates: oat.date_changes.iter().rev().map(|change| date(change, people)).collect(),
        support: oat
            .support_requests
            .iter()
            .rev()
            .map(|view| support_request(view, people.unwrap_or_default()))
            .collect(),
        holds: oat.holds.iter().map(if is_pdp { pdp::hold } else { words::hold }).collect(),
    })
}

/// The page of a change whose OAT nobody has requested. It has the id that the request will have.
async fn none_yet<P: Ports>(visit: &Visit<P>, who: &Who, id: OatId) -> Shown {
    let id = ChangeId::from_u128(id.as_u128());
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let step = Step::OperationalAcceptanceTesting;
    let step = change.steps.iter().find(|one| one.step == step).ok_or(Trouble::NotFound)?;
    let is_open = matches!(step.state.0, StepStateKind::ToDo | StepStateKind::Returned);
    let now = match (is_open, is_manager(who)) {
        (true, true) => "Nobody has requested it yet. It is your turn: request the test.",
        (true, false) => {
            "Nobody has requested it yet. There is nothing for you to do now: a service manager requests the test."
        }
        (false, _) => {
            "Nobody has requested it. There is nothing to do here now: the page of the change says what comes next."
        }
    };
    let caption = crate::pages::changes::change::called(&change);
    visit.show(&NoneYet {
        frame: visit.frame(
            &format!("Operational acceptance testing of {}", words::inside(&caption)),
            Section::Testing,
        ),
        back: format!("/portal/changes/{id}"),
        caption,
        now: now.to_owned(),
        action: (is_open && is_manager(who)).then(|| format!("/portal/oat/new/{id}")),
    })
}

fn line(oat: &OatBody, run: &RunBody, is_pdp: bool) -> RunLine {
    let (state, colour) = run_state(run.state.0);
    let ended = run.ended_at.map(|at| format!(", ended on {}", words::moment(at))).unwrap_or_default();
    RunLine {
        name: run_name(run.number),
        href: run_address(oat.id, run.number),
        state,
        colour,
        why: why(run),
        when: format!(
            "Asked for on {}{ended}",
            moment_by(run.requested_at, &run.requested_by, oat.people.as_deref())
        ),
        cause: run.cause.as_ref().map(|cause| explained(cause, is_pdp)),
    }
}

fn facts(oat: &OatBody, who: &Who) -> Vec<Row> {
    let rows = [
        Some(Row::new("Reference", oat.reference.clone())),
        Some(Row::new("Organisation", oat.organisation_name.clone())).filter(|_| who.is_pdp),
        Some(Row::new(
            "Last requested",
            moment_by(oat.requested_at, &oat.requested_by, oat.people.as_deref()),
        )),
        Some(Row::new("Connection date", words::day(oat.connection_date))),
        going_live(oat).map(|words| Row::new("Going live", words)),
        oat.may_add_further_schemes
            .filter(|may| *may)
            .map(|_| Row::new("Further schemes", "You may now add further pension providers and schemes.")),
        Some(Row::new("Last changed", words::moment(oat.updated_at))),
    ];
    rows.into_iter().flatten().collect()
}

fn finding(finding: &FindingBody) -> String {
    format!(
        "On {} PDP recorded that the request {} of run {}, attempt {}, came back in a registration. It should not: it has nobody’s data in it. {}",
        words::moment(finding.at),
        finding.request_id,
        finding.run,
        finding.attempt,
        finding.note
    )
}

fn date(change: &DateChangeBody, people: Option<&[NamedPersonBody]>) -> DateLine {
    let answer = change.answer.as_ref().map(|answer| format!(" {answer}")).unwrap_or_default();
    let at = change.decided_at.map(words::moment).unwrap_or_default();
    DateLine {
        asked: format!(
            "{}, asked for on {}",
            words::day(change.date),
            moment_by(change.asked_at, &change.asked_by, people)
        ),
        reason: change.reason.clone(),
        answered: match (change.accepted, change.superseded_by) {
            (_, Some(day)) => format!("A newer date was given instead: {}.", words::day(day)),
            (Some(true), _) => format!("PDP granted it on {at}.{answer}"),
            (Some(false), _) => format!("PDP declined it on {at}.{answer}"),
            (None, None) => "PDP support has not decided on it yet.".to_owned(),
        },
    }
}

/// What else its reader may do with it.
fn further(oat: &OatBody, who: &Who, now: &Now) -> Vec<(String, String)> {
    let is_manager = is_manager(who);
    let is_before_live = !matches!(oat.status.0, Status::Live | Status::Closed);
    let retests_anyway = takes_retest(oat) && oat.proposed_override.is_some();
    let change = change_of(oat);
    let moves_date = takes_date(oat) || (change.is_some() && is_before_live);
    let here = address(oat.id);
    let pages = [
        (is_manager && retests_anyway).then(|| ("Ask for a re-test", format!("{here}/retest"))),
        (is_manager && moves_date).then(|| ("Connection date", date_page(oat))),
        (is_manager && is_before_live).then(|| ("Ask for a support session", support_page(oat))),
        may_try(who).then(|| ("Try an endpoint first with a pre-flight", page_for(change))),
        who.is_pdp.then(|| ("PDP’s notes", format!("{here}/notes"))),
        who.is_pdp.then(|| {
            (
                "Pre-flights of this organisation",
                format!("/portal/pre-flights?organisation={}", oat.organisation),
            )
        }),
        change.map(|change| ("The technical change", format!("/portal/changes/{change}"))),
        Some(("History of this test", format!("{here}/history"))),
    ];
    let pages = pages.into_iter().flatten().map(|(name, href)| (name.to_owned(), href));
    pdp::acts(oat, who).into_iter().filter(|act| now.action.as_ref() != Some(act)).chain(pages).collect()
}
