//! Files that are being checked, and how far the comparison of kept evidence is: the ports. That is one item, each write of which is
//! a compare-and-set.

use app::{EvidenceComparison, EvidenceComparisons, Fault, FileInChecking, FilesInChecking, Readable};
use jiff::Timestamp;

use crate::DynamoStore;
use crate::item::{Instant, checking, comparison};
use crate::table::fault;
use crate::table::keys::{Key, PK, number};

impl FilesInChecking for DynamoStore {
    async fn files_in_checking(
        &self,
        after: Timestamp,
        limit: u32,
    ) -> Result<Readable<FileInChecking>, Fault> {
        let query = self.queue_query_after(checking::CHECKING, Instant(after).to_string());
        let query = query.limit(i32::try_from(limit.max(1)).unwrap_or(i32::MAX));
        let answer = query.send().await;
        let answer =
            answer.map_err(|error| fault::of_call("read the queue of files being checked", error))?;
        Ok(self.read_items(answer.items.unwrap_or_default(), checking::read_row))
    }
}

impl EvidenceComparisons for DynamoStore {
    async fn evidence_comparison(&self) -> Result<EvidenceComparison, Fault> {
        let item = self.get(Key::evidence_comparison()).await?;
        item.map(comparison::read).transpose().map(Option::unwrap_or_default)
    }

    async fn put_evidence_comparison(&self, after: &EvidenceComparison) -> Result<bool, Fault> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(comparison::write(after)?));
        let put = match after.version.saturating_sub(1) {
            0 => put.condition_expression("attribute_not_exists(#pk)").expression_attribute_names("#pk", PK),
            before => put
                .condition_expression("#version = :before")
                .expression_attribute_names("#version", comparison::VERSION)
                .expression_attribute_values(":before", number(before)),
        };
        fault::held(put.send().await, "keep how far the comparison of evidence is")
    }
}
