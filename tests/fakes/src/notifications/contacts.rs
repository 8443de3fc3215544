//! Notifications about people and roles.

use std::collections::BTreeSet;

use app::mail::{About, Audience, Mail, Notification};
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::email::EmailAddress;
use domain::ids::PersonId;
use domain::text::Name;

use super::{HOSTILE, mail};

fn name(name: &str) -> Name {
    Name::restore(name.to_owned())
}

/// To a person of the organisation, about their own entry.
fn to_member(notification: Notification) -> Mail {
    let to = Audience::OrganisationMember(PersonId::from_u128(4));
    Mail { about: About::Contacts, ..mail(to, notification) }
}

/// About PDP's own people.
fn at_pdp(to: Audience, notification: Notification) -> Mail {
    let organisation_name = "Pensions Dashboards Programme (PDP)".to_owned();
    Mail { about: About::Contacts, organisation: None, organisation_name, ..mail(to, notification) }
}

pub(super) fn all() -> Vec<(&'static str, Mail)> {
    let administrators = Audience::Pdp(PdpRole::Administrator);
    let corrected = |is_new| Notification::AddressCorrected { is_new };
    let before = Some(EmailAddress::restore("jo@before.example.org".to_owned()));
    let proposed = |by, person: &str, joins, roles: &[PdpRole]| {
        let roles: BTreeSet<_> = roles.iter().copied().collect();
        at_pdp(administrators, Notification::RolesProposed { by, person: name(person), joins, roles })
    };
    let unreachable = |person: &str, roles: &[Role]| Notification::NobodyCanBeReached {
        person: name(person),
        roles: roles.iter().copied().collect(),
    };
    let contact = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
    let manager = Role::Organisation(OrganisationRole::ServiceManager);
    let (reviewer, administrator) = (Role::Pdp(PdpRole::Reviewer), Role::Pdp(PdpRole::Administrator));
    vec![
        ("address_is_new", to_member(corrected(true))),
        ("address_was_before", Mail { address: before, ..to_member(corrected(false)) }),
        ("address_is_new_at_pdp", at_pdp(Audience::PdpMember(PersonId::from_u128(4)), corrected(true))),
        ("address_tried", to_member(Notification::AddressTried)),
        (
            "roles_proposed_for_a_member",
            proposed(Some(name("Ada Example")), "Jo Example", false, &[PdpRole::Reviewer, PdpRole::Support]),
        ),
        ("roles_proposed_for_a_newcomer", proposed(None, HOSTILE, true, &[PdpRole::Administrator])),
        (
            "role_left_empty",
            Mail {
                about: About::Contacts,
                ..mail(
                    Audience::Pdp(PdpRole::Support),
                    Notification::RoleLeftEmpty { role: OrganisationRole::PrimaryBusinessContact },
                )
            },
        ),
        ("nobody_can_be_reached", mail(administrators, unreachable("Jo Example", &[contact, manager]))),
        ("nobody_at_pdp_can_be_reached", mail(administrators, unreachable(HOSTILE, &[reviewer]))),
        (
            "no_administrator_can_be_reached",
            at_pdp(Audience::Pdp(PdpRole::Support), unreachable("Ada Example", &[administrator])),
        ),
    ]
}
