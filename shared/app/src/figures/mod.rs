//! Monthly figures (Q9): what each commit counts for, the sums of each month, and both again from the histories.

pub(crate) mod compare;
mod entry;
pub(crate) mod ports;
pub(crate) mod read;
pub(crate) mod rebuild;
pub(crate) mod sum;

pub use self::entry::{FigureEntry, FigureOf};
