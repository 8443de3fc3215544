//! Requests for OAT, and rows of lists of them (O1, O2, O7, O8).

use api::{CauseBody, ClosedCode, DateChangeBody, FindingBody, OatBody, OatRowBody, ProposedOverrideBody};
use app::{OatSummary, SeenOat};
use domain::change::GoingLive;
use domain::oat::{DateChange, Failure, Finding, OatRequest, Pass, ProposedOverride, Stage, Subject};
use jiff::Timestamp;
use jiff::civil::Date;

use super::run::run_body;
use crate::shown::Of;

impl Of<&SeenOat> for OatBody {
    fn of(seen: &SeenOat) -> Self {
        Self {
            standing: Some(seen.status.kind().into()),
            connection_date: seen.connection_date,
            going_live: Some(seen.going_live.kind().into()),
            goes_live_on: goes_live_on(Some(seen.going_live)),
            last_run: seen.oat.runs.last().map(|run| run_body(run, seen.present.as_ref())),
            people: Some(seen.people.iter().map(Of::of).collect()),
            cannot_be_shown: seen.missing.iter().map(|part| (*part).into()).collect(),
            ..Self::of(&seen.oat)
        }
    }
}

fn goes_live_on(state: Option<GoingLive>) -> Option<Date> {
    match state {
        Some(GoingLive::Scheduled { on }) => Some(on),
        _ => None,
    }
}

impl Of<&OatRequest> for OatBody {
    fn of(oat: &OatRequest) -> Self {
        let (technical_change, vouching_scheme) = subject(&oat.subject);
        let stage = StageFacts::of(&oat.stage);
        let going_live = oat.going_live();
        Self {
            id: oat.id,
            reference: oat.reference.to_string(),
            organisation: oat.organisation,
            organisation_name: oat.organisation_name.clone(),
            subject: oat.subject.kind().into(),
            technical_change,
            vouching_scheme,
            status: oat.status().into(),
            status_words: oat.status().to_string(),
            standing: None,
            since: stage.since,
            cause: stage.cause,
            override_reason: stage.override_reason,
            closed_because: stage.closed.as_ref().map(|(code, _)| *code),
            closed_words: stage.closed.map(|(_, words)| words),
            version: oat.version,
            requested_at: oat.requested_at,
            requested_by: Of::of(&oat.requested_by),
            updated_at: oat.updated_at,
            people: None,
            cannot_be_shown: Vec::new(),
            connection_date: oat.connection_date,
            going_live: going_live.map(|state| state.kind().into()),
            goes_live_on: goes_live_on(going_live),
            may_add_further_schemes: going_live.map(|state| matches!(state, GoingLive::Live { .. })),
            last_run: oat.runs.last().map(Of::of),
            proposed_override: oat.proposed_override.as_ref().map(Of::of),
            date_changes: oat.date_changes.iter().map(Of::of).collect(),
            findings: oat.findings.iter().map(Of::of).collect(),
            support_requests: oat.support.iter().map(Of::of).collect(),
            holds: oat.holds.iter().map(Of::of).collect(),
        }
    }
}

/// What a stage tells.
#[derive(Default)]
struct StageFacts {
    since: Option<Timestamp>,
    cause: Option<CauseBody>,
    override_reason: Option<String>,
    closed: Option<(ClosedCode, String)>,
}

impl StageFacts {
    fn of(stage: &Stage) -> Self {
        match stage {
            Stage::Testing => Self::default(),
            Stage::Failed { at, because: Failure::Run { cause, .. } } => {
                Self { since: Some(*at), cause: Some(Of::of(*cause)), ..Self::default() }
            }
            Stage::Passed { at, because: Pass::Run { .. } } | Stage::Live { at } => {
                Self { since: Some(*at), ..Self::default() }
            }
            Stage::Failed { at, because: Failure::Override { reason } }
            | Stage::Passed { at, because: Pass::Override { reason } } => {
                let override_reason = Some(reason.to_string());
                Self { since: Some(*at), override_reason, ..Self::default() }
            }
            Stage::Closed { at, why } => {
                let closed = Some(((*why).into(), why.to_string()));
                Self { since: Some(*at), closed, ..Self::default() }
            }
        }
    }
}

/// The reference of the change, or the name of the scheme.
fn subject(subject: &Subject) -> (Option<String>, Option<String>) {
    match subject {
        Subject::Change { reference, .. } => (Some(reference.to_string()), None),
        Subject::InitialConnection { scheme } => (None, Some(scheme.to_string())),
    }
}

impl Of<&ProposedOverride> for ProposedOverrideBody {
    fn of(proposed: &ProposedOverride) -> Self {
        Self {
            at: proposed.at,
            by: Of::of(&proposed.by),
            outcome: proposed.outcome.into(),
            reason: proposed.reason.to_string(),
        }
    }
}

impl Of<&DateChange> for DateChangeBody {
    fn of(change: &DateChange) -> Self {
        let decision = change.decision.as_ref();
        Self {
            date: change.date,
            reason: change.reason.to_string(),
            asked_at: change.at,
            asked_by: Of::of(&change.by),
            accepted: decision.map(|decision| decision.accepted),
            superseded_by: decision.and_then(|decision| decision.superseded_by),
            answer: decision.and_then(|decision| decision.reason.as_ref()).map(ToString::to_string),
            decided_at: decision.map(|decision| decision.at),
            decided_by: decision.map(|decision| Of::of(&decision.by)),
        }
    }
}

impl Of<&Finding> for FindingBody {
    fn of(finding: &Finding) -> Self {
        Self {
            at: finding.at,
            by: Of::of(&finding.by),
            run: finding.run,
            endpoint: finding.endpoint,
            attempt: finding.attempt,
            request_id: finding.request,
            note: finding.note.to_string(),
        }
    }
}

impl Of<&OatSummary> for OatRowBody {
    fn of(row: &OatSummary) -> Self {
        let (technical_change, vouching_scheme) = subject(&row.subject);
        Self {
            id: row.id,
            reference: row.reference.to_string(),
            organisation: row.organisation,
            organisation_name: row.organisation_name.clone(),
            subject: row.subject.kind().into(),
            technical_change,
            vouching_scheme,
            status: row.status.into(),
            requested_at: row.requested_at,
            updated_at: row.updated_at,
            connection_date: row.connection_date,
            run: row.run,
            cause: row.cause.map(Of::of),
            override_proposed: row.override_proposed,
            date_change_asked: row.date_change_asked,
        }
    }
}
