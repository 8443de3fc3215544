//! Use cases on requests for operational acceptance testing. `execute` runs every command, `commit` collects everything that an
//! event writes, `probe` makes the attempts that are due.

pub(crate) mod commit;
pub(crate) mod execute;
pub(crate) mod find_request_id;
pub(crate) mod finding;
pub(crate) mod lease;
pub(crate) mod news;
pub(crate) mod notifications;
pub(crate) mod ports;
pub(crate) mod probe;
pub(crate) mod probe_ports;
pub(crate) mod read;
pub(crate) mod request;
pub(crate) mod subject;
pub(crate) mod summary;
pub(crate) mod support;
