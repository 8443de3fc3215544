//! Figures: the port. One call to the table per method.

use app::{Fault, FigureEntry, Figures, MonthFigures, Readable, SUMMED_TOGETHER, Summing};
use domain::figures::Month;
use jiff::Timestamp;

use crate::DynamoStore;
use crate::command::conditions::as_read;
use crate::item::{Instant, figures, summary};
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::keys::{Key, QUEUE};
use crate::table::transaction::{Condition, Transaction};

impl Figures for DynamoStore {
    async fn figure_entries(&self, after: Option<Timestamp>) -> Result<Readable<FigureEntry>, Fault> {
        let query = match after {
            Some(after) => self.queue_query_after(figures::FIGURES, summary::after(Instant(after))),
            None => self.queue_query(figures::FIGURES, None),
        };
        let query = query.limit(i32::try_from(SUMMED_TOGETHER).unwrap_or(i32::MAX));
        let (mut entries, mut start) = (Readable::all(Vec::new()), None);
        loop {
            let answer = query.clone().set_exclusive_start_key(start).send().await;
            let answer = answer.map_err(|error| fault::of_call("read what is to be summed", error))?;
            let read = self.read_items(answer.items.unwrap_or_default(), figures::read_entry);
            entries.items.extend(read.items);
            entries.unreadable += read.unreadable;
            start = answer.last_evaluated_key;
            if !entries.items.is_empty() || start.is_none() {
                return Ok(entries);
            }
        }
    }

    async fn figures(&self, months: &[Month]) -> Result<Readable<MonthFigures>, Fault> {
        let keys: Vec<Key> = months.iter().map(|month| Key::figures(*month)).collect();
        let mut found = self.get_all(keys).await?;
        let mut figures = Readable::all(Vec::new());
        for month in months {
            let key = Key::figures(*month);
            let of_month = match found.iter().position(|item| key.is_of(item)) {
                Some(at) => self.read_item(found.swap_remove(at), |item| figures::read_month(*month, item)),
                None => Ok(MonthFigures::none(*month)),
            };
            match of_month {
                Ok(of_month) => figures.items.push(of_month),
                Err(_) => figures.unreadable += 1,
            }
        }
        Ok(figures)
    }

    async fn put_figures(
        &self,
        after: &MonthFigures,
        added: &[FigureEntry],
        now: Timestamp,
    ) -> Result<Summing, Fault> {
        let mut transaction = Transaction::new(&self.table);
        let read = after.version.checked_sub(1).filter(|read| *read > 0);
        transaction.put(Guard::Lease, figures::write_month(after)?, as_read(read))?;
        for entry in added {
            let waits = Condition {
                expression: "attribute_exists(#queue)",
                names: &[("#queue", QUEUE)],
                ..Condition::default()
            };
            transaction.put(Guard::Lease, figures::write_summed(entry, now), waits)?;
        }
        match transaction.run_for_leases(&self.client).await? {
            None => Ok(Summing::Done),
            Some(held) => match held.split_first() {
                Some((false, entries)) => Ok(Summing::Repeated(entries.to_vec())),
                _ => Ok(Summing::Overtaken),
            },
        }
    }
}
