//! Which notifications an event of an organisation's record sends. Most send none.

use domain::actor::PdpRole;
use domain::calendar::london_date;
use domain::ids::EndpointId;
use domain::organisation::{Event, EventKind, Organisation};
use domain::policy::Policy;

use crate::mail::posting::{Addressed, notifications_of};
use crate::mail::{About, Audience, Mail, Notification};
use crate::services::Services;

const SUPPORT: Audience = Audience::Pdp(PdpRole::Support);

/// The notifications that `event` sends, which led to `after`.
pub(super) fn of_event<S>(after: &Organisation, event: &Event, services: &Services<S>) -> Vec<Mail> {
    let Some((id, told)) = told(&event.kind) else { return Vec::new() };
    let mail = |parts| Mail {
        id: services.fresh_id(),
        parts,
        reader: None,
        copy_of: None,
        about: About::Endpoint { id },
        organisation: after.id,
        organisation_name: after.name.to_string(),
        policy: Policy::in_force(london_date(event.at)).version,
        at: event.at,
    };
    notifications_of(vec![told]).into_iter().map(mail).collect()
}

/// What an event tells, and to whom; and the endpoint that it is about.
fn told(kind: &EventKind) -> Option<(EndpointId, Addressed)> {
    let everyone = Audience::OrganisationContacts;
    Some(match kind.clone() {
        EventKind::EndpointSuspended { id, endpoint, reason } => {
            (id, (everyone, Notification::EndpointSuspended { endpoint, reason }))
        }
        EventKind::RestorationProposed { id, endpoint, reason } => {
            (id, (SUPPORT, Notification::RestorationProposed { endpoint, reason }))
        }
        EventKind::EndpointRestored { id, endpoint, reason } => {
            (id, (everyone, Notification::EndpointRestored { endpoint, reason }))
        }
        EventKind::OrganisationRegistered { .. }
        | EventKind::OrganisationRenamed { .. }
        | EventKind::Member(_)
        | EventKind::VouchingSchemeProposed { .. }
        | EventKind::EndpointTakenOutOfUse { .. }
        // Who proposed it, and their colleagues, find it in the history.
        | EventKind::RestorationDeclined { .. } => return None,
    })
}
