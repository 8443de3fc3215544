//! Disputes of results (Q10).

mod history;

use api::{
    DisputeAnswerView, DisputeBody, DisputeOfResultBody, DisputeRowBody, DisputedEndpointBody,
    DisputedResultBody,
};
use app::{DisputeSummary, SeenDispute};
use domain::dispute::{Answer, Dispute, DisputedResult, DisputesOfResult};
use domain::oat::{ProfileMark, Target};
use jiff::Timestamp;

use crate::evidence::evidence_body;
use crate::oat::find_profile_body;
use crate::shown::Of;

/// `dispute` as shown at `now`, beside the find profile that is used now; with the flags of its files to PDP (E2).
pub fn dispute_body(
    dispute: &Dispute,
    present: Option<&ProfileMark>,
    now: Timestamp,
    to_pdp: bool,
) -> DisputeBody {
    let files = dispute.files.0.iter();
    DisputeBody {
        id: dispute.id,
        reference: dispute.reference.to_string(),
        organisation: dispute.organisation,
        organisation_name: dispute.organisation_name.clone(),
        status: dispute.status().into(),
        status_words: dispute.status().to_string(),
        result: Of::of(&dispute.result),
        endpoints: dispute.targets.iter().map(Of::of).collect(),
        text: dispute.text.to_string(),
        find_profile: dispute.profile.as_ref().map(|mark| find_profile_body(mark, present)),
        version: dispute.version,
        opened_at: dispute.opened_at,
        opened_by: Of::of(&dispute.opened_by),
        updated_at: dispute.updated_at,
        people: None,
        cannot_be_shown: Vec::new(),
        files: files.map(|(id, file)| evidence_body(*id, file, now, to_pdp)).collect(),
        answer: dispute.answer.as_ref().map(Of::of),
    }
}

/// A dispute as it was read, as shown at `now`, with the names of those who act in it.
pub fn seen_dispute_body(seen: &SeenDispute, now: Timestamp, to_pdp: bool) -> DisputeBody {
    let people = Some(seen.people.iter().map(Of::of).collect());
    let cannot_be_shown = seen.missing.iter().map(|part| (*part).into()).collect();
    DisputeBody { people, cannot_be_shown, ..dispute_body(&seen.dispute, seen.present.as_ref(), now, to_pdp) }
}

/// The disputes that a result has had.
pub(crate) fn disputes_of(result: Option<&DisputesOfResult>) -> Vec<DisputeOfResultBody> {
    let one = |disputes: &DisputesOfResult| {
        let open = disputes.open;
        let all = disputes.all.iter().map(move |(id, reference)| DisputeOfResultBody {
            id: *id,
            reference: reference.to_string(),
            open: open == Some(*id),
        });
        all.collect()
    };
    result.map(one).unwrap_or_default()
}

impl Of<&DisputedResult> for DisputedResultBody {
    fn of(result: &DisputedResult) -> Self {
        let nothing = Self {
            kind: result.kind().into(),
            oat_request: None,
            oat_reference: None,
            run: None,
            passed: None,
            pre_flight: None,
            pre_flight_reference: None,
        };
        match result {
            DisputedResult::Run { oat, reference, number, passed, .. } => Self {
                oat_request: Some(*oat),
                oat_reference: Some(reference.to_string()),
                run: Some(*number),
                passed: Some(*passed),
                ..nothing
            },
            DisputedResult::PreFlight { id, reference } => Self {
                pre_flight: Some(*id),
                pre_flight_reference: reference.map(|reference| reference.to_string()),
                ..nothing
            },
        }
    }
}

impl Of<&Target> for DisputedEndpointBody {
    fn of(target: &Target) -> Self {
        Self { endpoint: target.endpoint, url: target.url.to_string() }
    }
}

impl Of<&Answer> for DisputeAnswerView {
    fn of(answer: &Answer) -> Self {
        Self {
            ruling: answer.ruling.into(),
            ruling_words: answer.ruling.to_string(),
            answer: answer.text.to_string(),
            at: answer.at,
            by: Of::of(&answer.by),
        }
    }
}

impl Of<&DisputeSummary> for DisputeRowBody {
    fn of(row: &DisputeSummary) -> Self {
        Self {
            id: row.id,
            reference: row.reference.to_string(),
            organisation: row.organisation,
            organisation_name: row.organisation_name.clone(),
            result: Of::of(&row.result),
            opened_at: row.opened_at,
            updated_at: row.updated_at,
            ruling: row.ruling.map(Into::into),
        }
    }
}
