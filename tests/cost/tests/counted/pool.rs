//! A user pool, as far as the portal sees it: one person at a time comes from its pages, and gets tokens.

use std::sync::{Arc, Mutex, PoisonError};

use app::{Clock, Fault};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fakes::FakeClock;
use http_tests::Caller;
use portal::{Settings, TokenAnswer, TokenEndpoint};
use serde_json::{Value, json};

/// How long an access token holds, in seconds (P2).
pub const TOKEN: i64 = 15 * 60;

/// See the module.
pub struct Pool {
    settings: Settings,
    clock: FakeClock,
    /// Who signed in last, and the nonce of their attempt.
    grant: Mutex<Option<(Caller, String)>>,
}

impl Pool {
    pub fn new(settings: Settings, clock: FakeClock) -> Self {
        Self { settings, clock, grant: Mutex::default() }
    }

    /// Somebody signs in at the address that the portal sent them to; where the pool sends them.
    pub fn sign_in(&self, caller: Caller, address: &str) -> String {
        let query: Vec<(String, String)> =
            serde_urlencoded::from_str(address.split('?').nth(1).unwrap_or_default()).expect("a query");
        let of = |name: &str| query.iter().find(|(of, _)| of == name).expect("a part of it").1.clone();
        *self.grant.lock().unwrap_or_else(PoisonError::into_inner) = Some((caller, of("nonce")));
        format!("/portal/sign-in/callback?code=0123456789abcdef&state={}", of("state"))
    }
}

/// The claims of an access token, as API Gateway hands them on: all of them texts.
pub fn claims(token: &str) -> Value {
    let part = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("a part")).expect("base64");
    let claims: Value = serde_json::from_slice(&part).expect("JSON");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let claims = claims.as_object().expect("claims").iter();
    claims.map(|(name, value)| (name.clone(), json!(text(value)))).collect::<serde_json::Map<_, _>>().into()
}

/// As long as the tokens of a pool: a signature by a key of 2,048 bits.
fn token(claims: &Value) -> String {
    let head = URL_SAFE_NO_PAD.encode(json!({ "alg": "RS256", "kid": "x".repeat(44) }).to_string());
    format!("{head}.{}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()), URL_SAFE_NO_PAD.encode([7; 256]))
}

/// The pool, as the portal has it.
pub struct ForThePortal(pub Arc<Pool>);

impl TokenEndpoint for ForThePortal {
    async fn ask(&self, _: String) -> Result<TokenAnswer, Fault> {
        let grant = self.0.grant.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (caller, nonce) = grant.expect("somebody signed in");
        let (settings, until) = (&self.0.settings, self.0.clock.now().as_second() + TOKEN);
        let mut access = caller.claims(until);
        access["exp"] = json!(until);
        access["iss"] = json!(settings.issuer);
        access["client_id"] = json!(settings.client);
        let id = json!({
            "iss": settings.issuer, "aud": settings.client, "token_use": "id", "sub": access["sub"], "exp": until,
            "nonce": nonce,
        });
        // A refresh token is encrypted, and has about so many characters.
        let body = json!({
            "access_token": token(&access), "id_token": token(&id), "refresh_token": "x".repeat(1_700),
            "token_type": "Bearer",
        });
        Ok(TokenAnswer { status: 200, body: body.to_string().into_bytes() })
    }
}
