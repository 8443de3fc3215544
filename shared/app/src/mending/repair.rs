//! One repair: what it would put right, and the carrying out of it.

use domain::text::{FreeText, Name};

use crate::command::{Commit, History, MendedPart, Mending};
use crate::error::Fault;
use crate::mending::ports::{Deviation, MendedEntry, Repairs};
use crate::services::Services;

/// What is to be put right.
#[derive(Debug, Clone)]
pub struct Repair {
    /// In whose history it is on record.
    pub on: History,
    pub what: MendedPart,
    /// What the table has otherwise; nothing when all is as it should be.
    pub deviations: Vec<Deviation>,
    wanted: Commit,
}

/// Who puts something right, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBy {
    pub operator: Name,
    /// Who does it together with them, where it takes two.
    pub with: Option<Name>,
    pub why: FreeText,
}

impl Repair {
    /// What has to be put right for the table to be as `wanted` leaves it.
    pub(super) async fn towards<S: Repairs>(
        store: &S,
        on: History,
        what: MendedPart,
        wanted: Commit,
    ) -> Result<Self, Fault> {
        let deviations = store.deviations(&wanted).await?;
        Ok(Self { on, what, deviations, wanted })
    }
}

/// Carries it out, if the table still is as it was seen, and nothing otherwise. Whether it did.
///
/// # Errors
/// [`Fault`].
pub async fn mend<S: Repairs>(
    services: &Services<S>,
    repair: &Repair,
    signature: &SignedBy,
) -> Result<bool, Fault> {
    let entry = entry(services, repair.on, repair.what, signature);
    services.store.put_right(&repair.wanted, &repair.deviations, &entry).await
}

/// Keeps in the history of what it concerns that something was put right by other means, by whom and why.
///
/// # Errors
/// [`Fault`].
pub async fn keep_mended<S: Repairs>(
    services: &Services<S>,
    on: History,
    what: MendedPart,
    signature: &SignedBy,
) -> Result<(), Fault> {
    services.store.keep_entry(&entry(services, on, what, signature)).await
}

/// The entry of what is put right now.
pub(super) fn entry<S>(
    services: &Services<S>,
    on: History,
    what: MendedPart,
    signature: &SignedBy,
) -> MendedEntry {
    let SignedBy { operator, with, why } = signature.clone();
    MendedEntry {
        on,
        note: services.fresh_uuid(),
        mending: Mending { what, at: services.clock.now(), operator, with, why },
    }
}
