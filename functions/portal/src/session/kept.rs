//! Forms that could not be taken: kept until their person has signed in again, so that nothing typed is lost (W3).

use app::{Fault, Ids};
use serde::{Deserialize, Serialize};

use crate::ports::Items;
use crate::secret::Secret;
use crate::web::form::Form;

/// How long one is kept, in seconds.
pub const KEPT: i64 = 24 * 60 * 60;

/// The kind of its id.
const KIND: &str = "form";

/// A form that was sent and not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The page that it is on.
    pub path: String,
    pub form: Form,
    /// Whose it is: nobody else gets it, who signs in at the same machine.
    pub person: String,
}

impl Kept {
    /// Keeps it; the secret is for a cookie.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn keep<I: Items>(&self, items: &I, ids: &dyn Ids, now: i64) -> Result<Secret, Fault> {
        let secret = Secret::new(ids);
        let text = serde_json::to_string(self).map_err(|error| Fault::lasting("write a form", error))?;
        if items.create(&secret.id(KIND), &text, now + KEPT).await? {
            return Ok(secret);
        }
        Err(Fault::lasting("keep a form", "its id was used before"))
    }

    /// What was kept for this person on this page.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn find<I: Items>(
        items: &I,
        secret: &Secret,
        path: &str,
        person: &str,
        now: i64,
    ) -> Result<Option<Form>, Fault> {
        let Some(item) = items.read(&secret.id(KIND)).await? else { return Ok(None) };
        let kept: Option<Self> = serde_json::from_str(&item.content).ok();
        let kept = kept.filter(|kept| item.expires_at > now && kept.path == path && kept.person == person);
        Ok(kept.map(|kept| kept.form))
    }

    /// Forgets it: it was sent again.
    ///
    /// # Errors
    /// [`Fault`] of the table.
    pub async fn forget<I: Items>(items: &I, secret: &Secret) -> Result<(), Fault> {
        items.take(&secret.id(KIND)).await.map(drop)
    }
}
