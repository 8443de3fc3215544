//! People, requests and answers for these tests.

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
mod state;
mod typed;

pub use self::answer::{Answer, without_answers};
pub use self::api::{Api, Call};
pub use self::broken::{Broken, Trouble};
pub use self::disputes::{DisputePlace, MadeDispute, dispute_of};
pub use self::made::{Made, answers, endpoints, proposal};
pub use self::notices::notice_on;
pub use self::oat::{MadeOat, OatPlace, oat_request, other_date, retest};
pub use self::people::{Caller, EVERYONE};
pub use self::places::Place;
pub use self::state::State;
pub use self::typed::{Client, InProcess, Wait, named, pages};
