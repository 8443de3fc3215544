//! Commands on a request for OAT. Imperative; [`super::decide`] answers them.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Outcome, RecordedAttempt};
use crate::change::support::Granted;
use crate::ids::{EndpointId, FindRequestId};
use crate::reference::SupportReference;

/// The three questions and the date (O1, O2), as answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OatAnswers {
    /// Live cryptographic material is deployed.
    pub material_deployed: Option<bool>,
    pub connection_ready: Option<bool>,
    /// The organisation is ready to transition into live.
    pub organisation_ready: Option<bool>,
    pub connection_date: Option<Date>,
}

/// An attempt that was found by the id it sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundAttempt {
    pub endpoint: EndpointId,
    /// Its number in the run, from 1.
    pub number: u32,
}

commands! {
    /// Request it anew, after it was closed (O1, O2).
    RequestAnew { answers: OatAnswers } = "request_anew";
    /// Record what one probe batch saw, which may be nothing but declared downtime (O6, O11).
    /// The observations are large, so each is held once.
    RecordAttempts { run: u32, attempts: Vec<Arc<RecordedAttempt>> } = "record_attempts";
    /// Close it if what was to be tested moved on.
    Close = "close";
    /// Ask for a re-test after a failure (O7).
    AskForRetest { fixed: String } = "ask_for_retest";
    /// Run the test again (O8).
    Rerun {
        /// Why, if the person says so.
        reason: Option<String>,
    } = "rerun";
    /// Propose another result (O8).
    ProposeOverride { outcome: Option<Outcome>, reason: String } = "propose_override";
    /// Approve or decline what somebody else proposed (O8).
    DecideOverride {
        approved: Option<bool>,
        /// Why not, when it is declined.
        reason: Option<String>,
    } = "decide_override";
    /// Ask for another connection date (O2).
    AskForDate { date: Option<Date>, reason: String } = "ask_for_date";
    /// Accept or decline another connection date (O2).
    DecideDate {
        accepted: Option<bool>,
        /// Why; needed when it is declined.
        reason: Option<String>,
    } = "decide_date";
    /// Settle another connection date that was asked for, because a newer one was given for the change (G2).
    SettleDate { given: Date } = "settle_date";
    /// Give a new connection date of an initial connection, when the one before passed (G2).
    GiveConnectionDate { date: Option<Date> } = "give_connection_date";
    /// Make an initial connection live, if it was passed and its date is reached (O7, G2).
    GoLive = "go_live";
    /// Record that a synthetic request came back in a registration (O10).
    RecordFinding {
        run: u32,
        /// The id that came back.
        request: FindRequestId,
        /// The attempt of that run that sent it; none when there is none.
        attempt: Option<FoundAttempt>,
        /// What PDP knows of it.
        note: String,
    } = "record_finding";
    /// Ask for a support session about an initial connection (D1, O7).
    AskForSupport { reference: SupportReference, text: String } = "ask_for_support";
    /// Answer that, or a request for a delay (D1); a delay that is granted becomes a hold (G3).
    AnswerSupport {
        reference: SupportReference,
        answer: String,
        /// Whether a delay is granted, and until when.
        granted: Granted,
    } = "answer_support";
    /// Ask for a delay of going live of an initial connection (G3, Q5).
    AskForDelay {
        reference: SupportReference,
        /// Until which day; until further notice when none.
        until: Option<Date>,
        text: String,
    } = "ask_for_delay";
    /// Hold going live of an initial connection (G3, Q5).
    PlaceHold {
        reason: String,
        /// Until 00:00 in London on which day; until released when none.
        until: Option<Date>,
    } = "place_hold";
    /// Release what holds it.
    ReleaseHold { reason: String } = "release_hold";
}

impl Command {
    /// Records `attempts` of `run`.
    pub fn record_attempts(run: u32, attempts: impl IntoIterator<Item = RecordedAttempt>) -> Self {
        Self::RecordAttempts { run, attempts: attempts.into_iter().map(Arc::new).collect() }
    }
}
