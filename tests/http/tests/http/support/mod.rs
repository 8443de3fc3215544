//! People, requests and answers for these tests.

mod answer;
mod api;
pub mod body;
mod broken;
mod made;
mod oat;
mod people;
mod places;
mod state;
mod typed;

pub use self::answer::{Answer, text_of, without_answers};
pub use self::api::{Api, Call};
pub use self::broken::{Broken, Trouble};
pub use self::made::{Made, answers};
pub use self::oat::{MadeOat, OatPlace, SERVICE, SUPPORT, oat_request};
pub use self::people::{Caller, EVERYONE};
pub use self::places::Place;
pub use self::state::State;
pub use self::typed::Wait;
