//! Requests for a test: the first, one after it was closed (O1, O2), re-tests (O7) and re-runs (O8).

use jiff::civil::Date;

use super::dates::superseded;
use super::{both, connection_date, in_status, invalid, note, optional_note};
use crate::actor::Actor;
use crate::calendar::london_date;
use crate::oat::{
    CommandKind, Context, Event, EventKind, OatAnswers, OatRequest, Reason, Refusal, Status, Subject,
    SubjectView, authorise_request, id_of_change, id_of_organisation,
};
use crate::policy::Limits;
use crate::problem::{Field, Violation};
use crate::reference::OatReference;

/// Requests OAT of what `view` shows, under the reference it will have.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`], [`Reason::NotNow`],
/// [`Reason::NothingToTest`], and [`Refusal::Invalid`] with every problem.
pub fn request(
    reference: OatReference,
    answers: &OatAnswers,
    actor: &Actor,
    view: &SubjectView,
    ctx: &Context<'_>,
) -> Result<Event, Refusal> {
    let by = authorise_request(view.organisation, actor)?;
    let subject = testable(view)?.clone();
    let connection_date = ready(answers, view, &view.policy.limits)?;
    let id = match &subject {
        Subject::Change { id, .. } => id_of_change(*id),
        Subject::InitialConnection { .. } => id_of_organisation(view.organisation),
    };
    let kind = EventKind::OatRequested {
        id,
        reference,
        organisation: view.organisation,
        organisation_name: view.organisation_name.clone(),
        subject,
        policy: view.policy.version,
        connection_date,
    };
    Ok(Event { at: ctx.now, by, kind })
}

pub(super) fn anew(
    oat: &OatRequest,
    answers: &OatAnswers,
    view: &SubjectView,
) -> Result<Vec<EventKind>, Refusal> {
    in_status(oat, CommandKind::RequestAnew, &[Status::Closed])?;
    let subject = testable(view)?.clone();
    // Not bound by the number of runs: a request that was closed has no other way on.
    let run = oat.runs.last().map_or(1, |run| run.number + 1);
    let connection_date = ready(answers, view, &view.policy.limits)?;
    let policy = view.policy.version;
    let anew = EventKind::OatRequestedAnew { run, subject, policy, connection_date };
    Ok(superseded(oat, connection_date).into_iter().chain([anew]).collect())
}

pub(super) fn retest(oat: &OatRequest, fixed: &str, view: &SubjectView) -> Result<Vec<EventKind>, Refusal> {
    in_status(oat, CommandKind::AskForRetest, &[Status::Failed])?;
    testable(view)?;
    let run = next_run(oat)?;
    Ok(vec![EventKind::RetestRequested { run, fixed: note(fixed, Field::Fixed, oat)? }])
}

pub(super) fn rerun(
    oat: &OatRequest,
    reason: Option<&str>,
    view: &SubjectView,
) -> Result<Vec<EventKind>, Refusal> {
    in_status(oat, CommandKind::Rerun, &[Status::Failed, Status::Passed])?;
    if oat.open_run().is_some() {
        return Err(Reason::RunUnderWay.into());
    }
    if oat.status() == Status::Failed {
        testable(view)?;
    } else if !view.can_be_undone() {
        return Err(Reason::NotNow { status: view.status.clone() }.into());
    } else if view.targets.is_empty() {
        return Err(Reason::NothingToTest.into());
    }
    let run = next_run(oat)?;
    Ok(vec![EventKind::RerunRequested { run, reason: optional_note(reason, Field::Reason, oat)? }])
}

/// What is tested, if it can be now.
fn testable(view: &SubjectView) -> Result<&Subject, Refusal> {
    match (&view.status, &view.subject) {
        (_, Some(_)) if view.is_open() && view.targets.is_empty() => Err(Reason::NothingToTest.into()),
        (_, Some(subject)) if view.is_open() => Ok(subject),
        (status, _) => Err(Reason::NotNow { status: status.clone() }.into()),
    }
}

fn next_run(oat: &OatRequest) -> Result<u32, Refusal> {
    let max = oat.oat_limits().runs;
    if oat.runs.len() >= max {
        return Err(Reason::TooManyRuns { max }.into());
    }
    Ok(oat.runs.last().map_or(1, |run| run.number + 1))
}

/// The date, if all three answers are yes; a no is refused with what to do first (O1). What is live is connected already: its date is
/// the day when it went live, whatever was answered.
fn ready(answers: &OatAnswers, view: &SubjectView, limits: &Limits) -> Result<Date, Refusal> {
    let yes = |answer: Option<bool>, field, no| match answer {
        Some(true) => Ok(()),
        Some(false) => Err(invalid(field, no)),
        None => Err(invalid(field, Violation::Missing)),
    };
    let material =
        yes(answers.material_deployed, Field::MaterialDeployed, Violation::LiveMaterialNotDeployed);
    let connection = yes(answers.connection_ready, Field::ConnectionReady, Violation::ConnectionNotReady);
    let organisation =
        yes(answers.organisation_ready, Field::OrganisationReady, Violation::OrganisationNotReady);
    let date = match view.tested_live() {
        Some(since) => Ok(london_date(since)),
        None => connection_date(answers.connection_date, view, limits),
    };
    let ready = both(both(material, connection), organisation);
    both(ready, date).map(|(_, date)| date)
}
