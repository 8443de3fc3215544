//! Everything kept in the table: changes and their history, members, the outbox (`docs/data-model.md`).
//!
//! Responsible for: keys, item formats and their earlier versions, the one transaction of a command, cursors, and saying
//! whether a failure may be temporary. Implements the ports `CommandStore`, `Changes`, `DueDates`, `Members`, `Organisations`,
//! `References`, `Register`, `Outbox`, `MailFeedback`, `Exports`, `Figures`, `OatRequests`, `PreFlights`, `DowntimeNotices`,
//! `Disputes`, `WorkList` and `Notes`.
//! Must not: decide anything the domain decides, make an SDK configuration, read a clock.

mod change;
mod command;
mod dispute;
mod downtime;
mod export;
mod figures;
mod item;
mod look_up;
mod mail;
mod oat;
mod organisation;
mod person;
mod pre_flight;
mod table;
mod work;

use aws_sdk_dynamodb::Client;

pub use self::person::Mention;
pub use self::table::keys::{export_of_key, mail_of_key};

/// The table. Cheap to clone.
#[derive(Debug, Clone)]
pub struct DynamoStore {
    client: Client,
    table: String,
}

impl DynamoStore {
    /// The table of this name, reached with this client.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }
}
