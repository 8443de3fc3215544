//! Exports: the port. Each step of one is a compare-and-set, so that two makers never both believe it is theirs. The same step moves
//! its place in the queue, so that somebody always looks at it again until it is settled.

use app::{DueExport, Exports, Fault, Readable};
use domain::export::ExportState;
use domain::ids::ExportId;
use jiff::Timestamp;

use crate::DynamoStore;
use crate::item::export as export_item;
use crate::item::values::Instant;
use crate::table::fault;
use crate::table::keys::{DUE, Key, QUEUE, text};
use crate::table::still::Still;

impl Exports for DynamoStore {
    async fn advance_export(
        &self,
        id: ExportId,
        from: &ExportState,
        to: &ExportState,
    ) -> Result<bool, Fault> {
        let unmoved = Still::is(export_item::STATE, &export_item::write_state(from)?);
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::export(id).into_attributes()))
            .expression_attribute_names("#state", export_item::STATE)
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#due", DUE)
            .expression_attribute_values(":to", export_item::write_state(to)?);
        let update = match to.next_look() {
            Some(due) => update
                .update_expression("SET #state = :to, #queue = :queue, #due = :due")
                .expression_attribute_values(":queue", text(export_item::EXPORTS))
                .expression_attribute_values(":due", text(Instant(due))),
            None => update.update_expression("SET #state = :to REMOVE #queue, #due"),
        };
        fault::held(unmoved.condition_of(update).send().await, "record the state of an export")
    }

    async fn due_exports(&self, now: Timestamp, limit: u32) -> Result<Readable<DueExport>, Fault> {
        let answer = self.due_query(export_item::EXPORTS, now, limit).send().await;
        let answer = answer.map_err(|error| fault::of_call("read the queue of exports", error))?;
        Ok(self.read_items(answer.items.unwrap_or_default(), export_item::read_due))
    }
}
