//! OAT and pre-flights (O1, O2, O7, O8, O9, O10): who may, what is refused, what a repetition does, what each side reads.

mod decisions;
mod pre_flights;
mod protocol;
mod reading;
mod requests;
pub mod rules;
mod who_may;

pub use self::rules::RULES;
