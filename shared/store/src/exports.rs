//! Exports: the port. Each step of one is a compare-and-set, so that two makers never both believe it is theirs.

use app::{CommitFault, ExportDownload, Exports, Fault, LoadedExport, RequestKey, WantExport};
use domain::export::{Export, ExportState};
use domain::ids::ExportId;

use crate::commit::receipt_may_be_put;
use crate::history::id_of_download;
use crate::item::{self, event, export as export_item, receipt};
use crate::keys::{Key, Kind, kind_of};
use crate::transaction::{Condition, Guard, Transaction};
use crate::{DynamoStore, fault};

impl Exports for DynamoStore {
    async fn load_export(&self, want: WantExport<'_>) -> Result<LoadedExport, Fault> {
        let mut keys: Vec<Key> = want.export.map(Key::export).into_iter().collect();
        keys.extend(want.change.map(Key::change));
        keys.extend(want.request.map(Key::request));
        let mut loaded = LoadedExport::default();
        if keys.is_empty() {
            return Ok(loaded);
        }
        for found in self.get_all(keys).await? {
            match kind_of(&found) {
                Some(Kind::Export) => loaded.export = export_item::read(found, want.now)?,
                Some(Kind::Change) => loaded.change = Some(item::change::read(found)?),
                Some(Kind::Receipt) => {
                    loaded.receipt = receipt::read(found, want.now)?.map(|kept| kept.of_export());
                }
                _ => {}
            }
        }
        Ok(loaded)
    }

    async fn put_export(&self, export: &Export, request: &RequestKey) -> Result<(), CommitFault> {
        let now = export.requested_at;
        let mut transaction = Transaction::new(&self.table);
        transaction.put(Guard::Sound, export_item::write(export)?, Condition::absent())?;
        let receipt = receipt::write_for_export(request, export.id, now)?;
        transaction.put(Guard::Receipt, receipt, receipt_may_be_put(now))?;
        transaction.run(&self.client).await
    }

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
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(fault::of_call("record the state of an export", error)),
        }
    }

    async fn record_export_download(
        &self,
        download: ExportDownload<'_>,
        request: &RequestKey,
    ) -> Result<(), CommitFault> {
        let ExportDownload { export, change, at, by } = download;
        let note = id_of_download(request, at);
        let entry = match change {
            Some(change) => {
                let key = Key::side_note(change.id, change.version, note);
                event::write_bundle_download(key, change.organisation, export.id, at, by)?
            }
            None => export_item::write_download(Key::export_download(export.id, note), export.id, at, by)?,
        };
        let mut transaction = Transaction::new(&self.table);
        transaction.put(Guard::Sound, entry, Condition::absent())?;
        let receipt = receipt::write_for_export(request, export.id, at)?;
        transaction.put(Guard::Receipt, receipt, receipt_may_be_put(at))?;
        transaction.run(&self.client).await
    }
}
