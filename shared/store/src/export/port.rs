//! Exports: the port. Each step of one is a compare-and-set, so that two makers never both believe it is theirs.

use app::{
    CommitFault, ExportDownload, Exports, Fault, HistoryEntry, LoadedExport, Receipt, RequestKey, WantExport,
};
use domain::export::{Export, ExportState};
use domain::ids::ExportId;

use crate::DynamoStore;
use crate::change::commit::put_receipt;
use crate::item::{self, event, export as export_item, receipt};
use crate::table::fault;
use crate::table::keys::{Key, Kind, kind_of};
use crate::table::transaction::{Condition, Guard, Transaction};

impl Exports for DynamoStore {
    async fn load_export(&self, want: WantExport<'_>) -> Result<LoadedExport, Fault> {
        let mut keys: Vec<Key> = want.export.map(Key::export).into_iter().collect();
        keys.extend(want.change.map(Key::change));
        keys.extend(want.record.map(Key::record));
        keys.extend(want.request.map(Key::request));
        let mut loaded = LoadedExport::default();
        if keys.is_empty() {
            return Ok(loaded);
        }
        for found in self.get_all(keys).await? {
            match kind_of(&found) {
                Some(Kind::Export) => loaded.export = export_item::read(found, want.now)?,
                Some(Kind::Change) => loaded.change = Some(item::change::read(found)?),
                Some(Kind::Receipt) => loaded.receipt = receipt::read(found, want.request, want.now)?,
                Some(Kind::Organisation | Kind::Pdp) => {
                    loaded.record_version = Some(item::organisation::version_of(&found));
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
        put_receipt(&mut transaction, request, &receipt_of(request, export.id), now)?;
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
        request: Option<&RequestKey>,
    ) -> Result<(), CommitFault> {
        let ExportDownload { note, export, change, at, by, name } = download;
        let entry = match change {
            Some(change) => {
                let key = Key::side_note(change.id, change.version, note);
                let (export, name) = (export.id, name.cloned());
                let entry = HistoryEntry::BundleDownloaded { export, at, by, name };
                event::write_download(key, change.organisation, &entry)?
            }
            None => {
                let key = Key::export_download(export.id, note);
                export_item::write_download(key, export.id, at, by, name)?
            }
        };
        let mut transaction = Transaction::new(&self.table);
        transaction.put(Guard::Sound, entry, Condition::absent())?;
        if let Some(key) = request {
            put_receipt(&mut transaction, key, &receipt_of(key, export.id), at)?;
        }
        transaction.run(&self.client).await
    }
}

fn receipt_of(request: &RequestKey, export: ExportId) -> Receipt {
    Receipt { export: Some(export), ..Receipt::of(request) }
}
