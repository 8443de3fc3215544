//! One sign-in, from its beginning here to the way back from the user pool. It can come back once.

use app::{Fault, Ids};
use serde::{Deserialize, Serialize};

use super::ReturnTo;
use crate::Settings;
use crate::ports::Items;
use crate::secret::{Secret, challenge};

/// How long somebody may take at the user pool, in seconds: with a first password and a second factor to set up.
pub const ATTEMPT: i64 = 60 * 60;

/// Where the user pool sends people back to, below the portal's origin.
const CALLBACK: &str = "/portal/sign-in/callback";

/// A sign-in that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    nonce: String,
    verifier: String,
    return_to: String,
}

impl Attempt {
    /// Begins one in the browser with this secret. The result is the address at the user pool to go to.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn begin<I: Items>(
        items: &I,
        ids: &dyn Ids,
        settings: &Settings,
        browser: &Secret,
        return_to: &ReturnTo,
        now: i64,
    ) -> Result<String, Fault> {
        let [state, nonce, verifier] = [(); 3].map(|()| Secret::new(ids).text());
        let attempt = Self { nonce, verifier, return_to: return_to.as_str().to_owned() };
        let text =
            serde_json::to_string(&attempt).map_err(|error| Fault::lasting("write a sign-in", error))?;
        if !items.create(&id(browser, &state), &text, now + ATTEMPT).await? {
            return Err(Fault::lasting("begin a sign-in", "its state was used before"));
        }
        let query = [
            ("response_type", "code"),
            ("client_id", &settings.client),
            ("redirect_uri", &callback(settings)),
            ("scope", "openid"),
            ("state", &state),
            ("nonce", &attempt.nonce),
            ("code_challenge", &challenge(&attempt.verifier)),
            ("code_challenge_method", "S256"),
        ];
        let query = serde_urlencoded::to_string(query);
        let query = query.map_err(|error| Fault::lasting("write an address", error))?;
        Ok(format!("{}/oauth2/authorize?{query}", settings.sign_in))
    }

    /// The sign-in that comes back to this browser with this state: once, in time, to the browser in which it began.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn take<I: Items>(
        items: &I,
        browser: &Secret,
        state: &str,
        now: i64,
    ) -> Result<Option<Self>, Fault> {
        let Some(item) = items.take(&id(browser, state)).await? else { return Ok(None) };
        Ok(serde_json::from_str(&item.content).ok().filter(|_| item.expires_at > now))
    }

    /// The form that asks for the tokens of a code.
    ///
    /// # Errors
    /// [`Fault`] when it cannot be written.
    pub fn form(&self, settings: &Settings, code: &str) -> Result<String, Fault> {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &settings.client),
            ("code", code),
            ("redirect_uri", &callback(settings)),
            ("code_verifier", &self.verifier),
        ];
        serde_urlencoded::to_string(form).map_err(|error| Fault::lasting("write a request for tokens", error))
    }

    /// What the identity token has to say it answers.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The page to go to. It is read again: a table is no reason to trust an address.
    pub fn return_to(&self) -> ReturnTo {
        ReturnTo::read(&self.return_to)
    }
}

/// Two tabs of one browser may sign in at once, so the state is part of it; another browser has another secret.
fn id(browser: &Secret, state: &str) -> String {
    browser.id(&format!("sign-in {state}"))
}

fn callback(settings: &Settings) -> String {
    format!("{}{CALLBACK}", settings.portal)
}
