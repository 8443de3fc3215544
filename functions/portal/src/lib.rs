//! The web portal: pages for organisations and PDP, made of answers of the API.
//!
//! Responsible for: pages and forms, sign-in, sessions.
//! Must not: decide a rule, or do anything that its user could not do through the API (W7). It has no right to the workflow table.

// Macros of templates name what they need by the crate's name, as other crates would.
extern crate self as portal;

mod adapters;
pub mod components;
mod form_view;
mod layout;
mod pages;
mod ports;
mod routing;
mod secret;
mod session;
mod settings;
mod sign_in;
mod trouble;
mod visit;
mod web;
mod words;

use std::sync::Arc;

use app::{Clock, Ids};
use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

pub use self::adapters::{Network, portal};
pub use self::ports::{Item, Items, Ports, TokenAnswer, TokenEndpoint};
use self::routing::Pages;
pub use self::settings::Settings;
use self::sign_in::ReturnTo;
use self::visit::Access;

/// The portal and its outside.
pub struct Portal<P: Ports> {
    pub settings: Settings,
    /// The way to the API.
    pub api: P::Api,
    /// The table of the sessions.
    pub items: P::Items,
    /// The user pool.
    pub tokens: P::Tokens,
    /// The clock of decisions: what "today" is on a page.
    pub clock: Arc<dyn Clock>,
    /// What time it really is: sessions and tokens go by it.
    pub real_time: Arc<dyn Clock>,
    /// Randomness.
    pub ids: Arc<dyn Ids>,
}

impl<P: Ports> Portal<P> {
    /// What time it really is, in seconds.
    fn now(&self) -> i64 {
        self.real_time.now().as_second()
    }
}

/// The router over the portal: the same for production and tests.
pub fn router<P: Ports>(portal: Portal<P>) -> Router {
    use pages::{
        changes, desk, disputes, downtime, endpoints, exports, files, guide, home, look_up, oat, pre_flights,
        report, sign_in, team,
    };

    let of_everybody = |pages| {
        let areas = [
            home::routes::<P>,
            look_up::routes::<P>,
            changes::routes::<P>,
            report::routes::<P>,
            files::routes::<P>,
            endpoints::routes::<P>,
            downtime::routes::<P>,
            oat::routes::<P>,
            disputes::routes::<P>,
            pre_flights::routes::<P>,
            exports::routes::<P>,
            team::routes::<P>,
        ];
        let pages = areas.into_iter().fold(pages, |pages, add| add(pages));
        pages.route("/portal/sign-out", post(sign_in::sign_out::end::<P>))
    };
    Pages::new(portal)
        .of(Access::Pdp, desk::routes::<P>)
        .of(Access::SignedIn, of_everybody)
        .of(Access::Anyone, |pages| sign_in::routes::<P>(guide::routes::<P>(pages)))
        .open("/portal/assets/{name}", get(web::assets::show))
        .open("/portal", get(|| async { Redirect::permanent(ReturnTo::HOME) }))
        .finish()
}
