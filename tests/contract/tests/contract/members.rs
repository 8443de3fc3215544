//! Membership records (P2, P3).

use app::{Changes, Members, Standing};
use domain::actor::{OrganisationRole, PdpRole};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId, SignInId};
use fakes::{member, organisation, pdp_team, sign_in, staff, urls_of};

use crate::backend::Backend;
use crate::world::World;

pub async fn an_organisation_and_its_people_are_read_back<S: Backend>(world: &World<S>) {
    let expected = organisation(1);
    assert_eq!(world.store().organisation(expected.id).await.unwrap(), Some(expected));
    for role in OrganisationRole::ALL {
        let actor = member(1, *role);
        assert_eq!(world.actor(sign_in(&actor).unwrap()).await, Some(actor));
    }
    assert_eq!(world.store().organisation(OrganisationId::nil()).await.unwrap(), None);
    assert_eq!(world.store().standing(SignInId::nil()).await.unwrap(), Standing::Unknown);
}

pub async fn pdp_s_team_is_read_back<S: Backend>(world: &World<S>) {
    assert_eq!(world.store().pdp_team().await.unwrap(), pdp_team());
    for role in PdpRole::ALL {
        let actor = staff(*role);
        assert_eq!(world.actor(sign_in(&actor).unwrap()).await, Some(actor));
    }
}

pub async fn a_removed_person_is_no_actor_any_more<S: Backend>(world: &World<S>) {
    let mut shrunk = organisation(1);
    let gone = shrunk.people.remove(0);
    let urls = urls_of(&shrunk);
    world.store().inner.seed_organisation(&shrunk, &urls).await.unwrap();
    assert_eq!(world.store().standing(gone.sign_in).await.unwrap(), Standing::Left(gone.id));
    assert!(world.actor(shrunk.people[0].sign_in).await.is_some());
    let mut team = pdp_team();
    let gone = team.people.remove(0);
    world.store().inner.seed_pdp_team(&team).await.unwrap();
    assert_eq!(world.store().standing(gone.sign_in).await.unwrap(), Standing::Left(gone.id));
    team.version += 1;
    assert_eq!(world.store().pdp_team().await.unwrap(), team);
}

pub async fn putting_an_organisation_again_changes_nothing<S: Backend>(world: &World<S>) {
    let own = organisation(1);
    let change = world.submitted(1, &["https://a.example.org"]).await;
    world.store().inner.seed_organisation(&own, &urls_of(&own)).await.unwrap();
    world.store().inner.seed_pdp_team(&pdp_team()).await.unwrap();
    assert_eq!(world.store().organisation(own.id).await.unwrap(), Some(own));
    assert_eq!(world.load(change.id).await, Some(change));
}

pub async fn an_endpoint_taken_out_of_use_frees_its_url<S: Backend>(world: &World<S>) {
    let mut shrunk = organisation(1);
    let urls = urls_of(&shrunk);
    let (gone, endpoint_type) = shrunk.live_endpoints.pop_first().unwrap();
    let endpoint = ProposedEndpoint { endpoint_type, url: urls[&gone].clone() };
    let nobody = ChangeId::nil();
    assert_eq!(world.store().taken(nobody, std::slice::from_ref(&endpoint)).await.unwrap(), [0]);
    world.store().inner.seed_organisation(&shrunk, &urls).await.unwrap();
    assert!(world.store().taken(nobody, &[endpoint]).await.unwrap().is_empty());
    shrunk.version += 1;
    assert_eq!(world.store().organisation(shrunk.id).await.unwrap(), Some(shrunk));
}
