//! The content of steps, support requests, downtime and cryptographic material.

use std::collections::BTreeSet;

use domain::actor::By;
use domain::change::SubmittedStep;
use domain::change::downtime::DowntimeNotice;
use domain::change::material::Pack;
use domain::change::step_answers::{Accreditation, Findings, StepSubmission};
use domain::change::steps::StepProgress;
use domain::change::support::{Hold, HoldReason, SupportAnswer, SupportRequest, SupportSubject};
use domain::change::testing::{IntegrationTesting, TestUrls};
use domain::downtime::DowntimeWindow;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::{DowntimeId, EndpointId, EvidenceId, PackId};
use domain::reference::SupportReference;
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Text;
use super::parts::{ByItem, EndpointItem};
use super::stored::{Stored, stored_enum, stored_struct};

stored_struct!(FindingsItem for Findings<u32> { critical: u32, high: u32, medium: u32, low: u32 });

stored_enum! {
    StepSubmissionItem for StepSubmission {
        Prerequisites { harness: FreeText, tests: u32 },
        TestCryptographicMaterial,
        ItHealthCheck {
            supplier: FreeText, accreditation: Accreditation, findings: Findings<u32>, remediation_plan: Option<FreeText>
        },
        IntegrationTestingReport {  note: Option<FreeText> },
        ServiceAcceptance {  note: Option<FreeText> },
        LiveCryptographicMaterial { new_material_needed: bool },
    }
}

stored_enum! {
    ProgressItem for StepProgress {
        WithPdp { at: Timestamp, by: By, reopened: Option<FreeText> },
        Returned { at: Timestamp, by: By, reason: FreeText },
        Complete { at: Timestamp, by: By },
    }
}

stored_struct! {
    SubmittedStepItem for SubmittedStep {
        at: Timestamp, by: By, submission: StepSubmission, evidence: Vec<EvidenceId>
    }
}

stored_struct!(TestUrlsItem for TestUrls { find: EndpointUrl, view: EndpointUrl, pat_refresh: EndpointUrl });

stored_struct! {
    IntegrationTestingItem for IntegrationTesting {  endpoints: Option<TestUrls>, recorded: Option<(Timestamp, By)>, at: Option<Timestamp> }
}

stored_struct! {
    PackItem for Pack { id: PackId, at: Timestamp, by: By, bytes: u64, sha256: [u8; 32], fetched: Option<(Timestamp, By)> }
}

stored_enum! {
    SupportSubjectItem for SupportSubject {
        DelayGoingLive {  until: Option<Date> },
        ChangeTestEndpoints(TestUrls),
        OatSupportSession,
        Other,
    }
}

stored_struct!(SupportAnswerItem for SupportAnswer { at: Timestamp, by: By, text: FreeText, accepted: Option<bool> });

stored_struct! {
    SupportRequestItem for SupportRequest {
        reference: SupportReference, subject: SupportSubject, text: FreeText, at: Timestamp, by: By,
        answer: Option<SupportAnswer>
    }
}

stored_enum! {
    HoldReasonItem for HoldReason {
        Asked { request: SupportReference },
        Pdp(FreeText),
        Reclassified,
        Oat,
    }
}

stored_struct!(HoldItem for Hold { at: Timestamp, by: By, reason: HoldReason, until: Option<Date> });

stored_struct! {
    DowntimeWindowItem for DowntimeWindow {
        start: Timestamp, end: Timestamp, nature: FreeText, affected_endpoints: BTreeSet<EndpointId>,
        short_notice: Option<FreeText>
    }
}

stored_struct! {
    DowntimeNoticeItem for DowntimeNotice {
        id: DowntimeId, at: Timestamp, by: By, window: DowntimeWindow, sequence: u32, changed_at: Option<Timestamp>
    }
}

/// When somebody did something, and who.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DoneItem {
    at: Text<Timestamp>,
    by: ByItem,
}

impl Stored for (Timestamp, By) {
    type Item<'a> = DoneItem;
    fn item(&self) -> DoneItem {
        DoneItem { at: Text(self.0), by: self.1.into() }
    }
    fn restore(item: DoneItem) -> Self {
        (item.at.0, item.by.into())
    }
}

/// An endpoint and the id it has in the register.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NamedEndpointItem<'a> {
    id: Text<EndpointId>,
    endpoint: EndpointItem<'a>,
}

impl Stored for (EndpointId, ProposedEndpoint) {
    type Item<'a> = NamedEndpointItem<'a>;
    fn item(&self) -> NamedEndpointItem<'_> {
        NamedEndpointItem { id: Text(self.0), endpoint: self.1.item() }
    }
    fn restore(item: NamedEndpointItem<'_>) -> Self {
        (item.id.0, ProposedEndpoint::restore(item.endpoint))
    }
}
