//! Lists of changes: of an organisation, and queues. Read from the indexes, which carry the rows.

use std::collections::HashMap;

use app::{Page, PageFault, PageRequest, Summary};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::{ChangeId, OrganisationId};

use crate::DynamoStore;
use crate::item::{Item, summary};
use crate::table::keys::{BY_ORGANISATION, DUE, Key, ORG_KEY, ORG_SORT, QUEUE, organisation_key, text};
use crate::table::page::List;

impl DynamoStore {
    /// Newest first: ids begin with the time.
    pub(crate) async fn list_of_organisation(
        &self,
        organisation: OrganisationId,
        request: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let list = List::new("changes", organisation, ORG_SORT);
        let owner = organisation_key(organisation);
        let start = match list.after(request)? {
            None => None,
            Some(place) => {
                let id: ChangeId = place.parse().map_err(|_| PageFault::BadCursor)?;
                Some(start_at(id, [(ORG_KEY, owner.clone()), (ORG_SORT, id.to_string())]))
            }
        };
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(BY_ORGANISATION)
            .key_condition_expression("#owner = :owner")
            .expression_attribute_names("#owner", ORG_KEY)
            .expression_attribute_values(":owner", text(owner))
            .scan_index_forward(false);
        rows(list.page(query, start, request).await?)
    }

    /// A queue in its order; up to `before`, if there is a bound.
    pub(crate) async fn list_queue(
        &self,
        queue: &'static str,
        before: Option<String>,
        request: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let list = List::new("queue", queue, DUE);
        let start = match list.after(request)? {
            None => None,
            Some(place) => {
                let id = summary::change_at(&place).ok_or(PageFault::BadCursor)?;
                Some(start_at(id, [(QUEUE, queue.to_owned()), (DUE, place)]))
            }
        };
        rows(list.page(self.queue_query(queue, before), start, request).await?)
    }
}

/// The key of a change in an index: its own, and the index's.
fn start_at(id: ChangeId, index: [(&str, String); 2]) -> HashMap<String, AttributeValue> {
    let mut start = Key::change(id).into_attributes();
    start.extend(index.map(|(name, value)| (name.to_owned(), AttributeValue::S(value))));
    start
}

fn rows(page: Page<Item>) -> Result<Page<Summary>, PageFault> {
    let items = page.items.into_iter().map(summary::read).collect::<Result<_, _>>()?;
    Ok(Page { items, next: page.next })
}
