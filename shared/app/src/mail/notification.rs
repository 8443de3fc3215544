//! The content of notifications. `addressed` has their recipients.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::answers::Submission;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::testing::TestUrls;
use domain::change::{Decision, GoingLive};
use domain::dispute::{DisputedResult, Ruling};
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::oat::Subject;
use domain::policy::{Scale, Step};
use domain::reference::SupportReference;
use domain::text::{FreeText, Name};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::mail::Audience;
use crate::mail::kinds::kinds;
use crate::oat::news::OatNews;
use crate::work::row::TaskRow;

/// Makes the answers that emails repeat.
macro_rules! asked {
    ($($(#[$doc:meta])* $name:ident {$($about:tt)*} $emails:ident;)+) => {
        /// What the organisation asked for, as notifications repeat it (V2).
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Asked { $($(#[$doc])* pub $name: domain::answer_in_submission!($($about)*),)+ }

        impl From<Submission> for Asked {
            fn from(submission: Submission) -> Self {
                Self { $($name: submission.$name,)+ }
            }
        }
    };
}

domain::for_each_answer_in_emails!(asked);

/// A step, as the outcome notification lists it (V3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationStep {
    pub step: Step,
    pub by: Role,
    /// Who at PDP decides on what is submitted, if anyone does.
    pub approved_by: Option<PdpRole>,
    pub needs: String,
    pub state: StepStateKind,
}

/// Hands every kind of notification to the macro `$make`, after the token `$with`: each with its facts and its code. From
/// this list come the type and its codes here, and the stored items. A new one begins here; the compiler names the other places.
#[macro_export]
macro_rules! for_each_notification {
    ($make:path $(, $with:tt)?) => {
        $make! {
            $($with)?
            /// What a notification says.
            Notification:

            /// To the primary business contacts: the receipt (C7).
            ChangeSubmitted {
                asked: Asked,
                /// The day PDP aims to have reviewed it by.
                due: Date,
            } = "change_submitted";
            /// To PDP's reviewers: there is something to review (C7).
            ReviewNeeded { asked: Asked, reason: FreeText, due: Date } = "review_needed";
            /// To the primary business contacts: PDP needs to know more (V2).
            InformationRequested {
                asked: Asked,
                /// What PDP needs to know.
                question: FreeText,
            } = "information_requested";
            /// To PDP's reviewers: the answer is here.
            InformationSupplied {
                /// What PDP asked.
                question: FreeText,
                answer: FreeText,
                due: Date,
            } = "information_supplied";
            /// To the primary business contacts: rejected (V2).
            ChangeRejected { asked: Asked, reason: FreeText } = "change_rejected";
            /// To the primary business contacts, and to those whose steps wait because of it: PDP took a decision back (Q5).
            DecisionTakenBack {
                decision: Decision,
                /// What PDP had asked, when that is taken back.
                question: Option<FreeText>,
                reason: FreeText,
                /// The day PDP now aims to have reviewed it by; none while it waits for an answer.
                due: Option<Date>,
            } = "decision_taken_back";
            /// To the primary business contacts: the outcome of the review, or a later reclassification (V2, V3, V4).
            ReviewOutcome {
                asked: Asked,
                from: Scale,
                scale: Scale,
                reason: Option<FreeText>,
                oat_required: bool,
                /// Whether it had been confirmed before (V4).
                reclassified: bool,
                /// The day on which the new endpoints go live after it as before it; none when they had none, or lose it (V4).
                stays_on: Option<Date>,
                /// The steps, in order.
                steps: Vec<NotificationStep>,
            } = "review_outcome";
            /// To the primary business contacts: PDP sees another scale while it reviews (V4).
            ScaleChangedInReview {
                asked: Asked,
                from: Scale,
                scale: Scale,
                reason: FreeText,
                /// The day PDP aims to have reviewed it by; none while it waits for an answer.
                due: Option<Date>,
            } = "scale_changed_in_review";
            /// To those who must act on a step: it can be done now (S5), for the first time or again.
            StepOpened {
                step: NotificationStep,
                /// Whether the new endpoints go live as soon as it is done (G1).
                goes_live: bool,
                /// Whether PDP has yet to publish the pack it is about (S4).
                waits_for_material: bool,
                /// Since when the new endpoints are live, if they are: a test of them changes nothing about that (V4).
                live_since: Option<Timestamp>,
            } = "step_opened";
            /// To those at PDP who decide on a step: it was submitted (S2).
            StepToDecide {
                step: Step,
                submitted_by: Role,
                /// How many files belong to it.
                files: usize,
                /// Whether the new endpoints go live as soon as it is approved (G1).
                goes_live: bool,
            } = "step_to_decide";
            /// To those who submitted a step: approved, and what is next (S2).
            StepApproved {
                step: Step,
                /// The step that is next; none when every step is done.
                next: Option<NotificationStep>,
                /// Where the new endpoints are on their way.
                going_live: GoingLive,
            } = "step_approved";
            /// To those who submitted a step: sent back (S2).
            StepReturned { step: Step, reason: FreeText } = "step_returned";
            /// To those who submitted a step, and to those whose own step or endpoints wait because of it: PDP opened it again (Q5).
            StepReopened {
                step: Step,
                reason: FreeText,
                /// The later steps that wait until it is approved again.
                waiting: Vec<Step>,
                /// Whether the new endpoints would have gone live without anything more being done.
                goes_live_later: bool,
            } = "step_reopened";
            /// To the test managers: the time of integration testing (S3).
            IntegrationTestingArranged {
                time: Timestamp,
                endpoints: Option<TestUrls>,
                /// The last day on which other test endpoints can be asked for; none when it is too late for that.
                endpoints_until: Option<Date>,
            } = "integration_testing_arranged";
            /// To the test managers: PDP cannot arrange integration testing before the test endpoints are recorded (S3).
            TestEndpointsNeeded = "test_endpoints_needed";
            /// To PDP's administrators: the technical contact may need a pack (S4).
            MaterialNeeded { environment: Environment } = "material_needed";
            /// To the primary technical contacts: there is a pack to fetch (S4).
            MaterialPublished { environment: Environment } = "material_published";
            /// To PDP support, and to those who asked: a support request (D1).
            SupportRequestOpened { request: SupportReference, subject: SupportSubject, text: FreeText } = "support_request_opened";
            /// To those who asked: PDP's answer (D1, G3).
            SupportRequestAnswered {
                request: SupportReference,
                subject: SupportSubject,
                text: FreeText,
                answer: FreeText,
                /// Whether it was granted, where there was something to grant.
                accepted: Option<bool>,
            } = "support_request_answered";
            /// To the contacts concerned, and to PDP support: nothing goes live while it is held (G3, V4). The notifications
            /// about OAT say what is undecided there.
            GoingLiveHeld {
                reason: HoldReason,
                /// Until 00:00 in London on which day; until released when none.
                until: Option<Date>,
            } = "going_live_held";
            /// To the contacts concerned: the hold was released.
            GoingLiveReleased {
                reason: FreeText,
                /// Where the new endpoints are on their way.
                going_live: GoingLive,
            } = "going_live_released";
            /// To the service managers: the connection date passed before everything was done (G2).
            ConnectionDateNeeded {
                passed: Option<Date>,
                /// The first date that is possible, if it is given today.
                earliest: Date,
            } = "connection_date_needed";
            /// To all contacts, and to all of PDP: the endpoints went live (G4).
            WentLive {
                endpoints: Vec<ProposedEndpoint>,
                /// The step that is next; none when everything is done.
                next: Option<NotificationStep>,
            } = "went_live";
            /// To the primary business contacts: everything is done (G6).
            ChangeCompleted = "change_completed";
            /// To PDP's reviewers: a review is due or overdue (V1).
            ReviewDue { asked: Asked, due: Date, on: Date } = "review_due";
            /// To the primary business contacts, and to PDP's reviewers: withdrawn (C9).
            ChangeWithdrawn {
                /// Why, if said.
                reason: Option<FreeText>,
            } = "change_withdrawn";
            /// To all contacts: PDP withdrew it, because nothing happened in it (Q3).
            WithdrawnAsIdle {
                reason: FreeText,
                /// Since which day.
                since: Date,
            } = "withdrawn_as_idle";
            /// To one person: what waits for them, when something has waited for long (Q3).
            Reminder {
                /// Found when it is sent; in the outbox there is none.
                waiting: Vec<TaskRow>,
            } = "reminder";
            /// To one person: they were given these roles, and this waits for whoever holds them (Q4).
            RolesGiven {
                roles: BTreeSet<Role>,
                /// Found when it is sent; in the outbox there is none.
                waiting: Vec<TaskRow>,
            } = "roles_given";
            /// To all contacts: PDP has suspended an endpoint (Q5).
            EndpointSuspended { endpoint: ProposedEndpoint, reason: FreeText } = "endpoint_suspended";
            /// To PDP support: somebody proposed that a suspended endpoint is live again, and somebody else decides (Q5).
            RestorationProposed { endpoint: ProposedEndpoint, reason: FreeText } = "restoration_proposed";
            /// To whoever proposed that a suspended endpoint is live again: somebody else declined it (Q5).
            RestorationDeclined { endpoint: ProposedEndpoint, reason: Option<FreeText> } = "restoration_declined";
            /// To all contacts: the endpoint is live again (Q5).
            EndpointRestored { endpoint: ProposedEndpoint, reason: FreeText } = "endpoint_restored";
            /// About operational acceptance testing; to whom, is said with each kind of news.
            Oat { subject: Subject, news: OatNews } = "oat";
            /// To PDP support, and to those of the organisation who may dispute a result: it is disputed (Q10).
            DisputeOpened {
                result: DisputedResult,
                /// The endpoints that it is about; all that were tested when none.
                urls: Vec<EndpointUrl>,
                text: FreeText,
            } = "dispute_opened";
            /// To those of the organisation who may dispute a result: PDP's answer.
            DisputeAnswered { result: DisputedResult, text: FreeText, ruling: Ruling, answer: FreeText } = "dispute_answered";
            /// To PDP's support, or its administrators when nobody holds that role: a notification waits because it has no recipient (S5).
            NobodyHoldsRole { audience: Audience, subject: String } = "nobody_holds_role";
            /// To a person, at the address that emails go to from now on and at the one before: it was corrected (Q4).
            AddressCorrected {
                /// Whether emails go here from now on.
                is_new: bool,
            } = "address_corrected";
            /// To a person: emails go to their address again (Q4).
            AddressTried = "address_tried";
            /// To PDP's administrators: a second one has to approve this (Q4).
            RolesProposed {
                /// Who proposes it.
                by: Option<Name>,
                /// Who should get them.
                person: Name,
                /// Whether they join PDP's team with them.
                joins: bool,
                roles: BTreeSet<PdpRole>,
            } = "roles_proposed";
            /// To PDP's support: the last holder of a role of an organisation left, or lost it (Q4).
            RoleLeftEmpty { role: OrganisationRole } = "role_left_empty";
            /// To PDP's administrators: emails to the last holder of these roles who could be reached come back (Q4).
            NobodyCanBeReached { person: Name, roles: BTreeSet<Role> } = "nobody_can_be_reached";
        }
    };
}

for_each_notification!(kinds);

impl Notification {
    /// Whether it comes first, whatever else the event told its readers: it says what they have to do now, or on which day.
    pub const fn says_what_to_do(&self) -> bool {
        matches!(
            self,
            Self::StepOpened { .. }
                | Self::TestEndpointsNeeded
                | Self::IntegrationTestingArranged { .. }
                | Self::ConnectionDateNeeded { .. }
                | Self::Oat { news: OatNews::DateNeeded { .. }, .. }
        )
    }

    /// Whether it says an outcome, or a date on which something happens or by which something is to be done: PDP's decision on what an
    /// organisation asked for, and whatever takes endpoints live, holds them or stops them. An organisation that does not get it
    /// does not know where it stands, so PDP has to tell it otherwise.
    pub const fn says_outcome_or_date(&self) -> bool {
        match self {
            Self::InformationRequested { .. }
            | Self::ChangeRejected { .. }
            | Self::DecisionTakenBack { .. }
            | Self::ReviewOutcome { .. }
            | Self::ScaleChangedInReview { .. }
            | Self::StepApproved { .. }
            | Self::StepReturned { .. }
            | Self::StepReopened { .. }
            | Self::IntegrationTestingArranged { .. }
            | Self::SupportRequestAnswered { .. }
            | Self::GoingLiveHeld { .. }
            | Self::GoingLiveReleased { .. }
            | Self::ConnectionDateNeeded { .. }
            | Self::WentLive { .. }
            | Self::ChangeCompleted
            | Self::WithdrawnAsIdle { .. }
            | Self::EndpointSuspended { .. }
            | Self::EndpointRestored { .. }
            | Self::DisputeAnswered { .. } => true,
            Self::Oat { news, .. } => news.says_outcome_or_date(),
            // Receipts, tasks and what people of PDP tell each other: a page of the portal or a list of work says them too.
            Self::ChangeSubmitted { .. }
            | Self::ReviewNeeded { .. }
            | Self::InformationSupplied { .. }
            | Self::StepOpened { .. }
            | Self::StepToDecide { .. }
            | Self::TestEndpointsNeeded
            | Self::MaterialNeeded { .. }
            | Self::MaterialPublished { .. }
            | Self::SupportRequestOpened { .. }
            | Self::ReviewDue { .. }
            | Self::ChangeWithdrawn { .. }
            | Self::Reminder { .. }
            | Self::RolesGiven { .. }
            | Self::RestorationProposed { .. }
            | Self::RestorationDeclined { .. }
            | Self::DisputeOpened { .. }
            | Self::NobodyHoldsRole { .. }
            | Self::AddressCorrected { .. }
            | Self::AddressTried
            | Self::RolesProposed { .. }
            | Self::RoleLeftEmpty { .. }
            | Self::NobodyCanBeReached { .. } => false,
        }
    }

    /// Whether it still matters to the next holder of an empty role, although no list of what waits says so. The rest is over by
    /// then, or in the email that they get with their role (Q4).
    pub const fn outlives_an_empty_role(&self) -> bool {
        matches!(
            self,
            Self::EndpointSuspended { .. }
                | Self::RestorationProposed { .. }
                | Self::RolesProposed { .. }
                | Self::NobodyHoldsRole { .. }
                | Self::RoleLeftEmpty { .. }
                | Self::NobodyCanBeReached { .. }
        )
    }

    /// The stable code, snake case; about OAT, that of the news.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Oat { news, .. } => news.kind(),
            other => other.kind(),
        }
    }
}

/// The result of sending a notification.
#[derive(Debug)]
pub enum Outcome {
    /// The mail service took it and gave it this id.
    Sent(String),
    /// It was not sent, for sure.
    NotSent(crate::Fault),
    /// Nobody knows: the answer did not arrive.
    Unknown(crate::Fault),
}
