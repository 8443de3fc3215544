//! Signs people in on the pages of the user pool.
//!
//! Must not: know the portal, except where the pages lead back to.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;
use ureq::Body;
use ureq::http::Response;
use ureq::http::header::LOCATION;

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
            callback: format!("{}/portal/sign-in/callback", output("portal_url")?),
        })
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
        let request = self.stack.agent.get(format!("{}/oauth2/authorize", self.pages));
        let answer = request.query_pairs(self.asked(other)).call()?;
        Ok((answer.status().as_u16(), leads_to(&answer)))
    }

    /// Fills in the page at this address. Returns the address that it leads to, with the code in it; none when the page asks again.
    ///
    /// # Errors
    /// When there is no page, or no answer.
    pub fn fill_in(&self, address: &str, email: &str, password: &str) -> Result<Option<String>> {
        let page = self.stack.agent.get(address).call()?.into_body().read_to_string()?;
        let mut fields = hidden_fields(&page);
        fields.extend([("username", email), ("password", password)]);
        let answer = self.stack.agent.post(format!("{}/login", self.pages)).send_form(fields)?;
        Ok(leads_to(&answer))
    }

    /// The same as a demonstration person, who gets on.
    ///
    /// # Errors
    /// When they do not.
    pub fn fill_in_as(&self, address: &str, person: &str) -> Result<String> {
        let file = output(&self.stack.outputs, "passwords_file")?;
        let people: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        let known = |part: &str| people[person][part].as_str().context("a demonstration person");
        self.fill_in(address, known("email")?, known("password")?)?.context("the page asks again")
    }

    /// The address of the page, as the portal makes it.
    pub fn address(&self) -> String {
        // No value has a character that a query cannot hold.
        let asked: Vec<_> =
            self.asked(&[]).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{}/oauth2/authorize?{}", self.pages, asked.join("&"))
    }

    /// The code that a demonstration person comes back with.
    ///
    /// # Errors
    /// When they cannot sign in.
    pub fn code_of(&self, person: &str) -> Result<String> {
        let to = self.fill_in_as(&self.address(), person)?;
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
pub(crate) fn leads_to(answer: &Response<Body>) -> Option<String> {
    answer.headers().get(LOCATION)?.to_str().ok().map(str::to_owned)
}

/// The hidden fields of the form of a page.
pub(crate) fn hidden_fields(page: &str) -> Vec<(&str, &str)> {
    let value = |field: &'_ str, name: &str| {
        let (_, rest) = field.split_once(&format!(" {name}=\""))?;
        Some(field.len() - rest.len()..field.len() - rest.len() + rest.find('"')?)
    };
    let fields = page.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
    let hidden = fields.filter(|field| field.contains("type=\"hidden\""));
    hidden.filter_map(|field| Some((&field[value(field, "name")?], &field[value(field, "value")?]))).collect()
}
