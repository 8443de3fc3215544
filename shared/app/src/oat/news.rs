//! The content of notifications about operational acceptance testing (§9).

use domain::change::GoingLive;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::FindRequestId;
use domain::oat::observation::OwnFault;
use domain::oat::{Cause, ClosedBecause, Doubt, Outcome};
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::mail::kinds::kinds;

/// Hands every kind of news to the macro `$make`, after the token `$with`: each with its facts and its code. From
/// this list come the type and its codes here, and the stored items. A new one begins here; the compiler names the other places.
#[macro_export]
macro_rules! for_each_oat_news {
    ($make:path $(, $with:tt)?) => {
        $make! {
            $($with)?
            /// What a notification about operational acceptance testing tells.
            OatNews:

            /// To the service managers, and to PDP support: OAT was requested (O1, O2).
            Requested {
                connection_date: Date,
                /// Whether it had been requested before, and was closed.
                anew: bool,
                /// Since when the endpoints are live, when they are tested all the same (V4).
                live_since: Option<Timestamp>,
            } = "oat_requested";
            /// To the contacts concerned: it was passed (O7).
            Passed {
                connection_date: Date,
                /// Where the endpoints are on their way.
                going_live: GoingLive,
                /// Certificates that expire soon (O6).
                expiring: Vec<ExpiringCertificate>,
                /// Why two people of PDP decided so, if it was not a run that passed (O8).
                overridden: Option<FreeText>,
                /// Answers that may mean less than they seem to.
                doubtful: Vec<Doubtful>,
            } = "oat_passed";
            /// To PDP support: a run passed, and some of its answers may mean less than they seem to.
            DoubtfulPass {
                run: u32,
                /// Which, never none.
                doubtful: Vec<Doubtful>,
            } = "oat_doubtful_pass";
            /// To the service managers: it was not passed (O7). To PDP support too, when the endpoints are live and stay so (V4).
            Failed {
                run: u32,
                failures: Vec<FailedTarget>,
                /// Since when the endpoints are live, when they are tested all the same.
                live_since: Option<Timestamp>,
            } = "oat_failed";
            /// To the service managers: two people of PDP decided that it was not passed (O8).
            PassWithdrawn { reason: FreeText } = "oat_pass_withdrawn";
            /// To PDP support: how a re-run ended after a pass, which stands either way (O8).
            RerunEnded {
                run: u32,
                /// What failed, and why; none when it passed.
                failures: Vec<FailedTarget>,
            } = "oat_rerun_ended";
            /// To the service managers: what was to be tested moved on.
            Closed { why: ClosedBecause } = "oat_closed";
            /// To PDP support: something on our side goes wrong again and again (O7).
            OwnFault {
                run: u32,
                fault: OwnFault,
                in_a_row: u32,
                /// At which endpoints; none in notifications before that was noted.
                urls: Vec<EndpointUrl>,
            } = "oat_own_fault";
            /// To PDP support: somebody proposes another result (O8).
            OverrideProposed { outcome: Outcome, reason: FreeText } = "oat_override_proposed";
            /// To PDP support: it was declined, or taken back.
            OverrideDeclined {
                outcome: Outcome,
                /// Why, if said.
                reason: Option<FreeText>,
            } = "oat_override_declined";
            /// To PDP support, and to the service managers: another connection date is asked for (O2).
            DateAsked { from: Date, to: Date, reason: FreeText } = "oat_date_asked";
            /// To the service managers: PDP's answer (O2).
            DateAnswered {
                from: Date,
                to: Date,
                accepted: bool,
                /// What PDP says to it.
                reason: Option<FreeText>,
            } = "oat_date_answered";
            /// To PDP support, and to the service managers: a newer date settled another one that was asked for (O2, G2).
            DateSuperseded { asked: Date, given: Date } = "oat_date_superseded";
            /// To the service managers: the date of an initial connection passed before it could go live (G2).
            DateNeeded {
                passed: Date,
                /// The first date that is possible, if it is given today.
                earliest: Date,
            } = "oat_date_needed";
            /// To all contacts, and to all of PDP: the initial connection is live, and further schemes may be added (O7).
            SchemeWentLive { endpoints: Vec<ProposedEndpoint> } = "scheme_went_live";
            /// To PDP support: a synthetic request came back in a registration (O10).
            Finding {
                run: u32,
                url: Option<EndpointUrl>,
                attempt: u32,
                /// The id that came back.
                request: FindRequestId,
                /// What PDP knows of it.
                note: FreeText,
            } = "oat_finding";
        }
    };
}

for_each_oat_news!(kinds);

impl OatNews {
    /// As [`Notification::says_outcome_or_date`](crate::mail::Notification::says_outcome_or_date).
    pub const fn says_outcome_or_date(&self) -> bool {
        match self {
            Self::Passed { .. }
            | Self::Failed { .. }
            | Self::PassWithdrawn { .. }
            | Self::Closed { .. }
            | Self::DateAnswered { .. }
            | Self::DateSuperseded { .. }
            | Self::DateNeeded { .. }
            | Self::SchemeWentLive { .. } => true,
            Self::Requested { .. }
            | Self::DoubtfulPass { .. }
            | Self::RerunEnded { .. }
            | Self::OwnFault { .. }
            | Self::OverrideProposed { .. }
            | Self::OverrideDeclined { .. }
            | Self::DateAsked { .. }
            | Self::Finding { .. } => false,
        }
    }
}

/// An endpoint that failed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedTarget {
    pub url: EndpointUrl,
    pub cause: Cause,
    /// The status that it answered; none when it did not, and in notifications before that was noted.
    pub status: Option<u16>,
}

/// An endpoint whose answer may mean less than it seems to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubtful {
    pub url: EndpointUrl,
    pub doubt: Doubt,
}

/// A certificate that expires soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpiringCertificate {
    /// Where it is shown.
    pub url: EndpointUrl,
    pub at: Timestamp,
}
