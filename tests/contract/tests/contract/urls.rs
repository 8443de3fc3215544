//! A URL belongs to one open change or one live endpoint (C3, C8).

use app::{AppError, CommitFault, Effect, Holder, check_change};
use domain::change::{Command, Refusal};
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::problem::{Field, Problem, Violation};
use fakes::{endpoint, organisation, urls_of};

use crate::backend::Backend;
use crate::commits::submission;
use crate::world::{World, contact};

fn find(url: &str) -> ProposedEndpoint {
    endpoint(EndpointType::Find, url).unwrap()
}

/// Holds C3.
pub async fn one_of_two_organisations_gets_a_url<S: Backend>(world: &World<S>) {
    let one = world.draft(1, &["https://wanted.example.org/find"]).await;
    let two = world.draft(2, &["https://WANTED.example.org:443/find"]).await;
    let (first, second) = (submission(world, &one, 1, 1), submission(world, &two, 2, 2));
    let (a, b) = tokio::join!(world.commit(&first), world.commit(&second));
    let (loser, lost) = match (a, b) {
        (Ok(()), Err(lost)) => (two, lost),
        (Err(lost), Ok(())) => (one, lost),
        other => panic!("exactly one must win: {other:?}"),
    };
    assert!(matches!(lost, CommitFault::UrlsTaken(at) if at == [0]));
    assert_eq!(world.load(loser.id).await.as_ref(), Some(&loser));
    assert_eq!(world.events(loser.id).await.len(), 1);
}

pub async fn the_loser_learns_every_position<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://a.example.org", "https://c.example.org"]).await;
    let urls = ["https://a.example.org", "https://b.example.org", "https://c.example.org"];
    let draft = world.draft(2, &urls).await;
    let lost = world.commit(&submission(world, &draft, 2, 2)).await;
    assert!(matches!(lost, Err(CommitFault::UrlsTaken(at)) if at == [0, 2]));
    let free = world.store().inner.taken(draft.id, &[find(urls[1])]).await.unwrap();
    assert!(free.is_empty(), "the loser reserved nothing");
}

/// Holds C3.
pub async fn a_url_is_free_for_another_type<S: Backend>(world: &World<S>) {
    world.submitted(1, &["https://a.example.org"]).await;
    let draft = world.draft(2, &[]).await;
    let asked = [
        endpoint(EndpointType::View, "https://a.example.org").unwrap(),
        find("https://a.example.org"),
        endpoint(EndpointType::PatRefresh, "https://a.example.org").unwrap(),
    ];
    assert_eq!(world.store().inner.taken(draft.id, &asked).await.unwrap(), [1]);
}

pub async fn a_released_url_can_be_reserved_again<S: Backend>(world: &World<S>) {
    let urls = ["https://a.example.org", "https://b.example.org"];
    let first = world.submitted(1, &urls).await;
    let mut withdrawal = world.commit_of(&first, Command::Withdraw { reason: None }, &contact(1));
    let holder = Holder::Change(first.id);
    withdrawal.effects.extend(urls.map(find).map(|endpoint| Effect::ReleaseUrl { endpoint, holder }));
    world.commit(&withdrawal).await.unwrap();
    let second = world.draft(2, &urls).await;
    assert!(world.store().inner.taken(second.id, &urls.map(find)).await.unwrap().is_empty());
    world.commit(&submission(world, &second, 2, 2)).await.unwrap();
    assert_eq!(world.store().inner.taken(first.id, &urls.map(find)).await.unwrap(), [0, 1]);
}

/// Holds C3.
pub async fn live_urls_are_taken_and_own_ones_are_not<S: Backend>(world: &World<S>) {
    let own = world.submitted(1, &["https://a.example.org"]).await;
    let live = organisation(2);
    let (id, url) = urls_of(&live).into_iter().next().unwrap();
    let registered = ProposedEndpoint { endpoint_type: live.live_endpoints[&id], url };
    let asked = [find("https://a.example.org"), registered, find("https://free.example.org")];
    assert_eq!(world.store().inner.taken(own.id, &asked).await.unwrap(), [1]);
    assert!(world.store().inner.taken(own.id, &[]).await.unwrap().is_empty());
}

/// What was stored while escapes were kept as typed is still found, under the key it has.
/// Holds C3.
pub async fn a_url_registered_in_an_earlier_form_is_taken<S: Backend>(world: &World<S>) {
    let draft = world.draft(1, &["https://a.example.org/find"]).await;
    let mut commit = submission(world, &draft, 1, 1);
    let earlier = EndpointUrl::restore("https://a.example.org/%66ind".to_owned());
    for effect in &mut commit.effects {
        if let Effect::ReserveUrl { endpoint, .. } = effect {
            endpoint.url = earlier.clone();
        }
    }
    world.commit(&commit).await.unwrap();
    let other = world.draft(2, &["https://b.example.org", "https://A.example.org/%66ind"]).await;
    let checked = check_change(&world.services, &contact(2), other.id).await.unwrap();
    let taken: Vec<_> =
        checked.problems.iter().filter(|problem| problem.violation == Violation::UrlInUse).collect();
    assert_eq!(taken.len(), 1, "{:?}", checked.problems);
    assert_eq!(taken[0].field, Field::NewEndpointUrl(1));
    let refused = world.try_submit(&other, 2).await;
    let Err(AppError::Refused(Refusal::Invalid(problems))) = refused else { panic!("{refused:?}") };
    assert_eq!(problems, [Problem::new(Field::NewEndpointUrl(1), Violation::UrlInUse)]);
    let own = world.load(draft.id).await.unwrap();
    assert!(own.submitted.is_some());
}
