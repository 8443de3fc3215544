//! Requests for OAT that are due: each of an organisation that is not connected yet, whose vouching scheme has one Find endpoint.
//!
//! Must not: probe, or write anything that the use case would have refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Result;
use app::{OatSubject, Services, request_oat};
use domain::actor::{Actor, OrganisationRole};
use domain::calendar::london_date;
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::oat::OatAnswers;
use domain::organisation::{Organisation, Person, VouchingScheme};
use domain::text::Name;
use jiff::Span;
use runtime::{RandomIds, SystemClock};
use store::DynamoStore;

use super::crowd::Member;
use crate::emulator::sdk;
use crate::process::TABLE;

const ROLE: OrganisationRole = OrganisationRole::ServiceManager;
/// Days until the connection date; a week is the least.
const DAYS: i64 = 30;

/// For each of these, an organisation requests OAT, in the table at `endpoint`.
///
/// # Errors
/// A request was refused.
pub fn request_all(endpoint: &str, members: &[Member]) -> Result<()> {
    let store = DynamoStore::new(sdk(endpoint)?.dynamodb(), TABLE, |_, _, _| {});
    let services = Services::new(store, Arc::new(SystemClock), Arc::new(RandomIds));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        for member in members {
            request(&services, member).await?;
        }
        Ok(())
    })
}

async fn request(services: &Services<DynamoStore>, member: &Member) -> Result<()> {
    let url = EndpointUrl::restore(member.url());
    let endpoint = ProposedEndpoint { endpoint_type: EndpointType::Find, url };
    let manager = Person {
        id: services.fresh_id(),
        sign_in: services.fresh_id(),
        name: Name::restore("Example service manager".to_owned()),
        email: EmailAddress::restore(format!("manager@{}", member.host)),
        roles: BTreeSet::from([ROLE]),
    };
    let organisation = Organisation {
        id: services.fresh_id(),
        version: 1,
        name: Name::restore(format!("Example scheme at {}", member.host)),
        people: vec![manager.clone()],
        live_endpoints: BTreeMap::new(),
        suspended: [].into(),
        restorations: [].into(),
        vouching: Some(VouchingScheme {
            name: Name::restore("Example vouching scheme".to_owned()),
            endpoints: vec![(services.fresh_id(), endpoint)],
            oat_requested_at: None,
            oat_passed_at: None,
            live_at: None,
        }),
    };
    services.store.put_organisation(&organisation, &BTreeMap::new()).await?;
    let answers = OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some(london_date(services.clock.now()).saturating_add(Span::new().days(DAYS))),
    };
    let actor =
        Actor::Member { person: manager.id, organisation: organisation.id, roles: manager.roles, name: None };
    let subject = OatSubject::InitialConnection(organisation.id);
    request_oat(services, &actor, None, subject, &answers).await?;
    Ok(())
}
