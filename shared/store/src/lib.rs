//! Everything kept in the table: changes and their history, members, the outbox (`docs/data-model.md`).
//!
//! Responsible for: keys, item formats and their earlier versions, the one transaction of a command, cursors, and saying
//! whether a failure may be temporary, naming what cannot be read and going on without it. Implements the ports `CommandStore`, `Changes`, `DueDates`, `Members`, `Organisations`,
//! `References`, `Register`, `Outbox`, `MailFeedback`, `Exports`, `Figures`, `OatRequests`, `PreFlights`, `DowntimeNotices`,
//! `Disputes`, `WorkList`, `Notes` and `Repairs`.
//! Must not: decide anything the domain decides, make an SDK configuration, read a clock.

mod change;
mod command;
mod dispute;
mod downtime;
mod evidence;
mod export;
mod figures;
mod item;
mod look_up;
mod mail;
mod mending;
mod oat;
mod organisation;
mod person;
mod pre_flight;
mod table;
mod work;

use app::Fault;
use aws_sdk_dynamodb::Client;

pub use self::person::Mention;
pub use self::table::kinds::{export_of_key, mail_of_key};

/// Says that the item under this partition and sort key cannot be read, and why.
pub type NameUnreadable = fn(&str, &str, &Fault);

/// The table. Cheap to clone.
#[derive(Debug, Clone)]
pub struct DynamoStore {
    client: Client,
    table: String,
    name_unreadable: NameUnreadable,
}

impl DynamoStore {
    /// The table of this name, reached with this client. Each item that cannot be read is named when it is met, whether it is left out or
    /// its reader gets a fault.
    pub fn new(client: Client, table: impl Into<String>, name_unreadable: NameUnreadable) -> Self {
        Self { client, table: table.into(), name_unreadable }
    }
}
