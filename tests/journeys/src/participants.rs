//! The participant simulator of the running local stack.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use ureq::Agent;

use crate::stack::{Stack, output};

/// The simulator that `make up` started.
#[derive(Debug, Clone)]
pub struct Participants {
    agent: Agent,
    control: String,
    outputs: Value,
}

impl Participants {
    /// Finds it.
    ///
    /// # Errors
    /// When the stack has none, in words that say what to do.
    pub fn of(stack: &Stack) -> Result<Self> {
        let control = output(&stack.outputs, "participant_control")?;
        Ok(Self { agent: stack.agent.clone(), control, outputs: stack.outputs.clone() })
    }

    /// A URL under a fresh host name that the simulator plays for `provider`.
    ///
    /// # Errors
    /// When it plays no such provider.
    pub fn fresh_url(&self, provider: &str) -> Result<String> {
        let place = output(&self.outputs, &format!("participant_{provider}"))?;
        let name = uuid::Uuid::new_v4().simple().to_string();
        Ok(format!("https://find-{}.{place}/pdp", &name[..8]))
    }

    /// Makes `provider` behave like this, for this many requests; for good when none.
    ///
    /// # Errors
    /// When the simulator does not take it.
    pub fn arm(&self, provider: &str, behaviour: &Value, times: Option<u32>) -> Result<()> {
        let body = json!({ "provider": provider, "behaviour": behaviour, "times": times }).to_string();
        let request = self.agent.post(format!("{}/behaviours", self.control));
        let answer = request.header("content-type", "application/json").send(body.as_bytes())?;
        ensure!(answer.status().is_success(), "the simulator refused it: {}", answer.status());
        Ok(())
    }

    /// Lets `provider` behave as it should.
    ///
    /// # Errors
    /// When the simulator does not take it.
    pub fn recover(&self, provider: &str) -> Result<()> {
        let answer = self.agent.delete(format!("{}/behaviours/{provider}", self.control)).call()?;
        ensure!(answer.status().is_success(), "the simulator refused it: {}", answer.status());
        Ok(())
    }
}
