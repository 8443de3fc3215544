//! Support requests (D1) and holds on going live (G3).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::actor::By;
use crate::change::testing::{TestEndpointAnswers, TestUrls};
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
