//! The ids of find requests. Each id follows from the attempt that it is for. So a batch that repeats a killed one sends the
//! same ids, and PDP finds an attempt by the id that comes back (O10).

use domain::ids::{EndpointId, FindRequestId, OatId, PreFlightId};
use newtype_uuid::GenericUuid;
use sha2::{Digest, Sha256};
use uuid::Builder;

/// The id of an attempt in a run.
pub(crate) fn of_attempt(oat: OatId, run: u32, endpoint: EndpointId, number: u32) -> FindRequestId {
    let place = [run.to_be_bytes(), number.to_be_bytes()].concat();
    from_digest(&[b"attempt", oat.as_bytes(), endpoint.as_bytes(), &place])
}

/// The id of the request of a pre-flight to an endpoint.
pub(crate) fn of_pre_flight(pre_flight: PreFlightId, endpoint: EndpointId) -> FindRequestId {
    from_digest(&[b"pre-flight", pre_flight.as_bytes(), endpoint.as_bytes()])
}

/// In the form of a random UUID (version 4), which every endpoint takes. Each part has the same length whenever it is used in the same
/// place, so two different lists never run together.
fn from_digest(parts: &[&[u8]]) -> FindRequestId {
    let digest = Sha256::digest(parts.concat());
    let mut start = [0; 16];
    start.copy_from_slice(&digest[..16]);
    FindRequestId::from_untyped_uuid(Builder::from_random_bytes(start).into_uuid())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_id_is_the_same_again_and_another_for_every_other_attempt() {
        let (one, two) = (OatId::from_u128(1), OatId::from_u128(2));
        let (here, there) = (EndpointId::from_u128(3), EndpointId::from_u128(4));
        let attempts = [
            (one, 1, here, 1),
            (one, 1, here, 2),
            (one, 2, here, 1),
            (one, 1, there, 1),
            (two, 1, here, 1),
            (one, 256, here, 1),
        ];
        let id = |&(oat, run, endpoint, number)| of_attempt(oat, run, endpoint, number);
        let ids: BTreeSet<_> = attempts.iter().map(id).collect();
        assert_eq!(ids.len(), attempts.len());
        assert_eq!(ids, attempts.iter().map(id).collect());
        let pre_flight = of_pre_flight(PreFlightId::from_u128(1), here);
        assert!(!ids.contains(&pre_flight));
        assert_eq!(pre_flight.into_untyped_uuid().get_version_num(), 4);
    }
}
