//! A user pool, in memory: gives codes to browsers that come from the portal, and tokens for codes, as OAuth and PKCE want them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use app::{Clock, Fault};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fakes::FakeClock;
use http_tests::Caller;
use portal::{Settings, TokenAnswer, TokenEndpoint};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How long an access token holds, in seconds (P2).
pub const TOKEN: i64 = 15 * 60;

/// The pool.
pub struct Pool {
    settings: Settings,
    clock: FakeClock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    codes: BTreeMap<String, Grant>,
    refresh: BTreeMap<String, Caller>,
    /// Who is a member of nothing any more.
    removed: BTreeSet<String>,
    /// Claims that the next tokens have besides, or in the place of theirs: of which token.
    twisted: Vec<(&'static str, &'static str, Value)>,
    is_down: bool,
    asked: usize,
    made: u32,
}

struct Grant {
    caller: Caller,
    challenge: String,
    redirect_uri: String,
    nonce: String,
}

impl Pool {
    /// A pool in which everybody has a sign-in.
    pub fn new(settings: Settings, clock: FakeClock) -> Self {
        Self { settings, clock, state: Mutex::new(State::default()) }
    }

    /// What the pool's pages do when this person signs in with the address that the portal sent them to: where they send them.
    pub fn sign_in(&self, caller: Caller, address: &str) -> String {
        let query = address
            .strip_prefix("https://sign-in.example.org/oauth2/authorize?")
            .expect("the pool's address");
        let query: BTreeMap<String, String> = serde_urlencoded::from_str(query).expect("a query");
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], self.settings.client);
        assert_eq!(query["code_challenge_method"], "S256");
        assert!(query["scope"].split(' ').any(|scope| scope == "openid"));
        let (redirect_uri, state) = (query["redirect_uri"].clone(), query["state"].clone());
        assert_eq!(redirect_uri, format!("{}/portal/sign-in/callback", self.settings.portal));
        let challenge = query["code_challenge"].clone();
        let grant = Grant { caller, challenge, redirect_uri, nonce: query["nonce"].clone() };
        let code = self.with(|pool| {
            pool.made += 1;
            let code = format!("code-{}", pool.made);
            pool.codes.insert(code.clone(), grant);
            code
        });
        format!("/portal/sign-in/callback?code={code}&state={state}")
    }

    /// Takes every membership from somebody.
    pub fn remove(&self, caller: Caller) {
        self.with(|pool| pool.removed.insert(format!("{caller:?}")));
    }

    /// The next tokens say this in a claim.
    pub fn twist(&self, token: &'static str, claim: &'static str, value: Value) {
        self.with(|pool| pool.twisted.push((token, claim, value)));
    }

    /// It does not answer from now on, or does again.
    pub fn break_down(&self, is_down: bool) {
        self.with(|pool| pool.is_down = is_down);
    }

    /// How often it was asked for tokens.
    pub fn asked(&self) -> usize {
        self.with(|pool| pool.asked)
    }

    /// The claims of an access token that holds, as API Gateway hands them on.
    pub fn claims(&self, token: &str) -> Option<Value> {
        let part = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let claims: Value = serde_json::from_slice(&part).ok()?;
        let holds = claims["exp"].as_i64()? > self.now() && claims["token_use"] == "access";
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let claims = claims.as_object()?.iter().map(|(name, value)| (name.clone(), json!(text(value))));
        holds.then(|| Value::Object(claims.collect()))
    }

    fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    fn with<A>(&self, act: impl FnOnce(&mut State) -> A) -> A {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn tokens(&self, caller: Caller, nonce: Option<&str>, refresh: Option<String>) -> TokenAnswer {
        let until = self.now() + TOKEN;
        let (mut access, mut id) = (caller.claims(until), json!({}));
        access["exp"] = json!(until);
        access["iss"] = json!(self.settings.issuer);
        access["client_id"] = json!(self.settings.client);
        if self.with(|pool| pool.removed.contains(&format!("{caller:?}"))) {
            for claim in ["party", "roles", "name", "scope", "organisation"] {
                access.as_object_mut().expect("claims").remove(claim);
            }
        }
        for (claim, value) in [
            ("iss", json!(self.settings.issuer)),
            ("aud", json!(self.settings.client)),
            ("token_use", json!("id")),
            ("sub", access["sub"].clone()),
            ("exp", json!(until)),
            ("nonce", json!(nonce)),
        ] {
            id[claim] = value;
        }
        for (token, claim, value) in self.with(|pool| std::mem::take(&mut pool.twisted)) {
            let claims = if token == "access" { &mut access } else { &mut id };
            claims[claim] = value;
        }
        let body = json!({
            "access_token": token(&access), "id_token": token(&id), "refresh_token": refresh, "token_type": "Bearer",
        });
        TokenAnswer { status: 200, body: body.to_string().into_bytes() }
    }
}

fn token(claims: &Value) -> String {
    format!("header.{}.signature", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn refused() -> TokenAnswer {
    TokenAnswer { status: 400, body: json!({ "error": "invalid_grant" }).to_string().into_bytes() }
}

/// The pool, as the portal has it.
pub struct ToPool(pub Arc<Pool>);

impl TokenEndpoint for ToPool {
    async fn ask(&self, form: String) -> Result<TokenAnswer, Fault> {
        self.0.answer(&form)
    }
}

impl Pool {
    fn answer(&self, form: &str) -> Result<TokenAnswer, Fault> {
        let form: BTreeMap<String, String> = serde_urlencoded::from_str(form).expect("a form");
        let is_down = self.with(|pool| {
            pool.asked += 1;
            pool.is_down
        });
        if is_down {
            return Err(Fault::retryable("ask for tokens", "the pool is down"));
        }
        assert_eq!(form["client_id"], self.settings.client);
        match form["grant_type"].as_str() {
            "authorization_code" => {
                let Some(grant) = self.with(|pool| pool.codes.remove(&form["code"])) else {
                    return Ok(refused());
                };
                let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
                if challenge != grant.challenge || form["redirect_uri"] != grant.redirect_uri {
                    return Ok(refused());
                }
                let refresh = self.with(|pool| {
                    pool.made += 1;
                    let refresh = format!("refresh-{}", pool.made);
                    pool.refresh.insert(refresh.clone(), grant.caller);
                    refresh
                });
                Ok(self.tokens(grant.caller, Some(&grant.nonce), Some(refresh)))
            }
            "refresh_token" => match self.with(|pool| pool.refresh.get(&form["refresh_token"]).copied()) {
                Some(caller) => Ok(self.tokens(caller, None, None)),
                None => Ok(refused()),
            },
            other => panic!("{other}: no grant"),
        }
    }
}
