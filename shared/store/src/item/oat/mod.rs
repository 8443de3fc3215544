//! What is kept of operational acceptance testing: the request and its runs, what happened to it, every attempt of the probe,
//! and who is probing just now (O1–O11).

pub(crate) mod attempt;
#[cfg(test)]
pub(super) mod attempt_tests;
mod event;
pub(crate) mod lease;
mod notification;
mod run;
pub(crate) mod state;
pub(crate) mod summary;
#[cfg(test)]
pub(super) mod tests;
