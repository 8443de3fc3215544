//! Histories (A1): read in pages, and added to by what changes nothing — refused attempts and downloads.

use app::{
    Attempt, CommitFault, Fault, HistoryEntry, HistoryPage, Page, PageFault, PageRequest, Receipt, RequestKey,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::change::Change;
use domain::ids::ChangeId;
use jiff::Timestamp;
use newtype_uuid::GenericUuid;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::DynamoStore;
use crate::commit::put_receipt;
use crate::fault;
use crate::item::{Item, event};
use crate::keys::{HISTORY, Key, SK, text};
use crate::page::List;
use crate::transaction::{Condition, Guard, Transaction};

impl DynamoStore {
    /// Adds a refused attempt.
    pub(crate) async fn put_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        let key = Key::side_note(attempt.change, attempt.version, attempt.id.into_untyped_uuid());
        self.keep_attempt(event::write_attempt(key, attempt)?).await
    }

    /// Adds a download, with the receipt of its request.
    pub(crate) async fn put_download(
        &self,
        change: &Change,
        entry: &HistoryEntry,
        (request, receipt): &(RequestKey, Receipt),
    ) -> Result<(), CommitFault> {
        let HistoryEntry::Downloaded { evidence, at, by } = entry else {
            return Err(Fault::lasting("keep a download", "the entry is not a download").into());
        };
        let key = Key::side_note(change.id, change.version, id_of_download(request, *at));
        let item = event::write_download(key, change.organisation, *evidence, *at, *by)?;
        let mut transaction = Transaction::new(&self.table);
        transaction.put(Guard::Sound, item, Condition::absent())?;
        put_receipt(&mut transaction, request, receipt, *at)?;
        transaction.run(&self.client).await
    }

    /// One page, oldest first.
    pub(crate) async fn read_history(
        &self,
        change: ChangeId,
        request: &PageRequest,
    ) -> Result<HistoryPage, PageFault> {
        let list = List::new("history", change, SK);
        let page = self.partition_page(&list, Key::change(change).pk, HISTORY, request).await?;
        let mut organisation = None;
        let mut entries = Vec::with_capacity(page.items.len());
        for item in page.items {
            let (owner, entry) = event::read(item)?;
            organisation = Some(owner);
            entries.push(entry);
        }
        if organisation.is_none() && request.cursor.is_some() {
            // Nothing came after the last page, which cannot tell whose it is.
            let first = self.first_of_history(Key::change(change).pk).await?;
            organisation = first.map(event::read).transpose()?.map(|(owner, _)| owner);
        }
        Ok(HistoryPage { organisation, page: Page { items: entries, next: page.next } })
    }

    /// The first entry of the history in a partition.
    pub(crate) async fn first_of_history(&self, partition: String) -> Result<Option<Item>, Fault> {
        let answer = self.partition_query(partition, HISTORY).limit(1).send().await;
        let items = answer.map_err(|error| fault::of_call("read a history", error))?.items;
        Ok(items.unwrap_or_default().into_iter().next())
    }

    /// One page of a partition: the items whose sort key begins with `prefix`, in its order.
    pub(crate) async fn partition_page(
        &self,
        list: &List,
        partition: String,
        prefix: &str,
        request: &PageRequest,
    ) -> Result<Page<Item>, PageFault> {
        let start = list.after_in(prefix, request)?;
        let start = start.map(|sk| Key { pk: partition.clone(), sk }.into_attributes());
        list.page(self.partition_query(partition, prefix), start, request).await
    }

    fn partition_query(&self, partition: String, prefix: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :partition AND begins_with(sk, :prefix)")
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":prefix", text(prefix))
    }

    /// Adds an entry on a refused attempt.
    pub(crate) async fn keep_attempt(&self, item: Item) -> Result<(), Fault> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        match Condition::absent().on_put(put).send().await {
            Ok(_) => Ok(()),
            // Ids are unique: this very attempt was kept by a try whose answer was lost.
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(())
            }
            Err(error) => Err(fault::of_call("keep a refused attempt", error)),
        }
    }
}

/// A UUIDv7 that follows from the request, so that one request is one entry.
pub(crate) fn id_of_download(request: &RequestKey, at: Timestamp) -> Uuid {
    let mut digest = Sha256::new();
    digest.update(request.person.into_untyped_uuid().as_bytes());
    digest.update(request.key.as_str());
    let mut rest = [0; 10];
    rest.copy_from_slice(&digest.finalize()[..10]);
    let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}
