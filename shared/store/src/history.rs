//! The history of a change (A1): read in pages, and added to by what changes nothing — refused attempts and downloads.

use app::{
    Attempt, CommitFault, Fault, HistoryEntry, HistoryPage, Page, PageFault, PageRequest, Receipt, RequestKey,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::change::Change;
use domain::ids::{ChangeId, OrganisationId};
use jiff::Timestamp;
use newtype_uuid::GenericUuid;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::DynamoStore;
use crate::commit::put_receipt;
use crate::fault;
use crate::item::event;
use crate::keys::{HISTORY, Key, SK, text};
use crate::page::List;
use crate::transaction::{Condition, Guard, Transaction};

impl DynamoStore {
    /// Adds a refused attempt.
    pub(crate) async fn put_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        let key = Key::side_note(attempt.change, attempt.version, attempt.id.into_untyped_uuid());
        let item = event::write_attempt(key, attempt)?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let answer = put.condition_expression(Condition::absent().expression).send().await;
        match answer {
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
        let start = match list.after(request)? {
            None => None,
            Some(place) if place.starts_with(HISTORY) => {
                Some(Key { sk: place, ..Key::change(change) }.into_attributes())
            }
            Some(_) => return Err(PageFault::BadCursor),
        };
        let page = list.page(self.history_query(change), start, request).await?;
        let mut organisation = None;
        let mut entries = Vec::with_capacity(page.items.len());
        for item in page.items {
            let (owner, entry) = event::read(item)?;
            organisation = Some(owner);
            entries.push(entry);
        }
        if organisation.is_none() && request.cursor.is_some() {
            organisation = self.owner_of_history(change).await?;
        }
        Ok(HistoryPage { organisation, page: Page { items: entries, next: page.next } })
    }

    /// Whose history it is, when the page itself cannot tell because nothing came after the last one.
    async fn owner_of_history(&self, change: ChangeId) -> Result<Option<OrganisationId>, Fault> {
        let answer = self.history_query(change).limit(1).send().await;
        let items =
            answer.map_err(|error| fault::of_call("read a history", error))?.items.unwrap_or_default();
        let first = items.into_iter().next().map(event::read).transpose()?;
        Ok(first.map(|(organisation, _)| organisation))
    }

    fn history_query(&self, change: ChangeId) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :change AND begins_with(sk, :history)")
            .expression_attribute_values(":change", text(Key::change(change).pk))
            .expression_attribute_values(":history", text(HISTORY))
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
