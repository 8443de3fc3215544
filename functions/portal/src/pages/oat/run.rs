//! The report of a run (O6): whether it was passed, what to do next, and every attempt with the times of its phases. What failed
//! comes first.

use api::{NamedPersonBody, OatBody, RunBody, RunReportBody};
use api_client::Paging;
use askama::Template;
use axum::extract::Path;
use domain::oat::RunState;

use super::attempts::{AtEndpoint, Seen, Whole, at_endpoints, profile_row};
use super::pdp;
use super::request::{address, id, run_address};
use super::standing::{
    Now, TargetLine, change_of, explained, has_failed_since, has_own_fault, is_manager, moment_by,
    next_attempt, run_name, support_page, takes_retest, targets, why,
};
use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::pages::disputes::{DisputeLine, disagree, lines};
use crate::pages::pre_flights::{may_try, page_for};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Attempts of a page.
const LISTED: u32 = 12;

#[derive(Template)]
#[template(path = "pages/oat/run.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: (String, String),
    now: Now,
    /// What to do next, after a failure; of PDP's people what they can do, and under which heading.
    next_steps: Vec<Next>,
    steps_heading: &'static str,
    /// Where its reader asks for a re-test.
    retest: Option<String>,
    /// Where its reader may dispute it.
    disagree: Option<String>,
    disputes: Vec<DisputeLine>,
    targets: Vec<TargetLine>,
    endpoints: Vec<AtEndpoint>,
    facts: Vec<Row>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// Something to do next.
struct Next {
    words: String,
    /// The page on which it is done.
    link: Option<(&'static str, String)>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path((text, number)): Path<(String, String)>) -> Shown {
    let who = visit.signed_in()?;
    let id = id(&text)?;
    let number: u32 = number.parse().map_err(|_| Trouble::NotFound)?;
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let api = visit.api()?;
    let (oat, report) = tokio::join!(ask(api.read_oat(id)), ask(api.read_run(id, number, &page)));
    let (oat, report) = (oat?.body, report?.body);
    let run = &report.run;
    let is_pdp = who.is_pdp;
    let (state, title) = (heading(run, is_pdp), format!("{} of {}", run_name(number), oat.reference));
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let seen: Vec<_> = report.attempts.iter().map(|attempt| Seen { attempt, shown: None }).collect();
    let here = run_address(id, number);
    let is_last = oat.last_run.as_ref().is_some_and(|last| last.number == number);
    let limit = visit.policy().limits.disputes.of_one_result;
    visit.show(&Page {
        frame: visit.frame(&format!("{state} – {title}"), Section::Testing).without(report.not_shown),
        caption: title,
        back: (address(id), format!("Test {}", oat.reference)),
        next_steps: match (is_pdp, is_last) {
            (true, _) => steps_of_pdp(&oat, run, is_last, who),
            (false, true) => next_steps(&oat, run, who),
            (false, false) => Vec::new(),
        },
        steps_heading: match (is_pdp, who.is_support()) {
            (true, true) => "What you can do",
            (true, false) => "What the organisation is told to do",
            (false, _) => "What to do next",
        },
        retest: (is_last && run.state == RunState::Failed && is_manager(who) && takes_retest(&oat))
            .then(|| format!("{}/retest", address(id))),
        disagree: disagree(who, has_result(run), &report.disputes, (limit, format!("{here}/dispute"))),
        disputes: lines(&report.disputes),
        now: now(state, &oat, run, is_last, who),
        targets: targets(run, is_pdp),
        endpoints: at_endpoints(&seen, Whole { profile: run.find_profile.as_ref(), is_pdp }),
        facts: facts(&report, oat.people.as_deref()),
        next: report.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
    })
}

/// Whether it has a result.
const fn has_result(run: &RunBody) -> bool {
    matches!(run.state.0, RunState::Passed | RunState::Failed)
}

fn heading(run: &RunBody, is_pdp: bool) -> String {
    let whose = if is_pdp { "the" } else { "your" };
    let tested = run.targets.len();
    let status = run.targets.iter().find(|target| target.cause.is_some()).and_then(|target| target.status);
    match (run.state.0, status) {
        (RunState::UnderWay, _) => "The test is under way".to_owned(),
        (RunState::Passed, _) => "The test was passed".to_owned(),
        (RunState::Failed, Some(status)) if tested == 1 => {
            format!("The test was not passed: {whose} endpoint answered {status}")
        }
        (RunState::Failed, _) => "The test was not passed".to_owned(),
        (RunState::Stopped, _) => "The test was stopped".to_owned(),
    }
}

fn now(state: String, oat: &OatBody, run: &RunBody, is_last: bool, who: &Who) -> Now {
    let is_pdp = who.is_pdp;
    let rerun = (is_last && decides(oat, who))
        .then(|| ("Run the test again".to_owned(), format!("{}/rerun", address(oat.id))));
    let next = match run.state.0 {
        RunState::UnderWay if is_pdp => {
            let begin = if who.is_support() && has_own_fault(run) {
                "You can look into a fault on PDP’s side: what the test met is below."
            } else {
                "There is nothing for you to do now."
            };
            vec![begin.to_owned(), next_attempt(run, true)]
        }
        RunState::UnderWay => vec![
            "There is nothing for you to do now. You get an email with the result.".to_owned(),
            next_attempt(run, false),
        ],
        RunState::Passed => {
            vec!["Every endpoint answered 202 in time. There is nothing for you to do here.".to_owned()]
        }
        RunState::Stopped => vec![
            "What was being tested changed before there was a result. There is nothing for you to do here."
                .to_owned(),
        ],
        RunState::Failed => {
            let what = run.cause.as_ref().map(|cause| explained(cause, is_pdp));
            let turn = match (is_last && takes_retest(oat), is_manager(who)) {
                _ if rerun.is_some() => {
                    "It is your turn: run the test again, or propose which result counts."
                }
                (_, false) if is_pdp && is_last => {
                    "The page of this test says where it is, and who acts next."
                }
                (true, true) => "It is your turn: what to do next is below.",
                (true, false) => {
                    "There is nothing for you to do now. A service manager asks for a re-test when what failed is put right."
                }
                (false, _) if !is_last => "There is nothing for you to do here: a later run followed.",
                (false, _) => "There is nothing for you to do here. The page of this test says where it is.",
            };
            what.into_iter().chain([turn.to_owned()]).collect()
        }
    };
    Now { state, next, action: rerun, has_failed: run.state == RunState::Failed }
}

/// Whether it is its reader's turn to decide what follows from a run that was not passed after a pass (O8).
fn decides(oat: &OatBody, who: &Who) -> bool {
    has_failed_since(oat) && who.is_support() && oat.proposed_override.is_none() && pdp::takes_rerun(oat)
}

/// What to do after the last run failed.
fn next_steps(oat: &OatBody, run: &RunBody, who: &Who) -> Vec<Next> {
    if run.state != RunState::Failed {
        return Vec::new();
    }
    let advice = run.cause.as_ref().map(|cause| Next { words: cause.advice.clone(), link: None });
    let try_it = may_try(who).then(|| Next {
        words: "When you think that it is put right, try the endpoint with a pre-flight. It takes a minute or two, and it does not count.".to_owned(),
        link: Some(("Ask for a pre-flight", page_for(change_of(oat)))),
    });
    let is_manager = is_manager(who);
    let retest = (is_manager && takes_retest(oat)).then(|| Next {
        words: format!(
            "Ask for a re-test. The connection date stays as it is: {}.",
            words::day(oat.connection_date)
        ),
        // The button below the list leads there.
        link: None,
    });
    let session = is_manager.then(|| Next {
        words: "If the report is not clear, ask PDP to go through it with you.".to_owned(),
        link: Some(("Ask for a support session", support_page(oat))),
    });
    [advice, try_it, retest, session].into_iter().flatten().collect()
}

/// What the organisation is told after a failure, and what PDP support can do about a run.
fn steps_of_pdp(oat: &OatBody, run: &RunBody, is_last: bool, who: &Who) -> Vec<Next> {
    let cause = run.cause.as_ref().filter(|_| run.state == RunState::Failed);
    let may = who.is_support();
    let advice = cause.map(|cause| Next {
        words: if may {
            format!("The organisation is told to do this: “{}”", cause.advice)
        } else {
            format!("“{}”", cause.advice)
        },
        link: None,
    });
    let here = address(oat.id);
    // Where it is their turn, a button above leads there.
    let rerun = (may && is_last && pdp::takes_rerun(oat) && !decides(oat, who)).then(|| Next {
        words: "You can run the test again.".to_owned(),
        link: Some(("Run the test again", format!("{here}/rerun"))),
    });
    let propose = (may && is_last && !pdp::other_results(oat).is_empty()).then(|| Next {
        words: "You can propose a different result. Somebody else at PDP support decides on it.".to_owned(),
        link: Some(("Propose a different result", format!("{here}/override"))),
    });
    let finding = may.then(|| Next {
        words: "If a request of this run comes back in a registration, record that.".to_owned(),
        link: Some(("Record a finding", format!("{}/finding", run_address(oat.id, run.number)))),
    });
    [advice, rerun, propose, finding].into_iter().flatten().collect()
}

fn facts(report: &RunReportBody, people: Option<&[NamedPersonBody]>) -> Vec<Row> {
    let run = &report.run;
    let rows = [
        Some(Row::new("Why there is this run", why(run))),
        Some(Row::new("Asked for", moment_by(run.requested_at, &run.requested_by, people))),
        run.ended_at.map(|at| Row::new("Ended", words::moment(at))),
        run.find_profile.as_ref().map(profile_row),
    ];
    rows.into_iter().flatten().collect()
}
