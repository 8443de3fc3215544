//! A browser at the portal: it keeps cookies and sends forms, and runs no script.
//!
//! Must not: know what a page says.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use ureq::Body;
use ureq::http::Response;
use ureq::http::header::{COOKIE, HOST, ORIGIN, SET_COOKIE};

use crate::sign_in::{hidden_fields, leads_to};
use crate::stack::{Stack, output};

/// A browser. The portal is asked by its name at the emulator's address, because not every machine's resolver knows names of
/// `localhost`.
#[derive(Debug, Clone)]
pub struct Browser<'s> {
    stack: &'s Stack,
    portal: String,
    /// Values by name.
    pub cookies: BTreeMap<String, String>,
}

/// What the portal answers.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    /// Where it leads: a path of the portal, or a whole address elsewhere.
    pub to: Option<String>,
    pub text: String,
}

impl Page {
    /// The hidden fields of its forms.
    pub fn hidden(&self) -> Vec<(&str, &str)> {
        hidden_fields(&self.text)
    }
}

impl Stack {
    /// A new browser.
    ///
    /// # Errors
    /// When the stack is from before there was a portal.
    pub fn browser(&self) -> Result<Browser<'_>> {
        let portal = output(&self.outputs, "portal_url")?;
        Ok(Browser { stack: self, portal, cookies: BTreeMap::new() })
    }
}

impl Browser<'_> {
    /// Opens this path of the portal.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn open(&mut self, path: &str) -> Result<Page> {
        let request = self.stack.agent.get(self.address(path));
        let answer = request.header(HOST, self.host()?).header(COOKIE, self.cookie()).call()?;
        self.read(answer)
    }

    /// Sends a form of one of the portal's pages to this path.
    ///
    /// # Errors
    /// When there is no answer.
    pub fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let request = self.stack.agent.post(self.address(path)).header(HOST, self.host()?);
        let request = request.header(ORIGIN, &self.portal).header(COOKIE, self.cookie());
        let answer = request.send_form(fields.iter().copied())?;
        self.read(answer)
    }

    /// Signs a demonstration person in, from the portal's page to the user pool's and back. Returns the answer that ends it.
    ///
    /// # Errors
    /// When one of the pages does not lead on.
    pub fn sign_in(&mut self, person: &str, start: &str) -> Result<Page> {
        let away = self.open(start)?.to.context("a way to the user pool")?;
        let back = self.stack.sign_in_pages()?.fill_in_as(&away, person)?;
        self.open(back.strip_prefix(&self.portal).context("back to the portal")?)
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.stack.gateway)
    }

    fn host(&self) -> Result<&str> {
        self.portal.strip_prefix("http://").context("an address of this machine")
    }

    fn cookie(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn read(&mut self, answer: Response<Body>) -> Result<Page> {
        for line in answer.headers().get_all(SET_COOKIE) {
            let line = line.to_str()?;
            let (name, value) =
                line.split(';').next().and_then(|pair| pair.split_once('=')).context("a cookie")?;
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let to = leads_to(&answer);
        Ok(Page { status: answer.status().as_u16(), to, text: answer.into_body().read_to_string()? })
    }
}
