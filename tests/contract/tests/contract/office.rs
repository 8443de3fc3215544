//! PDP's administrator at work, for the tests of records: the steps that many of them begin with.

use std::collections::BTreeSet;

use app::{
    Administered, AppError, Correction, Members, Newcomer, NewcomerRoles, Party, Record, RecordCommand,
    RecordEntry, RecordHappened, Request, RequestKey, add_member, administer, approve_roles, correct_member,
    propose_roles, register_organisation, remove_member, take_endpoint_out_of_use,
};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::ids::{EndpointId, OrganisationId, PersonId, ProposalId, SignInId};
use domain::organisation::{Command, MemberCommand, Organisation, PdpTeam, TeamCommand, TypedWhom};
use fakes::{organisation, pdp_team, staff};

use crate::backend::Backend;
use crate::world::{World, all_pages, contact};

pub fn administrator() -> Actor {
    staff(PdpRole::Administrator)
}

/// PDP's team with the reviewer as a second administrator.
pub fn two_administrators() -> PdpTeam {
    let mut team = pdp_team();
    for person in team.people.iter_mut().filter(|person| person.roles.contains(&PdpRole::Reviewer)) {
        person.roles.insert(PdpRole::Administrator);
    }
    team
}

/// That administrator.
pub fn second_administrator() -> Actor {
    let Actor::Staff { person, name, .. } = staff(PdpRole::Reviewer) else { panic!("not of PDP") };
    Actor::Staff { person, roles: [PdpRole::Administrator, PdpRole::Reviewer].into(), name }
}

/// Organisation 1 or 2.
pub fn party(number: u8) -> Party {
    Party::Organisation(organisation(number).id)
}

/// Somebody who has no sign-in yet.
pub fn newcomer(name: &str, roles: &[OrganisationRole]) -> Newcomer {
    Newcomer {
        name: name.to_owned(),
        email: format!("{}@newcomers.example.org", name.to_lowercase()),
        roles: NewcomerRoles::Organisation(roles.iter().copied().collect()),
    }
}

/// The same for PDP.
pub fn recruit(name: &str, roles: &[PdpRole]) -> Newcomer {
    let roles = NewcomerRoles::Pdp(roles.iter().copied().collect());
    Newcomer { roles, ..newcomer(name, &[]) }
}

pub fn member_command(command: MemberCommand<OrganisationRole>) -> RecordCommand {
    RecordCommand::Organisation(Command::Member(command))
}

pub fn change_roles(person: PersonId, roles: &[OrganisationRole]) -> RecordCommand {
    let roles: BTreeSet<_> = roles.iter().copied().collect();
    member_command(MemberCommand::ChangeRoles { person, roles })
}

pub fn remove(person: PersonId) -> RecordCommand {
    member_command(MemberCommand::Remove { person })
}

pub fn rename(name: &str) -> RecordCommand {
    RecordCommand::Organisation(Command::Rename { name: name.to_owned() })
}

/// The organisation of what was done to one.
pub fn own(done: &Administered) -> &Organisation {
    match &done.record {
        Record::Organisation(own) => own,
        Record::Pdp(_) => panic!("not an organisation's"),
    }
}

impl<S: Backend> World<S> {
    pub async fn register(&self, name: &str) -> Organisation {
        let (actor, key) = (administrator(), self.fresh_key(&administrator()));
        own(&register_organisation(&self.services, &actor, &key, name).await.unwrap()).clone()
    }

    pub async fn add(&self, party: Party, newcomer: &Newcomer) -> Result<Administered, AppError> {
        let (actor, key) = (administrator(), self.fresh_key(&administrator()));
        let request = Request { actor: &actor, on: party, seen: None, key: Some(&key) };
        add_member(&self.services, &self.fakes.identities, request, newcomer).await
    }

    pub async fn administer(&self, party: Party, command: &RecordCommand) -> Result<Administered, AppError> {
        let key = self.fresh_key(&administrator());
        self.administer_under(&key, party, command).await
    }

    pub async fn administer_under(
        &self,
        key: &RequestKey,
        party: Party,
        command: &RecordCommand,
    ) -> Result<Administered, AppError> {
        let actor = administrator();
        let request = Request { actor: &actor, on: party, seen: None, key: Some(key) };
        administer(&self.services, request, command).await
    }

    /// The business contact of organisation 1 or 2 takes an endpoint out of use.
    pub async fn retire(&self, number: u8, id: EndpointId) -> Result<Administered, AppError> {
        let actor = contact(number);
        let key = self.fresh_key(&actor);
        let request = Request { actor: &actor, on: party(number), seen: None, key: Some(&key) };
        take_endpoint_out_of_use(&self.services, request, id, Some("Replaced")).await
    }

    /// Who signs in with this, if they are a member of anything.
    pub async fn actor(&self, sign_in: SignInId) -> Option<Actor> {
        self.store().standing(sign_in).await.unwrap().into_actor()
    }

    /// Removes a person, and closes their sign-in.
    pub async fn remove(&self, party: Party, person: PersonId) -> Result<Administered, AppError> {
        let (actor, key) = (administrator(), self.fresh_key(&administrator()));
        let request = Request { actor: &actor, on: party, seen: None, key: Some(&key) };
        let command = match party {
            Party::Organisation(_) => remove(person),
            Party::Pdp => RecordCommand::Pdp(TeamCommand::Member(MemberCommand::Remove { person })),
        };
        remove_member(&self.services, &self.fakes.identities, request, &command).await
    }

    /// Corrects a person.
    pub async fn correct(
        &self,
        party: Party,
        person: PersonId,
        to: &Correction,
    ) -> Result<Administered, AppError> {
        let (actor, key) = (administrator(), self.fresh_key(&administrator()));
        let request = Request { actor: &actor, on: party, seen: None, key: Some(&key) };
        correct_member(&self.services, &self.fakes.identities, request, person, to).await
    }

    /// PDP's team has a second administrator, who proposes these roles for somebody who is to join it.
    pub async fn propose_colleague(&self, newcomer: &Newcomer, roles: &[PdpRole]) -> ProposalId {
        self.store().inner.seed_pdp_team(&two_administrators()).await.unwrap();
        let Newcomer { name, email, .. } = newcomer.clone();
        let (actor, key) = (second_administrator(), self.fresh_key(&second_administrator()));
        let request = Request { actor: &actor, on: Party::Pdp, seen: None, key: Some(&key) };
        let (whom, roles) = (TypedWhom::Newcomer { name, email }, roles.iter().copied().collect());
        let done = propose_roles(&self.services, request, whom, roles).await.unwrap();
        let Record::Pdp(team) = done.record else { panic!("not PDP's") };
        team.proposals.last().unwrap().id
    }

    /// The administrator approves a proposal.
    pub async fn approve(&self, id: ProposalId) -> Result<Administered, AppError> {
        let (actor, key) = (administrator(), self.fresh_key(&administrator()));
        let request = Request { actor: &actor, on: Party::Pdp, seen: None, key: Some(&key) };
        approve_roles(&self.services, &self.fakes.identities, request, id).await
    }

    pub async fn organisation(&self, id: OrganisationId) -> Organisation {
        self.store().organisation(id).await.unwrap().unwrap()
    }

    pub async fn record_entries(&self, party: Party, size: u32) -> Vec<RecordEntry> {
        all_pages(size, async |request| self.store().inner.record_history(party, &request).await).await
    }

    /// What happened to an organisation.
    pub async fn record_events(&self, party: Party) -> Vec<domain::organisation::Event> {
        let happened = |entry| match entry {
            RecordEntry::Happened(RecordHappened::Organisation(recorded)) => Some(recorded.event),
            _ => None,
        };
        self.record_entries(party, 100).await.into_iter().filter_map(happened).collect()
    }
}
