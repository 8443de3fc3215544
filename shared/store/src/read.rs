//! Reading items by key: one, or several at once. Always the latest.

use app::Fault;
use aws_sdk_dynamodb::types::KeysAndAttributes;

use crate::DynamoStore;
use crate::fault;
use crate::item::Item;
use crate::keys::Key;

const ACTION: &str = "read from the table";

/// The table read only some of what was asked; the SDK's own retries do not cover that.
#[derive(Debug, thiserror::Error)]
#[error("{0} of the keys were left unread")]
struct LeftUnread(usize);

impl DynamoStore {
    /// The item under `key`.
    pub(crate) async fn get(&self, key: Key) -> Result<Option<Item>, Fault> {
        let call = self.client.get_item().table_name(&self.table).set_key(Some(key.into_attributes()));
        let answer = call.consistent_read(true).send().await;
        answer.map(|found| found.item).map_err(|error| fault::of_call(ACTION, error))
    }

    /// The items under `keys`, in any order. Keys must be different, and at most 100.
    pub(crate) async fn get_all(&self, keys: Vec<Key>) -> Result<Vec<Item>, Fault> {
        let keys = KeysAndAttributes::builder()
            .set_keys(Some(keys.into_iter().map(Key::into_attributes).collect()))
            .consistent_read(true)
            .build()
            .map_err(|error| Fault::lasting(ACTION, error))?;
        let call = self.client.batch_get_item().request_items(&self.table, keys);
        let found = call.send().await.map_err(|error| fault::of_call(ACTION, error))?;
        let unread = found.unprocessed_keys.unwrap_or_default();
        match unread.values().map(|keys| keys.keys().len()).sum() {
            0 => Ok(found.responses.and_then(|mut items| items.remove(&self.table)).unwrap_or_default()),
            count => Err(Fault::retryable(ACTION, LeftUnread(count))),
        }
    }
}
