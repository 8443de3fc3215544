//! The probe's key bundle, from Secrets Manager (O4, O5).
//!
//! Must not: read its content, print it, or write it anywhere. The prober uses it for TLS and tokens.

use std::sync::Arc;

use app::{Clock, Fault, KeyBundles};
use aws_sdk_secretsmanager::Client;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;

use crate::fault::fault;

const FETCH: &str = "fetch the probe's keys and certificates";

/// A key bundle is fetched again after this time, so that a new one is used without a deployment.
const FRESH_FOR: SignedDuration = SignedDuration::from_mins(5);
/// After a failure nothing asks again for this time. Otherwise many requests of one pass would each wait for the same
/// time-out.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The secret is there and holds nothing yet.
#[derive(Debug, thiserror::Error)]
#[error("the secret is empty: nobody has put a key bundle there")]
struct Empty;

/// The result of another request a moment ago.
#[derive(Debug, thiserror::Error)]
#[error("not tried again at once after it {0}")]
struct FailedJustNow(String);

/// Why it failed, in words alone. The SDK's own error holds the unreadable answer, which may be half a key bundle.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Reason(String);

/// The memory between two calls.
#[derive(Debug, Default)]
enum Kept {
    /// Nobody has asked.
    #[default]
    Nothing,
    /// The key bundle, and until when it is good.
    KeyBundle(Arc<SecretString>, Timestamp),
    /// The reason that there was none, whether it may be temporary, and until when nothing asks again.
    Failure { said: String, retryable: bool, until: Timestamp },
}

/// The key bundle in the secret of this ARN, kept for the life of the process and fetched again every five minutes.
pub struct SecretsManagerKeyBundles {
    client: Client,
    clock: Arc<dyn Clock>,
    secret: String,
    kept: Mutex<Kept>,
}

impl SecretsManagerKeyBundles {
    /// The secret of this ARN, reached with this client. `clock` is the real one: a key bundle is replaced in real time.
    pub fn new(client: Client, clock: Arc<dyn Clock>, secret: String) -> Self {
        Self { client, clock, secret, kept: Mutex::default() }
    }

    async fn fetch(&self) -> Result<SecretString, Fault> {
        let answer = self.client.get_secret_value().secret_id(&self.secret).send().await;
        let answer = answer.map_err(|error| without_answer(fault(FETCH, error)))?;
        let text = answer.secret_string.filter(|text| !text.is_empty());
        text.map(SecretString::from).ok_or_else(|| Fault::lasting(FETCH, Empty))
    }
}

impl KeyBundles for SecretsManagerKeyBundles {
    /// A request during a fetch waits for that fetch.
    async fn current(&self) -> Result<Arc<SecretString>, Fault> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        let after = |time| now.saturating_add(time).unwrap_or(Timestamp::MAX);
        let before = match &*kept {
            Kept::KeyBundle(key_bundle, until) if now < *until => return Ok(Arc::clone(key_bundle)),
            Kept::Failure { said, retryable, until } if now < *until => {
                let source = FailedJustNow(said.clone()).into();
                // The answer of a moment ago is in its words.
                return Err(Fault { action: FETCH, retryable: *retryable, answer: None, source });
            }
            Kept::KeyBundle(key_bundle, _) => Some(Arc::clone(key_bundle)),
            Kept::Nothing | Kept::Failure { .. } => None,
        };
        match (self.fetch().await, before) {
            (Ok(fetched), before) => {
                let same = before.filter(|before| before.expose_secret() == fetched.expose_secret());
                let key_bundle = same.unwrap_or_else(|| Arc::new(fetched));
                *kept = Kept::KeyBundle(Arc::clone(&key_bundle), after(FRESH_FOR));
                Ok(key_bundle)
            }
            // After a temporary failure the old keys stay in use. After a lasting one, such as a withdrawn right, they
            // do not.
            (Err(fault), Some(before)) if fault.retryable => {
                *kept = Kept::KeyBundle(Arc::clone(&before), after(PAUSE));
                Ok(before)
            }
            (Err(fault), _) => {
                let said = fault.with_sources();
                *kept = Kept::Failure { said, retryable: fault.retryable, until: after(PAUSE) };
                Err(fault)
            }
        }
    }
}

fn without_answer(fault: Fault) -> Fault {
    let mut said = fault.source.to_string();
    let mut source = fault.source.source();
    while let Some(error) = source {
        said.push_str(": ");
        said.push_str(&error.to_string());
        source = error.source();
    }
    Fault { source: Reason(said).into(), ..fault }
}
