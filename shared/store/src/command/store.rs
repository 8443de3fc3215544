//! The port of commands. One call to the table per method.

use app::{CommandStore, Commit, CommitFault, Fault, ReadRequest, RefusedCommand, Snapshot, Tally};

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

    async fn record_refused(&self, refused: &RefusedCommand, tally: Tally<'_>) -> Result<(), CommitFault> {
        self.write_refused(refused, tally).await
    }
}
