//! Sign-in at the user pool's hosted pages: OpenID Connect's code flow with PKCE, state and nonce (W6).
//!
//! Must not: see a password, or lead anywhere but to a page of the portal.

mod attempt;
mod return_to;
mod tokens;

pub use self::attempt::{ATTEMPT, Attempt};
pub use self::return_to::ReturnTo;
pub use self::tokens::{Expected, Got, refresh_form};
