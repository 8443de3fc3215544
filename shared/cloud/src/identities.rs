//! Sign-ins of people in the user pool: finding, making, correcting, closing and resetting one.
//!
//! A sign-in is called by its subject, which never changes, and by its address only where the pool takes nothing else. Must not:
//! decide permissions; the membership records do (P3).

use app::{Fault, Identities};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::error::{BuildError, SdkError};
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, DeliveryMediumType, MessageActionType, UserStatusType,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use domain::email::EmailAddress;
use domain::ids::SignInId;
use domain::organisation::{Contact, SignIn, SignInStage};
use jiff::Timestamp;

use crate::fault::fault;

const FIND: &str = "find a person in the user pool";
const INVITE: &str = "invite a person to the user pool";
const RENAME: &str = "correct a person in the user pool";
const CLOSE: &str = "disable a person in the user pool";
const RESET: &str = "reset a person in the user pool";
const OPEN: &str = "enable a person in the user pool";
/// The attribute with the id of a sign-in. The pool makes it once.
const SUBJECT: &str = "sub";
/// What the pool answers about somebody whom it does not have.
const NOT_FOUND: &str = "UserNotFoundException";
/// What it answers when there is no second factor to take away: the person has not set one up, or never signed in. Should the pool
/// itself be missing, the next call says so.
const NO_FACTOR: [&str; 3] =
    ["ResourceNotFoundException", "SoftwareTokenMFANotFoundException", "UserNotConfirmedException"];

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

    /// The sign-in with this subject or address.
    async fn get(&self, username: String) -> Result<Option<SignIn>, Fault> {
        let call = self.client.admin_get_user().user_pool_id(&self.pool).username(username);
        match call.send().await {
            Ok(found) => sign_in(&found).map(Some),
            Err(error) if is(&error, NOT_FOUND) => Ok(None),
            Err(error) => Err(fault(FIND, error)),
        }
    }
}

impl Identities for CognitoIdentities {
    async fn find(&self, email: &EmailAddress) -> Result<Option<SignIn>, Fault> {
        self.get(email.to_string()).await
    }

    async fn sign_in(&self, id: SignInId) -> Result<Option<SignIn>, Fault> {
        self.get(id.to_string()).await
    }

    async fn invite(&self, contact: &Contact) -> Result<SignInId, Fault> {
        let attributes = attributes(contact).map_err(|error| Fault::lasting(INVITE, error))?;
        let call = self.client.admin_create_user().user_pool_id(&self.pool).username(contact.email.as_str());
        let call =
            call.set_user_attributes(Some(attributes)).desired_delivery_mediums(DeliveryMediumType::Email);
        match call.send().await {
            Ok(made) => id_of(made.user().map(|user| user.attributes()).unwrap_or_default()),
            // Somebody else has just made it, or an earlier attempt of this call whose answer was lost.
            Err(error) if is(&error, "UsernameExistsException") => {
                let found = self.find(&contact.email).await?;
                found.map(|found| found.id).ok_or_else(|| Fault::retryable(FIND, "it was there a moment ago"))
            }
            Err(error) => Err(fault(INVITE, error)),
        }
    }

    async fn invite_again(&self, email: &EmailAddress) -> Result<(), Fault> {
        // Where people sign in with an address, the pool takes nothing else here.
        let call = self.client.admin_create_user().user_pool_id(&self.pool).username(email.as_str());
        let call = call
            .message_action(MessageActionType::Resend)
            .desired_delivery_mediums(DeliveryMediumType::Email);
        call.send().await.map(|_| ()).map_err(|error| fault(INVITE, error))
    }

    async fn rename(&self, id: SignInId, contact: &Contact) -> Result<bool, Fault> {
        let attributes = attributes(contact).map_err(|error| Fault::lasting(RENAME, error))?;
        let call = self.client.admin_update_user_attributes().user_pool_id(&self.pool);
        match call.username(id.to_string()).set_user_attributes(Some(attributes)).send().await {
            Ok(_) => Ok(true),
            Err(error) if is(&error, "AliasExistsException") => Ok(false),
            // Nobody signs in with it, so there is nothing to correct.
            Err(error) if is(&error, NOT_FOUND) => Ok(true),
            Err(error) => Err(fault(RENAME, error)),
        }
    }

    async fn close(&self, id: SignInId) -> Result<(), Fault> {
        let id = id.to_string();
        let disable = self.client.admin_disable_user().user_pool_id(&self.pool).username(&id);
        unless_missing(disable.send().await, CLOSE)?;
        let sign_out = self.client.admin_user_global_sign_out().user_pool_id(&self.pool).username(&id);
        unless_missing(sign_out.send().await, CLOSE)
    }

    async fn reset(&self, id: SignInId, password: &str) -> Result<(), Fault> {
        let id = id.to_string();
        let sign_out = self.client.admin_user_global_sign_out().user_pool_id(&self.pool).username(&id);
        unless_missing(sign_out.send().await, RESET)?;
        // Before the password: only a person who is confirmed has a second factor.
        let forget = self.client.admin_delete_software_token().user_pool_id(&self.pool).username(&id);
        match forget.send().await {
            Ok(_) => {}
            Err(error) if NO_FACTOR.iter().any(|code| is(&error, code)) => {}
            Err(error) => return Err(fault(RESET, error)),
        }
        // Not for good: whoever signs in with it has to choose another one.
        let set = self.client.admin_set_user_password().user_pool_id(&self.pool).username(&id);
        set.password(password).permanent(false).send().await.map_err(|error| fault(RESET, error))?;
        self.open_with(&id).await
    }

    async fn open(&self, id: SignInId) -> Result<(), Fault> {
        self.open_with(&id.to_string()).await
    }
}

impl CognitoIdentities {
    async fn open_with(&self, id: &str) -> Result<(), Fault> {
        let enable = self.client.admin_enable_user().user_pool_id(&self.pool).username(id);
        unless_missing(enable.send().await, OPEN)
    }
}

/// Whether the pool answered with this error.
fn is<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>, code: &str) -> bool {
    error.as_service_error().is_some_and(|error| error.code() == Some(code))
}

/// The call was answered, or is about nobody.
fn unless_missing<O, E>(
    answer: Result<O, SdkError<E, HttpResponse>>,
    action: &'static str,
) -> Result<(), Fault>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match answer {
        Ok(_) => Ok(()),
        Err(error) if is(&error, NOT_FOUND) => Ok(()),
        Err(error) => Err(fault(action, error)),
    }
}

fn attributes(contact: &Contact) -> Result<Vec<AttributeType>, BuildError> {
    [
        ("email", contact.email.as_str()),
        // The administrator vouches for the address. The invitation goes there, and only its recipient can sign in.
        ("email_verified", "true"),
        ("name", contact.name.as_str()),
    ]
    .into_iter()
    .map(|(name, value)| AttributeType::builder().name(name).value(value).build())
    .collect()
}

fn sign_in(found: &AdminGetUserOutput) -> Result<SignIn, Fault> {
    let stage = match found.user_status() {
        _ if !found.enabled() => SignInStage::Closed,
        Some(UserStatusType::ForceChangePassword) => SignInStage::Invited,
        _ => SignInStage::SignedIn,
    };
    let touched = found.user_last_modified_date().or(found.user_create_date());
    let since =
        touched.and_then(|at| Timestamp::from_second(at.secs()).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(SignIn { id: id_of(found.user_attributes())?, stage, since })
}

fn id_of(attributes: &[AttributeType]) -> Result<SignInId, Fault> {
    let subject = attributes.iter().find(|attribute| attribute.name() == SUBJECT);
    let id = subject.and_then(|attribute| attribute.value()).and_then(|value| value.parse().ok());
    id.ok_or_else(|| Fault::lasting(FIND, WithoutId))
}
