//! The HTTP API as typed calls: one method for each operation, over the types of `api`.
//!
//! ```text
//! let api = Client::new(transport).signed_in(token)?;
//! let draft = api.draft_change(&answers).key(form_key).send().await?;
//! match api.submit_change(draft.id, &ETag::of(draft.version)).send().await {
//!     Ok(submitted) => show(&submitted),
//!     Err(Error::Refused(problem)) => show_errors(problem.advice(), problem.fields()),
//!     Err(error) => return Err(error.into()),
//! }
//! ```
//!
//! Responsible for: paths, headers, bodies and queries of requests; answers and problems, read. It is generic over the carrier
//! of a request ([`Transport`]), so that it runs over a network and in process.
//! Must not: open a connection, read a clock, make randomness, or try again without being asked.

mod answer;
mod call;
mod client;
mod error;
mod etag;
mod operations;
mod pages;
mod path;
mod query;
mod transport;

pub use self::answer::Answer;
pub use self::call::Call;
pub use self::client::Client;
pub use self::error::{Error, Problem};
pub use self::etag::ETag;
pub use self::operations::{OPERATIONS, Operation};
pub use self::pages::every;
pub use self::query::{
    LookUp, OtherScale, Paging, WhichCalendar, WhichChanges, WhichDisputes, WhichDowntime, WhichEndpoints,
    WhichMonths, WhichOats, WhichOrganisations, WhichPreFlights, WhichTasks,
};
pub use self::transport::Transport;
