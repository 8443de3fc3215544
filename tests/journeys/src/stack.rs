//! The running local stack.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;
use ureq::Agent;

use crate::api::Caller;

/// The stack that `make up` started.
#[derive(Debug, Clone)]
pub struct Stack {
    pub api: String,
    /// Where emails can be read.
    pub mails: String,
    pub(crate) agent: Agent,
    pub(crate) gateway: String,
    pub(crate) clock_file: PathBuf,
    pub(crate) outputs: Value,
    root: PathBuf,
}

/// The clone that `folder` is in.
fn clone_around(folder: &Path) -> Result<PathBuf> {
    let clone = folder.ancestors().find(|folder| folder.join("infra/local/stack.py").exists());
    Ok(clone.context("this is not a folder of the project: change into your clone of it first")?.to_owned())
}

impl Stack {
    /// Finds the stack of the clone that the program runs in. The place of compilation says nothing, because clones
    /// share their compiled output.
    ///
    /// # Errors
    /// Outside a clone, or when its stack was never started, in words that say what to do.
    pub fn running() -> Result<Self> {
        let root = clone_around(&std::env::current_dir()?)?;
        let file = root.join(".local/stack.json");
        let text = std::fs::read_to_string(&file).context("there is no local stack: run `make up` first")?;
        let outputs: Value = serde_json::from_str(&text)?;
        let output = |name: &str| output(&outputs, name);
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            // The token would go along.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build()
            .new_agent();
        Ok(Self {
            api: output("api_url")?,
            mails: output("mail_messages_url")?,
            agent,
            gateway: output("gateway")?,
            clock_file: output("clock_file")?.into(),
            outputs,
            root,
        })
    }

    /// The home page of the portal.
    ///
    /// # Errors
    /// When the stack is from before there was a portal.
    pub fn portal(&self) -> Result<String> {
        Ok(format!("{}/portal/", output(&self.outputs, "portal_url")?))
    }

    /// The email address and the password with which a person signs in there.
    ///
    /// # Errors
    /// When nobody has that key.
    pub fn signs_in_with(&self, person: &str) -> Result<(String, String)> {
        let file: PathBuf = output(&self.outputs, "passwords_file")?.into();
        let known: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        let of = |what: &str| known[person][what].as_str();
        let (email, password) =
            of("email").zip(of("password")).with_context(|| format!("nobody signs in as {person}"))?;
        Ok((email.to_owned(), password.to_owned()))
    }

    /// Signs a person in, by the key that `make up` printed.
    ///
    /// # Errors
    /// When nobody has that key.
    pub fn sign_in(&self, person: &str) -> Result<Caller> {
        Caller::new(self, Some(self.token(&[person])?))
    }

    /// The same person after an invitation: they choose their password, and sign in.
    ///
    /// # Errors
    /// When nobody has that key, or they cannot sign in.
    pub fn sign_in_first(&self, person: &str) -> Result<Caller> {
        Caller::new(self, Some(self.token(&[person, "--first"])?))
    }

    /// The same person with a token that is two hours old and otherwise right.
    ///
    /// # Errors
    /// When nobody has that key.
    pub fn sign_in_long_ago(&self, person: &str) -> Result<Caller> {
        Caller::new(self, Some(self.token(&[person, "--expired"])?))
    }

    /// Someone with this token, or none.
    ///
    /// # Errors
    /// When no header can hold it.
    pub fn caller(&self, token: Option<&str>) -> Result<Caller> {
        Caller::new(self, token.map(str::to_owned))
    }

    /// Does all due work now, as the schedule does every minute; returns the report.
    ///
    /// # Errors
    /// When it failed.
    pub fn process_due(&self) -> Result<Value> {
        Ok(serde_json::from_str(&self.script("process_due.py", &[])?)?)
    }

    /// Runs only the probe's due work now; returns its report.
    ///
    /// # Errors
    /// When it failed.
    pub fn probe(&self) -> Result<Value> {
        Ok(serde_json::from_str(&self.script("process_due.py", &["oat-probe"])?)?)
    }

    /// Publishes, in place of the mail service, an event about the last email about `reference` to `address`: `send`,
    /// `delivery`, `bounce` or `complaint`.
    ///
    /// # Errors
    /// When there is no such email.
    pub fn mail_news(&self, kind: &str, address: &str, reference: &str) -> Result<()> {
        self.script("mail_news.py", &[kind, address, reference]).map(|_| ())
    }

    fn token(&self, arguments: &[&str]) -> Result<String> {
        self.script("sign_in.py", arguments)
    }

    /// The output of a program of `infra/local`.
    fn script(&self, name: &str, arguments: &[&str]) -> Result<String> {
        let output = Command::new(self.root.join(".venv/ministack/bin/python"))
            .arg(self.root.join("infra/local").join(name))
            .args(arguments)
            .output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

/// The value that `make up` wrote down under `name`.
pub(crate) fn output(outputs: &Value, name: &str) -> Result<String> {
    let value = outputs[name].as_str().map(str::to_owned);
    value.ok_or_else(|| anyhow!("the local stack has no {name}: run `make up` again"))
}

/// Asks again until there is an answer, for a minute at most, because triggered functions take a moment.
///
/// # Errors
/// When there is none within the minute; `what` says of what.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(anyhow!("{what} did not happen within a minute"))
}
