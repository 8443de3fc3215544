//! The HTTP functions in process, over the in-memory store: people, requests and answers for tests of what is built on the API.
//!
//! Responsible for: handing a request to the function that API Gateway would hand it to, and holding it and its answer against the
//! document. Must not: open a socket, know AWS, or judge more than the document does.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "for tests alone, which fail by panicking"
)]

mod answer;
mod api;
pub mod body;
mod broken;
mod disputes;
mod made;
mod notices;
mod oat;
mod people;
mod places;
mod spend;
mod state;
mod typed;

pub use self::answer::{Answer, without_answers};
pub use self::api::{Api, Call};
pub use self::broken::{Broken, Trouble};
pub use self::disputes::{DisputePlace, MadeDispute, dispute_of};
pub use self::made::{Made, answers, as_answered, endpoints, proposal};
pub use self::notices::notice_on;
pub use self::oat::{MadeOat, OatPlace, oat_request, other_date, retest};
pub use self::people::{Caller, EVERYONE, names};
pub use self::places::Place;
pub use self::state::State;
pub use self::typed::{Client, InProcess, Wait, named, pages};
