//! A browser without JavaScript: keeps cookies, follows nothing unasked, sends what pages have it send.

use std::collections::BTreeMap;
use std::io::Read;

use axum::body::Body;
use flate2::read::GzDecoder;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt;
use http_tests::Caller;
use tower::ServiceExt;

use super::{Page, World};

/// The origin of the portal.
pub const ORIGIN: &str = "https://portal.example.org";

/// A browser.
#[derive(Clone)]
pub struct Browser<'w> {
    world: &'w World,
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// How many bytes travelled as its body.
    pub sent: usize,
}

impl Reply {
    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// The page, if it has this status.
    #[track_caller]
    pub fn page(&self, status: u16) -> Page {
        let text = String::from_utf8(self.bytes.clone()).expect("UTF-8");
        assert_eq!(self.status.as_u16(), status, "{} {text}", self.header("location"));
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        Page::read(&text)
    }

    /// It leads there.
    #[track_caller]
    pub fn redirects_to(&self, address: &str) {
        assert_eq!(
            (self.status, self.header("location")),
            (StatusCode::SEE_OTHER, address),
            "{}",
            self.text()
        );
    }

    /// What came back, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl<'w> Browser<'w> {
    /// A browser of nobody.
    pub fn new(world: &'w World) -> Self {
        Self { world, cookies: BTreeMap::new() }
    }

    /// Opens an address. Whatever page there is, it is within the budgets of docs/performance.md.
    #[track_caller]
    pub fn get(&mut self, address: &str) -> Reply {
        let (calls, before) = (self.world.gateway.asked(), self.kept());
        let reply = self.send(Request::get(address).body(Body::empty()).expect("a request"));
        if reply.status.is_success() && reply.header("content-type").starts_with("text/html") {
            let calls = self.world.gateway.since(calls);
            assert!(calls.len() <= 3, "{address}: {calls:?}");
            let after = self.kept();
            let [reads, writes, tokens] = std::array::from_fn(|at| after[at] - before[at]);
            // The session, and what was typed before one ended. It is written only with new tokens.
            let most = 1 + usize::from(self.cookies.contains_key("__Host-portal-form")) + tokens;
            assert!(reads <= most && writes <= tokens, "{address}: {reads} reads, {writes} writes");
            let most = if address.contains("/history") { 60_000 } else { 30_000 };
            assert!(reply.bytes.len() <= most, "{address}: {} bytes", reply.bytes.len());
            assert!(reply.sent <= 8_000, "{address}: {} bytes compressed", reply.sent);
        }
        reply
    }

    /// How often sessions were read and written, and the user pool asked.
    fn kept(&self) -> [usize; 3] {
        let (reads, writes) = self.world.items.counts();
        [reads, writes, self.world.pool.asked()]
    }

    /// Opens an address, which has to be a page.
    #[track_caller]
    pub fn open(&mut self, address: &str) -> Page {
        self.get(address).page(200)
    }

    /// Sends a form as one of the portal's own pages does.
    pub fn post(&mut self, address: &str, fields: &[(String, String)]) -> Reply {
        self.post_from(address, fields, &[("origin", ORIGIN), ("sec-fetch-site", "same-origin")])
    }

    /// Sends a form with these headers.
    pub fn post_from(
        &mut self,
        address: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Reply {
        let body = serde_urlencoded::to_string(fields).expect("a form");
        let mut request = Request::post(address).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).expect("a request"))
    }

    /// Sends a form with a file in one of its fields as one of the portal's own pages does.
    pub fn post_file(
        &mut self,
        address: &str,
        fields: &[(String, String)],
        (field, file): (&str, &[u8]),
    ) -> Reply {
        let mut body = Vec::new();
        for (name, value) in fields.iter().filter(|(name, _)| name != field) {
            let part =
                format!("--bounds\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let kind = "Content-Type: application/octet-stream";
        let name = format!("name=\"{field}\"; filename=\"pack.p7m\"");
        let head = format!("--bounds\r\nContent-Disposition: form-data; {name}\r\n{kind}\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--bounds--\r\n");
        let request = Request::post(address)
            .header("content-type", "multipart/form-data; boundary=bounds")
            .header("origin", ORIGIN)
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).expect("a request"))
    }

    /// Signs in, wanting this page.
    pub fn sign_in(&mut self, caller: Caller, return_to: &str) -> Reply {
        let address = self.begin_sign_in(return_to);
        let back = self.world.pool.sign_in(caller, &address);
        self.get(&back)
    }

    /// Goes to the user pool's pages; the result is their address.
    #[track_caller]
    pub fn begin_sign_in(&mut self, return_to: &str) -> String {
        let query = serde_urlencoded::to_string([("return_to", return_to)]).expect("a query");
        let reply = self.get(&format!("/portal/sign-in/start?{query}"));
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        reply.header("location").to_owned()
    }

    /// Signs out by the button of a page.
    pub fn sign_out(&mut self) -> Reply {
        let csrf = self.open("/portal/guide").attribute("header input[name=csrf]", "value");
        self.post("/portal/sign-out", &[("csrf".to_owned(), csrf)])
    }

    fn send(&mut self, mut request: Request<Body>) -> Reply {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert("cookie", cookies.join("; ").parse().expect("a header"));
        }
        request.headers_mut().insert("accept-encoding", "gzip".parse().expect("a header"));
        let response = pollster::block_on(self.world.router.clone().oneshot(request));
        self.keep(response.unwrap_or_else(|never| match never {}))
    }

    fn keep(&mut self, response: Response<Body>) -> Reply {
        let (parts, body) = response.into_parts();
        let bytes = pollster::block_on(body.collect()).expect("a body in memory").to_bytes().to_vec();
        for line in parts.headers.get_all("set-cookie") {
            let line = line.to_str().expect("a header in ASCII");
            let (pair, rest) = line.split_once(';').expect("a cookie has attributes");
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            assert_eq!(
                (name.starts_with("__Host-"), rest.contains("Path=/; Secure; HttpOnly; SameSite=Lax")),
                (true, true),
                "{line}"
            );
            assert!(!rest.contains("Domain"), "{line}");
            if rest.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let sent = bytes.len();
        let bytes = match parts.headers.get("content-encoding").map(|encoding| encoding.as_bytes()) {
            Some(b"gzip") => {
                let mut plain = Vec::new();
                GzDecoder::new(&*bytes).read_to_end(&mut plain).expect("gzip");
                plain
            }
            _ => bytes,
        };
        Reply { status: parts.status, headers: parts.headers, bytes, sent }
    }
}
