//! A mail service that keeps what it was given and answers as the test says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::Fault;
use app::mail::{Mail, Outcome};
use app::{Mailer, Recipient};

/// How the mail service answers one send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// It takes the notification.
    Taken,
    /// It refuses the notification, and sending later may work.
    Refused,
    /// It took the notification, but the answer is lost.
    TakenWithoutAnswer,
}

/// A notification that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    pub mail: Mail,
    pub recipient: Recipient,
}

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    sent: Vec<SentMail>,
}

/// A mail service under the test's control. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct FakeMailer(Arc<Mutex<State>>);

impl FakeMailer {
    /// Answers the next sends like this, in order; after them it takes everything again.
    pub fn reply(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state().replies.extend(replies);
    }

    /// Everything that went out, oldest first.
    pub fn sent(&self) -> Vec<SentMail> {
        self.state().sent.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mailer for FakeMailer {
    fn subject(&self, mail: &Mail) -> String {
        match mail.about.reference() {
            Some(reference) => format!("{} {reference}", mail.code()),
            None => mail.code().to_owned(),
        }
    }

    async fn send(&self, mail: &Mail, recipient: &Recipient) -> Outcome {
        let mut state = self.state();
        let reply = state.replies.pop_front().unwrap_or(Reply::Taken);
        if reply == Reply::Refused {
            return Outcome::NotSent(Fault::retryable("send the mail", "refused by the fake"));
        }
        state.sent.push(SentMail { mail: mail.clone(), recipient: recipient.clone() });
        match reply {
            Reply::TakenWithoutAnswer => {
                Outcome::Unknown(Fault::retryable("send the mail", "no answer from the fake"))
            }
            _ => Outcome::Sent(format!("message-{}", state.sent.len())),
        }
    }
}
