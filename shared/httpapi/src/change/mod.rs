//! Technical changes.

mod answers;
mod check;
mod downtime;
mod facts;
mod going_live;
mod history;
mod hosts;
mod list;
mod preview;
mod step;
mod support;
mod testing;
mod whole;

pub use self::answers::answers;
pub(crate) use self::going_live::held_facts;
pub use self::history::{history_entry_for_pdp, history_for_pdp};
