//! The items of operational acceptance testing: the request and its runs, its events, every attempt of the probe, and the lease
//! to probe (O1–O11).

pub(crate) mod attempt;
#[cfg(test)]
pub(super) mod attempt_tests;
mod event;
pub(crate) mod lease;
mod notification;
pub(crate) mod profile;
mod run;
pub(crate) mod state;
pub(crate) mod summary;
#[cfg(test)]
pub(super) mod tests;
