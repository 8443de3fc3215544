//! Signs people in on the pages of the user pool, and asks for pages of the portal, as a browser does.
//!
//! Must not: know what a page of the portal says.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;
use ureq::Body;
use ureq::http::Response;
use ureq::http::header::{HOST, LOCATION};

use crate::stack::{Stack, output};

/// A code verifier and its challenge: the example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The pages of the user pool, for a client that signs people in as the portal does.
#[derive(Debug, Clone)]
pub struct SignInPages<'s> {
    stack: &'s Stack,
    pages: String,
    client: String,
    /// Where the pages lead back to.
    callback: String,
}

impl Stack {
    /// The pages on which people sign in to the portal.
    ///
    /// # Errors
    /// When the stack is from before there were any.
    pub fn sign_in_pages(&self) -> Result<SignInPages<'_>> {
        let output = |name: &str| output(&self.outputs, name);
        Ok(SignInPages {
            stack: self,
            pages: output("sign_in_url")?,
            client: output("portal_client_id")?,
            callback: format!("{}/portal/callback", output("portal_url")?),
        })
    }

    /// Status and body of what the portal answers at this path. It is asked by its name at the emulator's address, because not every
    /// machine's resolver knows names of `localhost`.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn portal_page(&self, path: &str) -> Result<(u16, String)> {
        let address = output(&self.outputs, "portal_url")?;
        let host = address.strip_prefix("http://").context("an address of this machine")?;
        let request = self.agent.get(format!("{}{path}", self.gateway)).header(HOST, host);
        let answer = request.call()?;
        Ok((answer.status().as_u16(), answer.into_body().read_to_string()?))
    }
}

impl SignInPages<'_> {
    /// What is sent along to the page of sign-in; `other` takes the place of what the portal sends.
    fn asked<'a>(&'a self, other: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, &'a str> {
        let mut asked = BTreeMap::from([
            ("client_id", self.client.as_str()),
            ("redirect_uri", self.callback.as_str()),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        asked.extend(other.iter().copied());
        asked
    }

    /// Opens the page; `other` takes the place of what the portal sends. Returns its status and where it leads.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn open(&self, other: &[(&str, &str)]) -> Result<(u16, Option<String>)> {
        let answer = self.page(other)?;
        Ok((answer.status().as_u16(), leads_to(&answer)))
    }

    fn page(&self, other: &[(&str, &str)]) -> Result<Response<Body>> {
        let request = self.stack.agent.get(format!("{}/oauth2/authorize", self.pages));
        Ok(request.query_pairs(self.asked(other)).call()?)
    }

    /// Fills the page in with this email address and password. Returns the address that it leads to, with the code in it; none when
    /// the page asks again.
    ///
    /// # Errors
    /// When there is no page, or no answer.
    pub fn fill_in(&self, email: &str, password: &str) -> Result<Option<String>> {
        let page = self.page(&[])?.into_body().read_to_string()?;
        let mut fields = hidden_fields(&page);
        fields.extend([("username", email), ("password", password)]);
        let answer = self.stack.agent.post(format!("{}/login", self.pages)).send_form(fields)?;
        Ok(leads_to(&answer))
    }

    /// The same for a demonstration person; returns the code.
    ///
    /// # Errors
    /// When they cannot sign in.
    pub fn code_of(&self, person: &str) -> Result<String> {
        let file = output(&self.stack.outputs, "passwords_file")?;
        let people: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        let known = |part: &str| people[person][part].as_str().context("a demonstration person");
        let to = self.fill_in(known("email")?, known("password")?)?.context("somewhere to go")?;
        let rest = to.strip_prefix(&format!("{}?", self.callback)).context("back to the portal")?;
        let code = rest.split('&').find_map(|part| part.strip_prefix("code="));
        Ok(code.context("a code")?.to_owned())
    }

    /// Exchanges a code for tokens, with the right verifier or another one. Returns status and answer.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn redeem(&self, code: &str, verifier: Option<&str>) -> Result<(u16, Value)> {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", &self.client),
            ("code", code),
            ("redirect_uri", &self.callback),
            ("code_verifier", verifier.unwrap_or(VERIFIER)),
        ])
    }

    /// Asks for new tokens.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn renew(&self, refresh_token: &str) -> Result<(u16, Value)> {
        let client = self.client.as_str();
        self.token(&[
            ("grant_type", "refresh_token"),
            ("client_id", client),
            ("refresh_token", refresh_token),
        ])
    }

    fn token(&self, form: &[(&str, &str)]) -> Result<(u16, Value)> {
        let request = self.stack.agent.post(format!("{}/oauth2/token", self.pages));
        let answer = request.send_form(form.iter().copied())?;
        Ok((answer.status().as_u16(), answer.into_body().read_json()?))
    }
}

/// Where an answer leads.
fn leads_to(answer: &Response<Body>) -> Option<String> {
    answer.headers().get(LOCATION)?.to_str().ok().map(str::to_owned)
}

/// The hidden fields of the form of a page.
fn hidden_fields(page: &str) -> Vec<(&str, &str)> {
    let value = |field: &'_ str, name: &str| {
        let (_, rest) = field.split_once(&format!(" {name}=\""))?;
        Some(field.len() - rest.len()..field.len() - rest.len() + rest.find('"')?)
    };
    let fields = page.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
    let hidden = fields.filter(|field| field.contains("type=\"hidden\""));
    hidden.filter_map(|field| Some((&field[value(field, "name")?], &field[value(field, "value")?]))).collect()
}
