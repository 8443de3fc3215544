//! The emails that the local stack's mail service got.

use anyhow::Result;
use serde_json::Value;
use ureq::http::Request;

use crate::stack::{Stack, eventually};

/// All mailboxes of the local stack.
#[derive(Debug, Clone)]
pub struct Mailbox(Stack);

/// One email.
#[derive(Debug, Clone)]
pub struct Notification {
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Mailbox {
    /// The mailboxes of `stack`.
    pub fn of(stack: &Stack) -> Self {
        Self(stack.clone())
    }

    /// Every email with `reference` in its subject, oldest first.
    ///
    /// # Errors
    /// When the mail service does not answer.
    pub fn about(&self, reference: &str) -> Result<Vec<Notification>> {
        let mut all = self.all()?;
        all.retain(|notification| notification.subject.contains(reference));
        Ok(all)
    }

    /// Every email, the oldest of each sender first.
    ///
    /// # Errors
    /// When the mail service does not answer.
    pub fn all(&self) -> Result<Vec<Notification>> {
        let request = Request::builder().uri(&self.0.mails).body(())?;
        let body: Value = self.0.agent.run(request)?.into_body().with_config().limit(64 << 20).read_json()?;
        let accounts = body["messages"].as_object().into_iter().flat_map(|accounts| accounts.values());
        Ok(accounts.filter_map(Value::as_array).flatten().map(notification).collect())
    }

    /// The newest email about `reference` to `address` whose subject contains `words`, once it is there.
    ///
    /// # Errors
    /// When it does not arrive within a minute.
    pub fn wait_for(&self, reference: &str, address: &str, words: &str) -> Result<Notification> {
        let what = format!("an email to {address} about {reference} that says “{words}”");
        eventually(&what, || {
            let found = self.about(reference)?.into_iter().rfind(|notification| {
                notification.to.iter().any(|to| to == address) && notification.subject.contains(words)
            });
            Ok(found)
        })
    }
}

fn notification(message: &Value) -> Notification {
    let text = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
    let to = message["To"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    Notification {
        to: to.collect(),
        subject: text("Subject"),
        text: text("BodyText"),
        html: text("BodyHtml"),
    }
}
