//! Histories (A1), read in pages.

use std::fmt::Display;

use app::{Fault, HistoryPage, PageFault, PageRequest};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::ids::OrganisationId;

use crate::DynamoStore;
use crate::item::{Item, history};
use crate::table::fault;
use crate::table::keys::{HISTORY, text};
use crate::table::page::List;

/// How many entries are looked at for whose the history is: the first, and as many more in case that one cannot be read.
const LOOKED_AT: i32 = 25;

impl DynamoStore {
    /// One page of the history in a partition, oldest first. `read` says of an entry also whose it is.
    pub(crate) async fn history_page<E>(
        &self,
        (kind, id): (&str, impl Display),
        partition: String,
        request: &PageRequest,
        read: fn(Item) -> Result<(OrganisationId, E), Fault>,
    ) -> Result<HistoryPage<E>, PageFault> {
        let mut organisation = None;
        let list = List::of_partition(kind, id, &partition, HISTORY);
        let query = self.partition_query(&partition, HISTORY);
        let page = self.page(&list, query, request, |item| {
            organisation = organisation.or(history::owner_of(&item));
            read(item).map(|(_, entry)| entry)
        });
        let page = page.await?;
        if organisation.is_none() && (request.cursor.is_some() || page.unreadable > 0) {
            // Nothing came after the last page, or nothing that can tell whose it is.
            let answer = self.partition_query(&partition, HISTORY).limit(LOOKED_AT).send().await;
            let items = answer.map_err(|error| fault::of_call("read a history", error))?.items;
            organisation = items.unwrap_or_default().iter().find_map(history::owner_of);
        }
        Ok(HistoryPage { organisation, page })
    }

    /// The items of a partition whose sort key begins with `prefix`.
    pub(crate) fn partition_query(&self, partition: &str, prefix: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :partition AND begins_with(sk, :prefix)")
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":prefix", text(prefix))
    }
}
