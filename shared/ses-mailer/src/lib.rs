//! The port `Mailer`: renders a notification with the templates and hands it to SES.
//!
//! Responsible for: joining the two adapters that sending needs, once for every function that sends. Must not: choose
//! recipients, words, or whether to try again.

use app::mail::{Mail, Outcome};
use app::{Fault, Mailer, Recipient};
use cloud::{Message, SesSender};

/// Sends notifications through SES.
#[derive(Debug, Clone)]
pub struct SesMailer {
    pub sender: SesSender,
    /// The origin of the portal, whose pages emails lead to (W10).
    pub portal: String,
}

impl Mailer for SesMailer {
    fn subject(&self, mail: &Mail) -> String {
        // A notification without a subject cannot be sent either; its code is enough to find it.
        mail_templates::subject(mail).unwrap_or_else(|_| mail.code().to_owned())
    }

    async fn send(&self, mail: &Mail, recipient: &Recipient) -> Outcome {
        let rendered = match mail_templates::render(mail, &recipient.audiences, &self.portal) {
            Ok(rendered) => rendered,
            Err(error) => return Outcome::NotSent(Fault::lasting("render a notification", error)),
        };
        let message = Message {
            subject: &rendered.subject,
            text: &rendered.text,
            html: &rendered.html,
            recipient: &recipient.address,
            mail_id: mail.id,
            reference: mail.about.reference(),
        };
        self.sender.send(&message).await
    }
}
