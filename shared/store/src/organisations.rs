//! Putting organisations and PDP's team: administration and seeding, never part of a command.
//!
//! Who or what is no longer in the new record loses its membership (P2), endpoint item and URL. Large records take several
//! transactions; the record itself comes last, so that putting it again finishes what was interrupted.

use std::collections::BTreeMap;

use app::{CommitFault, Fault, Members};
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::{EndpointId, OrganisationId};
use domain::organisation::{Organisation, PdpTeam};

use crate::item::{organisation, reservation};
use crate::keys::{ENDPOINT, Key, text};
use crate::transaction::{Condition, Guard, Transaction};
use crate::{DynamoStore, fault};

const ACTION: &str = "put an organisation";

impl DynamoStore {
    /// Puts an organisation, its people and its live endpoints, of which `urls` are the URLs, in place of what it was.
    ///
    /// # Errors
    /// [`Fault`]; a lasting one when a person belongs to another organisation, or somebody else has a URL.
    pub async fn put_organisation(
        &self,
        organisation: &Organisation,
        urls: &BTreeMap<EndpointId, EndpointUrl>,
    ) -> Result<(), Fault> {
        let id = organisation.id;
        let mut writes = Writes::new(self);
        let before = self.organisation(id).await?.map(|before| before.people).unwrap_or_default();
        for gone in before.iter().filter(|old| organisation.people.iter().all(|new| new.id != old.id)) {
            writes.next().await?.delete(Guard::Sound, Key::membership(gone.id), member_of(id))?;
        }
        let live = live_endpoints(organisation, urls);
        for (endpoint, old) in self.endpoints(id).await? {
            if !live.contains_key(&endpoint) {
                let key = Key::endpoint(id, endpoint);
                writes.next().await?.delete(Guard::Sound, key, Condition::none())?;
            }
            if live.values().all(|new| *new != old) {
                writes.next().await?.delete(Guard::Sound, Key::url(&old), live_at(id))?;
            }
        }
        for person in &organisation.people {
            let item = organisation::write_member(id, person)?;
            writes.next().await?.put(Guard::Sound, item, member_of(id))?;
        }
        for (endpoint, new) in &live {
            let item = organisation::write_endpoint(id, *endpoint, new)?;
            writes.next().await?.put(Guard::Sound, item, Condition::none())?;
            let item = reservation::for_live(Key::url(new), new, id, *endpoint)?;
            writes.next().await?.put(Guard::Sound, item, live_at(id))?;
        }
        writes.next().await?.put(Guard::Sound, organisation::write(organisation)?, Condition::none())?;
        writes.finish().await
    }

    /// Puts PDP's team in place of what it was.
    ///
    /// # Errors
    /// [`Fault`]; a lasting one when a person belongs to an organisation.
    pub async fn put_pdp_team(&self, team: &PdpTeam) -> Result<(), Fault> {
        let mut writes = Writes::new(self);
        let before = self.pdp_team().await?.people;
        for gone in before.iter().filter(|old| team.people.iter().all(|new| new.id != old.id)) {
            writes.next().await?.delete(Guard::Sound, Key::membership(gone.id), of_no_organisation())?;
        }
        for person in &team.people {
            let item = organisation::write_staff(person)?;
            writes.next().await?.put(Guard::Sound, item, of_no_organisation())?;
        }
        writes.next().await?.put(Guard::Sound, organisation::write_team(team)?, Condition::none())?;
        writes.finish().await
    }

    async fn endpoints(&self, id: OrganisationId) -> Result<Vec<(EndpointId, ProposedEndpoint)>, Fault> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :organisation AND begins_with(sk, :endpoint)")
            .expression_attribute_values(":organisation", text(Key::organisation(id).pk))
            .expression_attribute_values(":endpoint", text(ENDPOINT));
        let mut pages = query.into_paginator().items().send();
        let mut endpoints = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| fault::of_call(ACTION, error))?;
            endpoints.push(organisation::read_endpoint(item)?);
        }
        Ok(endpoints)
    }
}

fn live_endpoints(
    organisation: &Organisation,
    urls: &BTreeMap<EndpointId, EndpointUrl>,
) -> BTreeMap<EndpointId, ProposedEndpoint> {
    let with_url = |(id, endpoint_type): (&EndpointId, &_)| {
        Some((*id, ProposedEndpoint { endpoint_type: *endpoint_type, url: urls.get(id)?.clone() }))
    };
    organisation.live_endpoints.iter().filter_map(with_url).collect()
}

fn member_of(organisation: OrganisationId) -> Condition {
    Condition {
        expression: "attribute_not_exists(pk) OR #organisation = :this",
        names: &[("#organisation", organisation::ORGANISATION)],
        values: vec![(":this", text(organisation))],
    }
}

fn of_no_organisation() -> Condition {
    Condition {
        expression: "attribute_not_exists(#organisation)",
        names: &[("#organisation", organisation::ORGANISATION)],
        values: Vec::new(),
    }
}

fn live_at(organisation: OrganisationId) -> Condition {
    Condition {
        expression: "#live_at = :this OR (attribute_not_exists(#live_at) AND attribute_not_exists(#change))",
        names: &[("#change", reservation::CHANGE), ("#live_at", reservation::ORGANISATION)],
        values: vec![(":this", text(organisation))],
    }
}

/// Writes that may need more than one transaction.
struct Writes<'s> {
    store: &'s DynamoStore,
    transaction: Transaction<'s>,
}

impl<'s> Writes<'s> {
    fn new(store: &'s DynamoStore) -> Self {
        Self { store, transaction: Transaction::new(&store.table) }
    }

    /// A transaction with room for one more.
    async fn next(&mut self) -> Result<&mut Transaction<'s>, Fault> {
        if self.transaction.len() == Transaction::MAX {
            let full = std::mem::replace(&mut self.transaction, Transaction::new(&self.store.table));
            run(full, self.store).await?;
        }
        Ok(&mut self.transaction)
    }

    async fn finish(self) -> Result<(), Fault> {
        run(self.transaction, self.store).await
    }
}

async fn run(transaction: Transaction<'_>, store: &DynamoStore) -> Result<(), Fault> {
    transaction.run(&store.client).await.map_err(|fault| match fault {
        CommitFault::Fault(fault) => fault,
        other => Fault::retryable(ACTION, other),
    })
}
