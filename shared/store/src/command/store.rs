//! The port of commands. One call to the table per method.

use app::{CommandStore, Commit, CommitFault, Fault, ReadRequest, RefusedCommand, Snapshot};

use crate::DynamoStore;
use crate::command::commit;
use crate::table::transaction::Transaction;

impl CommandStore for DynamoStore {
    async fn read(&self, request: ReadRequest<'_>) -> Result<Snapshot, Fault> {
        self.read_snapshot(request).await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        let mut transaction = Transaction::new(&self.table);
        commit::write(&mut transaction, commit)?;
        transaction.run(&self.client).await
    }

    async fn record_refused(&self, refused: &RefusedCommand) -> Result<(), Fault> {
        self.write_refused(refused).await
    }
}
