//! The records of organisations and of PDP's team in memory, and the register of endpoints: lists and histories.

use std::collections::BTreeSet;

use domain::ids::OrganisationId;
use domain::organisation::{NameSearch, Organisation};
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::text::Name;

use super::paging::List;
use super::store::MemoryStore;
use app::{Fault, Register};
use app::{OrganisationRow, Organisations, Party, RecordEntry};
use app::{Page, PageFault, PageRequest};

impl Organisations for MemoryStore {
    async fn record_history(&self, party: Party, page: &PageRequest) -> Result<Page<RecordEntry>, PageFault> {
        let state = self.state();
        let own =
            state.record_history.range((party, 0, None)..).take_while(|((whose, ..), _)| *whose == party);
        let entries = own.map(|((_, version, id), entry)| {
            let id = id.map(|id| id.to_string()).unwrap_or_default();
            (format!("{version:010}#{id}"), entry.clone())
        });
        List::new("record-history", owner(party)).page(entries, page)
    }

    async fn organisations(&self, page: &PageRequest) -> Result<Page<OrganisationRow>, PageFault> {
        List::new("organisations", "pdp").page(self.rows_by_name(|_| true), page)
    }

    async fn organisations_named(
        &self,
        search: &NameSearch,
        page: &PageRequest,
    ) -> Result<Page<OrganisationRow>, PageFault> {
        List::new("organisations-named", search).page(self.rows_by_name(|name| search.finds(name)), page)
    }

    async fn names_of(&self, ids: &BTreeSet<OrganisationId>) -> Result<Vec<OrganisationRow>, Fault> {
        let state = self.state();
        let found = ids.iter().filter_map(|id| state.organisations.get(id));
        Ok(found.map(|own| OrganisationRow { id: own.id, name: own.name.clone() }).collect())
    }
}

impl MemoryStore {
    /// The organisations whose names are wanted, each with its place.
    fn rows_by_name(&self, is_wanted: impl Fn(&Name) -> bool) -> Vec<(String, OrganisationRow)> {
        let state = self.state();
        let row = |(id, own): (&OrganisationId, &Organisation)| {
            let place = format!("{}#{id}", own.name.as_str().to_lowercase());
            is_wanted(&own.name).then(|| (place, OrganisationRow { id: *id, name: own.name.clone() }))
        };
        let mut rows: Vec<_> = state.organisations.iter().filter_map(row).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        rows
    }
}

impl Register for MemoryStore {
    async fn endpoints_of(
        &self,
        organisation: OrganisationId,
        wanted: Option<EndpointState>,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let state = self.state();
        let own = state.register.values().filter(|entry| entry.organisation == organisation);
        let own = own.filter(|entry| wanted.is_none_or(|wanted| entry.state == wanted));
        List::new("endpoints", organisation)
            .page(own.map(|entry| (entry.id.to_string(), entry.clone())), page)
    }

    async fn endpoints_in(
        &self,
        wanted: EndpointState,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let state = self.state();
        let found = state.register.values().filter(|entry| entry.state == wanted);
        let place = |entry: &RegisteredEndpoint| format!("{}#{}", entry.organisation, entry.id);
        List::new("register", wanted.code()).page(found.map(|entry| (place(entry), entry.clone())), page)
    }

    async fn endpoints_at(
        &self,
        host: &str,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let state = self.state();
        let is_there = |entry: &&RegisteredEndpoint| {
            entry.endpoint.url.host() == host && entry.state != EndpointState::Inactive
        };
        let found = state.register.values().filter(is_there);
        let place = |entry: &RegisteredEndpoint| format!("{}#{}", entry.organisation, entry.id);
        List::new("host", host).page(found.map(|entry| (place(entry), entry.clone())), page)
    }
}

fn owner(party: Party) -> String {
    match party {
        Party::Organisation(id) => id.to_string(),
        Party::Pdp => "pdp".to_owned(),
    }
}
