//! The tokens of the user pool, and what they have to say.
//!
//! They come straight from the token endpoint over TLS, which proves who made them (OpenID Connect Core 3.1.3.7), so no signature is
//! checked here; the API's authorizer checks it with every call. What they say is checked: whose they are, for whom, for which
//! sign-in, until when.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use crate::Settings;
use crate::ports::TokenAnswer;
use crate::session::Who;

/// Tokens that were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    pub access: String,
    /// In seconds.
    pub until: i64,
    /// None when the one before goes on.
    pub refresh: Option<String>,
    /// The sign-in they are of.
    pub subject: String,
    /// Who it is; none when they are a member of nothing (any more).
    pub who: Option<Who>,
}

/// What the token endpoint said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    Tokens(Box<Tokens>),
    /// There are none for this: the code or the refresh token does not hold.
    Refused,
}

/// Why an answer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTokens {
    #[error("the token endpoint answered {0}")]
    Status(u16),
    #[error("the answer with the tokens cannot be read")]
    Unreadable,
    #[error("the {token} token has another {claim} than expected")]
    Claim { token: &'static str, claim: &'static str },
}

/// What tokens have to say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'e> {
    pub settings: &'e Settings,
    /// The nonce of the sign-in; none when tokens are renewed.
    pub nonce: Option<&'e str>,
    /// In seconds.
    pub now: i64,
}

#[derive(Deserialize)]
struct Body {
    access_token: String,
    id_token: String,
    refresh_token: Option<String>,
}

impl Got {
    /// Reads an answer of the token endpoint.
    ///
    /// # Errors
    /// [`NoTokens`].
    pub fn read(answer: &TokenAnswer, expected: Expected<'_>) -> Result<Self, NoTokens> {
        match answer.status {
            200 => {}
            // `invalid_grant` and its like (RFC 6749, 5.2).
            400 | 401 | 403 => return Ok(Self::Refused),
            status => return Err(NoTokens::Status(status)),
        }
        let body: Body = serde_json::from_slice(&answer.body).map_err(|_| NoTokens::Unreadable)?;
        let (access, id) = (claims(&body.access_token)?, claims(&body.id_token)?);
        let Expected { settings, nonce, now } = expected;
        for (token, claims, audience, token_use) in
            [("access", &access, "client_id", "access"), ("identity", &id, "aud", "id")]
        {
            let says = |claim: &'static str, value: &str| {
                (claims[claim] == value).then_some(()).ok_or(NoTokens::Claim { token, claim })
            };
            says("iss", &settings.issuer)?;
            says(audience, &settings.client)?;
            says("token_use", token_use)?;
            if claims["exp"].as_i64().is_none_or(|until| until <= now) {
                return Err(NoTokens::Claim { token, claim: "exp" });
            }
        }
        let other = |claim| Err(NoTokens::Claim { token: "identity", claim });
        if nonce.is_some_and(|nonce| id["nonce"] != nonce) {
            return other("nonce");
        }
        let Some(subject) = access["sub"].as_str().filter(|subject| id["sub"] == **subject) else {
            return other("sub");
        };
        Ok(Self::Tokens(Box::new(Tokens {
            until: access["exp"].as_i64().unwrap_or_default(),
            subject: subject.to_owned(),
            who: who(&access),
            refresh: body.refresh_token,
            access: body.access_token,
        })))
    }
}

/// Who it is, by the claims that the membership records gave the token (P2).
fn who(claims: &Value) -> Option<Who> {
    let text = |claim: &str| claims[claim].as_str().map(str::to_owned);
    let is_pdp = match claims["party"].as_str()? {
        "organisation" => false,
        "pdp" => true,
        _ => return None,
    };
    let roles = text("roles").unwrap_or_default();
    Some(Who {
        person: text("person").or_else(|| text("sub"))?,
        name: text("name"),
        is_pdp,
        organisation_id: text("organisation").and_then(|id| id.parse().ok()),
        organisation: None,
        roles: roles.split_whitespace().map(str::to_owned).collect(),
    })
}

/// The claims of a token.
fn claims(token: &str) -> Result<Value, NoTokens> {
    let part = token.split('.').nth(1).ok_or(NoTokens::Unreadable)?;
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| NoTokens::Unreadable)?;
    serde_json::from_slice(&bytes).map_err(|_| NoTokens::Unreadable)
}

/// The form that asks for new tokens.
///
/// # Errors
/// [`app::Fault`] when it cannot be written.
pub fn refresh_form(settings: &Settings, refresh_token: &str) -> Result<String, app::Fault> {
    let form =
        [("grant_type", "refresh_token"), ("client_id", &settings.client), ("refresh_token", refresh_token)];
    serde_urlencoded::to_string(form)
        .map_err(|error| app::Fault::lasting("write a request for tokens", error))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn settings() -> Settings {
        Settings {
            portal: "https://portal.example.org".to_owned(),
            api: "https://api.example.org".to_owned(),
            sign_in: "https://sign-in.example.org".to_owned(),
            issuer: "https://issuer.example.org".to_owned(),
            client: "client".to_owned(),
            sessions: "sessions".to_owned(),
            uploads: "https://uploads.example.org".to_owned(),
        }
    }

    fn token(claims: &Value) -> String {
        format!("header.{}.signature", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    /// Reads tokens of which one claim is another.
    fn read(of: &str, claim: &str, value: Value) -> Result<Got, NoTokens> {
        let mut access = json!({
            "iss": "https://issuer.example.org", "client_id": "client", "token_use": "access", "sub": "one", "exp": 1_000,
            "party": "organisation", "roles": "test_manager", "name": "Jo", "person": "p",
        });
        let mut id = json!({
            "iss": "https://issuer.example.org", "aud": "client", "token_use": "id", "sub": "one", "exp": 1_000, "nonce": "n",
        });
        let claims = if of == "access" { &mut access } else { &mut id };
        claims[claim] = value;
        let body = json!({ "access_token": token(&access), "id_token": token(&id), "refresh_token": "r" });
        let answer = TokenAnswer { status: 200, body: body.to_string().into_bytes() };
        Got::read(&answer, Expected { settings: &settings(), nonce: Some("n"), now: 999 })
    }

    /// Holds W6.
    #[rstest]
    #[case::of_another_pool("access", "iss", "https://other.example.org")]
    #[case::of_another_client("access", "client_id", "other")]
    #[case::of_another_use("access", "token_use", "id")]
    #[case::of_another_pool_too("identity", "iss", "https://other.example.org")]
    #[case::for_another_client("identity", "aud", "other")]
    #[case::for_another_use("identity", "token_use", "access")]
    #[case::of_another_sign_in("identity", "nonce", "other")]
    #[case::of_another_person("identity", "sub", "two")]
    fn a_token_that_says_otherwise_is_refused(
        #[case] token: &'static str,
        #[case] claim: &'static str,
        #[case] value: &str,
    ) {
        assert_eq!(read(token, claim, json!(value)), Err(NoTokens::Claim { token, claim }));
    }

    #[test]
    fn a_token_past_its_time_is_refused() {
        for token in ["access", "identity"] {
            assert_eq!(read(token, "exp", json!(999)), Err(NoTokens::Claim { token, claim: "exp" }));
        }
    }

    #[test]
    fn a_token_says_who_it_is() {
        let Ok(Got::Tokens(tokens)) = read("access", "roles", json!("test_manager service_manager")) else {
            panic!("they hold");
        };
        let who = tokens.who.unwrap();
        assert_eq!((who.person.as_str(), who.name.as_deref(), who.is_pdp), ("p", Some("Jo"), false));
        assert_eq!(who.roles, ["test_manager", "service_manager"]);
        assert_eq!((tokens.until, tokens.refresh.as_deref()), (1_000, Some("r")));
    }

    #[test]
    fn who_is_a_member_of_nothing_is_nobody() {
        let Ok(Got::Tokens(tokens)) = read("access", "party", Value::Null) else { panic!("they hold") };
        assert_eq!(tokens.who, None);
    }
}
