//! What the service costs, counted on the wire and priced by a table that can be edited ([docs/cost.md](../../../docs/cost.md)).
//!
//! Responsible for: the sizes and units by which AWS charges for DynamoDB, what each call takes of them, prices, and the sums.
//! Must not: know a rule of the product, or how a change gets anywhere; `tests/counted` takes changes from draft to live.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod bill;
mod deployed;
mod meter;
mod page;
mod prices;
mod tally;
mod units;
mod writing;

pub use self::bill::{Biller, Counted, Idle, Month, Walked};
pub use self::deployed::Deployed;
pub use self::meter::{Meter, Sent};
pub use self::page::page;
pub use self::prices::{Assumptions, Prices, Usage};
pub use self::tally::{Counts, Tally};
pub use self::units::{Index, Item, index_writes, item_size, read_halves, stored_size, write_units};
