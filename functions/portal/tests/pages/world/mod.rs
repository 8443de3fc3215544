//! The world around the portal: the API, a user pool, a table, and browsers.

mod browser;
mod expect;
mod gateway;
mod items;
mod page;
mod pool;

use std::sync::Arc;

use axum::Router;
use http_tests::Api;
use portal::{Portal, Ports, Settings};

pub use self::browser::{Browser, ORIGIN, Reply};
pub use self::expect::{HTML, happens_once, is_kept, is_refused};
pub use self::gateway::{Failing, Gateway, ToApi};
pub use self::items::FakeItems;
pub use self::page::Page;
pub use self::pool::{Pool, ToPool};

/// Everything in memory.
#[derive(Debug)]
pub struct InMemory;

impl Ports for InMemory {
    type Api = ToApi;
    type Items = FakeItems;
    type Tokens = ToPool;
}

/// A portal with its surroundings.
pub struct World {
    pub api: Arc<Api>,
    pub gateway: Arc<Gateway>,
    pub pool: Arc<Pool>,
    pub items: FakeItems,
    pub router: Router,
}

/// Where everything is.
pub fn settings() -> Settings {
    Settings {
        portal: ORIGIN.to_owned(),
        api: "https://api.example.org".to_owned(),
        sign_in: "https://sign-in.example.org".to_owned(),
        issuer: "https://issuer.example.org/pool".to_owned(),
        client: "portal-client".to_owned(),
        sessions: "sessions".to_owned(),
        uploads: "https://uploads.example.org".to_owned(),
    }
}

impl World {
    /// Two organisations, PDP, and no change yet.
    pub fn new() -> Self {
        Self::over(Api::new())
    }

    /// A portal over this API.
    pub fn over(api: Api) -> Self {
        let api = Arc::new(api);
        let real_time = api.fakes.real_time.clone();
        let gateway = Arc::new(Gateway::new(Arc::clone(&api)));
        let pool = Arc::new(Pool::new(settings(), real_time.clone()));
        gateway.trust(Arc::clone(&pool));
        let items = FakeItems::default();
        let portal = Portal::<InMemory> {
            settings: settings(),
            api: ToApi(Arc::clone(&gateway)),
            items: items.clone(),
            tokens: ToPool(Arc::clone(&pool)),
            clock: Arc::new(api.fakes.clock.clone()),
            real_time: Arc::new(real_time),
            ids: Arc::new(api.fakes.ids.clone()),
        };
        let router = portal::router(portal);
        Self { api, gateway, pool, items, router }
    }

    /// A browser of nobody.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser of somebody who has signed in.
    pub fn signed_in(&self, caller: http_tests::Caller) -> Browser<'_> {
        let mut browser = self.browser();
        browser.sign_in(caller, "/portal/").redirects_to("/portal/");
        browser
    }

    /// Time passes, for sessions and for decisions.
    pub fn pass(&self, seconds: i64) {
        let by = jiff::SignedDuration::from_secs(seconds);
        self.api.fakes.real_time.advance(by);
        self.api.fakes.clock.advance(by);
    }
}
