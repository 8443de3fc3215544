//! Refused commands (A1), and what is noted of quotas with them (Q7).

use app::{CommitFault, Fault, History, Party, RefusedCommand, Tally};
use domain::ids::OrganisationId;
use newtype_uuid::GenericUuid;

use crate::DynamoStore;
use crate::command::commit;
use crate::item::{Item, history, quota, record_entry};
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::keys::Key;
use crate::table::transaction::{Condition, Transaction};

impl DynamoStore {
    pub(super) async fn write_refused(
        &self,
        refused: &RefusedCommand,
        tally: Tally<'_>,
    ) -> Result<(), CommitFault> {
        let (version, note) = (refused.version, refused.id.into_untyped_uuid());
        let key = Key::history(refused.on).side_note(version, note);
        let item = match refused.on {
            History::Record(_) => record_entry::write_refused(key, refused),
            _ => history::write_refused(key, owner(refused)?, refused),
        }?;
        let mut transaction = Transaction::new(&self.table);
        match tally {
            // The system has no quota.
            Tally::Counted([]) => return self.put_refused(item).await,
            Tally::Counted(counts) => commit::count(&mut transaction, counts)?,
            Tally::Told(count) => {
                let (key, untold) = (Key::count(count), quota::is_untold(count));
                transaction.update(Guard::Count(0), key, quota::TELL, untold)?;
            }
        }
        transaction.put(Guard::Receipt, item, Condition::absent())?;
        match transaction.run(&self.client).await {
            Err(CommitFault::RequestRepeated) => Ok(()),
            written => written,
        }
    }

    async fn put_refused(&self, item: Item) -> Result<(), CommitFault> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let answer = Condition::absent().on_put(put).send().await;
        // Ids are unique: one that is there was kept by a try whose answer was lost.
        Ok(fault::held(answer, "keep a refused command").map(|_| ())?)
    }
}

/// Whose history it is: all but records are an organisation's.
fn owner(refused: &RefusedCommand) -> Result<OrganisationId, Fault> {
    match refused.party {
        Party::Organisation(id) => Ok(id),
        Party::Pdp => Err(Fault::lasting("keep a refused command", "this history is no organisation's")),
    }
}
