//! Organisations, their people and endpoints, and PDP’s team.

mod history;
mod me;
mod record;
mod vouching;

pub use self::me::me_body;
