//! Exports through a watched store.

use app::{CommitFault, ExportDownload, Exports, Fault, LoadedExport, RequestKey, WantExport};
use domain::export::{Export, ExportState};
use domain::ids::ExportId;

use crate::watched::Watched;

impl<S: Exports> Exports for Watched<S> {
    async fn load_export(&self, want: WantExport<'_>) -> Result<LoadedExport, Fault> {
        self.inner.load_export(want).await
    }

    async fn put_export(&self, export: &Export, request: &RequestKey) -> Result<(), CommitFault> {
        self.inner.put_export(export, request).await
    }

    async fn advance_export(
        &self,
        id: ExportId,
        from: &ExportState,
        to: &ExportState,
    ) -> Result<bool, Fault> {
        self.inner.advance_export(id, from, to).await
    }

    async fn record_export_download(
        &self,
        download: ExportDownload<'_>,
        request: Option<&RequestKey>,
    ) -> Result<(), CommitFault> {
        self.inner.record_export_download(download, request).await
    }
}
