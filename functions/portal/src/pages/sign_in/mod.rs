//! Signing in and out.

pub mod callback;
#[expect(clippy::module_inception, reason = "the page that the area is named for")]
pub mod sign_in;
pub mod sign_out;
pub mod signed_out;
pub mod start;

use axum::routing::get;

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route("/portal/sign-in", get(sign_in::show::<P>))
        .route("/portal/sign-in/start", get(start::go::<P>))
        .route("/portal/sign-in/callback", get(callback::arrive::<P>))
        .route("/portal/signed-out", get(signed_out::show::<P>))
}
