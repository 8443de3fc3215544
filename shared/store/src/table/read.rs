//! Reading items by key: one, or several at once, always the latest; and what they hold. One that cannot be read is named, and keeps
//! no other from being read.

use app::{Fault, Readable};
use aws_sdk_dynamodb::types::KeysAndAttributes;

use crate::DynamoStore;
use crate::item::Item;
use crate::table::fault;
use crate::table::keys::{Key, PK, SK};

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

    /// What `item` holds, as `read` reads it.
    pub(crate) fn read_item<T>(
        &self,
        item: Item,
        read: impl FnOnce(Item) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let [pk, sk] = [PK, SK].map(|name| item.get(name).and_then(|key| key.as_s().ok()).cloned());
        let [pk, sk] = [pk, sk].map(Option::unwrap_or_default);
        read(item).inspect_err(|fault| (self.name_unreadable)(&pk, &sk, fault))
    }

    /// What each of `items` holds, as far as it can be read.
    pub(crate) fn read_items<T>(
        &self,
        items: Vec<Item>,
        mut read: impl FnMut(Item) -> Result<T, Fault>,
    ) -> Readable<T> {
        let mut readable = Readable::all(Vec::new());
        for item in items {
            match self.read_item(item, &mut read) {
                Ok(found) => readable.items.push(found),
                Err(_) => readable.unreadable += 1,
            }
        }
        readable
    }

    /// The items under `keys`, in any order. Keys must be different, and at most 100.
    pub(crate) async fn get_all(&self, keys: Vec<Key>) -> Result<Vec<Item>, Fault> {
        match self.get_some(self.asked(keys)?).await? {
            (found, None) => Ok(found),
            (_, Some(unread)) => Err(Fault::retryable(ACTION, LeftUnread(unread.keys().len()))),
        }
    }

    /// As [`DynamoStore::get_all`], of so much that one call may not bring it all: asks again for as long as some of it comes.
    pub(crate) async fn get_many(&self, keys: Vec<Key>) -> Result<Vec<Item>, Fault> {
        let (mut all, mut left) = (Vec::new(), Some(self.asked(keys)?));
        while let Some(keys) = left.take() {
            let asked = keys.keys().len();
            let (found, unread) = self.get_some(keys).await?;
            all.extend(found);
            left = unread;
            if let Some(count) =
                left.as_ref().map(|unread| unread.keys().len()).filter(|count| *count >= asked)
            {
                return Err(Fault::retryable(ACTION, LeftUnread(count)));
            }
        }
        Ok(all)
    }

    fn asked(&self, keys: Vec<Key>) -> Result<KeysAndAttributes, Fault> {
        let keys = KeysAndAttributes::builder()
            .set_keys(Some(keys.into_iter().map(Key::into_attributes).collect()))
            .consistent_read(true);
        keys.build().map_err(|error| Fault::lasting(ACTION, error))
    }

    /// What one call brings, and what it left unread.
    async fn get_some(
        &self,
        keys: KeysAndAttributes,
    ) -> Result<(Vec<Item>, Option<KeysAndAttributes>), Fault> {
        let call = self.client.batch_get_item().request_items(&self.table, keys);
        // Boxed, because the compiler follows futures only so deep.
        let answer = Box::pin(call.send()).await.map_err(|error| fault::of_call(ACTION, error))?;
        let found = answer.responses.and_then(|mut items| items.remove(&self.table)).unwrap_or_default();
        let unread = answer.unprocessed_keys.and_then(|mut unread| unread.remove(&self.table));
        Ok((found, unread.filter(|unread| !unread.keys().is_empty())))
    }
}
