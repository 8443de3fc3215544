//! Organisations whose vouching scheme has passed OAT, to be connected at the midnight.
//!
//! Must not: probe anything, or write anything that a use case would have refused.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ::store::DynamoStore;
use anyhow::{Result, ensure};
use app::{FindProbe, FindRequest, OatSubject, Services, probe_due, request_oat};
use domain::actor::{Actor, OrganisationRole};
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::{OatId, OrganisationId};
use domain::oat::observation::{ClientCertificate, Ending, Observation, ResponseFacts, Timings, TlsFacts};
use domain::oat::{OatAnswers, ProfileMark};
use domain::organisation::{Organisation, Person, VouchingScheme};
use domain::text::Name;
use jiff::Timestamp;

use crate::scale::chance::{HandClock, NumberedIds};
use crate::scale::population::{connection_date, id, present};

/// Numbers that nothing else has begin here, one for the ids of each: references follow from the number.
const CONNECTIONS: u64 = 1 << 28;
const AT_ONCE: usize = 8;

/// This many, each with one Find endpoint.
///
/// # Errors
/// A request was refused, or did not pass.
pub async fn pass(table: &DynamoStore, count: u64) -> Result<Vec<(OrganisationId, OatId)>> {
    let mut passed = Vec::new();
    for number in 0..count {
        passed.push(request(&services(table, number), number).await?);
    }
    let services = services(table, count);
    let probed = probe_due(&services, &Accepted, AT_ONCE, || true).await?;
    ensure!(probed.failed.is_empty(), "failed to probe: {:?}", probed.failed);
    ensure!(probed.attempts.len() == passed.len(), "{} of {count} were probed", probed.attempts.len());
    Ok(passed)
}

fn services(table: &DynamoStore, number: u64) -> Services<DynamoStore> {
    let clock = HandClock::at(present());
    let ids = NumberedIds::new(CONNECTIONS + number, clock.clone());
    Services::new(table.clone(), Arc::new(clock), Arc::new(ids))
}

async fn request(services: &Services<DynamoStore>, number: u64) -> Result<(OrganisationId, OatId)> {
    let url = EndpointUrl::restore(format!("https://find.newcomer-{number:04}.example.org/find"));
    let roles = BTreeSet::from([OrganisationRole::ServiceManager]);
    let manager = Person {
        id: id(&*services.ids),
        sign_in: id(&*services.ids),
        name: Name::restore("Example service manager".to_owned()),
        email: EmailAddress::restore(format!("manager@newcomer-{number:04}.example.org")),
        roles: roles.clone(),
    };
    let person = manager.id;
    let endpoint = ProposedEndpoint { endpoint_type: EndpointType::Find, url };
    let organisation = Organisation {
        id: id(&*services.ids),
        version: 1,
        name: Name::restore(format!("Example newcomer {number:04}")),
        people: vec![manager],
        live_endpoints: BTreeMap::new(),
        suspended: [].into(),
        restorations: [].into(),
        vouching: Some(VouchingScheme {
            name: Name::restore("Example vouching scheme".to_owned()),
            endpoints: vec![(id(&*services.ids), endpoint)],
            oat_requested_at: None,
            oat_passed_at: None,
            live_at: None,
        }),
    };
    services.store.put_organisation(&organisation, &BTreeMap::new()).await?;
    let yes = Some(true);
    let answers = OatAnswers {
        material_deployed: yes,
        connection_ready: yes,
        organisation_ready: yes,
        connection_date: Some(connection_date()),
    };
    let actor = Actor::Member { person, organisation: organisation.id, roles, name: None };
    let subject = OatSubject::InitialConnection(organisation.id);
    request_oat(services, &actor, None, subject, &answers).await?;
    Ok((organisation.id, subject.id()))
}

/// A probe that every endpoint answers with 202.
struct Accepted;

impl FindProbe for Accepted {
    async fn send(&self, request: FindRequest) -> Observation {
        let server = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        let took = Duration::from_millis(20);
        Observation {
            request: request.id,
            at: Timestamp::UNIX_EPOCH,
            url: request.url,
            profile: Some(self.profile()),
            addresses: vec![server],
            peer: Some(SocketAddr::new(server, 443)),
            timings: Timings { dns: Some(took), total: took, ..Timings::default() },
            deadline: Duration::from_secs(10),
            tls: Some(TlsFacts {
                version: Some("TLSv1.3".to_owned()),
                client_certificate: Some(ClientCertificate::Sent),
                ..TlsFacts::default()
            }),
            response: Some(ResponseFacts {
                status: 202,
                headers: Vec::new(),
                body_bytes: 0,
                body_sha256: [0; 32],
                body_start: Vec::new(),
            }),
            unread: None,
            ending: Ending::Answered,
        }
    }

    fn profile(&self) -> ProfileMark {
        ProfileMark { label: Name::restore("Default".to_owned()), digest: [0; 32] }
    }
}
