//! Where a request for OAT is, and what its reader can do now (W1, W2).

use api::{ByBody, CauseBody, GoingLiveBody, NamedPersonBody, OatBody, RunBody, TargetBody};
use domain::actor::OrganisationRole;
use domain::change::GoingLiveKind;
use domain::ids::ChangeId;
use domain::oat::{CauseClass, RunReasonKind, RunState, Status, SubjectKind, SubjectStatusKind, TargetState};
use jiff::Timestamp;

use super::pdp;
use crate::session::Who;
use crate::words;

/// Where it is, and whose turn it is.
pub struct Now {
    pub state: String,
    pub next: Vec<String>,
    /// The page to do it on, and its name.
    pub action: Option<(String, String)>,
    /// Whether it was not passed.
    pub has_failed: bool,
}

/// Whether they act for their organisation in OAT.
pub fn is_manager(who: &Who) -> bool {
    who.has(OrganisationRole::ServiceManager.into())
}

/// The change that is tested, if it is one. It has the same id.
pub fn change_of(oat: &OatBody) -> Option<ChangeId> {
    (oat.subject == SubjectKind::Change).then(|| ChangeId::from_u128(oat.id.as_u128()))
}

/// What is tested, in words.
pub fn tested(change: Option<&str>, scheme: Option<&str>) -> String {
    match (change, scheme) {
        (Some(reference), _) => format!("technical change {reference}"),
        (None, Some(scheme)) => format!("the initial connection of {scheme}"),
        (None, None) => "the initial connection".to_owned(),
    }
}

/// Whether what is tested waits for a test.
pub fn is_open(oat: &OatBody) -> bool {
    oat.standing.is_some_and(|one| matches!(one.0, SubjectStatusKind::Open | SubjectStatusKind::OpenLive))
}

/// Whether a re-test can be asked for.
pub fn takes_retest(oat: &OatBody) -> bool {
    oat.status == Status::Failed && is_open(oat)
}

/// Whether another connection date can be asked for, or a new one has to be given; a change has its own page for both.
pub fn takes_date(oat: &OatBody) -> bool {
    change_of(oat).is_none() && (is_tested(oat) || oat.status == Status::Passed)
}

/// Whether it was requested and is not passed yet.
pub fn is_tested(oat: &OatBody) -> bool {
    matches!(oat.status.0, Status::Testing | Status::Failed)
}

/// The page on which the connection date is given or moved.
pub fn date_page(oat: &OatBody) -> String {
    match change_of(oat) {
        Some(change) => format!("/portal/changes/{change}/connection-date"),
        None => format!("/portal/oat/{}/connection-date", oat.id),
    }
}

/// The page on which a support session is asked for.
pub fn support_page(oat: &OatBody) -> String {
    match change_of(oat) {
        Some(change) => format!("/portal/changes/{change}/support/oat_support_session"),
        None => format!("/portal/oat/{}/support", oat.id),
    }
}

/// Where it is, and what its reader can do now.
pub fn now(oat: &OatBody, who: &Who) -> Now {
    if who.is_pdp {
        return pdp::now(oat, who);
    }
    let is_manager = is_manager(who);
    let (next, action) = match oat.status.0 {
        Status::Testing => (testing(oat.last_run.as_ref()), None),
        Status::Failed => failed(oat, is_manager),
        Status::Passed => passed(oat, is_manager),
        Status::Live => (vec!["There is nothing left to do.".to_owned()], None),
        Status::Closed => closed(oat, is_manager),
    };
    Now { state: state_of(oat), next, action, has_failed: oat.status == Status::Failed }
}

/// What its reader reads next, and the page to act on.
type Next = (Vec<String>, Option<(String, String)>);

/// Where it is, in one sentence.
pub fn state_of(oat: &OatBody) -> String {
    let result = match oat.status.0 {
        Status::Testing => return "PDP is testing this now.".to_owned(),
        Status::Failed => "The test was not passed",
        Status::Passed => "The test was passed",
        Status::Live => return "The test was passed, and the scheme is live.".to_owned(),
        Status::Closed => {
            let why = oat.closed_words.as_deref().unwrap_or("what was to be tested moved on");
            return format!("This request was closed, because {why}.");
        }
    };
    match &oat.override_reason {
        Some(reason) => {
            format!("{result}: two people at PDP overrode the result. Their reason: {reason}")
        }
        None => format!("{result}."),
    }
}

/// What a cause says, as its reader reads it: the API addresses the organisation.
pub fn explained(cause: &CauseBody, is_pdp: bool) -> String {
    if is_pdp {
        cause.explanation.replace("Your endpoint", "The endpoint").replace("your endpoint", "the endpoint")
    } else {
        cause.explanation.clone()
    }
}

fn testing(run: Option<&RunBody>) -> Vec<String> {
    let nothing = "There is nothing for you to do now. You get an email with the result.";
    let next = run.map(|run| next_attempt(run, false));
    [nothing.to_owned()].into_iter().chain(next).collect()
}

/// Whether its last run waits because of a fault on PDP's side.
pub fn has_own_fault(run: &RunBody) -> bool {
    let is_ours = |target: &TargetBody| {
        target.state == TargetState::Waiting
            && target.cause.as_ref().is_some_and(|cause| cause.class == CauseClass::Ours)
    };
    run.targets.iter().any(is_ours)
}

/// When a run that has not ended goes on, and why only then.
pub fn next_attempt(run: &RunBody, is_pdp: bool) -> String {
    let is_tried = run.targets.iter().any(|target| target.attempts > 0);
    let whom = if is_pdp { "the organisation" } else { "you" };
    match run.next_at {
        Some(at) if has_own_fault(run) => format!(
            "The last attempt failed because of a fault on PDP’s side, which does not count against {whom}. It is tried again on {}.",
            words::moment(at)
        ),
        Some(at) if is_tried => format!("The next attempt is due on {}.", words::moment(at)),
        _ => "The first attempt is made within a few minutes, outside planned downtime.".to_owned(),
    }
}

fn failed(oat: &OatBody, is_manager: bool) -> Next {
    let proposed = proposal(oat);
    let waits = proposed.is_some();
    let next = match (is_open(oat), is_manager) {
        (false, _) => why_closed(oat).to_owned(),
        (true, true) if waits => {
            "There is nothing that you have to do now. If you ask for a re-test, the proposal is void.".to_owned()
        }
        (true, true) => {
            "It is your turn: have what failed put right, then ask for a re-test. The connection date stays as it is."
                .to_owned()
        }
        (true, false) => {
            "There is nothing for you to do now. A service manager asks for a re-test when what failed is put right."
                .to_owned()
        }
    };
    let action = (is_manager && takes_retest(oat) && !waits)
        .then(|| ("Ask for a re-test".to_owned(), format!("/portal/oat/{}/retest", oat.id)));
    (proposed.into_iter().chain([next]).collect(), action)
}

/// Why nothing can be tested now.
pub fn why_closed(oat: &OatBody) -> &'static str {
    match oat.standing.map(|one| one.0) {
        Some(SubjectStatusKind::Ended) => "There is nothing left to do: the technical change has ended.",
        Some(SubjectStatusKind::Blocked) => {
            "There is nothing to do here now: other steps of the technical change come first."
        }
        Some(SubjectStatusKind::NotNeeded) => {
            "There is nothing to do here: the technical change does not need this test any more."
        }
        Some(SubjectStatusKind::NoScheme) => {
            "There is nothing to do here now: PDP has no vouching scheme of the organisation on record."
        }
        _ => "There is nothing left to do here.",
    }
}

/// Another result that somebody at PDP proposes.
fn proposal(oat: &OatBody) -> Option<String> {
    let proposed = oat.proposed_override.as_ref()?;
    Some(format!(
        "PDP support has proposed that the result be “{}”. Somebody else at PDP support decides on that. The reason: {}",
        proposed.outcome.0, proposed.reason
    ))
}

/// Whether it was passed, and the last run since then was not: nothing goes live until PDP has decided what follows (O8).
pub fn has_failed_since(oat: &OatBody) -> bool {
    let last = oat.last_run.as_ref().filter(|run| run.state == RunState::Failed);
    let ended = last.and_then(|run| run.ended_at);
    oat.status == Status::Passed && ended.zip(oat.since).is_some_and(|(ended, passed)| ended > passed)
}

/// Whether a run is under way.
pub fn is_under_way(oat: &OatBody) -> bool {
    oat.last_run.as_ref().is_some_and(|run| run.state == RunState::UnderWay)
}

fn passed(oat: &OatBody, is_manager: bool) -> Next {
    let is_date_needed = oat.going_live.is_some_and(|one| one.0 == GoingLiveKind::DateNeeded);
    let mut next: Vec<_> = proposal(oat).into_iter().collect();
    if is_under_way(oat) {
        next.push("PDP is running the test again. Nothing goes live before its result is there.".to_owned());
    } else if has_failed_since(oat) {
        next.push(
            "PDP ran the test again, and that run was not passed. PDP decides what follows, and nothing goes live before."
                .to_owned(),
        );
    }
    next.push(match (is_date_needed, is_manager) {
        (true, true) => "It is your turn: the connection date has passed, so give a new one.".to_owned(),
        (true, false) => {
            "There is nothing for you to do now. The connection date has passed: a service manager gives a new one."
                .to_owned()
        }
        (false, _) => "There is nothing for you to do now.".to_owned(),
    });
    if !is_date_needed {
        next.extend(going_live(oat));
    }
    let action =
        (is_date_needed && is_manager).then(|| ("Give a new connection date".to_owned(), date_page(oat)));
    (next, action)
}

/// When it goes live.
pub fn going_live(oat: &OatBody) -> Option<String> {
    let body = GoingLiveBody {
        state: oat.going_live?,
        on: oat.goes_live_on,
        since: oat.since.filter(|_| change_of(oat).is_none()),
        connection_date: Some(oat.connection_date),
    };
    Some(match (body.state.0, change_of(oat)) {
        (GoingLiveKind::NotYet, None) => format!(
            "The endpoints go live when the test is passed, on the connection date: {}.",
            words::day(oat.connection_date)
        ),
        _ => words::going_live(&body).replacen("They", "The endpoints", 1),
    })
}

fn closed(oat: &OatBody, is_manager: bool) -> Next {
    let (next, action) = match (is_open(oat), is_manager) {
        (true, true) => {
            let page = match change_of(oat) {
                Some(change) => format!("/portal/oat/new/{change}"),
                None => "/portal/oat/new".to_owned(),
            };
            let action = ("Request the test again".to_owned(), page);
            ("It is your turn: the test can be requested again.", Some(action))
        }
        (true, false) => {
            ("There is nothing for you to do now. A service manager requests the test again.", None)
        }
        (false, _) => (why_closed(oat), None),
    };
    (vec![next.to_owned()], action)
}

/// When something was done, and who did it: `Monday 30 November 2026 at 18:36, by Ada Byron (service manager)`, or `…, by a service
/// manager` where the name is not among `people`.
pub fn moment_by(at: Timestamp, by: &ByBody, people: Option<&[NamedPersonBody]>) -> String {
    let at = words::moment(at);
    match words::by(Some(by), people.unwrap_or_default()) {
        who if who.is_empty() => at,
        who => format!("{at}, {who}"),
    }
}

/// What a run is called: `Run 2`.
pub fn run_name(number: u32) -> String {
    format!("Run {number}")
}

/// Where a run is: words, and the colour of their tag.
pub const fn run_state(state: RunState) -> (&'static str, &'static str) {
    match state {
        RunState::UnderWay => ("Under way", "blue"),
        RunState::Passed => ("Passed", "green"),
        RunState::Failed => ("Not passed", "red"),
        RunState::Stopped => ("Stopped", "grey"),
    }
}

/// Where a request is: words, and the colour of their tag.
pub const fn state(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Testing => ("Being tested", "blue"),
        Status::Failed => ("Not passed", "red"),
        Status::Passed => ("Passed", "green"),
        Status::Live => ("Live", "green"),
        Status::Closed => ("Closed", "grey"),
    }
}

/// Why there is a run, in the person's words if there are any.
pub fn why(run: &RunBody) -> String {
    match (run.why.0, &run.text) {
        (RunReasonKind::First, _) => "The test was requested".to_owned(),
        (RunReasonKind::ReTest, Some(text)) => format!("A re-test was asked for. What was put right: {text}"),
        (RunReasonKind::ReTest, None) => "A re-test was asked for".to_owned(),
        (RunReasonKind::ReRun, Some(text)) => format!("PDP ran the test again. The reason: {text}"),
        (RunReasonKind::ReRun, None) => "PDP ran the test again".to_owned(),
    }
}

/// An endpoint in a run.
pub struct TargetLine {
    pub url: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub words: String,
}

/// How far each endpoint of a run is, those first that failed.
pub fn targets(run: &RunBody, is_pdp: bool) -> Vec<TargetLine> {
    let mut targets: Vec<_> = run.targets.iter().collect();
    targets.sort_by_key(|target| match target.state.0 {
        TargetState::Failed => 0,
        TargetState::Waiting => 1,
        TargetState::Passed => 2,
    });
    targets.into_iter().map(|one| target(one, is_pdp)).collect()
}

fn target(target: &TargetBody, is_pdp: bool) -> TargetLine {
    let (state, colour) = match target.state.0 {
        TargetState::Waiting => ("To be tried", "blue"),
        TargetState::Passed => ("Passed", "green"),
        TargetState::Failed => ("Not passed", "red"),
    };
    let attempts = match target.attempts {
        0 => "Not tried yet.".to_owned(),
        1 => "1 attempt.".to_owned(),
        count => format!("{count} attempts."),
    };
    let answered = target.status.map(|status| format!("It answered {status}."));
    let cause = target.cause.as_ref().map(|cause| explained(cause, is_pdp));
    let next = target.next_at.filter(|_| target.attempts > 0);
    let next = next.map(|at| format!("The next attempt is due on {}.", words::moment(at)));
    let expires =
        target.certificate_expires.map(|at| format!("A certificate expires on {}.", words::moment(at)));
    let doubts = target.doubts.iter().map(|doubt| format!("{doubt}."));
    let parts = [Some(attempts), answered, cause, next, expires];
    let words: Vec<_> = parts.into_iter().flatten().chain(doubts).collect();
    TargetLine { url: target.url.clone(), state, colour, words: words.join(" ") }
}
