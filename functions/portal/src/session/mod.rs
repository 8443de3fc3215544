//! Sessions: who is signed in, with which tokens, until when.
//!
//! A session stands in a table under the digest of the cookie that belongs to it: who reads the table finds no cookie. It is written
//! when it begins, when its tokens are renewed, and when it ends; no page that is only looked at writes it.

mod kept;
mod who;

use app::Fault;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::kept::{KEPT, Kept};
pub use self::who::Who;
use crate::ports::Items;
use crate::secret::Secret;

/// A session ends after this many seconds at the latest (W6): the user pool's refresh token lives as long.
pub const LONGEST: i64 = 8 * 60 * 60;

/// An access token is renewed when it has this many seconds left, or fewer.
const NEARLY_OVER: i64 = 60;

/// How long an item stays after the session ended, in seconds: so that a form sent then is still known to be this person's.
const REMEMBERED: i64 = 24 * 60 * 60;

/// The kind of its id.
const KIND: &str = "session";

/// What is kept of a session. Old ones are read by new programs for a day: add fields with a default only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub who: Who,
    pub access_token: String,
    /// In seconds.
    pub access_until: i64,
    pub refresh_token: String,
    /// What its forms carry.
    pub csrf: String,
    /// When it ends, in seconds.
    pub until: i64,
}

/// A session as it was read.
#[derive(Clone)]
pub struct Session {
    pub content: Content,
    id: String,
    version: u64,
}

/// What belongs to a cookie.
pub enum Found {
    /// Nothing: signed out, or never signed in.
    Nothing,
    /// A session that has ended by time.
    Over(Session),
    Running(Session),
}

impl Session {
    /// Begins a session, with a cookie that nobody has seen before (no session is carried over from before the sign-in).
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn begin<I: Items>(items: &I, cookie: &Secret, content: Content) -> Result<Self, Fault> {
        let id = cookie.id(KIND);
        let text = written(&content)?;
        if items.create(&id, &text, content.until + REMEMBERED).await? {
            return Ok(Self { content, id, version: 1 });
        }
        Err(Fault::lasting("begin a session", "its id was used before"))
    }

    /// Finds the session of a cookie.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn find<I: Items>(items: &I, cookie: &Secret, now: Timestamp) -> Result<Found, Fault> {
        let id = cookie.id(KIND);
        let Some(item) = items.read(&id).await? else { return Ok(Found::Nothing) };
        // A form that cannot be read any more is like no session: its person signs in again.
        let Ok(content) = serde_json::from_str::<Content>(&item.content) else { return Ok(Found::Nothing) };
        let session = Self { content, id, version: item.version };
        Ok(if session.content.until <= now.as_second() {
            Found::Over(session)
        } else {
            Found::Running(session)
        })
    }

    /// Ends it. Whoever has its cookie has nothing any more.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn close<I: Items>(&self, items: &I) -> Result<(), Fault> {
        items.take(&self.id).await.map(drop)
    }

    /// Whether its access token is used up.
    pub fn wants_tokens(&self, now: Timestamp) -> bool {
        self.content.access_until - now.as_second() < NEARLY_OVER
    }

    /// Whether its access token still holds.
    pub fn has_token(&self, now: Timestamp) -> bool {
        self.content.access_until > now.as_second()
    }

    /// Keeps what was renewed. When another request was first, its tokens are as good: they are read. None when the session was ended
    /// meanwhile.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn renewed<I: Items>(self, items: &I, content: Content) -> Result<Option<Self>, Fault> {
        if items.replace(&self.id, self.version, &written(&content)?).await? {
            return Ok(Some(Self { content, version: self.version + 1, ..self }));
        }
        let Some(item) = items.read(&self.id).await? else { return Ok(None) };
        let content = serde_json::from_str(&item.content);
        Ok(content.ok().map(|content| Self { content, version: item.version, ..self }))
    }

    /// The secret that its forms carry.
    pub fn csrf(&self) -> Option<Secret> {
        Secret::read(&self.content.csrf)
    }
}

fn written(content: &Content) -> Result<String, Fault> {
    serde_json::to_string(content).map_err(|error| Fault::lasting("write a session", error))
}
