//! Support requests (D1) and holds on going live (G3).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::actor::By;
use crate::change::testing::{TestEndpointAnswers, TestUrls};
use crate::problem::{Field, Problem, Violation};
use crate::reference::SupportReference;
use crate::text::FreeText;

/// What is asked for, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SupportAsked {
    DelayGoingLive {
        /// Until which day; until further notice when none.
        until: Option<Date>,
    },
    ChangeTestEndpoints(TestEndpointAnswers),
    OatSupportSession,
    Other,
}

kinds_of! {
    SupportAsked, SupportSubject: /// The kinds of support requests.
    SupportKind {
        DelayGoingLive = "delay_going_live", "delay going live";
        ChangeTestEndpoints = "change_test_endpoints", "change test endpoints";
        OatSupportSession = "oat_support_session", "OAT support session";
        Other = "other", "other";
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SupportSubject {
    DelayGoingLive {
        /// Until which day; until further notice when none.
        until: Option<Date>,
    },
    ChangeTestEndpoints(TestUrls),
    OatSupportSession,
    Other,
}

/// A support request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportRequest {
    pub reference: SupportReference,
    pub subject: SupportSubject,
    pub text: FreeText,
    pub at: Timestamp,
    pub by: By,
    pub answer: Option<SupportAnswer>,
}

/// PDP's answer to a support request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportAnswer {
    pub at: Timestamp,
    pub by: By,
    pub text: FreeText,
    /// Whether what was asked for is granted; none where there is nothing to grant.
    pub accepted: Option<bool>,
}

/// Nothing goes live while there is one (G3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub at: Timestamp,
    pub by: By,
    pub reason: HoldReason,
    /// Until 00:00 in London on which day; until released when none.
    pub until: Option<Date>,
}

/// Why there is a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldReason {
    /// The organisation asked for it, and PDP accepted.
    Asked {
        request: SupportReference,
    },
    Pdp(FreeText),
    /// A reclassification left nothing to be done: nothing goes live because of it (V4), so PDP releases it.
    Reclassified,
    /// Its operational acceptance testing was passed, and something about that is undecided: a re-run, an override, another date
    /// (O2, O8). It ends by itself when that is decided.
    Oat,
}

kinds_of! {
    HoldReason: /// The kinds of reasons for a hold.
    HoldReasonKind {
        /// See [`HoldReason::Asked`].
        Asked = "asked";
        /// See [`HoldReason::Pdp`].
        Pdp = "pdp";
        /// See [`HoldReason::Reclassified`].
        Reclassified = "reclassified";
        /// See [`HoldReason::Oat`].
        Oat = "oat";
    }
}

/// Whether a delay is granted, and until when: a day or “until released”, one of which has to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Granted {
    pub accepted: Option<bool>,
    pub until: Option<Date>,
    pub until_released: Option<bool>,
}

impl Granted {
    /// What is wrong with it as the answer to a request for a delay. `no_delay` says why a day is none. What was entered before
    /// declining is in nobody's way.
    pub(crate) fn check_delay(
        &self,
        no_delay: impl FnOnce(Date) -> Option<Violation>,
        found: &mut Vec<Problem>,
    ) {
        let is_released = self.until_released == Some(true);
        match (self.accepted, self.until) {
            (None, _) => found.push(Problem::new(Field::Accepted, Violation::Missing)),
            (Some(false), _) => {}
            (Some(true), Some(_)) if is_released => {
                found.push(Problem::new(Field::UntilReleased, Violation::NotBoth));
            }
            (Some(true), Some(until)) => {
                found.extend(no_delay(until).map(|violation| Problem::new(Field::Until, violation)));
            }
            (Some(true), None) if !is_released => {
                found.push(Problem::new(Field::Until, Violation::Missing));
            }
            (Some(true), None) => {}
        }
    }
}

/// The answer to a request that a newer one about the same matter made void, because that was granted.
pub(crate) fn superseded_by(newer: SupportReference) -> FreeText {
    FreeText::restore(format!(
        "PDP has accepted the newer support request {newer} about the same matter. This one is closed without an answer of its own."
    ))
}

/// Adds a hold: there is at most one of each kind of reason, and the new one counts.
pub(crate) fn hold(holds: &mut Vec<Hold>, hold: Hold) {
    holds.retain(|one| one.reason.kind() != hold.reason.kind());
    holds.push(hold);
}

/// What waits for a release is released; a date that was granted stays, unless there is nothing else to release.
pub(crate) fn release(holds: &mut Vec<Hold>) {
    let open_ended = holds.iter().any(|hold| hold.until.is_none());
    holds.retain(|hold| open_ended && hold.until.is_some());
}

/// Whether a hold without a date, or a request for a delay that PDP has not answered, is in the way (G3).
pub(crate) fn is_held(holds: &[Hold], requests: &[SupportRequest]) -> bool {
    let is_delay = |subject: &SupportSubject| matches!(subject, SupportSubject::DelayGoingLive { .. });
    let asked = requests.iter().any(|request| request.answer.is_none() && is_delay(&request.subject));
    asked || holds.iter().any(|hold| hold.until.is_none())
}
