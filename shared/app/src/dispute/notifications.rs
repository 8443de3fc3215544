//! Which notifications an event of a dispute sends (§9): which event tells whom is in `notifications/table.txt`.

use domain::actor::{OrganisationRole, PdpRole};
use domain::dispute::{Dispute, Event, EventKind};

use crate::mail::posting::{Addressed, notifications_of};
use crate::mail::{About, Audience, Mail, Notification};
use crate::services::Services;

/// Those who may dispute a result.
const DISPUTERS: [Audience; 2] = [
    Audience::Organisation(OrganisationRole::ServiceManager),
    Audience::Organisation(OrganisationRole::PrimaryBusinessContact),
];

/// The notifications that `event` sends, which led to `after`.
pub(crate) fn of_event<S>(after: &Dispute, event: &Event, services: &Services<S>) -> Vec<Mail> {
    let mail = |parts| Mail {
        id: services.fresh_id(),
        parts,
        reader: None,
        copy_of: None,
        about: About::Dispute { id: after.id, reference: after.reference },
        organisation: Some(after.organisation),
        address: None,
        organisation_name: after.organisation_name.clone(),
        policy: after.policy,
        at: event.at,
    };
    notifications_of(told(after, &event.kind)).into_iter().map(mail).collect()
}

/// What an event tells, and to whom.
fn told(after: &Dispute, kind: &EventKind) -> Vec<Addressed> {
    let (result, text) = (after.result.clone(), after.text.clone());
    match kind {
        EventKind::DisputeOpened { .. } => {
            let urls = after.targets.iter().map(|target| target.url.clone()).collect();
            let opened = Notification::DisputeOpened { result, urls, text };
            let audiences = [Audience::Pdp(PdpRole::Support)].into_iter().chain(DISPUTERS);
            audiences.map(|audience| (audience, opened.clone())).collect()
        }
        EventKind::DisputeAnswered { ruling, text: answer } => {
            let (ruling, answer) = (*ruling, answer.clone());
            let answered = Notification::DisputeAnswered { result, text, ruling, answer };
            DISPUTERS.map(|audience| (audience, answered.clone())).to_vec()
        }
        // What the person just did, and what the inspection does on its way: the dispute shows it.
        EventKind::UploadRequested { .. }
        | EventKind::FileReceived { .. }
        | EventKind::FileAccepted { .. }
        | EventKind::FileRejected { .. } => vec![],
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod table;
