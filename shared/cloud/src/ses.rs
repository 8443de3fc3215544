//! Sends one email through SES, once, and reports its status. SES does not say later whether it accepted an email, and
//! has no token to repeat one safely. So an email that SES may have accepted is never called unsent. Must not render,
//! choose recipients or try again.

use std::error::Error;

use app::Fault;
use app::mail::{MailReference, Outcome};
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::SdkError;
use aws_sdk_sesv2::operation::send_email::{SendEmailError, SendEmailInput};
use aws_sdk_sesv2::types::{
    Body, Content, Destination, EmailContent, Message as Notification, MessageHeader, MessageTag,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::operation::BuildError;
use domain::ids::MailId;

use crate::fault::{fault, sources};

const ACTION: &str = "send an email";

/// A rendered email.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The subject; one line.
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
    pub recipient: &'a str,
    /// The notification's id: the tag `mail-id`, which matches SES's events.
    pub mail_id: MailId,
    /// The reference of its subject, if it has one: the tag `reference`, by which a person finds it.
    pub reference: Option<MailReference>,
}

/// Sends as one sender with one configuration set.
#[derive(Debug, Clone)]
pub struct SesSender {
    client: Client,
    sender: String,
    configuration_set: String,
}

impl SesSender {
    /// A sender. `client` must not repeat requests ([`crate::Sdk::ses`]); `sender` is an address of a verified
    /// identity.
    pub fn new(client: Client, sender: String, configuration_set: String) -> Self {
        Self { client, sender, configuration_set }
    }

    /// Sends it.
    pub async fn send(&self, message: &Message<'_>) -> Outcome {
        let input = match self.input(message) {
            Ok(input) => input,
            Err(error) => return Outcome::NotSent(Fault::lasting(ACTION, error)),
        };
        let request = self
            .client
            .send_email()
            .set_from_email_address(input.from_email_address)
            .set_destination(input.destination)
            .set_content(input.content)
            .set_email_tags(input.email_tags)
            .set_configuration_set_name(input.configuration_set_name);
        match request.send().await {
            Ok(answer) => match answer.message_id {
                Some(id) if !id.is_empty() => Outcome::Sent(id),
                _ => Outcome::Unknown(Fault::retryable(ACTION, "the answer has no message id")),
            },
            Err(error) if surely_not_sent(&error) => Outcome::NotSent(fault(ACTION, error)),
            Err(error) => Outcome::Unknown(fault(ACTION, error)),
        }
    }

    fn input(&self, message: &Message<'_>) -> Result<SendEmailInput, BuildError> {
        let utf8 = |data: &str| Content::builder().data(data).charset("UTF-8").build();
        let tag = |name: &str, value: String| MessageTag::builder().name(name).value(value).build();
        let body = Body::builder().text(utf8(message.text)?).html(utf8(message.html)?).build();
        // Asks out-of-office programs not to answer: those that know RFC 3834, and Exchange.
        let header = |name: &str, value: &str| MessageHeader::builder().name(name).value(value).build();
        let automatic = header("Auto-Submitted", "auto-generated")?;
        let unanswered = header("X-Auto-Response-Suppress", "OOF, AutoReply")?;
        let notification = Notification::builder()
            .subject(utf8(message.subject)?)
            .body(body)
            .headers(automatic)
            .headers(unanswered)
            .build();
        let mut tags = vec![tag("mail-id", message.mail_id.to_string())?];
        if let Some(reference) = message.reference {
            tags.push(tag("reference", reference.to_string())?);
        }
        let to = Destination::builder().to_addresses(message.recipient).build();
        SendEmailInput::builder()
            .from_email_address(&self.sender)
            .destination(to)
            .content(EmailContent::builder().simple(notification).build())
            .set_email_tags(Some(tags))
            .configuration_set_name(&self.configuration_set)
            .build()
    }
}

/// Whether SES certainly has not accepted the email: the request could not be made, no connection was ever established,
/// or SES refused it (4xx, throttling included). A 5xx is not a refusal. Something failed inside SES, perhaps after it
/// had accepted the email. Calling it unsent could send it twice; calling it unknown costs a quarter of an hour.
fn surely_not_sent(error: &SdkError<SendEmailError, HttpResponse>) -> bool {
    match error {
        SdkError::ConstructionFailure(_) => true,
        SdkError::DispatchFailure(failure) => {
            failure.is_user() || failure.as_connector_error().is_some_and(|error| never_connected(error))
        }
        SdkError::ServiceError(refusal) => refusal.raw().status().is_client_error(),
        _ => false,
    }
}

/// Whether no connection could be established (DNS, TCP, TLS), so that no byte of the request was sent.
fn never_connected(error: &(dyn Error + 'static)) -> bool {
    sources(error).any(hyper_util::client::legacy::Error::is_connect)
}
