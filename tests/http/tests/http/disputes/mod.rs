//! Disputes of results (Q10): who may, what is refused, what a repetition does, what each side reads.

mod asking;
mod files;
pub mod rules;
mod who_may;

pub use self::rules::RULES;
