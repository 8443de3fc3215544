//! What the portal needs of the outside.

use std::future::Future;

use api_client::Transport;
use app::Fault;

/// The outside of the portal.
pub trait Ports: Send + Sync + 'static {
    /// The way to the API.
    type Api: Transport + Send + Sync + 'static;
    /// The table of the sessions.
    type Items: Items;
    /// The user pool.
    type Tokens: TokenEndpoint;
}

/// A text that is kept until an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub content: String,
    pub version: u64,
    /// In seconds. It may be past: whoever reads compares it.
    pub expires_at: i64,
}

/// Texts that are kept until an end, each under an id.
pub trait Items: Send + Sync + 'static {
    /// Reads one; none when there never was one, or it was taken.
    fn read(&self, id: &str) -> impl Future<Output = Result<Option<Item>, Fault>> + Send;

    /// Makes one with version 1. False when the id was used before.
    fn create(
        &self,
        id: &str,
        content: &str,
        expires_at: i64,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Puts another text in the place of the version that was seen. False when it is another version now, or was taken.
    fn replace(&self, id: &str, seen: u64, content: &str)
    -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Takes one: what it held is gone for everybody after.
    fn take(&self, id: &str) -> impl Future<Output = Result<Option<Item>, Fault>> + Send;
}

/// What the token endpoint answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAnswer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// The token endpoint of the user pool.
pub trait TokenEndpoint: Send + Sync + 'static {
    /// Sends a form to it.
    fn ask(&self, form: String) -> impl Future<Output = Result<TokenAnswer, Fault>> + Send;
}
