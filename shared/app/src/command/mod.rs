//! Everything that commands have in common: the order of their checks, reads and writes, receipts, refused commands, histories.

pub(crate) mod commit;
mod contention;
pub(crate) mod counting;
pub(crate) mod history;
pub(crate) mod place;
pub(crate) mod read_past;
pub(crate) mod receipt;
pub(crate) mod refused;
pub(crate) mod request;
pub(crate) mod run;
pub(crate) mod snapshot;
pub(crate) mod store;

pub(crate) use self::commit::{
    Commit, CommitFault, Effect, EntryBefore, Holder, MembershipChange, NewEvent, State, StateRead,
    urls_in_use,
};
pub(crate) use self::history::{
    Deleted, DeletedThing, Download, Downloaded, Entry, HistoryPage, MendedPart, Mending, RecordHappened,
    Recorded,
};
pub(crate) use self::place::Place;
pub(crate) use self::read_past::ReadPast;
pub(crate) use self::receipt::{Receipt, RequestKey};
pub(crate) use self::refused::History;
pub(crate) use self::request::Request;
pub(crate) use self::run::{Action, Caller, Decided, run, run_on};
pub(crate) use self::snapshot::{ReadRequest, Snapshot, people_of, read_with_people};
pub(crate) use self::store::CommandStore;
