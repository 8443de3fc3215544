//! Filling a table with many changes that have a past: seeding for measurements, never part of a command.
//!
//! The items are those that the transactions of the commands would have left, made by the same writers. Only the guards, and
//! the receipts, which expire after a day, are left out. Must not: be called by a function; none has the right to write like
//! this.

use std::collections::BTreeMap;

use app::mail::MailState;
use app::{Commit, Fault, State};
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};

use crate::DynamoStore;
use crate::command::commit;
use crate::item::{Item, change, mail};
use crate::table::fault;
use crate::table::keys::{DUE, Key, PK, QUEUE, SK};
use crate::table::transaction::Transaction;

const ACTION: &str = "fill the table";
/// Items in one call, at most.
const BATCH: usize = 25;
/// Calls for one batch, at most: the table may take it in parts.
const TRIES: u32 = 10;

/// The table kept refusing a part of a batch.
#[derive(Debug, thiserror::Error)]
#[error("{0} items were left unwritten")]
struct LeftUnwritten(usize);

impl DynamoStore {
    /// Puts changes into a table that does not know them yet: each is the commits it was made by, oldest first. All their
    /// notifications count as sent, when what they tell happened. Answers how many items were put.
    ///
    /// # Errors
    /// [`Fault`]; what was put until then stays.
    pub async fn put_histories(&self, histories: &[Vec<Commit>]) -> Result<usize, Fault> {
        let mut items = BTreeMap::new();
        for history in histories {
            for item in self.left_by(history)? {
                items.insert(key_of(&item), item);
            }
        }
        let count = items.len();
        let mut items = items.into_values();
        loop {
            let batch: Vec<Item> = items.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return Ok(count);
            }
            self.put_batch(batch).await?;
        }
    }

    /// What these commits of a change leave behind, in their order; later items replace earlier ones.
    fn left_by(&self, history: &[Commit]) -> Result<Vec<Item>, Fault> {
        let mut transaction = Transaction::new(&self.table);
        for commit in history {
            commit::write_beside_states(&mut transaction, commit)?;
        }
        let mut items = transaction.into_puts();
        for notification in history.iter().flat_map(|commit| &commit.mails) {
            let sent = MailState::Sent { at: notification.at, message_id: notification.id.to_string() };
            let Key { pk, sk } = Key::mail(notification.id);
            let key = (pk, sk);
            for item in items.iter_mut().filter(|item| key_of(item) == key) {
                item.insert(mail::STATE.to_owned(), mail::write_state(&sent)?);
                item.remove(QUEUE);
                item.remove(DUE);
            }
        }
        for commit in history {
            for after in &commit.states {
                items.push(commit::state(&after.state)?);
                if let State::Change(change) = &after.state {
                    items.push(change::write_listed(change)?);
                }
            }
        }
        Ok(items)
    }

    async fn put_batch(&self, items: Vec<Item>) -> Result<(), Fault> {
        let put = |item| {
            let put = PutRequest::builder().set_item(Some(item)).build();
            put.map(|put| WriteRequest::builder().put_request(put).build())
        };
        let requests: Result<Vec<_>, _> = items.into_iter().map(put).collect();
        let mut requests = requests.map_err(|error| Fault::lasting(ACTION, error))?;
        for _ in 0..TRIES {
            let call = self.client.batch_write_item().request_items(&self.table, requests);
            let answer = call.send().await.map_err(|error| fault::of_call(ACTION, error))?;
            requests =
                answer.unprocessed_items.and_then(|mut left| left.remove(&self.table)).unwrap_or_default();
            if requests.is_empty() {
                return Ok(());
            }
        }
        Err(Fault::retryable(ACTION, LeftUnwritten(requests.len())))
    }
}

fn key_of(item: &Item) -> (String, String) {
    let text = |name| item.get(name).and_then(|value: &AttributeValue| value.as_s().ok()).cloned();
    (text(PK).unwrap_or_default(), text(SK).unwrap_or_default())
}
