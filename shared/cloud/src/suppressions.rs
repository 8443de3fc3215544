//! The account's suppression list of SES: addresses to which it sends nothing any more.

use app::{Fault, Suppressions};
use aws_sdk_sesv2::Client;
use domain::email::EmailAddress;

use crate::fault::fault;

/// The suppression list.
#[derive(Debug, Clone)]
pub struct SesSuppressions(Client);

impl SesSuppressions {
    /// The list of the account that this client is of.
    pub const fn new(client: Client) -> Self {
        Self(client)
    }
}

impl Suppressions for SesSuppressions {
    async fn lift(&self, email: &EmailAddress) -> Result<(), Fault> {
        match self.0.delete_suppressed_destination().email_address(email.as_str()).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(|error| error.is_not_found_exception()) => {
                Ok(())
            }
            Err(error) => Err(fault("take an address off the suppression list", error)),
        }
    }
}
