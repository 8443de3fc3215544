//! The order of every command, written once: permission, then the receipt, then freshness, then the rules.
//!
//! Permission is asked every time, of what the request names as it is now: a repeated request is no way around a role that was
//! taken away (P2), nor to what another organisation has (P1).

use crate::command::receipt::{Receipt, RequestKey};
use crate::error::AppError;

/// Why nothing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum No<R> {
    /// The person may not, or the rules say no.
    Refused(R),
    /// The key was used with another request.
    KeyReused,
    /// The person acted on a view that others have changed since.
    Stale,
}

impl<R: Into<AppError>> No<R> {
    /// How it is refused; `stale` says so with the fresh state.
    pub(crate) fn or_stale(self, stale: impl FnOnce() -> AppError) -> AppError {
        match self {
            Self::Refused(refusal) => refusal.into(),
            Self::KeyReused => AppError::KeyReused,
            Self::Stale => stale(),
        }
    }
}

/// Of what nobody acts on with a version.
impl<R: Into<AppError>> From<No<R>> for AppError {
    fn from(no: No<R>) -> Self {
        no.or_stale(|| Self::KeyReused)
    }
}

/// The code by which a history keeps that somebody acted on a stale view.
pub(crate) const STALE: &str = "stale";
/// The same, of a key that was used with another request.
pub(crate) const KEY_REUSED: &str = "idempotency_key_reused";
/// The same, when others were faster every time.
pub(crate) const CONFLICT: &str = "conflict";

/// Permission, then the receipt: what an earlier try of the same request is remembered by, if there was one.
pub(crate) fn admit<P, R>(
    permitted: Result<P, R>,
    receipt: Option<Receipt>,
    key: Option<&RequestKey>,
) -> Result<Option<Receipt>, No<R>> {
    permitted.map_err(No::Refused)?;
    let (Some(key), Some(receipt)) = (key, receipt) else { return Ok(None) };
    if receipt.is_of(key) { Ok(Some(receipt)) } else { Err(No::KeyReused) }
}

/// Freshness, then the rules. Whoever wants what is so already has lost nothing by a stale view: an earlier try of this very
/// request did it, and its answer was lost.
pub(crate) fn judge<E, R>(is_current: bool, decided: Result<Vec<E>, R>) -> Result<Vec<E>, No<R>> {
    match decided {
        Ok(events) if is_current || events.is_empty() => Ok(events),
        Err(refusal) if is_current => Err(No::Refused(refusal)),
        _ => Err(No::Stale),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use domain::ids::PersonId;

    use super::*;
    use crate::command::receipt::IdempotencyKey;
    use crate::organisation::records::Party;

    fn key(party: Party, body: u8) -> RequestKey {
        let key = IdempotencyKey::parse("the-same").unwrap();
        RequestKey { person: PersonId::from_u128(1), party, key, fingerprint: [body; 32] }
    }

    fn organisation(number: u128) -> Party {
        Party::Organisation(domain::ids::OrganisationId::from_u128(number))
    }

    #[test]
    fn permission_comes_before_the_receipt() {
        let key = key(organisation(1), 1);
        let receipt = Receipt::of(&key);
        let refused = admit(Err::<(), _>("no"), Some(receipt), Some(&key));
        assert_eq!(refused, Err(No::Refused("no")));
        assert_eq!(admit(Ok::<_, &str>(()), Some(receipt), Some(&key)), Ok(Some(receipt)));
    }

    #[test]
    fn a_receipt_is_of_one_request_of_one_party() {
        let own = key(organisation(1), 1);
        let receipt = Receipt::of(&own);
        let admitted = |receipt, key| admit(Ok::<_, &str>(()), Some(receipt), Some(&key));
        assert_eq!(admitted(receipt, key(organisation(1), 2)), Err(No::KeyReused));
        assert_eq!(admitted(receipt, key(organisation(2), 1)), Err(No::KeyReused));
        assert_eq!(admitted(receipt, key(Party::Pdp, 1)), Err(No::KeyReused));
        let of_nobody = Receipt { party: None, ..receipt };
        assert_eq!(admitted(of_nobody, own), Ok(Some(of_nobody)), "kept before parties were");
    }

    #[test]
    fn freshness_comes_before_the_rules_unless_nothing_is_to_be_done() {
        assert_eq!(judge::<(), _>(false, Err("no")), Err(No::Stale));
        assert_eq!(judge::<_, &str>(false, Ok(vec![1])), Err(No::Stale));
        assert_eq!(judge::<u8, &str>(false, Ok(vec![])), Ok(vec![]));
        assert_eq!(judge::<u8, _>(true, Err("no")), Err(No::Refused("no")));
        assert_eq!(judge::<_, &str>(true, Ok(vec![1])), Ok(vec![1]));
    }
}
