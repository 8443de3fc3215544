//! The ports over the network: the API, the user pool's token endpoint, the table of the sessions.

use std::time::Duration;

use api_client::Transport;
use app::{Clock, Fault, Ids};
use cloud::{ExpiringItems, HttpClient, Sdk, SdkFault};
use http::header::CONTENT_TYPE;
use http::{Method, Request, Response};
use runtime::{RandomIds, SystemClock};
use std::sync::Arc;

use crate::ports::{Item, Items, Ports, TokenAnswer, TokenEndpoint};
use crate::{Portal, Settings};

/// A page waits this long for each of the calls that it makes at once. The function has more time than that.
const API: Duration = Duration::from_secs(8);
/// The user pool calls `token-claims` before it answers.
const TOKENS: Duration = Duration::from_secs(8);

/// The outside in an account of AWS, or on the local stack.
#[derive(Debug)]
pub struct Network;

impl Ports for Network {
    type Api = ApiOverHttp;
    type Items = ExpiringItems;
    type Tokens = TokensOverHttp;
}

/// The portal over the network.
///
/// # Errors
/// [`SdkFault`] when an address of the settings cannot be used.
pub fn portal(
    settings: Settings,
    sdk: &Sdk,
    clock: impl Clock + 'static,
) -> Result<Portal<Network>, SdkFault> {
    Ok(Portal {
        api: ApiOverHttp(sdk.http(&settings.api, API)?),
        tokens: TokensOverHttp(sdk.http(&settings.sign_in, TOKENS)?),
        items: ExpiringItems::new(sdk.dynamodb(), settings.sessions.clone()),
        clock: Arc::new(clock),
        real_time: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        settings,
    })
}

/// The API over HTTP.
#[derive(Debug)]
pub struct ApiOverHttp(HttpClient);

impl Transport for ApiOverHttp {
    type Fault = Fault;

    /// A request that may not have arrived is sent once more, when nothing can happen twice by that: it changes nothing, or carries a
    /// key.
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
        let again = matches!(*request.method(), Method::GET | Method::POST).then(|| request.clone());
        match (self.0.send(request).await, again) {
            (Err(fault), Some(again)) if fault.retryable => self.0.send(again).await,
            (answered, _) => answered,
        }
    }

    fn new_key(&self) -> String {
        uuid::Uuid::from_bytes(RandomIds.uuid()).to_string()
    }
}

/// The token endpoint over HTTP.
#[derive(Debug)]
pub struct TokensOverHttp(HttpClient);

impl TokenEndpoint for TokensOverHttp {
    async fn ask(&self, form: String) -> Result<TokenAnswer, Fault> {
        let request =
            Request::post("/oauth2/token").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(form.into_bytes());
        let request = request.map_err(|error| Fault::lasting("write a request for tokens", error))?;
        let answer = self.0.send(request).await?;
        Ok(TokenAnswer { status: answer.status().as_u16(), body: answer.into_body() })
    }
}

impl Items for ExpiringItems {
    async fn read(&self, id: &str) -> Result<Option<Item>, Fault> {
        Ok(Self::read(self, id).await?.map(item))
    }

    async fn create(&self, id: &str, content: &str, expires_at: i64) -> Result<bool, Fault> {
        Self::create(self, id, content, expires_at).await
    }

    async fn replace(&self, id: &str, seen: u64, content: &str) -> Result<bool, Fault> {
        Self::replace(self, id, seen, content).await
    }

    async fn take(&self, id: &str) -> Result<Option<Item>, Fault> {
        Ok(Self::take(self, id).await?.map(item))
    }
}

fn item(item: cloud::ExpiringItem) -> Item {
    Item { content: item.content, version: item.version, expires_at: item.expires_at }
}
