//! Events of a request for OAT, as its history keeps them.

use domain::change::support::HoldReason;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::{EndpointId, FindRequestId, OatId, OrganisationId};
use domain::oat::observation::OwnFault;
use domain::oat::{
    AttemptSummary, Cause, ClosedBecause, Doubt, DowntimeWait, EventKind, Outcome, ProfileMark, Subject,
    Target,
};
use domain::reference::{OatReference, SupportReference};
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::item::stored::{stored_enum, stored_struct};

stored_struct! {
    AttemptSummaryItem for AttemptSummary {
        endpoint: EndpointId, url: EndpointUrl, number: u32, request: FindRequestId, at: Timestamp,
        doubts: Vec<Doubt>,
        cause: Option<Cause>, status: Option<u16>, certificate_expires: Option<Timestamp>, next_at: Option<Timestamp>
    }
}

stored_struct!(DowntimeWaitItem for DowntimeWait { endpoint: EndpointId, until: Timestamp, look_at: Option<Timestamp> });

stored_enum! {
    EventItem for EventKind {
        OatRequested {
            id: OatId, reference: OatReference, organisation: OrganisationId, organisation_name: String,
            subject: Subject, policy: u32, connection_date: Date
        },
        OatRequestedAnew { run: u32, subject: Subject, policy: u32, connection_date: Date },
        AttemptsRecorded {
            run: u32, targets: Vec<Target>, attempts: Vec<AttemptSummary>, profile: Option<ProfileMark>
        },
        DowntimeAwaited { run: u32, targets: Vec<Target>, waits: Vec<DowntimeWait> },
        OwnFaultReported { run: u32, fault: OwnFault, in_a_row: u32, urls: Vec<EndpointUrl> },
        OatPassed { run: u32, connection_date: Date },
        OatFailed { run: u32, cause: Cause },
        RerunPassed { run: u32 },
        RerunFailed { run: u32, cause: Cause },
        OatClosed { why: ClosedBecause },
        RetestRequested { run: u32, fixed: FreeText },
        RerunRequested { run: u32, reason: Option<FreeText> },
        OverrideProposed { outcome: Outcome, reason: FreeText },
        OverrideApproved { outcome: Outcome, reason: FreeText, connection_date: Date },
        OverrideDeclined { reason: Option<FreeText> },
        DateChangeAsked { date: Date, reason: FreeText },
        DateChangeAccepted { date: Date, reason: Option<FreeText> },
        DateChangeDeclined { date: Date, reason: FreeText },
        DateChangeSuperseded { date: Date, given: Date },
        ConnectionDateGiven { date: Date },
        SchemeWentLive { endpoints: Vec<(EndpointId, ProposedEndpoint)> },
        FindingRecorded {
            run: u32, endpoint: EndpointId, attempt: u32, request: FindRequestId, note: FreeText
        },
        SupportAsked { reference: SupportReference, text: FreeText },
        SupportAnswered { reference: SupportReference, answer: FreeText, accepted: Option<bool> },
        DelayAsked { reference: SupportReference, until: Option<Date>, text: FreeText },
        GoingLiveHeld { reason: HoldReason, until: Option<Date> },
        GoingLiveReleased { reason: FreeText },
    }
}
