//! Find tokens signed by PDP: they are about a person and not about who is asked. So everybody who is asked within a few seconds gets
//! the same one, as when a person looks for their pensions; signing is most of what a find request costs.
//!
//! Must not: give an endpoint the same token twice, or one that was signed with a pack that is not the current one.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use app::Ids;
use domain::endpoint::EndpointUrl;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::pack::Pack;
use crate::tokens::token;

/// For how many seconds a token is given out: a small part of its life.
const SHARED_FOR: i64 = 5;

/// The one that is given out at the moment.
#[derive(Default)]
pub struct FindTokens(Mutex<Option<Shared>>);

struct Shared {
    token: String,
    pack: Arc<Pack>,
    /// When it was signed, in seconds since 1970.
    signed: i64,
    given_to: HashSet<EndpointUrl>,
}

impl FindTokens {
    /// The token for the endpoint at `url`, signed with `pack`; none when signing fails.
    pub fn of(
        &self,
        url: &EndpointUrl,
        pack: &Arc<Pack>,
        claims: &Map<String, Value>,
        now: Timestamp,
        ids: &impl Ids,
    ) -> Option<String> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let age = |shared: &Shared| now.as_second() - shared.signed;
        let can_be_given = |shared: &&mut Shared| {
            Arc::ptr_eq(&shared.pack, pack)
                && (0..SHARED_FOR).contains(&age(shared))
                && !shared.given_to.contains(url)
        };
        if let Some(shared) = current.as_mut().filter(can_be_given) {
            shared.given_to.insert(url.clone());
            return Some(shared.token.clone());
        }
        let token = token(Some(&pack.signer), claims, now, ids.uuid())?;
        *current = Some(Shared {
            token: token.clone(),
            pack: Arc::clone(pack),
            signed: now.as_second(),
            given_to: HashSet::from([url.clone()]),
        });
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use app::fakes::FakeIds;
    use jiff::SignedDuration;
    use participant::Material;
    use secrecy::SecretString;

    use super::*;
    use crate::profile::FindProfile;
    use crate::secure::provider;

    fn now() -> Timestamp {
        "2026-11-20T12:00:00.750Z".parse().expect("an instant")
    }

    fn pack() -> Arc<Pack> {
        let material = Material::make("signing-key-7", now()).expect("material");
        let text: SecretString = material.pack_json().expect("a pack").into();
        Arc::new(Pack::read(&text, &provider()).expect("a pack that can be read"))
    }

    #[test]
    fn endpoints_that_are_asked_within_seconds_get_the_same_token_and_none_gets_it_twice() {
        let (tokens, pack, other, ids) = (FindTokens::default(), pack(), pack(), FakeIds::default());
        let claims = FindProfile::default().find_token.claims;
        let of = |host: &str, pack: &Arc<Pack>, seconds: i64| {
            let url = EndpointUrl::restore(format!("https://{host}.example.org/find"));
            let at = now().checked_add(SignedDuration::from_secs(seconds)).expect("an instant");
            tokens.of(&url, pack, &claims, at, &ids).expect("a token")
        };
        let first = of("a", &pack, 0);
        assert_eq!(of("b", &pack, 4), first);
        let second = of("a", &pack, 4);
        assert_ne!(second, first, "it had that one");
        assert_eq!(of("b", &pack, 4), second);
        let third = of("c", &other, 4);
        assert!(third != second, "another key");
        let fourth = of("d", &other, 9);
        assert_ne!(fourth, third, "too old");
        assert_ne!(of("e", &other, 8), fourth, "a clock that was put back");
    }
}
