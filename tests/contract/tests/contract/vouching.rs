//! Vouching schemes (O1): URLs reserved and released, entries of the register, with the record in one transaction.

use app::{AppError, Changes, RecordEntry, Register, Request, propose_vouching_scheme};
use domain::change::answers::EndpointAnswer;
use domain::endpoint::EndpointType::{Find, PatRefresh, View};
use domain::endpoint::{EndpointType, ProposedEndpoint};
use domain::ids::ChangeId;
use domain::organisation::{Organisation, Refusal, VouchingScheme, replay};
use domain::register::{EndpointState, RegisteredEndpoint};
use fakes::{endpoint, organisation, urls_of};

use crate::backend::Backend;
use crate::office::{administrator, own};
use crate::world::{World, all_pages, first_page};

/// An endpoint as typed.
pub type Typed<'a> = (EndpointType, &'a str);

pub const FIND: Typed<'_> = (Find, "https://find.orchard.example.org/pdp");
const VIEW: Typed<'_> = (View, "https://view.orchard.example.org/pdp");
const PAT: Typed<'_> = (PatRefresh, "https://pat.orchard.example.org/pdp");

fn answers(typed: &[Typed<'_>]) -> Vec<EndpointAnswer> {
    let answer =
        |(kind, url): &Typed<'_>| EndpointAnswer { endpoint_type: Some(*kind), url: (*url).to_owned() };
    typed.iter().map(answer).collect()
}

impl<S: Backend> World<S> {
    pub async fn propose(&self, of: &Organisation, typed: &[Typed<'_>]) -> Result<Organisation, AppError> {
        let actor = administrator();
        let key = self.fresh_key(&actor);
        let party = app::Party::Organisation(of.id);
        let request = Request { actor: &actor, on: party, seen: None, key: Some(&key) };
        let done =
            propose_vouching_scheme(&self.services, request, "Orchard".to_owned(), answers(typed)).await?;
        Ok(own(&done).clone())
    }

    async fn registered(&self, of: &Organisation) -> Vec<RegisteredEndpoint> {
        all_pages(100, async |page| self.store().inner.endpoints_of(of.id, None, &page).await).await
    }

    /// Which of these somebody has.
    async fn taken_of(&self, asked: &[Typed<'_>]) -> Vec<usize> {
        let asked: Vec<ProposedEndpoint> =
            asked.iter().map(|(kind, url)| endpoint(*kind, url).unwrap()).collect();
        self.store().taken(ChangeId::nil(), &asked).await.unwrap()
    }
}

fn scheme(of: &Organisation) -> &VouchingScheme {
    of.vouching.as_ref().unwrap()
}

/// Holds O1.
pub async fn a_scheme_is_kept_with_its_urls_and_its_entries<S: Backend>(world: &World<S>) {
    let before = world.register("Orchard").await;
    let after = world.propose(&before, &[FIND, VIEW]).await.unwrap();
    assert_eq!(world.organisation(before.id).await, after);
    assert_eq!(scheme(&after).endpoints.len(), 2);
    let entries = world.registered(&after).await;
    assert_eq!(entries.len(), 2);
    for entry in &entries {
        assert_eq!((entry.state, entry.change), (EndpointState::Proposed, None));
        assert_eq!((entry.organisation, entry.since), (after.id, world.services.clock.now()));
        assert!(scheme(&after).endpoints.contains(&(entry.id, entry.endpoint.clone())));
    }
    let page = first_page(10);
    let proposed = world.store().endpoints_in(EndpointState::Proposed, &page).await.unwrap().items;
    assert_eq!(proposed, entries);
    assert_eq!(world.taken_of(&[FIND, PAT, VIEW]).await, [0, 2]);
    let party = app::Party::Organisation(after.id);
    assert_eq!(replay(&world.record_events(party).await), Some(after));
}

/// Holds O1.
pub async fn a_scheme_recorded_anew_frees_the_urls_it_has_no_more<S: Backend>(world: &World<S>) {
    let before = world.register("Orchard").await;
    let first = world.propose(&before, &[FIND, VIEW]).await.unwrap();
    let second = world.propose(&before, &[PAT, FIND]).await.unwrap();
    assert_eq!(world.taken_of(&[FIND, VIEW, PAT]).await, [0, 2]);
    let find = &scheme(&first).endpoints[0];
    assert_eq!(&scheme(&second).endpoints[1], find, "what stays keeps its id");
    let state = |own: &Organisation, place: usize, entries: &[RegisteredEndpoint]| {
        let id = scheme(own).endpoints[place].0;
        entries.iter().find(|entry| entry.id == id).unwrap().state
    };
    let entries = world.registered(&second).await;
    assert_eq!(entries.len(), 3);
    assert_eq!(state(&first, 1, &entries), EndpointState::Inactive);
    assert_eq!(state(&first, 0, &entries), EndpointState::Proposed);
    assert_eq!(state(&second, 0, &entries), EndpointState::Proposed);
    // What is free can be had again, by the same organisation too.
    let third = world.propose(&before, &[FIND, VIEW]).await.unwrap();
    assert_eq!(world.taken_of(&[FIND, VIEW, PAT]).await, [0, 1]);
    assert_ne!(scheme(&third).endpoints[1].0, scheme(&first).endpoints[1].0, "it is another endpoint");
    let party = app::Party::Organisation(before.id);
    assert_eq!(replay(&world.record_events(party).await), Some(third));
}

/// Holds C3.
pub async fn taken_urls_of_a_scheme_are_told_by_their_fields<S: Backend>(world: &World<S>) {
    let orchard = world.register("Orchard").await;
    world.propose(&orchard, &[FIND, VIEW]).await.unwrap();
    world.submitted(1, &["https://proposed.example.org/find"]).await;
    let live = urls_of(&organisation(2));
    let live = live.values().find(|url| url.as_str().ends_with("/find")).unwrap();
    let other = world.register("Quay").await;
    let kept = (Find, "https://find.quay.example.org/pdp");
    world.propose(&other, &[kept]).await.unwrap();
    let before = world.organisation(other.id).await;
    let asked = [VIEW, kept, (Find, "https://proposed.example.org/find"), PAT, (Find, live.as_str())];
    let refused = world.propose(&other, &asked).await.unwrap_err();
    let AppError::Refused(refusal @ Refusal::Invalid(problems)) = &refused else { panic!("{refused:?}") };
    let told: Vec<_> =
        problems.iter().map(|problem| (problem.field.to_string(), problem.violation.code())).collect();
    let fields = ["endpoints[0].url", "endpoints[2].url", "endpoints[4].url"];
    assert_eq!(told, fields.map(|field| (field.to_owned(), "url_in_use")));
    assert!(!format!("{refusal} {problems:?}").contains("Orchard"), "never whose");
    assert_eq!(world.organisation(other.id).await, before);
    assert!(world.taken_of(&[PAT]).await.is_empty(), "nothing was reserved");
    let entries = world.record_entries(app::Party::Organisation(other.id), 10).await;
    assert!(matches!(entries.last(), Some(RecordEntry::Refused(attempt)) if attempt.refusal == "invalid"));
}

pub async fn one_of_two_organisations_gets_the_url_of_a_scheme<S: Backend>(world: &World<S>) {
    let (one, two) = (world.register("Orchard").await, world.register("Quay").await);
    world.store().let_commits_meet(2);
    let (a, b) = tokio::join!(world.propose(&one, &[FIND]), world.propose(&two, &[FIND, VIEW]));
    let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
    assert!(matches!(lost, Err(AppError::Refused(Refusal::Invalid(_)))), "{lost:?}");
    let won = won.unwrap();
    let entries = [world.registered(&one).await, world.registered(&two).await].concat();
    assert!(entries.iter().all(|entry| entry.organisation == won.id), "{entries:?}");
}

/// Holds C3.
pub async fn a_change_does_not_get_the_url_of_a_scheme<S: Backend>(world: &World<S>) {
    let orchard = world.register("Orchard").await;
    world.propose(&orchard, &[FIND]).await.unwrap();
    let draft = world.draft(1, &[FIND.1]).await;
    let refused = world.try_submit(&draft, 1).await;
    assert!(matches!(refused, Err(AppError::Refused(domain::change::Refusal::Invalid(_)))), "{refused:?}");
    world.propose(&orchard, &[(Find, "https://other.example.org/pdp")]).await.unwrap();
    world.try_submit(&world.load(draft.id).await.unwrap(), 1).await.unwrap();
}

pub async fn two_schemes_recorded_at_once_leave_the_later<S: Backend>(world: &World<S>) {
    let orchard = world.register("Orchard").await;
    world.store().let_commits_meet(2);
    let (a, b) = tokio::join!(world.propose(&orchard, &[FIND]), world.propose(&orchard, &[FIND, VIEW]));
    let later = if a.as_ref().unwrap().version > b.as_ref().unwrap().version { a } else { b };
    let now = world.organisation(orchard.id).await;
    assert_eq!(now, later.unwrap());
    let live = world.registered(&now).await;
    let proposed: Vec<_> = live.iter().filter(|entry| entry.state == EndpointState::Proposed).collect();
    assert_eq!(proposed.len(), scheme(&now).endpoints.len());
    assert!(proposed.iter().all(|entry| scheme(&now).has(entry.id)));
}

pub async fn a_scheme_that_is_seeded_is_there_like_any_other<S: Backend>(world: &World<S>) {
    let seed = Organisation {
        id: domain::ids::OrganisationId::from_u128(0x0193_0000_0000_7000_8000_0000_0000_c001),
        live_endpoints: Default::default(),
        people: Vec::new(),
        vouching: Some(VouchingScheme {
            name: organisation(1).name,
            endpoints: vec![(
                domain::ids::EndpointId::from_u128(0x0193_0000_0000_7000_8000_0000_0000_c101),
                endpoint(FIND.0, FIND.1).unwrap(),
            )],
            oat_requested_at: None,
            oat_passed_at: None,
            live_at: None,
        }),
        ..organisation(1)
    };
    let put = async || world.store().inner.seed_organisation(&seed, &Default::default()).await.unwrap();
    put().await;
    assert_eq!(world.organisation(seed.id).await, seed);
    assert_eq!(world.taken_of(&[FIND]).await, [0]);
    let entries = world.registered(&seed).await;
    assert_eq!((entries.len(), entries[0].state), (1, EndpointState::Proposed));
    assert_eq!(entries[0].since.as_millisecond(), 0x0193_0000_0000, "when its id was made");
    put().await;
    assert_eq!(world.organisation(seed.id).await, seed, "putting it again changes nothing");
    // What PDP recorded since stays, and so does what it led to.
    let after = world.propose(&seed, &[VIEW, (Find, "https://other.example.org/pdp")]).await.unwrap();
    put().await;
    assert_eq!(world.organisation(seed.id).await, after);
    assert_eq!(world.taken_of(&[FIND, VIEW]).await, [1]);
    assert_eq!(world.registered(&seed).await.len(), 3);
}
