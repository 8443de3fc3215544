//! Queries of the two indexes, and the keys that pages of them go on from.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use crate::DynamoStore;
use crate::item::Instant;
use crate::table::keys::{BY_ORGANISATION, BY_QUEUE, DUE, Key, ORG_KEY, QUEUE, text};

impl DynamoStore {
    /// The items of `owner` in the index by organisation, in their order.
    pub(crate) fn owner_query(&self, owner: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .index_name(BY_ORGANISATION)
            .key_condition_expression("#owner = :owner")
            .expression_attribute_names("#owner", ORG_KEY)
            .expression_attribute_values(":owner", text(owner))
    }

    /// The items of one queue, in their order; those `before` a place, if there is a bound.
    pub(crate) fn queue_query(&self, queue: &str, before: Option<String>) -> QueryFluentBuilder {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_QUEUE)
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_values(":queue", text(queue));
        match before {
            None => query.key_condition_expression("#queue = :queue"),
            Some(before) => query
                .key_condition_expression("#queue = :queue AND #due < :before")
                .expression_attribute_names("#due", DUE)
                .expression_attribute_values(":before", text(before)),
        }
    }

    /// The items of one queue after a place, in their order.
    pub(crate) fn queue_query_after(&self, queue: &str, after: String) -> QueryFluentBuilder {
        self.queue_query(queue, None)
            .key_condition_expression("#queue = :queue AND #due > :after")
            .expression_attribute_names("#due", DUE)
            .expression_attribute_values(":after", text(after))
    }
}

impl DynamoStore {
    /// The items of `queue` that somebody should look at by `now`: at most `limit`, the longest due first.
    pub(crate) fn due_query(&self, queue: &str, now: Timestamp, limit: u32) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .index_name(BY_QUEUE)
            .key_condition_expression("#queue = :queue AND #due <= :now")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#due", DUE)
            .expression_attribute_values(":queue", text(queue))
            .expression_attribute_values(":now", text(Instant(now)))
            .limit(i32::try_from(limit.max(1)).unwrap_or(i32::MAX))
    }
}

/// The key of an item in an index: its own, and the index's.
pub(crate) fn in_index(key: Key, index: [(&str, String); 2]) -> HashMap<String, AttributeValue> {
    let mut start = key.into_attributes();
    start.extend(index.map(|(name, value)| (name.to_owned(), AttributeValue::S(value))));
    start
}

/// The same in a queue.
pub(crate) fn in_queue(key: Key, queue: String, place: String) -> HashMap<String, AttributeValue> {
    in_index(key, [(QUEUE, queue), (DUE, place)])
}
