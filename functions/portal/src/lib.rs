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
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{get, post};

pub use self::adapters::{Network, portal};
pub use self::ports::{Item, Items, Ports, TokenAnswer, TokenEndpoint};
pub use self::settings::Settings;
use self::sign_in::ReturnTo;
use self::visit::{Access, guard};

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
        changes, desk, disputes, downtime, endpoints, error, exports, files, guide, home, oat, pre_flights, report,
        sign_in, team,
    };

    let policy = web::headers::policy(&portal.settings.uploads);
    let portal = Arc::new(portal);
    let guarded = |access| from_fn_with_state((Arc::clone(&portal), access), guard::<P>);
    let desk = Router::new()
        .merge(desk::routes::<P>())
        .method_not_allowed_fallback(error::error::wrong_method)
        .route_layer(guarded(Access::Pdp));
    let closed = Router::new()
        .merge(home::routes::<P>())
        .merge(changes::routes::<P>())
        .merge(report::routes::<P>())
        .merge(files::routes::<P>())
        .merge(endpoints::routes::<P>())
        .merge(downtime::routes::<P>())
        .merge(oat::routes::<P>())
        .merge(disputes::routes::<P>())
        .merge(pre_flights::routes::<P>())
        .merge(exports::routes::<P>())
        .merge(team::routes::<P>())
        .route("/portal/sign-out", post(sign_in::sign_out::end::<P>))
        .method_not_allowed_fallback(error::error::wrong_method)
        .route_layer(guarded(Access::SignedIn));
    let open = Router::new()
        .merge(guide::routes::<P>())
        .merge(sign_in::routes::<P>())
        .fallback(error::error::no_such_page)
        .method_not_allowed_fallback(error::error::wrong_method)
        .layer(guarded(Access::Anyone));
    desk.merge(closed)
        .merge(open)
        .route("/portal/assets/{name}", get(web::assets::show))
        .route("/portal", get(|| async { Redirect::permanent(ReturnTo::HOME) }))
        .layer(from_fn_with_state(policy, web::headers::finish))
        .layer(from_fn(web::observe::observe))
}
