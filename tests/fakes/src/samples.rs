//! Organisations, people, answers and files that most tests need.

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::answers::{Answers, ChangeType, EndpointAnswer};
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::evidence::{AcceptedFile, FileFormat, KeptVersion};
use domain::ids::{EndpointId, PersonId, SignInId};
use domain::organisation::{Organisation, PdpTeam, Person};
use domain::policy::Scale;
use domain::text::Name;
use jiff::Timestamp;
use newtype_uuid::{GenericUuid, TypedUuid, TypedUuidKind};
use uuid::{Builder, Uuid};

use app::Party;
use app::{IdempotencyKey, RequestKey};

const ORGANISATIONS: u8 = 0xA0;
const PDP: u8 = 0xF0;

/// An organisation with three live endpoints and a person for every role. Different numbers share nothing.
pub fn organisation(number: u8) -> Organisation {
    let live = EndpointType::ALL.iter().zip(0x40..);
    Organisation {
        id: id(ORGANISATIONS, number, 0),
        version: 1,
        name: Name::restore(format!("Organisation {number}")),
        live_endpoints: live.map(|(kind, part)| (id(ORGANISATIONS, number, part), *kind)).collect(),
        suspended: [].into(),
        restorations: [].into(),
        vouching: None,
        people: people(OrganisationRole::ALL, &format!("organisation-{number}"), ORGANISATIONS, number),
    }
}

/// The URLs of the live endpoints of an organisation made by [`organisation`].
pub fn urls_of(organisation: &Organisation) -> BTreeMap<EndpointId, EndpointUrl> {
    let name = organisation.name.as_str().to_lowercase().replace(' ', "-");
    let url = |kind: EndpointType| format!("https://{name}.example.org/{}", kind.code());
    organisation.live_endpoints.iter().map(|(id, kind)| (*id, EndpointUrl::restore(url(*kind)))).collect()
}

/// PDP's people, one for every role.
pub fn pdp_team() -> PdpTeam {
    PdpTeam { version: 1, people: people(PdpRole::ALL, "pdp", PDP, 0), proposals: Vec::new() }
}

/// The person of [`organisation`] `number` who holds `role`, as an actor.
pub fn member(number: u8, role: OrganisationRole) -> Actor {
    Actor::Member {
        person: person(ORGANISATIONS, number, role as u8),
        organisation: id(ORGANISATIONS, number, 0),
        roles: BTreeSet::from([role]),
        name: Some(called(&role)),
    }
}

/// The person of [`pdp_team`] who holds `role`, as an actor.
pub fn staff(role: PdpRole) -> Actor {
    let (person, roles) = (person(PDP, 0, role as u8), BTreeSet::from([role]));
    Actor::Staff { person, roles, name: Some(called(&role)) }
}

/// A request of this actor under this key, the body of which has this first byte in its fingerprint.
pub fn key(actor: &Actor, key: &str, body: u8) -> Option<RequestKey> {
    Some(RequestKey {
        person: actor.person()?,
        party: Party::of(actor)?,
        key: IdempotencyKey::parse(key)?,
        fingerprint: [body; 32],
    })
}

/// A proposed endpoint; none when the URL is not one an endpoint may have.
pub fn endpoint(endpoint_type: EndpointType, url: &str) -> Option<ProposedEndpoint> {
    Some(ProposedEndpoint { endpoint_type, url: EndpointUrl::parse(url, 2_048).ok()? })
}

/// Answers of a *both* change at minimal scale with one new Find endpoint per URL: complete without evidence.
pub fn complete_answers(urls: &[&str]) -> Answers {
    let endpoint =
        |url: &&str| EndpointAnswer { endpoint_type: Some(EndpointType::Find), url: (*url).to_owned() };
    Answers {
        change_type: Some(ChangeType::Both),
        reason: "Moving to a new data centre".to_owned(),
        oat_requested: Some(false),
        suggested_scale: Some(Scale::Minimal),
        new_endpoints: urls.iter().map(endpoint).collect(),
        needs_downtime: Some(true),
        ..Answers::default()
    }
}

/// A PDF that was accepted.
pub fn accepted_file(at: Timestamp) -> AcceptedFile {
    AcceptedFile {
        format: FileFormat::Pdf,
        bytes: 12_345,
        sha256: [7; 32],
        flags: Vec::new(),
        at,
        version: Some(KeptVersion::restore("3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH".to_owned())),
    }
}

fn people<R: Copy + Ord + std::fmt::Display>(
    roles: &[R],
    domain: &str,
    group: u8,
    number: u8,
) -> Vec<Person<R>> {
    let holder = |(role, place): (&R, u8)| Person {
        id: person(group, number, place),
        sign_in: sign_in_of(person(group, number, place)),
        name: called(role),
        email: EmailAddress::restore(format!(
            "{}@{domain}.example.org",
            role.to_string().to_lowercase().replace(' ', "-")
        )),
        roles: BTreeSet::from([*role]),
    };
    roles.iter().zip(0..).map(holder).collect()
}

/// What a person of these samples signs in with: it has another UUID than they.
pub fn sign_in_of(person: PersonId) -> SignInId {
    let [first, rest @ ..] = *person.into_untyped_uuid().as_bytes();
    let bytes: Vec<_> = [first ^ 0x10].into_iter().chain(rest).collect();
    SignInId::from_untyped_uuid(Uuid::from_slice(&bytes).unwrap_or_default())
}

/// The same of an actor; none of the system.
pub fn sign_in(actor: &Actor) -> Option<SignInId> {
    actor.person().map(sign_in_of)
}

fn called(role: &impl std::fmt::Display) -> Name {
    Name::restore(format!("Example {role}"))
}

fn person(group: u8, number: u8, place: u8) -> PersonId {
    id(group, number, 0x10 + place)
}

fn id<K: TypedUuidKind>(group: u8, number: u8, part: u8) -> TypedUuid<K> {
    let place = [0, 0, 0, 0, 0, 0, 0, group, number, part];
    let id = Builder::from_unix_timestamp_millis(1_783_000_000_000, &place).into_uuid();
    TypedUuid::from_untyped_uuid(id)
}
