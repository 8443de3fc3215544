//! A person at the portal, in a browser without JavaScript.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use http_tests::Caller;
use tower::ServiceExt;

use crate::functions::PORTAL;
use crate::world::World;

/// A browser of somebody who has signed in.
pub struct Visit<'w> {
    world: &'w World,
    cookies: BTreeMap<String, String>,
}

impl<'w> Visit<'w> {
    /// Somebody comes, signs in and sees home.
    pub async fn begin(world: &'w World, caller: Caller) -> Self {
        let mut visit = Self { world, cookies: BTreeMap::new() };
        let (_, pool) = visit.get("/portal/sign-in/start?return_to=%2Fportal%2F").await;
        let back = world.pool.sign_in(caller, &pool);
        world.make_token(caller).await;
        let (_, home) = visit.get(&back).await;
        assert_eq!(home, "/portal/");
        visit.open(&home).await;
        visit
    }

    /// Opens a page.
    pub async fn open(&mut self, address: &str) {
        let (status, location) = self.get(address).await;
        assert_eq!(status, StatusCode::OK, "{address} {location}");
    }

    /// Sends the form of a page. Its command is called as the portal calls it; this is what the portal does before: it reads the
    /// session, and finds here that the form is not one of its own.
    pub async fn send_form(&mut self, address: &str) {
        let form = Request::post(address)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", PORTAL)
            .header("sec-fetch-site", "same-origin");
        let (status, _) = self.send(form.body(Body::from("csrf=none")).expect("a request")).await;
        assert!(status.is_client_error(), "{address}: {status}");
    }

    async fn get(&mut self, address: &str) -> (StatusCode, String) {
        self.send(Request::get(address).body(Body::empty()).expect("a request")).await
    }

    /// The status of the answer, and where it leads.
    async fn send(&mut self, mut request: Request<Body>) -> (StatusCode, String) {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert("cookie", cookies.join("; ").parse().expect("a header"));
        }
        request.headers_mut().insert("accept-encoding", "gzip".parse().expect("a header"));
        self.world.gateway.counts().portal_requests += 1;
        self.world.gateway.counts().called("portal");
        let answer = self.world.portal.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body in memory").to_bytes();
        self.world.gateway.counts().answered_bytes += bytes.len() as u64;
        for line in parts.headers.get_all("set-cookie") {
            let line = line.to_str().expect("a header in ASCII");
            let (name, value) =
                line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if line.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = parts.headers.get("location").map(|value| value.to_str().expect("ASCII").to_owned());
        (parts.status, location.unwrap_or_default())
    }
}
