//! The state of a request for OAT.

use app::{Fault, OatSummary};
use domain::actor::By;
use domain::change::support::{Hold, SupportRequest};
use domain::ids::{ChangeId, EndpointId, FindRequestId, OatId, OrganisationId};
use domain::oat::{
    Cause, ClosedBecause, DateChange, DateDecision, Failure, Finding, OatRequest, Outcome, Pass,
    ProposedOverride, Run, Stage, Subject,
};
use domain::reference::{OatReference, Reference};
use domain::text::{FreeText, Name};
use jiff::Timestamp;
use jiff::civil::Date;

use super::summary;
use crate::item::Item;
use crate::item::read_past::Past;
use crate::item::stored::{Stored, stored_enum, stored_struct};
use crate::table::keys::Key;

/// The item of `oat`, in the indexes it belongs to.
pub(crate) fn write(oat: &OatRequest) -> Result<Item, Fault> {
    let mut item = crate::item::write(Key::oat(oat.id), &oat.item())?;
    summary::put(&mut item, &OatSummary::of(oat))?;
    Ok(item)
}

/// The request in `item`.
pub(crate) fn read(item: Item, past: &mut Past) -> Result<OatRequest, Fault> {
    crate::item::read_keeping::<OatItem<'static>>(item, past).map(OatRequest::restore)
}

stored_struct! {
    OatItem for OatRequest {
        id: OatId, reference: OatReference, organisation: OrganisationId, organisation_name: String, subject: Subject,
        version: u64, acted_version: u64, policy: u32, requested_at: Timestamp, requested_by: By,
        updated_at: Timestamp, connection_date: Date, stage: Stage, runs: Vec<Run>, date_changes: Vec<DateChange>,
        findings: Vec<Finding>, support: Vec<SupportRequest>, holds: Vec<Hold>,
        proposed_override: Option<ProposedOverride>
    }
}

stored_enum! {
    SubjectItem for Subject {
        Change { id: ChangeId, reference: Reference },
        InitialConnection { scheme: Name },
    }
}

stored_enum! {
    StageItem for Stage {
        Testing,
        Failed { at: Timestamp, because: Failure },
        Passed { at: Timestamp, because: Pass },
        Live { at: Timestamp },
        Closed { at: Timestamp, why: ClosedBecause },
    }
}

stored_enum! {
    FailureItem for Failure {
        Run { run: u32, cause: Cause },
        Override { reason: FreeText },
    }
}

stored_enum! {
    PassItem for Pass {
        Run { run: u32 },
        Override { reason: FreeText },
    }
}

stored_struct! {
    ProposedOverrideItem for ProposedOverride { at: Timestamp, by: By, outcome: Outcome, reason: FreeText }
}

stored_struct! {
    DateChangeItem for DateChange { at: Timestamp, by: By, date: Date, reason: FreeText, decision: Option<DateDecision> }
}

stored_struct! {
    DateDecisionItem for DateDecision {
        at: Timestamp, by: By, accepted: bool, reason: Option<FreeText>, superseded_by: Option<Date>
    }
}

stored_struct! {
    FindingItem for Finding {
        at: Timestamp, by: By, run: u32, endpoint: EndpointId, attempt: u32, request: FindRequestId, note: FreeText
    }
}
