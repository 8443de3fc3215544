//! Notices of downtime: the port. One call to the table per method, as a rule.

use app::{
    DowntimeEntry, DowntimeNotices, Fault, HistoryPage, Page, PageFault, PageRequest, Readable, WhichDowntime,
};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::downtime::DeclaredDowntime;
use domain::ids::{DowntimeId, EndpointId, OrganisationId};
use domain::register::RegisteredEndpoint;
use jiff::Timestamp;

use crate::DynamoStore;
use crate::item::{self, Instant, downtime, history, register};
use crate::table::fault;
use crate::table::index::in_index;
use crate::table::keys::{
    BY_ORGANISATION, BY_QUEUE, DOWNTIME, DUE, Key, ORG_KEY, ORG_SORT, QUEUE, cancelled_notices_key,
    notices_key, text,
};
use crate::table::page::List;

impl DowntimeNotices for DynamoStore {
    async fn notice_history(
        &self,
        id: DowntimeId,
        request: &PageRequest,
    ) -> Result<HistoryPage<DowntimeEntry>, PageFault> {
        let partition = Key::notice(id).pk;
        self.history_page(("downtime-history", id), partition, request, history::read_without_downloads).await
    }

    async fn open_notices(&self, organisation: OrganisationId, now: Timestamp) -> Result<usize, Fault> {
        let query = self.declared_query(organisation, now, DOWNTIME);
        let (mut open, mut start) = (0, None);
        loop {
            let call = query.clone().set_exclusive_start_key(start);
            let answer = call.send().await.map_err(|error| fault::of_call("count open notices", error))?;
            for found in answer.items.unwrap_or_default() {
                let declared = self.read_item(found, downtime::read);
                // Better one too many than that a notice which cannot be read keeps others from being given.
                open += usize::from(declared.map_or(true, |one| one.in_force && one.change.is_none()));
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(open);
            }
        }
    }

    async fn declared_downtime(
        &self,
        which: &WhichDowntime,
        request: &PageRequest,
    ) -> Result<Page<DeclaredDowntime>, PageFault> {
        let cancelled = which.cancelled_since.is_some();
        let (index, key, owner, sort) = match which.organisation {
            Some(own) if cancelled => (BY_ORGANISATION, ORG_KEY, cancelled_notices_key(own), ORG_SORT),
            Some(own) => (BY_ORGANISATION, ORG_KEY, notices_key(own), ORG_SORT),
            None if cancelled => (BY_QUEUE, QUEUE, downtime::CANCELLED.to_owned(), DUE),
            None => (BY_QUEUE, QUEUE, downtime::IN_FORCE.to_owned(), DUE),
        };
        let list = List::new("downtime", &owner, sort, |place| {
            Some(in_index(downtime::key_at(&place)?, [(key, owner.clone()), (sort, place)]))
        });
        // What was cancelled at an instant belongs to it, what ends at one does not: places go on with `#`, right before `$`.
        let after = match which.cancelled_since {
            Some(since) => Instant(since).to_string(),
            None => item::summary::after(Instant(which.from)),
        };
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .key_condition_expression("#owner = :owner AND #place > :after")
            .expression_attribute_names("#owner", key)
            .expression_attribute_names("#place", sort)
            .expression_attribute_values(":owner", text(&owner))
            .expression_attribute_values(":after", text(after));
        if !cancelled && which.to.is_none() {
            return self.page(&list, query, request, downtime::read_row).await;
        }
        // The order says nothing of the other bound, so what is outside is read and left out here.
        let keep = |found| {
            let declared = downtime::read_row(found)?;
            let window = &declared.window;
            let is_in = window.end > which.from && which.to.is_none_or(|to| window.start < to);
            Ok(is_in.then_some(declared))
        };
        self.searched_page(&list, query, request, keep).await
    }

    async fn endpoints_named(
        &self,
        named: &[(OrganisationId, EndpointId)],
    ) -> Result<Readable<RegisteredEndpoint>, Fault> {
        if named.is_empty() {
            return Ok(Readable::all(Vec::new()));
        }
        let keys = named.iter().map(|(own, id)| Key::endpoint(*own, *id)).collect();
        let found = self.get_many(keys).await?;
        let mut entries = self.read_items(found, register::read);
        entries.items.sort_by_key(|entry| (entry.organisation, entry.id));
        Ok(entries)
    }
}

impl DynamoStore {
    /// The copies of notices of an organisation that end after `now`, and what comes after them up to the last of `last`. What ended
    /// before `now` comes before the first.
    pub(crate) fn declared_query(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
        last: &str,
    ) -> QueryFluentBuilder {
        let from = format!("{DOWNTIME}{}", item::summary::after(Instant(now)));
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :organisation AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":organisation", text(Key::organisation(organisation).pk))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":to", text(item::summary::after(last.trim_end_matches('#'))))
    }
}
