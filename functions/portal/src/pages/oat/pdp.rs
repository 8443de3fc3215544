//! What PDP can do with a request for OAT, and where each of it is done (G3, O2, O8, O10, D1, W1, W2). PDP support does all of it.

use api::{DateChangeBody, FindingBody, HoldView, OatBody, SupportRequestView};
use domain::oat::{Outcome, Status, SubjectStatusKind};

use super::request::{address, run_address};
use super::standing::{
    Now, change_of, going_live, has_failed_since, has_own_fault, is_open, is_under_way, next_attempt,
    state_of, takes_date, why_closed,
};
use crate::session::Who;
use crate::words;

/// Whether nothing stands for good because of its result.
fn can_be_undone(oat: &OatBody) -> bool {
    oat.standing.is_some_and(|one| matches!(one.0, SubjectStatusKind::Open | SubjectStatusKind::Done))
}

/// Whether PDP can run the test again.
pub fn takes_rerun(oat: &OatBody) -> bool {
    let is_possible = match oat.status.0 {
        Status::Failed => is_open(oat),
        Status::Passed => can_be_undone(oat),
        _ => false,
    };
    is_possible && !is_under_way(oat)
}

/// The results that can be proposed in place of the one that it has.
pub fn other_results(oat: &OatBody) -> &'static [Outcome] {
    match oat.status.0 {
        _ if is_under_way(oat) || oat.proposed_override.is_some() => &[],
        Status::Failed if is_open(oat) => &[Outcome::Passed],
        Status::Passed if can_be_undone(oat) && has_failed_since(oat) => &[Outcome::Passed, Outcome::Failed],
        Status::Passed if can_be_undone(oat) => &[Outcome::Failed],
        _ => &[],
    }
}

/// Whether its reader proposed the result that is to be decided on. Somebody else approves it.
pub fn is_own_proposal(oat: &OatBody, who: &Who) -> bool {
    let by = oat.proposed_override.as_ref().and_then(|proposed| proposed.by.person);
    by.is_some_and(|person| who.is(person))
}

/// The other connection date that PDP has to decide on.
pub fn date_to_decide(oat: &OatBody) -> Option<&DateChangeBody> {
    let last = oat.date_changes.last()?;
    let is_open = last.accepted.is_none() && last.superseded_by.is_none();
    let is_before_live = matches!(oat.status.0, Status::Testing | Status::Failed | Status::Passed);
    (is_open && is_before_live).then_some(last)
}

/// The support requests that PDP has to answer.
pub fn to_answer(oat: &OatBody) -> impl Iterator<Item = &SupportRequestView> {
    oat.support_requests.iter().filter(|request| request.answered_at.is_none())
}

/// Whether PDP can hold going live. A technical change is held with the change.
pub fn takes_hold(oat: &OatBody) -> bool {
    takes_date(oat)
}

/// What PDP support can do: its name and page. What waits for it comes first, the most urgent first.
pub fn acts(oat: &OatBody, who: &Who) -> Vec<(String, String)> {
    if !who.is_support() {
        return Vec::new();
    }
    let here = address(oat.id);
    let below = |page: &str| format!("{here}/{page}");
    let decide = oat.proposed_override.as_ref().map(|_| {
        let name = if is_own_proposal(oat, who) {
            "Take the proposed result back"
        } else {
            "Decide on the proposed result"
        };
        (name, below("override/decision"))
    });
    let date =
        date_to_decide(oat).map(|_| ("Decide on another connection date", below("date-change/decision")));
    let rerun = takes_rerun(oat).then(|| ("Run the test again", below("rerun")));
    let propose = (!other_results(oat).is_empty()).then(|| ("Propose a different result", below("override")));
    let hold = takes_hold(oat).then(|| ("Put going live on hold", below("hold")));
    let release = (takes_hold(oat) && !oat.holds.is_empty())
        .then(|| ("Release the hold on going live", below("hold/release")));
    let named = |(name, href): (&str, String)| (name.to_owned(), href);
    let answers = to_answer(oat).map(|request| {
        let page = below(&format!("support/{}/answer", request.reference));
        (format!("Answer support request {}", request.reference), page)
    });
    let first = decide.into_iter().chain(date).map(named);
    let others = [rerun, propose, hold, release].into_iter().flatten().map(named);
    first.chain(answers).chain(others).collect()
}

/// Where it is, and what somebody at PDP can do now.
pub fn now(oat: &OatBody, who: &Who) -> Now {
    let mut next = waits(oat, who);
    let waits_for_pdp = !next.is_empty();
    let acts = acts(oat, who);
    let is_own = is_own_proposal(oat, who);
    // One's own proposal waits for somebody else.
    let is_turn = |act: &(String, String)| match act.1.strip_prefix(&address(oat.id)) {
        Some("/override/decision") => !is_own,
        Some("/rerun") => has_failed_since(oat),
        Some(page) => page.starts_with("/date-change/") || page.starts_with("/support/"),
        None => false,
    };
    let turn = acts.into_iter().find(|act| waits_for_pdp && is_turn(act));
    let run = oat.last_run.as_ref().filter(|_| is_under_way(oat));
    let faulty = run.filter(|run| has_own_fault(run) && who.is_support());
    let begin = match (&turn, faulty, waits_for_pdp) {
        (Some(_), ..) => "It is your turn.",
        (None, Some(_), _) => "You can look into a fault on PDP’s side.",
        (None, None, true) if who.is_support() => {
            "There is nothing that you have to do now: somebody else at PDP support acts next."
        }
        (None, None, true) => "There is nothing for you to do now: PDP support acts next.",
        (None, None, false) => "There is nothing for you to do now.",
    };
    let look = || faulty.map(|run| ("Look into the run".to_owned(), run_address(oat.id, run.number)));
    let action = turn.or_else(look);
    next.insert(0, begin.to_owned());
    next.extend(follows(oat));
    Now { state: state_of(oat), next, action, has_failed: oat.status == Status::Failed }
}

/// What waits for PDP, in sentences.
fn waits(oat: &OatBody, who: &Who) -> Vec<String> {
    let proposed = oat.proposed_override.as_ref().map(|proposed| {
        let (outcome, reason) = (proposed.outcome.0, &proposed.reason);
        if is_own_proposal(oat, who) {
            format!(
                "You proposed that the result be “{outcome}”. Somebody else at PDP support decides on that. Your reason: {reason}"
            )
        } else {
            format!(
                "It is proposed that the result be “{outcome}”. PDP support decides on that, as the second person. The reason: {reason}"
            )
        }
    });
    let date = date_to_decide(oat).map(|asked| {
        format!(
            "The organisation asks for another connection date: {}. PDP support decides on that.",
            words::day(asked.date)
        )
    });
    let answers = match to_answer(oat).count() {
        0 => None,
        1 => Some("A support request waits for an answer of PDP support.".to_owned()),
        count => Some(format!("{count} support requests wait for an answer of PDP support.")),
    };
    let is_undecided = has_failed_since(oat) && oat.proposed_override.is_none();
    let rerun = is_undecided.then(|| {
        "A run after the pass was not passed, so nothing goes live. PDP support runs the test again, or proposes which result counts.".to_owned()
    });
    [proposed, date, answers, rerun].into_iter().flatten().collect()
}

/// What happens next without PDP.
fn follows(oat: &OatBody) -> Option<String> {
    match oat.status.0 {
        Status::Testing => oat.last_run.as_ref().map(|run| next_attempt(run, true)),
        Status::Failed if !is_open(oat) => Some(why_closed(oat).to_owned()),
        Status::Failed => {
            Some("The service manager asks for a re-test when what failed is put right.".to_owned())
        }
        Status::Passed if is_under_way(oat) => {
            let run = oat.last_run.as_ref().map(|run| next_attempt(run, true)).unwrap_or_default();
            Some(format!(
                "PDP is running the test again, and nothing goes live before its result is there. {run}"
            ))
        }
        Status::Passed => going_live(oat),
        Status::Closed if is_open(oat) => Some("The service manager can request the test again.".to_owned()),
        Status::Closed => Some(why_closed(oat).to_owned()),
        Status::Live => None,
    }
}

/// A finding, as PDP reads it where it records another.
pub fn finding(finding: &FindingBody) -> String {
    format!(
        "Run {}, attempt {}: {} on {}. {}",
        finding.run,
        finding.attempt,
        finding.request_id,
        words::moment(finding.at),
        finding.note
    )
}

/// Why going live is on hold, as PDP reads it.
pub fn hold(view: &HoldView) -> String {
    words::hold(view).replacen("You asked", "The organisation asked", 1)
}

/// What a passed test leads to, in a sentence.
pub fn leads_to(oat: &OatBody) -> String {
    match change_of(oat) {
        Some(_) => "The step of the technical change is then complete, and its endpoints go live on the connection date once every other step is complete".to_owned(),
        None => format!(
            "The scheme then goes live on its connection date, {}. If that day has passed by then, the service manager gives a new one",
            words::day(oat.connection_date)
        ),
    }
}
