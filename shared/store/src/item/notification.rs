//! The content of a notification of the outbox.

use app::mail::{Asked, Audience, Notification, NotificationStep, OatNews};
use domain::actor::{PdpRole, Role};
use domain::change::GoingLive;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::testing::TestUrls;
use domain::endpoint::ProposedEndpoint;
use domain::oat::Subject;
use domain::policy::{Scale, Step};
use domain::reference::SupportReference;
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

use super::stored::{stored_enum, stored_struct};

macro_rules! stored_asked {
    ($($(#[$doc:meta])* $name:ident {$($about:tt)*} $emails:ident;)+) => {
        stored_struct!(AskedItem for Asked { $($name: domain::answer_in_submission!($($about)*)),+ });
    };
}

domain::for_each_answer_in_emails!(stored_asked);

stored_struct! {
    NotificationStepItem for NotificationStep { step: Step, by: Role, needs: String, state: StepStateKind; approved_by: PdpRole }
}

stored_enum! {
    GoingLiveItem for GoingLive {
        NothingToAdd,
        NotYet,
        Held,
        DateNeeded,
        Scheduled { on: Date },
        Due { since: Timestamp },
        Live { since: Timestamp },
    }
}

stored_enum! {
    NotificationItem for Notification {
        ChangeSubmitted { asked: Asked, due: Date },
        ReviewNeeded { asked: Asked, reason: FreeText, due: Date },
        InformationRequested { asked: Asked, question: FreeText },
        InformationSupplied { question: FreeText, answer: FreeText, due: Date },
        ChangeRejected { asked: Asked, reason: FreeText },
        ReviewOutcome {
            asked: Asked, from: Scale, scale: Scale, oat_required: bool, reclassified: bool, steps: Vec<NotificationStep>;
            reason: FreeText, stays_on: Date
        },
        ScaleChangedInReview { asked: Asked, from: Scale, scale: Scale, reason: FreeText; due: Date },
        StepOpened { step: NotificationStep, goes_live: bool, waits_for_material: bool; live_since: Timestamp },
        StepToDecide { step: Step, submitted_by: Role, files: usize, goes_live: bool },
        StepApproved { step: Step, going_live: GoingLive; next: NotificationStep },
        StepReturned { step: Step, reason: FreeText },
        IntegrationTestingArranged { time: Timestamp; endpoints: TestUrls, endpoints_until: Date },
        TestEndpointsNeeded,
        MaterialNeeded { environment: Environment },
        MaterialPublished { environment: Environment },
        SupportRequestOpened { request: SupportReference, subject: SupportSubject, text: FreeText },
        SupportRequestAnswered {
            request: SupportReference, subject: SupportSubject, text: FreeText, answer: FreeText; accepted: bool
        },
        GoingLiveHeld { reason: HoldReason; until: Date },
        GoingLiveReleased { reason: FreeText, going_live: GoingLive },
        ConnectionDateNeeded { earliest: Date; passed: Date },
        WentLive { endpoints: Vec<ProposedEndpoint>; next: NotificationStep },
        ChangeCompleted,
        ReviewDue { asked: Asked, due: Date, on: Date },
        ChangeWithdrawn { ; reason: FreeText },
        Oat { subject: Subject, news: OatNews },
        NobodyHoldsRole { audience: Audience, subject: String },
    }
}
