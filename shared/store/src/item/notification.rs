//! The content of a notification of the outbox.

use std::collections::BTreeSet;

use app::TaskRow;
use app::mail::{Asked, Audience, Notification, NotificationStep, OatNews};
use domain::actor::{OrganisationRole, PdpRole, Role};
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

use super::stored::{stored_enum, stored_kinds, stored_struct};

/// Makes the item of the answers that emails repeat.
macro_rules! stored_asked {
    ($($(#[$doc:meta])* $name:ident {$($about:tt)*} $emails:ident;)+) => {
        stored_struct!(AskedItem for Asked { $($name: domain::answer_in_submission!($($about)*)),+ });
    };
}

domain::for_each_answer_in_emails!(stored_asked);

stored_struct! {
    NotificationStepItem for NotificationStep { step: Step, by: Role, needs: String, state: StepStateKind, approved_by: Option<PdpRole> }
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

app::for_each_notification!(stored_kinds, NotificationItem);
