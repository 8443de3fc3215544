//! Repairs: the items that a commit puts, compared with those that are kept, and put in their place. Made by the writers of commands.

use app::{
    Commit, Deviation, Fault, History, Holder, Inventory, MendedEntry, Payload, Repairs, TaskRow, Unfinished,
};
use domain::endpoint::ProposedEndpoint;
use domain::export::{ExportState, Subject};
use domain::ids::{OrganisationId, PersonId, SignInId};
use domain::task::{TaskId, TaskSubject};
use jiff::Timestamp;

use super::{inventory, was_written};
use crate::DynamoStore;
use crate::command::commit;
use crate::item::{Item, export, history, record_entry, reservation, task};
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::keys::{HISTORY, Key, SK, tasks_partition, text};
use crate::table::kinds::{Place, place_of, version_of_entry};
use crate::table::plain::plain;
use crate::table::transaction::{Condition, Transaction};

const ACTION: &str = "put something right";
/// As many keys are read in a call at most.
const READ_AT_ONCE: usize = 100;

/// An item as it should be, and as it is.
struct Compared {
    wanted: Item,
    kept: Option<Item>,
}

impl Compared {
    fn deviations(&self) -> Vec<Deviation> {
        let Key { pk, sk } = Key::of_item(&self.wanted);
        let nothing = Item::new();
        let kept = self.kept.as_ref().unwrap_or(&nothing);
        let mut attributes: Vec<_> = self.wanted.keys().chain(kept.keys()).collect();
        attributes.sort();
        attributes.dedup();
        let differs = attributes.into_iter().filter(|name| self.wanted.get(*name) != kept.get(*name));
        let text = |item: &Item, name: &String| item.get(name).cloned().map(|value| plain(value).to_string());
        let deviation = |name: &String| Deviation {
            item: format!("{pk} {sk}"),
            attribute: name.clone(),
            kept: text(kept, name),
            wanted: text(&self.wanted, name),
        };
        differs.map(deviation).collect()
    }
}

impl DynamoStore {
    async fn compared(&self, wanted: &Commit) -> Result<Vec<Compared>, Fault> {
        let mut transaction = Transaction::new(&self.table);
        commit::write(&mut transaction, wanted)?;
        let wanted = transaction.into_puts();
        let mut kept = Vec::new();
        let keys: Vec<_> = wanted.iter().map(Key::of_item).collect();
        for some in keys.chunks(READ_AT_ONCE) {
            kept.extend(self.get_many(some.to_vec()).await?);
        }
        let of = |wanted: Item| {
            let key = Key::of_item(&wanted);
            let place = kept.iter().position(|item| key.is_of(item));
            Compared { kept: place.map(|place| kept[place].clone()), wanted }
        };
        Ok(wanted.into_iter().map(of).collect())
    }

    /// The item of an entry, after everything that has happened.
    pub(super) async fn entry(&self, MendedEntry { on, note, mending }: &MendedEntry) -> Result<Item, Fault> {
        let key = Key::history(*on);
        let query = self.partition_query(&key.pk, HISTORY).scan_index_forward(false).limit(1);
        let answer = query.send().await.map_err(|error| fault::of_call("read a history", error))?;
        let last = answer.items.unwrap_or_default().pop();
        let said = |name: &str| last.as_ref()?.get(name)?.as_s().ok();
        let version = said(SK).and_then(|sk| version_of_entry(sk)).unwrap_or_default();
        let key = key.side_note(version, *note);
        if let History::Record(_) = on {
            return record_entry::write_mended(key, mending);
        }
        let organisation: Option<OrganisationId> = said(history::ORGANISATION).and_then(|id| id.parse().ok());
        let organisation = organisation.ok_or_else(|| Fault::lasting(ACTION, "it has no history"))?;
        history::write_mended(key, organisation, mending)
    }
}

impl Repairs for DynamoStore {
    async fn deviations(&self, wanted: &Commit) -> Result<Vec<Deviation>, Fault> {
        Ok(self.compared(wanted).await?.iter().flat_map(Compared::deviations).collect())
    }

    async fn put_right(
        &self,
        wanted: &Commit,
        seen: &[Deviation],
        entry: &MendedEntry,
    ) -> Result<bool, Fault> {
        let mut compared = self.compared(wanted).await?;
        if compared.iter().flat_map(Compared::deviations).collect::<Vec<_>>() != seen {
            return Ok(false);
        }
        compared.retain(|one| !one.deviations().is_empty());
        let mut transaction = Transaction::new(&self.table);
        for Compared { wanted, kept } in compared {
            transaction.put_over(Guard::Version, wanted, kept.as_ref())?;
        }
        transaction.put(Guard::Sound, self.entry(entry).await?, Condition::absent())?;
        was_written(transaction.run(&self.client).await, ACTION)
    }

    async fn keep_entry(&self, entry: &MendedEntry) -> Result<(), Fault> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(self.entry(entry).await?));
        fault::held(Condition::absent().on_put(put).send().await, ACTION).map(drop)
    }

    async fn tasks_of(&self, subject: TaskSubject) -> Result<Vec<(TaskId, Option<TaskRow>)>, Fault> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :partition")
            .expression_attribute_values(":partition", text(tasks_partition(subject)));
        let mut pages = query.into_paginator().items().send();
        let mut tasks = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| fault::of_call("read what waits", error))?;
            if let Some(Place::Task(id)) = place_of(&item).filter(|_| item.contains_key(task::SINCE)) {
                tasks.push((id, self.read_item(item, task::read).ok()));
            }
        }
        Ok(tasks)
    }

    async fn sign_ins_of(&self, person: PersonId) -> Result<Vec<SignInId>, Fault> {
        let mut found = Vec::new();
        self.every_item(&mut |item| {
            if let Some(Place::Membership(sign_in)) = place_of(&item)
                && inventory::person_of(&item) == Some(person)
            {
                found.push(sign_in);
            }
        })
        .await?;
        Ok(found)
    }

    async fn holder_of(&self, endpoint: &ProposedEndpoint) -> Result<Option<Holder>, Fault> {
        let item = self.get(Key::url(endpoint)).await?;
        // The operator sees what is kept instead.
        Ok(item.and_then(|item| self.read_item(item, |item| reservation::holder(&item)).ok().flatten()))
    }

    async fn inventory(&self) -> Result<Inventory, Fault> {
        let mut inventory = Inventory::default();
        self.every_item(&mut |item| inventory::add(&mut inventory, item)).await?;
        Ok(inventory)
    }

    async fn unfinished_exports(&self, now: Timestamp) -> Result<Vec<Unfinished>, Fault> {
        let mut found = Vec::new();
        self.every_item(&mut |item| {
            if let Some(Place::Export) = place_of(&item)
                && let Ok(Some(export)) = self.read_item(item, |item| export::read(item, now))
                && !matches!(export.state, ExportState::Ready(_) | ExportState::Failed { .. })
            {
                let change = match export.subject {
                    Subject::EvidenceBundle(change) => Some(change),
                    Subject::Register(_) => None,
                };
                let Key { pk, sk } = Key::export(export.id);
                found.push(Unfinished { id: export.id, told: Payload::Item { pk, sk }, change });
            }
        })
        .await?;
        Ok(found)
    }
}
