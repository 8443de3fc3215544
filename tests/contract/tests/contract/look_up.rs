//! What references name, as the store keeps it.

use app::{AppError, Found, GivenReference, ReferenceOf, References, look_up, open_support_request};
use domain::actor::Actor;
use domain::change::support::SupportAsked;
use domain::change::{Command, HostsAtReview};
use domain::ids::ChangeId;
use domain::oat::Command as OatCommand;
use domain::policy::Scale;
use domain::reference::{AnyReference, OatReference, Reference, SupportReference};
use domain::refusal::{Refusal, Thing};
use fakes::organisation;

use crate::backend::Backend;
use crate::emulator::acting;
use crate::testing::{pdp_support, service_manager};
use crate::world::{World, contact, request, reviewer};

/// What `actor` finds, with the rights of the function that looks up.
pub async fn found<S: Backend>(world: &World<S>, actor: &Actor, written: &str) -> Result<Found, AppError> {
    acting("reviews-and-steps", look_up(&world.services, actor, written)).await
}

fn is_nothing(found: &Result<Found, AppError>) -> bool {
    matches!(found, Err(AppError::Refused(Refusal::NotFound(Thing::Reference))))
}

/// The reference of a support request about a change.
async fn asked<S: Backend>(world: &World<S>, change: ChangeId) -> SupportReference {
    let confirm = Command::Confirm {
        scale: Scale::Minor,
        reason: Some("Larger".to_owned()),
        oat_required: false,
        hosts: HostsAtReview::default(),
    };
    world.execute(&reviewer(), change, confirm).await;
    let actor = contact(1);
    let key = world.fresh_key(&actor);
    let request = request(&actor, change, &key);
    let done = open_support_request(&world.services, request, &SupportAsked::Other, "Can we talk?").await;
    done.unwrap().change.support[0].reference
}

/// Holds C7, Q2.
pub async fn a_reference_given_out_leads_to_what_has_it<S: Backend>(world: &World<S>) {
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let own = AnyReference::Change(change.reference().unwrap());
    let support = AnyReference::Support(asked(world, change.id).await);
    let nothing = AnyReference::Oat(OatReference::from_bits(99));
    let organisation = Some(organisation(1).id);
    let given = |reference| GivenReference { reference, of: ReferenceOf::Change(change.id), organisation };
    let mut found = world.store().given_references(&[nothing, support, own]).await.unwrap();
    found.sort_by_key(|given| given.reference);
    assert_eq!(found, [given(own), given(support)]);
    assert_eq!(world.store().given_references(&[nothing]).await.unwrap(), []);
}

/// Holds Q2.
pub async fn references_of_oat_lead_to_its_request<S: Backend>(world: &World<S>) {
    let own = world.connecting(3, &["https://new.example.org/find"]).await;
    let view = world.view_of_connection(&own);
    let oat = world.requested(&view, 3, 1).await;
    let reference = SupportReference::from_bits(2);
    let ask = OatCommand::AskForSupport { reference, text: "Can we talk?".to_owned() };
    world.commit(&world.oat_commit(&oat, ask, &service_manager(3), &view)).await.unwrap();
    for named in [AnyReference::Oat(oat.reference), AnyReference::Support(reference)] {
        let expected = Found { reference: named, of: ReferenceOf::Oat(oat.id), organisation: own.id };
        for actor in [service_manager(3), pdp_support()] {
            assert_eq!(found(world, &actor, &named.to_string()).await.unwrap(), expected);
        }
        assert!(is_nothing(&found(world, &contact(1), &named.to_string()).await));
    }
}

/// Holds P1, Q2.
pub async fn each_organisation_finds_its_own_and_pdp_all<S: Backend>(world: &World<S>) {
    let changes = [
        world.submitted(1, &["https://a.example.org"]).await,
        world.submitted(2, &["https://b.example.org"]).await,
    ];
    for (number, change) in [1, 2].into_iter().zip(&changes) {
        let reference = AnyReference::Change(change.reference().unwrap());
        let of = ReferenceOf::Change(change.id);
        let expected = Found { reference, of, organisation: organisation(number).id };
        let written = reference.to_string();
        for written in [written.as_str(), &written.to_lowercase(), written.split_once('-').unwrap().1] {
            assert_eq!(found(world, &contact(number), written).await.unwrap(), expected);
            assert_eq!(found(world, &reviewer(), written).await.unwrap(), expected);
            assert!(is_nothing(&found(world, &contact(3 - number), written).await));
        }
    }
}

/// Holds Q2.
pub async fn a_draft_has_nothing_to_look_up<S: Backend>(world: &World<S>) {
    world.draft(1, &[]).await;
    let written = Reference::from_bits(7).to_string();
    assert!(is_nothing(&found(world, &contact(1), &written).await));
    assert!(is_nothing(&found(world, &reviewer(), &written).await));
    let refused = found(world, &reviewer(), "TC-7").await;
    assert!(matches!(refused, Err(AppError::Refused(Refusal::Invalid(_)))));
}
