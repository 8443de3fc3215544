//! Notifications about suspended endpoints, to render.

use app::mail::{About, Audience, Mail, Notification};
use domain::actor::PdpRole;
use domain::endpoint::{EndpointType, ProposedEndpoint};
use domain::ids::{EndpointId, PersonId};

use super::{HOSTILE, mail, text};

/// Each, with its name.
pub fn all() -> Vec<(&'static str, Mail)> {
    let endpoint = |kind| -> ProposedEndpoint {
        crate::endpoint(kind, "https://find.pensions.northern-example.co.uk/v2").unwrap()
    };
    let about = |audience, notification| {
        let id = EndpointId::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0005);
        Mail { about: About::Endpoint { id }, ..mail(audience, notification) }
    };
    let (everyone, support) = (Audience::OrganisationContacts, Audience::Pdp(PdpRole::Support));
    let why = "It answers for schemes of another provider.\nWe saw this at 09:40 today.";
    let suspended =
        |kind, why| Notification::EndpointSuspended { endpoint: endpoint(kind), reason: text(why) };
    let proposed = Notification::RestorationProposed {
        endpoint: endpoint(EndpointType::Find),
        reason: text("The routing is mended, and their security lead has shown us the logs."),
    };
    let declined =
        |reason| Notification::RestorationDeclined { endpoint: endpoint(EndpointType::Find), reason };
    let proposer = Audience::PdpMember(PersonId::from_u128(4));
    let restored = Notification::EndpointRestored {
        endpoint: endpoint(EndpointType::Find),
        reason: text("The routing is mended."),
    };
    vec![
        ("endpoint_suspended", about(everyone, suspended(EndpointType::Find, why))),
        ("endpoint_suspended_hostile_reason", about(everyone, suspended(EndpointType::PatRefresh, HOSTILE))),
        ("endpoint_restoration_proposed", about(support, proposed)),
        (
            "endpoint_restoration_declined",
            about(
                proposer,
                declined(Some(text("Their logs are from before the change. Ask for newer ones."))),
            ),
        ),
        ("endpoint_restoration_declined_without_reason", about(proposer, declined(None))),
        ("endpoint_restored", about(everyone, restored)),
    ]
}
