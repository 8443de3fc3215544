//! Reading the whole table: for operators, never for a function, none of which has the right to.

use app::Fault;

use crate::DynamoStore;
use crate::table::fault;
use crate::table::keys::Item;

impl DynamoStore {
    /// Gives each item of the table to `each`.
    pub(crate) async fn every_item(&self, each: &mut impl FnMut(Item)) -> Result<(), Fault> {
        let mut next = None;
        loop {
            let call = self.client.scan().table_name(&self.table).consistent_read(true);
            let answer = Box::pin(call.set_exclusive_start_key(next.take()).send()).await;
            let page = answer.map_err(|error| fault::of_call("read the whole table", error))?;
            page.items.unwrap_or_default().into_iter().for_each(&mut *each);
            next = page.last_evaluated_key;
            if next.is_none() {
                return Ok(());
            }
        }
    }
}
