//! A live or suspended endpoint, as these pages read it: of its organisation's record, and of the register.

use api::{LiveEndpointBody, OrganisationRecordBody, RegisteredEndpointBody, RestorationBody};
use api_client::{Paging, WhichEndpoints};
use domain::actor::PdpRole;
use domain::endpoint::EndpointType;
use domain::register::EndpointState;

use crate::components::Row;
use crate::pages::desk::only;
use crate::pages::endpoints::out_of_use::Ids;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::Visit;
use crate::words;

/// Entries of the register among which the one is looked for.
const LISTED: u32 = 100;

/// The endpoint, and whose it is.
pub struct Endpoint {
    pub ids: Ids,
    pub organisation: OrganisationRecordBody,
    /// Whether it is live or suspended; none when it is neither any more.
    pub live: Option<LiveEndpointBody>,
    entry: Option<RegisteredEndpointBody>,
}

/// Only PDP support does any of this. The API says so too; this says it before anybody types.
///
/// # Errors
/// [`Trouble::NotAllowed`] for everybody else.
pub fn unless_support<P: Ports>(visit: &Visit<P>) -> Result<(), Trouble> {
    only(visit, PdpRole::Support, "PDP support suspends endpoints in an emergency, and brings them back.")
}

impl Endpoint {
    /// The endpoint with these ids, which should be in this state.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn read<P: Ports>(visit: &Visit<P>, ids: Ids, state: EndpointState) -> Result<Self, Trouble> {
        let api = visit.api()?;
        let which =
            WhichEndpoints { organisation: Some(ids.0), state: Some(state), page: Paging::first(LISTED) };
        let (organisation, register) =
            tokio::join!(ask(api.read_organisation(ids.0)), ask(api.list_endpoints(&which)));
        let (organisation, register) = (organisation?.body, register?.body);
        let live = organisation.live_endpoints.iter().find(|one| one.id == ids.1).cloned();
        let entry = register.items.into_iter().find(|one| one.id == ids.1);
        Ok(Self { ids, organisation, live, entry })
    }

    /// Somebody's proposal that it is live again.
    pub fn restoration(&self) -> Option<&RestorationBody> {
        self.organisation.proposed_restorations.iter().find(|one| one.endpoint == self.ids.1)
    }

    /// What it is called in a sentence: `View endpoint https://…`.
    pub fn name(&self) -> String {
        let kind = self.live.as_ref().map(|one| one.endpoint_type.to_string()).unwrap_or_default();
        let url = self.entry.as_ref().map_or_else(|| self.ids.1.to_string(), |one| one.url.clone());
        format!("{kind} endpoint {url}")
    }

    /// What its page says of it.
    pub fn facts(&self) -> Vec<Row> {
        let live = self.live.as_ref();
        let state =
            live.map(|one| if one.suspended { EndpointState::Suspended } else { EndpointState::Live });
        let entry = self.entry.as_ref();
        let rows = [
            Some(Row::new("Organisation", self.organisation.name.clone())),
            live.map(|one| Row::new("Type", one.endpoint_type.to_string())),
            entry.map(|one| Row::new("URL", one.url.clone())),
            state.map(|state| Row::new("State", words::endpoint_state(state))),
            entry.map(|one| Row::new("Since", words::moment(one.since))),
            entry
                .and_then(|one| one.suspended_because.clone())
                .map(|why| Row::new("Why PDP suspended it", why)),
        ];
        rows.into_iter().flatten().collect()
    }

    /// Whether no other Find endpoint of its organisation is live.
    pub fn is_only_find(&self) -> bool {
        let is_find = |one: &LiveEndpointBody| one.endpoint_type == EndpointType::Find && !one.suspended;
        let others = self.organisation.live_endpoints.iter().filter(|one| one.id != self.ids.1);
        self.live.as_ref().is_some_and(is_find) && !others.into_iter().any(is_find)
    }

    /// Who gets an email about what changes: everybody who holds a role at its organisation.
    pub fn told(&self) -> Vec<String> {
        let members = self.organisation.members.iter().filter(|one| !one.roles.is_empty());
        let roles = |of: &api::MemberBody| {
            of.roles.iter().map(|role| role.0.to_string()).collect::<Vec<_>>().join(", ")
        };
        members.map(|one| format!("{} ({})", one.name, roles(one))).collect()
    }

    /// A page about it.
    pub fn page(&self, name: &str) -> String {
        page(self.ids, name)
    }
}

/// A page about the endpoint with these ids.
pub fn page((organisation, endpoint): Ids, name: &str) -> String {
    format!("/portal/endpoints/{organisation}/{endpoint}/{name}")
}

/// The endpoints of its organisation.
pub fn list(ids: Ids) -> String {
    format!("/portal/endpoints?organisation={}", ids.0)
}

/// The same, after this was done.
pub fn list_after(ids: Ids, done: &str) -> String {
    format!("{}&done={done}", list(ids))
}
