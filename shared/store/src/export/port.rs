//! Exports: the port. Each step of one is a compare-and-set, so that two makers never both believe it is theirs.

use app::{Exports, Fault};
use domain::export::ExportState;
use domain::ids::ExportId;

use crate::DynamoStore;
use crate::item::export as export_item;
use crate::table::fault;
use crate::table::keys::Key;

impl Exports for DynamoStore {
    async fn advance_export(
        &self,
        id: ExportId,
        from: &ExportState,
        to: &ExportState,
    ) -> Result<bool, Fault> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::export(id).into_attributes()))
            .update_expression("SET #state = :to")
            .condition_expression("#state = :from")
            .expression_attribute_names("#state", export_item::STATE)
            .expression_attribute_values(":from", export_item::write_state(from)?)
            .expression_attribute_values(":to", export_item::write_state(to)?);
        fault::held(update.send().await, "record the state of an export")
    }
}
