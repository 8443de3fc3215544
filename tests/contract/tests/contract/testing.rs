//! Operational acceptance testing, for the tests of its port: an initial connection and a change that can be tested, and what commands
//! on a request for OAT write.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::{
    Commit, Effect, NewEvent, OatEntry, OatQueue, OatSummary, ProbeLease, Recorded, Request, Snapshot, State,
    propose_vouching_scheme, what_is_tested,
};
use domain::actor::{Actor, OrganisationRole, PdpRole, Process};
use domain::aggregate::Trail;
use domain::change::answers::EndpointAnswer;
use domain::change::step_answers::StepAnswers;
use domain::change::{Change, Command as ChangeCommand, HostsAtReview};
use domain::endpoint::EndpointType;
use domain::ids::{FindRequestId, OatId};
use domain::oat::observation::{Ending, Observation};
use domain::oat::{Command, OatAnswers, OatRequest, RecordedAttempt, SubjectView, decide, request};
use domain::organisation::Organisation;
use domain::policy::Scale;
use domain::reference::OatReference;
use fakes::{answered, member, organisation, staff, unanswered};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use crate::backend::Backend;
use crate::office::{administrator, own, party};
use crate::world::{World, all_pages, reviewer};

pub const PROBE: Actor = Actor::System(Process::OperationalAcceptanceTesting);
pub const DUE_WORK: Actor = Actor::System(Process::GoLive);

pub fn service_manager(number: u8) -> Actor {
    member(number, OrganisationRole::ServiceManager)
}

pub fn pdp_support() -> Actor {
    staff(PdpRole::Support)
}

/// Good answers. It is the 6th of July.
pub fn good_answers() -> OatAnswers {
    OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some(connection_date()),
    }
}

pub fn connection_date() -> Date {
    "2026-07-20".parse().unwrap()
}

/// An attempt of the first run that saw an answer with this status; of 0, that the connection was refused.
pub fn saw(view: &SubjectView, at: usize, number: u32, status: u16, now: Timestamp) -> RecordedAttempt {
    let target = &view.targets[at];
    let id = Uuid::from_u64_pair(u64::from(number), target.endpoint.into_untyped_uuid().as_u64_pair().1);
    let id = FindRequestId::from_untyped_uuid(id);
    let observation = match status {
        0 => unanswered(id, &target.url, now, Ending::ConnectionRefused),
        202 => accepted(answered(id, &target.url, now, 202)),
        status => answered(id, &target.url, now, status),
    };
    RecordedAttempt::new(1, target.endpoint, number, observation)
}

/// An acknowledgement has no body.
fn accepted(mut seen: Observation) -> Observation {
    if let Some(response) = &mut seen.response {
        response.body_start.clear();
        response.body_bytes = 0;
    }
    seen
}

/// A lease of this holder, for a minute.
pub fn lease(holder: u64, now: Timestamp) -> ProbeLease {
    let until = now.saturating_add(SignedDuration::from_mins(1)).unwrap();
    ProbeLease { holder: Uuid::from_u64_pair(holder, holder), until }
}

/// What `trail` writes, and nothing beside it.
pub fn alone(trail: &Trail<OatRequest>) -> Commit {
    let (before, after) = (trail.before(), trail.after());
    let mut commit = Commit::empty(after.updated_at);
    commit.put(before.map(|before| before.version), State::Oat(after.clone()));
    let event = |recorded| NewEvent::Oat(after.id, after.organisation, recorded);
    commit.events.extend(Recorded::of(trail, None).map(event));
    commit
}

/// The request for OAT after a commit.
pub fn oat_of(commit: &Commit) -> OatRequest {
    commit.oat().unwrap().clone()
}

/// The attempts that a commit keeps.
pub fn attempts_of(commit: &Commit) -> Vec<RecordedAttempt> {
    let attempt = |effect: &Effect| match effect {
        Effect::Attempt(_, attempt) => Some(RecordedAttempt::clone(attempt)),
        _ => None,
    };
    commit.effects.iter().filter_map(attempt).collect()
}

/// The same commit, under this lease.
pub fn under(lease: ProbeLease, mut commit: Commit) -> Commit {
    let id = oat_of(&commit).id;
    commit.effects.push(Effect::ReturnLease(id, lease));
    commit
}

/// Both commits in one.
pub fn joint(mut one: Commit, other: Commit) -> Commit {
    one.join(other);
    one
}

impl<S: Backend> World<S> {
    /// Organisation `number` (3 or more) with nothing live, and a vouching scheme with a Find endpoint at each of `urls`.
    pub async fn connecting(&self, number: u8, urls: &[&str]) -> Organisation {
        let bare = Organisation { live_endpoints: BTreeMap::new(), ..organisation(number) };
        self.store().inner.seed_organisation(&bare, &BTreeMap::new()).await.unwrap();
        let actor = administrator();
        let request = Request { actor: &actor, on: party(number), seen: None, key: None };
        let find =
            |url: &&str| EndpointAnswer { endpoint_type: Some(EndpointType::Find), url: (*url).to_owned() };
        let endpoints = urls.iter().map(find).collect();
        let done = propose_vouching_scheme(&self.services, request, "Harbour Scheme".to_owned(), endpoints)
            .await
            .unwrap();
        own(&done).clone()
    }

    /// A minimal change of organisation 1 with one new Find endpoint, the OAT step of which is to be taken.
    pub async fn change_to_test(&self, url: &str) -> Change {
        let id = self.submitted(1, &[url]).await.id;
        let confirm = ChangeCommand::Confirm {
            scale: Scale::Minimal,
            reason: None,
            oat_required: true,
            hosts: HostsAtReview::default(),
        };
        self.execute(&reviewer(), id, confirm).await;
        let answers =
            StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: Some(true) };
        let contact = member(1, OrganisationRole::PrimaryTechnicalContact);
        self.execute(&contact, id, ChangeCommand::SubmitStep { answers }).await
    }

    pub fn view_of_connection(&self, own: &Organisation) -> SubjectView {
        let scheme = own.vouching.as_ref();
        SubjectView::of_initial_connection(own.id, own.name.as_str(), scheme, &self.services.context())
    }

    pub fn view_of_change(&self, change: &Change) -> SubjectView {
        SubjectView::of_change(change, "Organisation 1", Vec::new(), &self.services.context())
    }

    /// What a request for OAT of `view` by the service manager of organisation `number` writes.
    pub fn oat_request(&self, view: &SubjectView, number: u8, bits: u64) -> Commit {
        let (reference, actor) = (OatReference::from_bits(bits), service_manager(number));
        let first = request(reference, &good_answers(), &actor, view, &self.services.context()).unwrap();
        alone(&Trail::begin(first).unwrap())
    }

    /// A request for OAT of `view` that was made.
    pub async fn requested(&self, view: &SubjectView, number: u8, bits: u64) -> OatRequest {
        let commit = self.oat_request(view, number, bits);
        self.commit(&commit).await.unwrap();
        oat_of(&commit)
    }

    /// What `command` writes on top of `oat`, and nothing beside it.
    pub fn oat_commit(
        &self,
        oat: &OatRequest,
        command: Command,
        actor: &Actor,
        view: &SubjectView,
    ) -> Commit {
        alone(&decide(oat, command, actor, view, &self.services.context()).unwrap())
    }

    /// What a probe batch over the run under way writes.
    pub fn probe_batch(
        &self,
        oat: &OatRequest,
        view: &SubjectView,
        attempts: Vec<RecordedAttempt>,
    ) -> Commit {
        let run = oat.open_run().unwrap().number;
        let attempts: Vec<_> =
            attempts.into_iter().map(|one| Arc::new(RecordedAttempt { run, ..one })).collect();
        let kept: Vec<_> = attempts.iter().map(|one| Effect::Attempt(oat.id, Arc::clone(one))).collect();
        let mut commit = self.oat_commit(oat, Command::RecordAttempts { run, attempts }, &PROBE, view);
        commit.effects.extend(kept);
        commit
    }

    /// Whether the lease of this request is taken.
    pub async fn takes_lease(&self, id: OatId, lease: &ProbeLease, now: Timestamp) -> bool {
        self.store().inner.take_probe_leases(&[id], lease, now).await.unwrap() == [id]
    }

    pub async fn load_oat(&self, id: OatId) -> Snapshot {
        self.store().inner.read(what_is_tested(id, self.services.clock.now())).await.unwrap()
    }

    /// The whole history, in pages of `size`.
    pub async fn oat_entries(&self, id: OatId, size: u32) -> Vec<OatEntry> {
        all_pages(size, async |page| Ok(self.store().inner.oat_history(id, &page).await?.page)).await
    }

    pub async fn attempts(&self, id: OatId, run: u32, size: u32) -> Vec<RecordedAttempt> {
        all_pages(size, async |page| self.store().inner.probe_attempts(id, run, &page).await).await
    }

    /// The requests in a queue that are due by now.
    pub async fn due_in(&self, queue: OatQueue, size: u32) -> Vec<OatSummary> {
        let now = Some(self.services.clock.now());
        all_pages(size, async |page| self.store().inner.oats_in(queue, now, &page).await).await
    }
}
