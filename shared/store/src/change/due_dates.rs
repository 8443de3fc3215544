//! The port to the bank holidays by which the due dates of all reviews were last worked out.

use app::{DueDates, Fault};

use crate::DynamoStore;
use crate::item::{FORMAT, FORMAT_ATTRIBUTE};
use crate::table::fault;
use crate::table::keys::{Key, number, text};

const BANK_HOLIDAYS: &str = "bank_holidays";

impl DueDates for DynamoStore {
    async fn worked_out_by(&self) -> Result<Option<String>, Fault> {
        let item = self.get(Key::due_dates()).await?;
        // What is not understood is worked out again.
        Ok(item.and_then(|item| item.get(BANK_HOLIDAYS)?.as_s().ok().cloned()))
    }

    async fn note_worked_out_by(&self, bank_holidays: &str) -> Result<(), Fault> {
        let mut item = Key::due_dates().into_attributes();
        item.insert(FORMAT_ATTRIBUTE.to_owned(), number(FORMAT));
        item.insert(BANK_HOLIDAYS.to_owned(), text(bank_holidays));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let answer = put.send().await;
        answer.map(drop).map_err(|error| fault::of_call("note by which days reviews are due", error))
    }
}
