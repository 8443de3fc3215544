//! The people of an organisation and PDP's own: the same pages, at the addresses of either.

pub mod act;
pub mod address_trial;
pub mod correction;
pub mod invitation;
pub mod mail;
pub mod new;
pub mod person;
pub mod removal;
pub mod roles;
mod side;

pub use self::side::{Record, Sent, Side, Whose, only_administrators, sent, sign_in};
