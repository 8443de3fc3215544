//! The hosts of the new endpoints of a change, and who else has them: for PDP only (C3, O9).

use api::{ReviewHostBody, ReviewHostsBody};
use app::ReviewedHost;

use crate::shown::Of;

impl Of<Vec<ReviewedHost>> for ReviewHostsBody {
    fn of(hosts: Vec<ReviewedHost>) -> Self {
        Self { hosts: hosts.iter().map(Of::of).collect() }
    }
}

impl Of<&ReviewedHost> for ReviewHostBody {
    fn of(reviewed: &ReviewedHost) -> Self {
        Self {
            host: reviewed.host.clone(),
            registered_to_others: !reviewed.of_others.is_empty(),
            endpoints_of_others: reviewed.of_others.iter().map(Of::of).collect(),
            more: reviewed.more,
        }
    }
}
