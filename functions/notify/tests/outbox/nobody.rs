//! A notification without a recipient is kept, PDP gets one notification about it, and it is sent when somebody holds the role
//! (S5).

use app::mail::{Audience, Notification};
use app::{Delivery, LOOK_FOR_RECIPIENTS_AFTER, try_mail};
use domain::actor::OrganisationRole::PrimaryBusinessContact;
use domain::actor::PdpRole::{self, Administrator, Reviewer, Support};
use fakes::{Stepped, Trouble, Work, organisation, pdp_team, urls_of};
use jiff::SignedDuration;
use pollster::block_on;

use crate::ways::every_way;
use crate::world::{ALL, World};

const CONTACTS: Audience = Audience::Organisation(PrimaryBusinessContact);

/// Nobody in the organisation is a primary business contact.
fn without_contacts() -> World {
    let world = World::new();
    let mut empty = organisation(1);
    empty.people.retain(|person| !person.roles.contains(&PrimaryBusinessContact));
    world.fakes.store.put_organisation(&empty, &urls_of(&empty));
    world
}

fn with_contacts_again(world: &World) {
    let full = organisation(1);
    world.fakes.store.put_organisation(&full, &urls_of(&full));
}

/// Nobody at PDP holds these roles.
fn without(world: &World, roles: &[PdpRole]) {
    let mut team = pdp_team();
    team.people.retain(|person| !roles.iter().any(|role| person.roles.contains(role)));
    world.fakes.store.put_pdp_team(&team);
}

/// The recipients of notifications about a notification without a recipient.
fn told(world: &World) -> Vec<(Vec<Audience>, String)> {
    let about_nobody =
        |notification: &Notification| matches!(notification, Notification::NobodyHoldsRole { .. });
    let sent =
        world.fakes.mailer.sent().into_iter().filter(|sent| sent.mail.notifications().any(about_nobody));
    sent.map(|sent| (sent.mail.audiences(), sent.recipient.address)).collect()
}

fn day(world: &World) {
    world.pass(LOOK_FOR_RECIPIENTS_AFTER);
    world.resend(ALL);
}

/// Holds S5.
#[test]
fn pdp_s_support_is_told_which_email_waits_for_which_role() {
    let world = without_contacts();
    world.deliver();
    assert_eq!(world.states(), ["no_recipient", "sent", "pending"]);
    let ((waiting, _), (notice, _)) = (world.mail(0), world.mail(2));
    let subject = format!("change_submitted {}", waiting.about.reference().unwrap());
    let notification = Notification::NobodyHoldsRole { audience: CONTACTS, subject };
    assert_eq!(notice.told().collect::<Vec<_>>(), [(Audience::Pdp(Support), &notification)]);
    assert_eq!((notice.about, notice.organisation), (waiting.about, waiting.organisation));
    assert_eq!(notice.organisation_name, waiting.organisation_name);
    world.deliver();
    assert_eq!(told(&world), [(vec![Audience::Pdp(Support)], "pdp-support@pdp.example.org".to_owned())]);
}

/// The next holder of the role gets one email with everything that waits, so this one is not sent.
///
/// Holds S5, Q4.
#[test]
fn it_is_checked_daily_told_once_and_over_with_the_next_holder() {
    let world = without_contacts();
    world.deliver();
    for _ in 0..10 {
        day(&world);
    }
    assert_eq!(world.states(), ["no_recipient", "sent", "sent"]);
    assert_eq!(told(&world).len(), 1);
    with_contacts_again(&world);
    world.pass(LOOK_FOR_RECIPIENTS_AFTER - SignedDuration::from_secs(1));
    assert!(world.resend(ALL).tried.is_empty());
    day(&world);
    assert_eq!(world.states(), ["over", "sent", "sent"]);
    assert_eq!(world.sent()[&world.mail(0).0.id], 0);
}

/// Holds S5.
#[test]
fn administrators_are_told_when_nobody_is_in_support() {
    let world = without_contacts();
    without(&world, &[Support]);
    world.deliver();
    world.deliver();
    let administrators = "pdp-administrator@pdp.example.org".to_owned();
    assert_eq!(told(&world), [(vec![Audience::Pdp(Administrator)], administrators)]);
    assert_eq!(world.states(), ["no_recipient", "sent", "sent"]);
}

/// Holds S5.
#[test]
fn when_nobody_can_be_told_nothing_is_lost_or_multiplied() {
    let world = without_contacts();
    without(&world, &[Support, Administrator, Reviewer]);
    for _ in 0..10 {
        world.deliver();
        day(&world);
    }
    // Two notifications wait, and two more say so.
    assert_eq!(world.states(), ["no_recipient"; 4]);
    let untold =
        block_on(try_mail(&world.services, &world.fakes.mailer, world.mail(3).0.id)).delivery.unwrap();
    assert!(matches!(untold, Delivery::NoRecipient { told: false }), "{untold:?}");
    with_contacts_again(&world);
    world.fakes.store.put_pdp_team(&pdp_team());
    day(&world);
    assert_eq!(world.states(), ["over", "over", "sent", "sent"], "what says so is on no other list");
    let sent = world.sent();
    let times = |place: usize| sent[&world.mail(place).0.id];
    assert_eq!([0, 1, 2, 3].map(times), [0, 0, 1, 1]);
}

#[test]
fn that_nobody_could_be_told_is_known_to_who_delivers() {
    let world = without_contacts();
    without(&world, &[Support, Administrator]);
    let told =
        |place: usize| match block_on(try_mail(&world.services, &world.fakes.mailer, world.mail(place).0.id))
            .delivery
            .unwrap()
        {
            Delivery::NoRecipient { told } => told,
            other => panic!("{other:?}"),
        };
    assert!(told(0));
    assert!(!told(2));
}

#[test]
fn a_role_of_pdp_that_nobody_holds_is_told_in_the_same_way() {
    let world = World::new();
    without(&world, &[Reviewer]);
    world.deliver();
    world.deliver();
    assert_eq!(world.states(), ["sent", "no_recipient", "sent"]);
    assert!(matches!(
        world.mail(2).0.parts[0].notification,
        Notification::NobodyHoldsRole { audience: Audience::Pdp(Reviewer), .. }
    ));
}

/// Holds S5.
#[test]
fn of_two_deliverers_in_any_order_one_tells_pdp() {
    let ways = every_way(|choices| {
        let world = without_contacts();
        let services = world.fakes.services_over(Stepped::new(world.fakes.store.clone(), Trouble::Nothing));
        let id = world.mail(0).0.id;
        let deliverer = || Work::new(try_mail(&services, &world.fakes.mailer, id));
        let mut work = vec![deliverer(), deliverer()];
        while !work.is_empty() {
            let chosen = choices.next(work.len());
            work[chosen].step();
            work.retain(|work| !work.is_done());
        }
        assert_eq!(world.states(), ["no_recipient", "pending", "pending"]);
    });
    assert!(ways > 10, "{ways}");
}
