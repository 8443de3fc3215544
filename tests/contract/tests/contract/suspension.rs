//! PDP suspends an endpoint, and two people bring it back (Q5): the record, the register, the notifications, and races.

use app::mail::{Audience, Mail, Notification};
use app::{Administered, AppError, Changes, Outbox, Request, Suspending, suspend_endpoint};
use domain::actor::{Actor, PdpRole};
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, EndpointId, PersonId};
use domain::organisation::{Reason, Refusal};
use domain::register::{EndpointState, RegisteredEndpoint};
use fakes::{organisation, staff, urls_of};

use crate::backend::Backend;
use crate::emulator::acting;
use crate::office::{own, party};
use crate::world::{World, all_pages};

fn support() -> Actor {
    staff(PdpRole::Support)
}

/// Somebody else in PDP support.
pub fn colleague() -> Actor {
    Actor::Staff { person: PersonId::from_u128(0xC0), roles: [PdpRole::Support].into(), name: None }
}

pub fn because(reason: &str) -> Suspending {
    Suspending::Suspend { reason: reason.to_owned() }
}

pub fn proposed() -> Suspending {
    Suspending::ProposeRestoration { reason: "It is mended".to_owned() }
}

pub fn decided(approved: bool) -> Suspending {
    Suspending::DecideRestoration { approved: Some(approved), reason: None }
}

fn find() -> EndpointId {
    let live = organisation(1).live_endpoints;
    live.into_iter().find(|(_, kind)| *kind == EndpointType::Find).unwrap().0
}

impl<S: Backend> World<S> {
    pub async fn suspending(&self, actor: &Actor, what: &Suspending) -> Result<Administered, AppError> {
        self.suspending_of(find(), actor, what).await
    }

    /// The same of another endpoint of the organisation.
    pub async fn suspending_of(
        &self,
        id: EndpointId,
        actor: &Actor,
        what: &Suspending,
    ) -> Result<Administered, AppError> {
        let key = self.fresh_key(actor);
        let request = Request { actor, on: party(1), seen: None, key: Some(&key) };
        suspend_endpoint(&self.services, request, id, what).await
    }

    /// Every notification in the outbox.
    async fn mails(&self) -> Vec<Mail> {
        let mut mails = Vec::new();
        for id in self.store().due_mails(self.services.clock.now(), 25).await.unwrap().items {
            mails.push(self.store().mail(id).await.unwrap().unwrap().0);
        }
        mails
    }

    async fn in_state(&self, state: EndpointState) -> Vec<RegisteredEndpoint> {
        let page =
            async |request| acting("administration", self.store().inner.endpoints_in(state, &request)).await;
        all_pages(10, page).await
    }
}

/// Holds C3, O9, Q5.
pub async fn a_suspended_endpoint_is_live_nowhere_and_keeps_its_url<S: Backend>(world: &World<S>) {
    let after = world.suspending(&support(), &because("An incident")).await.unwrap();
    assert!(own(&after).suspended.contains(&find()));
    assert_eq!(world.organisation(organisation(1).id).await, *own(&after));
    let suspended = world.in_state(EndpointState::Suspended).await;
    let [entry] = &suspended[..] else { panic!("{suspended:?}") };
    assert_eq!((entry.id, entry.since), (find(), world.services.clock.now()));
    assert_eq!(entry.suspended_because.as_ref().map(|why| why.as_str()), Some("An incident"));
    assert_eq!(world.in_state(EndpointState::Live).await.len(), 5);
    let url = entry.endpoint.clone();
    let taken = world.store().taken(ChangeId::nil(), std::slice::from_ref(&url)).await.unwrap();
    assert_eq!(taken.len(), 1, "nobody else gets it");
    let host = entry.endpoint.url.host();
    let at = all_pages(10, async |request| world.store().inner.endpoints_at(host, &request).await).await;
    assert!(at.iter().any(|one| one.id == find()), "its host is still its own");
    // It can still report a change (C1).
    world.draft(1, &["https://new.example.org/find"]).await;
}

/// Holds Q5.
pub async fn two_people_make_it_live_again<S: Backend>(world: &World<S>) {
    world.suspending(&support(), &because("An incident")).await.unwrap();
    world.suspending(&support(), &proposed()).await.unwrap();
    let alone = world.suspending(&support(), &decided(true)).await;
    assert!(matches!(alone, Err(AppError::Refused(Refusal::Record(Reason::SamePerson)))), "{alone:?}");
    let after = world.suspending(&colleague(), &decided(true)).await.unwrap();
    assert!(own(&after).suspended.is_empty() && own(&after).restorations.is_empty());
    assert_eq!(world.in_state(EndpointState::Suspended).await, []);
    let live = world.in_state(EndpointState::Live).await;
    let entry = live.iter().find(|one| one.id == find()).unwrap();
    assert_eq!((entry.suspended_because.as_ref(), live.len()), (None, 6));
    let codes: Vec<_> =
        world.record_events(party(1)).await.into_iter().map(|event| event.kind.code()).collect();
    assert_eq!(codes, ["endpoint_suspended", "restoration_proposed", "endpoint_restored"]);
}

/// Everyone at the organisation is told of what happens to its endpoint, and PDP support of what it has to decide.
///
/// Holds Q5.
pub async fn each_is_told_once<S: Backend>(world: &World<S>) {
    world.suspending(&support(), &because("An incident")).await.unwrap();
    world.suspending(&support(), &proposed()).await.unwrap();
    // Who takes their own proposal back knows it; of a colleague's word they are told.
    world.suspending(&support(), &decided(false)).await.unwrap();
    world.suspending(&support(), &proposed()).await.unwrap();
    world.suspending(&colleague(), &decided(false)).await.unwrap();
    world.suspending(&support(), &proposed()).await.unwrap();
    world.suspending(&colleague(), &decided(true)).await.unwrap();
    let mails = world.mails().await;
    let told: Vec<_> = mails.iter().map(|mail| (mail.code(), mail.at_pdp())).collect();
    let expected = [
        ("endpoint_restored", false),
        ("endpoint_suspended", false),
        ("restoration_declined", true),
        ("restoration_proposed", true),
        ("restoration_proposed", true),
        ("restoration_proposed", true),
    ];
    let mut told = told;
    told.sort_unstable();
    assert_eq!(told, expected);
    let says_why = |notification: &Notification| match notification {
        Notification::EndpointSuspended { reason, .. } => reason.as_str() == "An incident",
        _ => false,
    };
    assert!(mails.iter().any(|mail| mail.notifications().any(says_why)));
    let declined = mails.iter().find(|mail| mail.code() == "restoration_declined").unwrap();
    let proposer = Audience::PdpMember(support().person().unwrap());
    assert_eq!(declined.parts[0].audiences, [proposer]);
}

/// Holds O3, Q5.
pub async fn a_suspended_find_endpoint_is_not_probed<S: Backend>(world: &World<S>) {
    let targets = async || {
        let found = world.store().inner.probe_targets(organisation(1).id, world.services.clock.now()).await;
        found.unwrap().live_finds.into_iter().map(|target| target.endpoint).collect::<Vec<_>>()
    };
    assert_eq!(targets().await, [find()]);
    world.suspending(&support(), &because("An incident")).await.unwrap();
    assert_eq!(targets().await, []);
}

/// One of two at once wins, and the other one is decided again: nobody acts on what is over.
///
/// Holds A1, Q5.
pub async fn of_two_at_once_one_is_decided_again<S: Backend>(world: &World<S>) {
    world.suspending(&support(), &because("An incident")).await.unwrap();
    world.suspending(&support(), &proposed()).await.unwrap();
    let other =
        Actor::Staff { person: PersonId::from_u128(0xC1), roles: [PdpRole::Support].into(), name: None };
    let (colleague, approve) = (colleague(), decided(true));
    let (one, two, retired) = futures_util::future::join3(
        world.suspending(&colleague, &approve),
        world.suspending(&other, &approve),
        world.retire(1, find()),
    )
    .await;
    let won = usize::from(one.is_ok()) + usize::from(two.is_ok());
    assert_eq!(won, 1, "{one:?} {two:?}");
    // The only Find endpoint of the organisation stays, suspended or not (G5).
    assert!(retired.is_err(), "{retired:?}");
    let restored = world.record_events(party(1)).await;
    let restored = restored.iter().filter(|event| event.kind.code() == "endpoint_restored").count();
    assert_eq!(restored, 1);
    assert_eq!(world.in_state(EndpointState::Live).await.len(), 6);
}

/// Holds Q5.
pub async fn what_is_suspended_stays_so_when_seeds_are_put_again<S: Backend>(world: &World<S>) {
    let after = world.suspending(&support(), &because("An incident")).await.unwrap();
    let seeds = organisation(1);
    world.store().inner.seed_organisation(&seeds, &urls_of(&seeds)).await.unwrap();
    assert_eq!(world.organisation(seeds.id).await, *own(&after));
    assert_eq!(world.in_state(EndpointState::Suspended).await.len(), 1);
}
