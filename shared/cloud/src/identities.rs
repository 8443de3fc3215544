//! Sign-ins of people in the user pool: finding one by address, and making one.
//!
//! Must not: decide permissions; the membership records do (P3).

use app::{Fault, Identities};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::error::BuildError;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, DeliveryMediumType};
use domain::email::EmailAddress;
use domain::ids::PersonId;
use domain::text::Name;

use crate::fault::fault;

const FIND: &str = "find a person in the user pool";
const INVITE: &str = "invite a person to the user pool";
/// The attribute with a person's id. The pool makes it once.
const SUBJECT: &str = "sub";

/// A sign-in whose id is not a UUID.
#[derive(Debug, thiserror::Error)]
#[error("the user pool named no id that is a UUID")]
struct WithoutId;

/// The user pool. People sign in with their address, so the pool finds them by it.
#[derive(Debug, Clone)]
pub struct CognitoIdentities {
    client: Client,
    pool: String,
}

impl CognitoIdentities {
    /// The pool of this id, reached with this client.
    pub fn new(client: Client, pool: String) -> Self {
        Self { client, pool }
    }

    async fn find(&self, email: &EmailAddress) -> Result<Option<PersonId>, Fault> {
        let call = self.client.admin_get_user().user_pool_id(&self.pool).username(email.as_str());
        match call.send().await {
            Ok(found) => id_of(found.user_attributes()).map(Some),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_user_not_found_exception()) => {
                Ok(None)
            }
            Err(error) => Err(fault(FIND, error)),
        }
    }

    /// Makes a sign-in; returns none when somebody else has just made it.
    async fn invite(&self, email: &EmailAddress, name: &Name) -> Result<Option<PersonId>, Fault> {
        let attributes = [
            attribute("email", email.as_str()),
            // The administrator vouches for the address. The invitation goes there, and only its recipient can sign in.
            attribute("email_verified", "true"),
            attribute("name", name.as_str()),
        ];
        let attributes: Result<Vec<_>, _> = attributes.into_iter().collect();
        let attributes = attributes.map_err(|error| Fault::lasting(INVITE, error))?;
        let call = self.client.admin_create_user().user_pool_id(&self.pool).username(email.as_str());
        let call =
            call.set_user_attributes(Some(attributes)).desired_delivery_mediums(DeliveryMediumType::Email);
        match call.send().await {
            Ok(made) => id_of(made.user().map(|user| user.attributes()).unwrap_or_default()).map(Some),
            // It may have been an earlier attempt of this call whose answer was lost.
            Err(error) if error.as_service_error().is_some_and(|e| e.is_username_exists_exception()) => {
                Ok(None)
            }
            Err(error) => Err(fault(INVITE, error)),
        }
    }
}

impl Identities for CognitoIdentities {
    async fn find_or_invite(&self, email: &EmailAddress, name: &Name) -> Result<PersonId, Fault> {
        if let Some(person) = self.find(email).await? {
            return Ok(person);
        }
        if let Some(person) = self.invite(email, name).await? {
            return Ok(person);
        }
        self.find(email).await?.ok_or_else(|| Fault::retryable(FIND, "it was there a moment ago"))
    }
}

fn attribute(name: &str, value: &str) -> Result<AttributeType, BuildError> {
    AttributeType::builder().name(name).value(value).build()
}

fn id_of(attributes: &[AttributeType]) -> Result<PersonId, Fault> {
    let subject = attributes.iter().find(|attribute| attribute.name() == SUBJECT);
    let id = subject.and_then(|attribute| attribute.value()).and_then(|value| value.parse().ok());
    id.ok_or_else(|| Fault::lasting(FIND, WithoutId))
}
