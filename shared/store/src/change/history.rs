//! Histories (A1), read in pages.

use app::{Fault, HistoryPage, Page, PageFault, PageRequest};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::change::Change;
use domain::ids::ChangeId;

use crate::DynamoStore;
use crate::item::{Item, history};
use crate::table::fault;
use crate::table::keys::{HISTORY, Key, SK, text};
use crate::table::page::List;

impl DynamoStore {
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
            let (owner, entry) = history::read(item)?;
            organisation = Some(owner);
            entries.push(entry);
        }
        if organisation.is_none() && request.cursor.is_some() {
            // Nothing came after the last page, which cannot tell whose it is.
            let first = self.first_of_history(Key::change(change).pk).await?;
            organisation = first.map(history::read::<Change>).transpose()?.map(|(owner, _)| owner);
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
}
