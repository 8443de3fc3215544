//! People, requests and answers for these tests.

mod answer;
mod api;
mod broken;
mod document;
mod made;
mod people;
mod places;
mod state;

pub use self::answer::{Answer, text_of};
pub use self::api::{Api, Call};
pub use self::broken::{Broken, Trouble};
pub use self::made::{Made, answers};
pub use self::people::{Caller, EVERYONE};
pub use self::places::Place;
pub use self::state::State;
