//! What the tests of administration share: people, a sample organisation, and given / when / then.
//!
//! Must not: assert anything about a rule by itself.

use std::collections::BTreeSet;

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::aggregate::Trail;
use domain::change::answers::EndpointAnswer;
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::{EndpointId, OrganisationId, PersonId, SignInId};
use domain::organisation::{
    Command, Event, EventKind, MemberCommand, Organisation, PdpTeam, Person, Refusal, apply, decide,
};
use domain::text::Name;
use jiff::Timestamp;

pub use OrganisationRole::{PrimaryBusinessContact as Business, ServiceManager, TestManager};

/// The instant of every command.
pub fn now() -> Timestamp {
    "2026-09-07T09:00:00Z".parse().expect("an instant")
}

pub fn own() -> OrganisationId {
    OrganisationId::from_u128(0xA)
}

pub fn administrator() -> Actor {
    staff(&[PdpRole::Administrator])
}

/// The one with the id [`person`] 101 in PDP's team.
pub fn staff(roles: &[PdpRole]) -> Actor {
    colleague(101, roles)
}

/// The one of this number in PDP's team.
pub fn colleague(number: u128, roles: &[PdpRole]) -> Actor {
    Actor::Staff { person: person(number), roles: roles.iter().copied().collect(), name: None }
}

pub fn member_of(organisation: OrganisationId, roles: &[OrganisationRole]) -> Actor {
    Actor::Member { person: person(1), organisation, roles: roles.iter().copied().collect(), name: None }
}

/// The primary business contact of the sample.
pub fn contact() -> Actor {
    member_of(own(), &[Business])
}

pub fn person(number: u128) -> PersonId {
    PersonId::from_u128(number)
}

/// What the person of this number signs in with.
pub fn sign_in(number: u128) -> SignInId {
    SignInId::from_u128(0x5000 + number)
}

/// The address of the person of this number in every sample.
pub fn address(number: u128) -> String {
    format!("person-{number}@example.org")
}

/// A record of a person.
pub fn record<R: Copy + Ord>(number: u128, roles: &[R]) -> Person<R> {
    Person {
        id: person(number),
        sign_in: sign_in(number),
        name: Name::restore(format!("Person {number}")),
        email: EmailAddress::restore(address(number)),
        roles: roles.iter().copied().collect(),
    }
}

/// An organisation with these members, and one live endpoint of each type.
pub fn organisation(people: Vec<Person<OrganisationRole>>) -> Organisation {
    Organisation {
        id: own(),
        version: 7,
        name: Name::restore("Harbour Pensions".to_owned()),
        live_endpoints: (1..).map(endpoint).zip(EndpointType::ALL.iter().copied()).collect(),
        suspended: [].into(),
        restorations: [].into(),
        vouching: None,
        people,
    }
}

/// One primary business contact (person 1) and one service manager (person 2).
pub fn sample() -> Organisation {
    organisation(vec![record(1, &[Business]), record(2, &[ServiceManager])])
}

/// The sample as it is before anything of it is live.
pub fn unconnected() -> Organisation {
    Organisation { live_endpoints: std::collections::BTreeMap::new(), ..sample() }
}

pub fn team(people: Vec<Person<PdpRole>>) -> PdpTeam {
    PdpTeam { version: 7, people, proposals: Vec::new() }
}

pub fn endpoint(number: u128) -> EndpointId {
    EndpointId::from_u128(number)
}

/// What the register has of a live endpoint of `organisation`.
pub fn registered(organisation: &Organisation, id: EndpointId) -> Option<ProposedEndpoint> {
    let endpoint_type = *organisation.live_endpoints.get(&id)?;
    let url = EndpointUrl::restore(format!("https://pensions.example.org/{id}"));
    Some(ProposedEndpoint { endpoint_type, url })
}

pub fn roles<R: Copy + Ord>(roles: &[R]) -> BTreeSet<R> {
    roles.iter().copied().collect()
}

pub fn add<R: Copy + Ord>(number: u128, held: &[R]) -> MemberCommand<R> {
    add_named(number, &format!("Person {number}"), &address(number), held)
}

pub fn add_named<R: Copy + Ord>(number: u128, name: &str, email: &str, held: &[R]) -> MemberCommand<R> {
    let (person, sign_in, roles) = (person(number), sign_in(number), roles(held));
    MemberCommand::Add { person, sign_in, name: name.to_owned(), email: email.to_owned(), roles }
}

pub fn change_roles<R: Copy + Ord>(number: u128, held: &[R]) -> MemberCommand<R> {
    MemberCommand::ChangeRoles { person: person(number), roles: roles(held) }
}

pub fn remove<R>(number: u128) -> MemberCommand<R> {
    MemberCommand::Remove { person: person(number) }
}

pub fn correct<R>(number: u128, name: &str, email: &str) -> MemberCommand<R> {
    MemberCommand::Correct { person: person(number), name: name.to_owned(), email: email.to_owned() }
}

pub fn rename(name: &str) -> Command {
    Command::Rename { name: name.to_owned() }
}

/// The endpoint is taken out of use as the register knows it in `organisation`.
pub fn retire(organisation: &Organisation, id: EndpointId) -> Command {
    Command::TakeEndpointOutOfUse { id, registered: registered(organisation, id), reason: None }
}

/// The endpoint is suspended as the register knows it in `organisation`.
pub fn suspend(organisation: &Organisation, id: EndpointId, reason: &str) -> Command {
    Command::SuspendEndpoint { id, registered: registered(organisation, id), reason: reason.to_owned() }
}

/// The same endpoint is proposed to be live again.
pub fn propose_restoration(organisation: &Organisation, id: EndpointId, reason: &str) -> Command {
    Command::ProposeRestoration { id, registered: registered(organisation, id), reason: reason.to_owned() }
}

/// That is decided on.
pub fn decide_restoration(organisation: &Organisation, id: EndpointId, approved: Option<bool>) -> Command {
    Command::DecideRestoration { id, registered: registered(organisation, id), approved, reason: None }
}

/// The vouching scheme is recorded with these endpoints: the id each gets if it is new, its type and URL.
pub fn scheme(name: &str, endpoints: &[(u128, EndpointType, &str)]) -> Command {
    let typed = |(id, kind, url): &(u128, EndpointType, &str)| {
        (endpoint(*id), EndpointAnswer { endpoint_type: Some(*kind), url: (*url).to_owned() })
    };
    Command::ProposeVouchingScheme { name: name.to_owned(), endpoints: endpoints.iter().map(typed).collect() }
}

pub struct Given(Organisation);

pub fn given(organisation: Organisation) -> Given {
    Given(organisation)
}

impl Given {
    pub fn when(self, actor: Actor, command: Command) -> Outcome {
        let result = decide(&self.0, command, &actor, now()).map(Trail::into_events);
        Outcome { organisation: self.0, result }
    }

    /// A PDP administrator changes the members.
    pub fn when_members(self, command: MemberCommand<OrganisationRole>) -> Outcome {
        self.when(administrator(), Command::Member(command))
    }
}

pub struct Outcome {
    organisation: Organisation,
    result: Result<Vec<Event>, Refusal>,
}

impl Outcome {
    /// These events came of it; answers the organisation after them, and the events.
    pub fn then(self, codes: &[&str]) -> (Organisation, Vec<Event>) {
        let events = self.result.unwrap_or_else(|refusal| panic!("refused: {refusal:?}"));
        let found: Vec<_> = events.iter().map(|event| event.kind.code()).collect();
        assert_eq!(found, codes);
        let mut organisation = self.organisation;
        let before = organisation.version;
        events.iter().for_each(|event| apply(&mut organisation, event));
        assert_eq!(organisation.version, before + events.len() as u64);
        (organisation, events)
    }

    pub fn refused(self) -> Refusal {
        match self.result {
            Err(refusal) => refusal,
            Ok(events) => panic!("not refused but {events:?}"),
        }
    }

    /// It was refused because of fields; each as `field: code`.
    pub fn refused_fields(self) -> Vec<String> {
        fields(&self.refused())
    }
}

pub fn fields(refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::Invalid(problems) => problems
            .iter()
            .map(|problem| format!("{}: {}", problem.field, problem.violation.code()))
            .collect(),
        other => panic!("refused for another reason: {other:?}"),
    }
}

/// The last thing that happened.
pub fn last(events: &[Event]) -> &EventKind {
    &events.last().expect("an event").kind
}
