//! Cryptographic material, never its content (S4).

use api::MaterialView;
use domain::change::material::{Environment, Pack};

use crate::shown::Of;

impl Of<(&Environment, &Pack)> for MaterialView {
    fn of((environment, pack): (&Environment, &Pack)) -> Self {
        let fetched = pack.fetched.as_ref();
        Self {
            environment: (*environment).into(),
            published_at: pack.at,
            bytes: pack.bytes,
            sha256: hex::encode(pack.sha256),
            fetched_at: fetched.map(|(at, _)| *at),
            fetched_by: fetched.map(|(_, by)| Of::of(by)),
        }
    }
}
