//! The content of notifications about operational acceptance testing.

use app::mail::{Doubtful, ExpiringCertificate, FailedTarget, OatNews};
use domain::change::GoingLive;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::FindRequestId;
use domain::oat::observation::OwnFault;
use domain::oat::{Cause, ClosedBecause, Doubt, Outcome};
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::item::stored::{stored_enum, stored_struct};

stored_struct!(FailedTargetItem for FailedTarget { url: EndpointUrl, cause: Cause; status: u16 });

stored_struct!(DoubtfulItem for Doubtful { url: EndpointUrl, doubt: Doubt });

stored_struct!(ExpiringItem for ExpiringCertificate { url: EndpointUrl, at: Timestamp });

stored_enum! {
    OatNewsItem for OatNews {
        Requested { connection_date: Date, anew: bool; live_since: Timestamp },
        Passed {
            connection_date: Date, going_live: GoingLive, expiring: Vec<ExpiringCertificate>,
            doubtful: Vec<Doubtful>; overridden: FreeText
        },
        DoubtfulPass { run: u32, doubtful: Vec<Doubtful> },
        Failed { run: u32, failures: Vec<FailedTarget>; live_since: Timestamp },
        PassWithdrawn { reason: FreeText },
        RerunEnded { run: u32, failures: Vec<FailedTarget> },
        Closed { why: ClosedBecause },
        OwnFault { run: u32, fault: OwnFault, in_a_row: u32, urls: Vec<EndpointUrl> },
        OverrideProposed { outcome: Outcome, reason: FreeText },
        OverrideDeclined { outcome: Outcome; reason: FreeText },
        DateAsked { from: Date, to: Date, reason: FreeText },
        DateAnswered { from: Date, to: Date, accepted: bool; reason: FreeText },
        DateSuperseded { asked: Date, given: Date },
        DateNeeded { passed: Date, earliest: Date },
        SchemeWentLive { endpoints: Vec<ProposedEndpoint> },
        Finding { run: u32, attempt: u32, request: FindRequestId, note: FreeText; url: EndpointUrl },
    }
}
