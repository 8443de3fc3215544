//! Renders a letter and hands it to SES.

use app::mail::{Mail, Outcome};
use app::{Fault, Mailer};
use cloud::{Message, SesSender};

/// Sends letters through SES.
#[derive(Debug, Clone)]
pub struct Postman(pub SesSender);

impl Mailer for Postman {
    async fn send(&self, mail: &Mail, recipients: &[String]) -> Outcome {
        let rendered = match mailer::render(mail) {
            Ok(rendered) => rendered,
            Err(error) => return Outcome::NotSent(Fault::lasting("render a letter", error)),
        };
        let message = Message {
            subject: &rendered.subject,
            text: &rendered.text,
            html: &rendered.html,
            recipients,
            mail_id: mail.id,
            reference: mail.reference,
        };
        self.0.send(&message).await
    }
}
