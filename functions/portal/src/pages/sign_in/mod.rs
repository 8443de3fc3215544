//! Signing in and out.

pub mod callback;
#[expect(clippy::module_inception, reason = "the page that the area is named for")]
pub mod sign_in;
pub mod sign_out;
pub mod signed_out;
pub mod start;
