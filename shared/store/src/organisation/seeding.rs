//! Putting organisations and PDP's team: for seeding, never part of a command.
//!
//! A person who is no longer in the new record loses their membership (P2); an endpoint that was put before and is no longer
//! there loses its entry and its URL. Large records take several transactions; the record itself comes last, so that putting it
//! again finishes what was interrupted. No history is written: seeding is no act of a person. A vouching scheme is put once:
//! the one on record stays, with its present state.

use std::collections::BTreeMap;

use app::{CommitFault, Fault, Members};
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::{EndpointId, OrganisationId};
use domain::organisation::{Organisation, PdpTeam, VouchingScheme};
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::DynamoStore;
use crate::command::conditions::held_by_organisation as held_by;
use crate::item::{membership, organisation, register, reservation};
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::keys::{ENDPOINT, Key, text};
use crate::table::transaction::{Condition, Transaction};

const ACTION: &str = "put an organisation";

impl DynamoStore {
    /// Puts an organisation, its people and its live endpoints, of which `urls` are the URLs, in place of what was put before.
    /// What changes and its vouching scheme made of its endpoints stays, and so does what was taken out of use. A version is
    /// never given twice.
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
        let before = self.organisation(id).await?;
        let people = before.as_ref().map(|before| before.people.as_slice()).unwrap_or_default();
        for gone in
            people.iter().filter(|old| organisation.people.iter().all(|new| new.sign_in != old.sign_in))
        {
            let item = membership::write_nothing(gone.sign_in, gone.id)?;
            writes.next().await?.put(Guard::Sound, item, member_of(id))?;
        }
        let scheme = before.as_ref().and_then(|before| before.vouching.clone());
        let of_scheme = |id| scheme.as_ref().is_some_and(|scheme| scheme.has(id));
        let (put_before, kept): (Vec<_>, Vec<_>) = self.endpoints(id).await?.into_iter().partition(|entry| {
            entry.change.is_none() && entry.state == EndpointState::Live && !of_scheme(entry.id)
        });
        let mut live = live_endpoints(organisation, urls);
        live.retain(|endpoint, _| kept.iter().all(|entry| entry.id != *endpoint));
        for old in &put_before {
            if !live.contains_key(&old.id) {
                let key = Key::endpoint(id, old.id);
                writes.next().await?.delete(Guard::Sound, key, Condition::none())?;
            }
            if live.values().all(|new| *new != old.endpoint) {
                writes.next().await?.delete(Guard::Sound, Key::url(&old.endpoint), held_by(id))?;
            }
        }
        // As they are: entries of before are in no list until they are written again.
        for entry in &kept {
            let as_read = Condition {
                expression: "#state = :as_read",
                names: &[("#state", register::STATE)],
                values: vec![(":as_read", text(entry.state.code()))],
            };
            writes.next().await?.put(Guard::Sound, register::write(entry)?, as_read)?;
        }
        for person in &organisation.people {
            let item = membership::write_member(id, person)?;
            writes.next().await?.put(Guard::Sound, item, member_of(id))?;
        }
        for (endpoint, new) in &live {
            let entry = RegisteredEndpoint::connected_before(*endpoint, id, new.clone());
            writes.next().await?.put(Guard::Sound, register::write(&entry)?, Condition::none())?;
            let item = reservation::for_endpoint(Key::url(new), new, id, *endpoint)?;
            writes.next().await?.put(Guard::Sound, item, held_by(id))?;
        }
        let mut put = organisation.clone();
        match (scheme, &organisation.vouching) {
            (Some(known), _) => put.vouching = Some(known),
            (None, Some(new)) => writes.put_scheme(id, new).await?,
            (None, None) => {}
        }
        for entry in kept {
            if matches!(entry.state, EndpointState::Live | EndpointState::Suspended) {
                put.live_endpoints.insert(entry.id, entry.endpoint.endpoint_type);
            } else {
                put.live_endpoints.remove(&entry.id);
            }
        }
        if let Some(before) = before {
            put.suspended.clone_from(&before.suspended);
            put.restorations.clone_from(&before.restorations);
            put.version = before.version;
            if put != before {
                put.version += 1;
            }
        }
        writes.next().await?.put(Guard::Sound, organisation::write(&put)?, Condition::none())?;
        writes.finish().await
    }

    /// Puts PDP's team in place of what it was; roles that are proposed still are. A version is never given twice.
    ///
    /// # Errors
    /// [`Fault`]; a lasting one when a person belongs to an organisation.
    pub async fn put_pdp_team(&self, team: &PdpTeam) -> Result<(), Fault> {
        let mut writes = Writes::new(self);
        let before = self.pdp_team().await?;
        for gone in
            before.people.iter().filter(|old| team.people.iter().all(|new| new.sign_in != old.sign_in))
        {
            let item = membership::write_nothing(gone.sign_in, gone.id)?;
            writes.next().await?.put(Guard::Sound, item, of_no_organisation())?;
        }
        for person in &team.people {
            let item = membership::write_staff(person)?;
            writes.next().await?.put(Guard::Sound, item, of_no_organisation())?;
        }
        let mut put = team.clone();
        put.proposals.extend(before.proposals.iter().cloned());
        put.proposals.dedup();
        if before.version > 0 {
            put.version = before.version;
            if put != before {
                put.version += 1;
            }
        }
        writes.next().await?.put(Guard::Sound, organisation::write_team(&put)?, Condition::none())?;
        writes.finish().await
    }

    async fn endpoints(&self, id: OrganisationId) -> Result<Vec<RegisteredEndpoint>, Fault> {
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
            endpoints.push(register::read(item)?);
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
        expression: "#organisation = :this OR (attribute_not_exists(#organisation) AND attribute_not_exists(#pdp))",
        names: &[("#organisation", membership::ORGANISATION), ("#pdp", membership::PDP_ROLES)],
        values: vec![(":this", text(organisation))],
    }
}

fn of_no_organisation() -> Condition {
    Condition {
        expression: "attribute_not_exists(#organisation)",
        names: &[("#organisation", membership::ORGANISATION)],
        values: Vec::new(),
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

    /// The endpoints of a vouching scheme, as proposed since their ids were made.
    async fn put_scheme(&mut self, of: OrganisationId, scheme: &VouchingScheme) -> Result<(), Fault> {
        for (id, endpoint) in &scheme.endpoints {
            let since = RegisteredEndpoint::connected_before(*id, of, endpoint.clone()).since;
            let entry = RegisteredEndpoint::of_vouching_scheme(*id, of, endpoint.clone(), since);
            self.next().await?.put(Guard::Sound, register::write(&entry)?, Condition::none())?;
            let item = reservation::for_endpoint(Key::url(endpoint), endpoint, of, *id)?;
            self.next().await?.put(Guard::Sound, item, held_by(of))?;
        }
        Ok(())
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
