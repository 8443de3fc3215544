//! Notifications for one person, whatever their roles: at their present address, or at the one that was corrected (Q4).

use app::mail::Audience;
use app::{Correction, Party, Request, correct_member};
use domain::actor::PdpRole;
use fakes::{organisation, staff, urls_of};
use pollster::block_on;

use crate::world::World;

/// The address of a person without any role was corrected.
fn corrected() -> (World, String) {
    let world = World::new();
    let mut own = organisation(1);
    own.people[3].roles.clear();
    world.fakes.store.put_organisation(&own, &urls_of(&own));
    let member = &own.people[3];
    let actor = staff(PdpRole::Administrator);
    let request = Request { actor: &actor, on: Party::Organisation(own.id), seen: None, key: None };
    let to = Correction { name: member.name.to_string(), email: "jo@example.org".to_owned() };
    let identities = &world.fakes.identities;
    block_on(correct_member(&world.services, identities, request, member.id, &to)).unwrap();
    (world, member.email.to_string())
}

/// What was told about the address, and where.
fn told(world: &World) -> Vec<String> {
    let sent = world.fakes.mailer.sent().into_iter();
    let mut told: Vec<_> = sent
        .filter(|sent| sent.mail.code() == "address_corrected")
        .map(|sent| {
            let member = organisation(1).people[3].id;
            assert_eq!(sent.recipient.audiences, [Audience::OrganisationMember(member)]);
            sent.recipient.address
        })
        .collect();
    told.sort();
    told
}

/// Holds Q4.
#[test]
fn a_corrected_address_is_told_at_both_addresses_once() {
    let (world, before) = corrected();
    world.deliver();
    world.deliver();
    assert_eq!(told(&world), ["jo@example.org".to_owned(), before]);
    assert!(world.states().iter().all(|state| *state == "sent"), "{:?}", world.states());
}

/// Holds P2, Q4.
#[test]
fn what_was_for_somebody_who_left_is_settled() {
    let (world, before) = corrected();
    let mut own = organisation(1);
    own.people.remove(3);
    world.fakes.store.put_organisation(&own, &urls_of(&own));
    world.deliver();
    // The old address has a right to know, whoever has it.
    assert_eq!(told(&world), [before]);
    let mut states = world.states();
    states.sort_unstable();
    assert_eq!(states, ["addressed", "sent", "sent", "sent"]);
}
