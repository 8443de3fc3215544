//! Answers: a value with its entity tag, or a problem.

mod problem;
mod tagged;

pub use self::problem::ApiError;
pub use self::tagged::{entity_tag, tagged, tagged_notice, tagged_oat, tagged_record, tagged_seen};
