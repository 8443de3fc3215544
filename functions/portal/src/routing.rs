//! The router while pages are added to it.
//!
//! Each address is added once, with everything that is around its page: a router that is merged into another adds its addresses again,
//! and the portal has so many that this was most of its start.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, any};
use http::HeaderValue;

use crate::Portal;
use crate::pages::error::error;
use crate::ports::Ports;
use crate::visit::{Access, guard};
use crate::web::headers::{finish, policy};
use crate::web::observe::observe;

/// Pages, and who sees those that are added next.
pub struct Pages<P: Ports> {
    router: Router,
    portal: Arc<Portal<P>>,
    policy: HeaderValue,
    access: Access,
}

impl<P: Ports> Pages<P> {
    /// No page yet.
    pub fn new(portal: Portal<P>) -> Self {
        let policy = policy(&portal.settings.uploads);
        Self { router: Router::new(), portal: Arc::new(portal), policy, access: Access::SignedIn }
    }

    /// The pages that `add` adds, for these people.
    pub fn of(self, access: Access, add: impl FnOnce(Self) -> Self) -> Self {
        add(Self { access, ..self })
    }

    /// Adds a page.
    pub fn route(self, address: &str, methods: MethodRouter) -> Self {
        let methods = self.guarded(methods.fallback(error::wrong_method));
        Self { router: self.router.route(address, methods), ..self }
    }

    /// Adds what needs nobody's session, such as styles.
    pub fn open(self, address: &str, methods: MethodRouter) -> Self {
        let around = (from_fn(observe), from_fn_with_state(self.policy.clone(), finish));
        Self { router: self.router.route(address, methods.layer(around)), ..self }
    }

    /// All of them, and an answer to every other address.
    pub fn finish(self) -> Router {
        let nowhere = Self { access: Access::Anyone, ..self };
        let answer = nowhere.guarded(any(error::no_such_page));
        nowhere.router.fallback_service(answer)
    }

    fn guarded(&self, methods: MethodRouter) -> MethodRouter {
        let guard = from_fn_with_state((Arc::clone(&self.portal), self.access), guard::<P>);
        methods.layer((from_fn(observe), from_fn_with_state(self.policy.clone(), finish), guard))
    }
}
