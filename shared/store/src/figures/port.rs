//! Figures: the port. One call to the table per method.

use app::{Fault, FigureEntry, Figures, MonthFigures, SUMMED_TOGETHER, Summing};
use domain::figures::Month;
use jiff::Timestamp;

use crate::DynamoStore;
use crate::command::conditions::as_read;
use crate::item::figures;
use crate::table::cancelled::Guard;
use crate::table::fault;
use crate::table::keys::{Key, QUEUE};
use crate::table::transaction::{Condition, Transaction};

impl Figures for DynamoStore {
    async fn figure_entries(&self) -> Result<Vec<FigureEntry>, Fault> {
        let query = self.queue_query(figures::FIGURES, None);
        let answer = query.limit(i32::try_from(SUMMED_TOGETHER).unwrap_or(i32::MAX)).send().await;
        let items = answer.map_err(|error| fault::of_call("read what is to be summed", error))?.items;
        items.unwrap_or_default().into_iter().map(figures::read_entry).collect()
    }

    async fn figures(&self, months: &[Month]) -> Result<Vec<MonthFigures>, Fault> {
        let keys: Vec<Key> = months.iter().map(|month| Key::figures(*month)).collect();
        let mut found = self.get_all(keys).await?;
        let of = |month: &Month| {
            let key = Key::figures(*month);
            let at = found.iter().position(|item| key.is_of(item));
            match at {
                Some(at) => figures::read_month(*month, found.swap_remove(at)),
                None => Ok(MonthFigures::none(*month)),
            }
        };
        months.iter().map(of).collect()
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
