//! Deletions: the port. The state goes first, with the mark that more is to go, so that a thing never is there by half.

use app::{DeletedThing, Deletions, Fault, HeldState, Holdings, ItemKey, MendedEntry, Remnant, RemnantKind};
use aws_sdk_dynamodb::types::{DeleteRequest, WriteRequest};
use domain::dispute::ResultId;
use jiff::Timestamp;
use serde::Serialize;

use super::belongings::Belongings;
use crate::DynamoStore;
use crate::command::conditions::as_read;
use crate::item::{self, Instant, membership, pre_flight, reference, reservation};
use crate::mending::was_written;
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::keys::{Key, QUEUE, text};
use crate::table::transaction::{Condition, Transaction};

const ACTION: &str = "delete what need not be kept any more";
/// Items in one call, at most.
const BATCH: usize = 25;
/// Calls for one batch, at most: the table may take it in parts.
const TRIES: u32 = 10;

/// The table kept refusing a part of a batch.
#[derive(Debug, thiserror::Error)]
#[error("{0} items were left undeleted")]
struct LeftUndeleted(usize);

/// The mark of a deletion that was begun.
#[derive(Debug, Serialize)]
struct MarkItem {
    at: Instant,
}

impl Key {
    /// Whether it is the same as this one.
    pub(super) fn is(&self, key: &ItemKey) -> bool {
        self.pk == key.pk && self.sk == key.sk
    }
}

impl Deletions for DynamoStore {
    async fn holdings(&self, now: Timestamp) -> Result<Holdings, Fault> {
        let mut found = Belongings::default();
        self.every_item(&mut |item| found.add(item, now)).await?;
        Ok(found.sorted())
    }

    async fn begin_deletion(
        &self,
        thing: DeletedThing,
        read: &HeldState,
        entry: &MendedEntry,
    ) -> Result<bool, Fault> {
        let Some(state) = Key::deleted(thing) else { return Ok(false) };
        let mut transaction = Transaction::new(&self.table);
        let mut results = Vec::new();
        let mut delete = |key, condition| transaction.delete(Guard::Version, key, condition);
        match (thing, read) {
            (DeletedThing::Change(id), HeldState::Change(change, oat)) => {
                delete(state.clone(), as_read(Some(change.version)))?;
                delete(Key::listed(id), Condition::none())?;
                let test = Key::oat(domain::oat::id_of_change(id));
                delete(test, oat.as_ref().map_or_else(Condition::absent, |oat| as_read(Some(oat.version))))?;
                results.extend(oat.iter().flat_map(|oat| runs(oat)));
            }
            (DeletedThing::InitialConnection(_), HeldState::InitialConnection(oat)) => {
                delete(state.clone(), as_read(Some(oat.version)))?;
                results.extend(runs(oat));
            }
            (DeletedThing::Notice(_), HeldState::Notice(notice)) => {
                delete(state.clone(), as_read(Some(notice.version)))?;
            }
            (DeletedThing::PreFlight(id), HeldState::PreFlight(_)) => {
                let is_done =
                    Condition { expression: "attribute_exists(#done)", names: &DONE, values: vec![] };
                delete(state.clone(), is_done)?;
                results.push(ResultId::PreFlight { id });
            }
            _ => return Ok(false),
        }
        for result in results {
            let is_undisputed =
                Condition { expression: "attribute_not_exists(#open)", names: &OPEN, values: vec![] };
            delete(Key::disputes_of(result), is_undisputed)?;
        }
        let mark = item::write(state.deletion(), &MarkItem { at: Instant(entry.mending.at) })?;
        transaction.put(Guard::Version, mark, Condition::absent())?;
        transaction.put(Guard::Sound, self.entry(entry).await?, Condition::absent())?;
        was_written(transaction.run(&self.client).await, ACTION)
    }

    async fn end_deletion(&self, thing: DeletedThing, items: &[ItemKey], at: Timestamp) -> Result<(), Fault> {
        let Some(state) = Key::deleted(thing) else { return Ok(()) };
        let key = |item: &ItemKey| Key { pk: item.pk.clone(), sk: item.sk.clone() };
        let all: Vec<Key> = items.iter().map(key).collect();
        let (references, all): (Vec<_>, Vec<_>) = all.into_iter().partition(Key::is_reference);
        for reference in references {
            self.let_name_nothing(reference, at).await?;
        }
        // Before the entries of the register, which say whose URLs they were. Somebody else may have got one meanwhile.
        let (urls, all): (Vec<_>, Vec<_>) = all.into_iter().partition(Key::is_reservation);
        for url in urls {
            let is_free = Condition {
                expression: "attribute_not_exists(#change) AND attribute_not_exists(#organisation)",
                names: &HOLDER,
                values: vec![],
            };
            self.delete_if(url, is_free).await?;
        }
        // The state of a dispute says to what its other items belong, so it goes after them.
        let (disputes, others): (Vec<_>, Vec<_>) = all.into_iter().partition(Key::is_dispute);
        let mut partitions: Vec<_> =
            others.iter().chain(&disputes).filter(|key| key.is_of_one_thing()).collect();
        partitions.sort_by(|one, other| one.pk.cmp(&other.pk));
        partitions.dedup_by(|one, other| one.pk == other.pk);
        let mut partitions: Vec<String> = partitions.into_iter().map(|key| key.pk.clone()).collect();
        if !partitions.contains(&state.pk) {
            partitions.push(state.pk.clone());
        }
        self.delete_all(others).await?;
        self.delete_all(disputes).await?;
        let mark = state.deletion();
        // Somebody may have added something while the thing was on its way out: a note, a refused command.
        for partition in partitions {
            let mut late = self.keys_in(&partition).await?;
            late.retain(|key| *key != mark);
            self.delete_all(late).await?;
        }
        self.delete_all(vec![mark]).await
    }

    async fn delete_remnant(&self, remnant: &Remnant) -> Result<bool, Fault> {
        let condition = match remnant.kind {
            RemnantKind::Notification => {
                Condition { expression: "attribute_not_exists(#queue)", names: &WAITS, values: vec![] }
            }
            RemnantKind::Download | RemnantKind::DeliveryStatus => Condition::none(),
            RemnantKind::Membership => Condition {
                expression: "attribute_not_exists(#organisation) AND attribute_not_exists(#roles)",
                names: &MEMBER,
                values: vec![],
            },
        };
        let ItemKey { pk, sk } = remnant.item.clone();
        self.delete_if(Key { pk, sk }, condition).await
    }
}

const DONE: [(&str, &str); 1] = [("#done", pre_flight::DONE)];
const OPEN: [(&str, &str); 1] = [("#open", item::dispute::OPEN)];
const WAITS: [(&str, &str); 1] = [("#queue", QUEUE)];
const MEMBER: [(&str, &str); 2] =
    [("#organisation", membership::ORGANISATION), ("#roles", membership::PDP_ROLES)];
const HOLDER: [(&str, &str); 2] =
    [("#change", reservation::CHANGE), ("#organisation", reservation::ORGANISATION)];

fn runs(oat: &domain::oat::OatRequest) -> impl Iterator<Item = ResultId> + '_ {
    oat.runs.iter().map(|run| ResultId::Run { oat: oat.id, number: run.number })
}

impl DynamoStore {
    /// Whether the condition held.
    async fn delete_if(&self, key: Key, condition: Condition) -> Result<bool, Fault> {
        let delete = self.client.delete_item().table_name(&self.table);
        let delete = condition.on_delete(delete.set_key(Some(key.into_attributes())));
        fault::held(delete.send().await, ACTION)
    }

    /// It stays taken, so that nothing else ever gets it.
    async fn let_name_nothing(&self, reference: Key, at: Timestamp) -> Result<(), Fault> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(reference.into_attributes()))
            .update_expression("SET #deleted = :at")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#deleted", reference::DELETED_AT)
            .expression_attribute_values(":at", text(Instant(at)));
        fault::held(update.send().await, ACTION).map(drop)
    }

    /// The keys of everything in a partition.
    async fn keys_in(&self, partition: &str) -> Result<Vec<Key>, Fault> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :partition")
            .expression_attribute_values(":partition", text(partition));
        let mut pages = query.into_paginator().items().send();
        let mut keys = Vec::new();
        while let Some(item) = pages.next().await {
            keys.push(Key::of_item(&item.map_err(|error| fault::of_call(ACTION, error))?));
        }
        Ok(keys)
    }

    async fn delete_all(&self, keys: Vec<Key>) -> Result<(), Fault> {
        for some in keys.chunks(BATCH) {
            let delete = |key: &Key| {
                let delete = DeleteRequest::builder().set_key(Some(key.clone().into_attributes())).build();
                delete.map(|delete| WriteRequest::builder().delete_request(delete).build())
            };
            let requests: Result<Vec<_>, _> = some.iter().map(delete).collect();
            let mut requests = requests.map_err(|error| Fault::lasting(ACTION, error))?;
            for _ in 0..TRIES {
                let call = self.client.batch_write_item().request_items(&self.table, requests);
                let answer = call.send().await.map_err(|error| fault::of_call(ACTION, error))?;
                requests = answer
                    .unprocessed_items
                    .and_then(|mut left| left.remove(&self.table))
                    .unwrap_or_default();
                if requests.is_empty() {
                    break;
                }
            }
            if !requests.is_empty() {
                return Err(Fault::retryable(ACTION, LeftUndeleted(requests.len())));
            }
        }
        Ok(())
    }
}
