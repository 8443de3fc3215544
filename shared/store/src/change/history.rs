//! Histories (A1), read in pages.

use app::{Fault, HistoryPage, Page, PageFault, PageRequest};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::ids::OrganisationId;

use crate::DynamoStore;
use crate::item::Item;
use crate::table::fault;
use crate::table::keys::{HISTORY, Key, text};
use crate::table::page::{List, rows};

impl DynamoStore {
    /// One page of the history in a partition, oldest first. `read` says of an entry also whose it is.
    pub(crate) async fn history_page<E>(
        &self,
        list: &List,
        partition: String,
        request: &PageRequest,
        read: fn(Item) -> Result<(OrganisationId, E), Fault>,
    ) -> Result<HistoryPage<E>, PageFault> {
        let page = self.partition_page(list, partition.clone(), HISTORY, request).await?;
        let mut organisation = None;
        let page = rows(page, |item| {
            let (owner, entry) = read(item)?;
            organisation = Some(owner);
            Ok(entry)
        })?;
        if organisation.is_none() && request.cursor.is_some() {
            // Nothing came after the last page, which cannot tell whose it is.
            let answer = self.partition_query(partition, HISTORY).limit(1).send().await;
            let items = answer.map_err(|error| fault::of_call("read a history", error))?.items;
            let first = items.unwrap_or_default().into_iter().next();
            organisation = first.map(read).transpose()?.map(|(owner, _)| owner);
        }
        Ok(HistoryPage { organisation, page })
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

    /// The items of a partition whose sort key begins with `prefix`.
    pub(crate) fn partition_query(&self, partition: String, prefix: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :partition AND begins_with(sk, :prefix)")
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":prefix", text(prefix))
    }
}
