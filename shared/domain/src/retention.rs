//! How long what has ended is kept, and what keeps it longer (A2). Only an operator deletes (`docs/retention.md`).
//!
//! Responsible for: when a change, the test of an initial connection, a notice of downtime and a pre-flight ended, and from which day on
//! they may be deleted. Must not: know what else there is of them, or how it is deleted.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use crate::calendar::{london_date, spoken};
use crate::change::support::SupportRequest;
use crate::change::{Change, Stage};
use crate::dispute::Dispute;
use crate::downtime::{self, Notice};
use crate::endpoint::ProposedEndpoint;
use crate::figures::Month;
use crate::ids::EndpointId;
use crate::oat::{self, OatRequest};
use crate::organisation::Organisation;
use crate::reference::{OatReference, SupportReference};
use crate::register::{EndpointState, RegisteredEndpoint};

/// So many years everything is kept at least, from its end on (A2).
pub const YEARS_KEPT: i16 = 6;

/// Why something may not be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    NotEnded,
    /// It brought an endpoint into the ecosystem that is still in it, or may come back.
    EndpointInUse(EndpointId),
    OatNotEnded(OatReference),
    SupportRequestOpen(SupportReference),
    DisputeOpen(SupportReference),
    /// An export of it is asked for, or can still be fetched.
    ExportUnderWay,
    /// The probe works on it.
    BeingProbed,
    /// It ended, but not six years ago.
    Until {
        ended: Date,
        /// The first day on which it may be deleted.
        first: Date,
    },
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEnded => f.write_str("it has not ended"),
            Self::EndpointInUse(id) => write!(f, "its endpoint {id} is not out of use"),
            Self::OatNotEnded(reference) => write!(f, "its request for OAT {reference} has not ended"),
            Self::SupportRequestOpen(reference) => {
                write!(f, "its support request {reference} waits for PDP’s answer")
            }
            Self::DisputeOpen(reference) => write!(f, "the dispute {reference} waits for PDP’s answer"),
            Self::ExportUnderWay => f.write_str("an export of it is being made, or can still be fetched"),
            Self::BeingProbed => f.write_str("the probe works on it"),
            Self::Until { ended, first } => {
                write!(f, "it ended on {}, so it may go from {} on", spoken(*ended), spoken(*first))
            }
        }
    }
}

/// What stands around something and may keep it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The entries of the register that it made.
    pub endpoints: Vec<RegisteredEndpoint>,
    /// The disputes of its results.
    pub disputes: Vec<Dispute>,
    /// Whether an export of it is asked for, or can still be fetched.
    pub is_exported: bool,
    /// Whether the probe has it in hand.
    pub is_probed: bool,
    /// When somebody last did something about it that is no event: was refused, downloaded, noted, mended.
    pub noted_at: Option<Timestamp>,
}

/// When `change` ended, with everything that belongs to it: the last thing that ever happened to it, to its endpoints, its test or the
/// disputes of that. `oat` is its request for OAT, `own` its organisation.
///
/// # Errors
/// What keeps it, whenever it ended.
pub fn end_of_change(
    change: &Change,
    oat: Option<&OatRequest>,
    own: &Organisation,
    around: &Surroundings,
) -> Result<Timestamp, Kept> {
    let added = change.new_endpoints();
    let ended = match &change.stage {
        Stage::Draft | Stage::InReview { .. } | Stage::AwaitingInformation { .. } => {
            return Err(Kept::NotEnded);
        }
        // It is live, with a step to do that nothing depends on once its endpoints are out of use.
        Stage::Confirmed(_) => {
            change.live_at.filter(|_| added.iter().any(is_in(around))).ok_or(Kept::NotEnded)?
        }
        Stage::Rejected { at, .. } | Stage::Withdrawn { at, .. } | Stage::Complete { at, .. } => *at,
    };
    if let Some((id, _)) = added.iter().find(|(id, _)| own.live_endpoints.contains_key(id)) {
        return Err(Kept::EndpointInUse(*id));
    }
    answered(&change.support)?;
    if let Some(oat) = oat {
        quiet(oat)?;
    }
    let windows = change.downtime.iter().map(|notice| notice.window.end);
    let own = [Some(change.updated_at), change.live_at, oat.map(|oat| oat.updated_at)];
    Ok(latest(ended, own.into_iter().flatten().chain(windows).chain(end_around(around)?)))
}

fn is_in(around: &Surroundings) -> impl Fn(&(EndpointId, ProposedEndpoint)) -> bool {
    |(id, _)| around.endpoints.iter().any(|entry| entry.id == *id)
}

/// The same of the request for the OAT of an initial connection.
///
/// # Errors
/// What keeps it.
pub fn end_of_initial_connection(
    oat: &OatRequest,
    own: &Organisation,
    around: &Surroundings,
) -> Result<Timestamp, Kept> {
    let ended = match oat.stage {
        oat::Stage::Live { at } | oat::Stage::Closed { at, .. } => at,
        oat::Stage::Testing | oat::Stage::Failed { .. } | oat::Stage::Passed { .. } => {
            return Err(Kept::NotEnded);
        }
    };
    let mut scheme = own.vouching.iter().flat_map(|scheme| &scheme.endpoints);
    if let Some((id, _)) = scheme.find(|(id, _)| own.live_endpoints.contains_key(id)) {
        return Err(Kept::EndpointInUse(*id));
    }
    answered(&oat.support)?;
    quiet(oat)?;
    Ok(latest(ended, [oat.updated_at].into_iter().chain(end_around(around)?)))
}

/// The same of a notice of downtime without a change; at `now`.
///
/// # Errors
/// What keeps it.
pub fn end_of_notice(notice: &Notice, now: Timestamp, around: &Surroundings) -> Result<Timestamp, Kept> {
    let is_meant = notice.status == downtime::Status::InForce;
    if is_meant && now < notice.window.end {
        return Err(Kept::NotEnded);
    }
    Ok(latest(notice.updated_at, [notice.window.end].into_iter().chain(end_around(around)?)))
}

/// The same of a pre-flight, which has its result since `done_at`.
///
/// # Errors
/// What keeps it.
pub fn end_of_pre_flight(done_at: Option<Timestamp>, around: &Surroundings) -> Result<Timestamp, Kept> {
    Ok(latest(done_at.ok_or(Kept::NotEnded)?, end_around(around)?))
}

/// Whether what ended then may be deleted `today`.
///
/// # Errors
/// [`Kept::Until`].
pub fn may_go(ended: Timestamp, today: Date) -> Result<(), Kept> {
    let ended = london_date(ended);
    let first = first_day(ended);
    if first <= today { Ok(()) } else { Err(Kept::Until { ended, first }) }
}

/// Whether something of the history of this month may have been deleted by `today`: then its figures cannot be made again.
pub fn may_be_gone(month: Month, today: Date) -> bool {
    first_day(month.first_day()) <= today
}

/// The day after the years in which something is kept that ended on this one.
fn first_day(ended: Date) -> Date {
    ended.saturating_add(Span::new().years(YEARS_KEPT)).saturating_add(Span::new().days(1))
}

fn answered(requests: &[SupportRequest]) -> Result<(), Kept> {
    let open = requests.iter().find(|request| request.answer.is_none());
    open.map_or(Ok(()), |request| Err(Kept::SupportRequestOpen(request.reference)))
}

/// Whether nobody waits for anything in a request for OAT.
fn quiet(oat: &OatRequest) -> Result<(), Kept> {
    let is_open = matches!(oat.stage, oat::Stage::Testing)
        || oat.open_run().is_some()
        || oat.proposed_override.is_some()
        || oat.open_date_change().is_some();
    if is_open { Err(Kept::OatNotEnded(oat.reference)) } else { Ok(()) }
}

/// When something last happened around it.
fn end_around(around: &Surroundings) -> Result<impl Iterator<Item = Timestamp>, Kept> {
    if let Some(entry) = around.endpoints.iter().find(|entry| entry.state != EndpointState::Inactive) {
        return Err(Kept::EndpointInUse(entry.id));
    }
    if let Some(open) = around.disputes.iter().find(|dispute| dispute.answer.is_none()) {
        return Err(Kept::DisputeOpen(open.reference));
    }
    if around.is_exported {
        return Err(Kept::ExportUnderWay);
    }
    if around.is_probed {
        return Err(Kept::BeingProbed);
    }
    let endpoints = around.endpoints.iter().map(|entry| entry.since);
    let disputes = around.disputes.iter().map(|dispute| dispute.updated_at);
    Ok(endpoints.chain(disputes).chain(around.noted_at))
}

fn latest(one: Timestamp, others: impl Iterator<Item = Timestamp>) -> Timestamp {
    others.fold(one, Timestamp::max)
}
