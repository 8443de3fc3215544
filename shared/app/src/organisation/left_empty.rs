//! The roles of an organisation that lose their last holder while they must act (Q4).

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, Role};

use crate::error::Fault;
use crate::organisation::record::Record;
use crate::services::Services;
use crate::work::ports::{TaskList, WorkList};
use crate::work::waiting::waiting_for;

/// Whoever holds this role must always be able to act: to answer, to withdraw, to take an endpoint out of use.
const ALWAYS: OrganisationRole = OrganisationRole::PrimaryBusinessContact;

/// The roles that somebody held `before` and nobody holds `after`, and that must act: the one that must always be able to, and those
/// for which something waits. When no other role is left empty, nothing is read.
///
/// What began a moment ago may be missed; its own email then finds nobody, and PDP is told all the same (S5).
pub(super) async fn roles_left_empty<S: WorkList>(
    services: &Services<S>,
    before: &Record,
    after: &Record,
) -> Result<BTreeSet<OrganisationRole>, Fault> {
    let Record::Organisation(own) = after else { return Ok(BTreeSet::new()) };
    let (held, holds) = (before.roles_held(), after.roles_held());
    let mut empty: BTreeSet<Role> = held.difference(&holds).copied().collect();
    let mut must_act: BTreeSet<_> = empty.take(&ALWAYS.into()).map(|_| ALWAYS).into_iter().collect();
    if !empty.is_empty() {
        for row in waiting_for(services, TaskList::Organisation(own.id), &empty, |_| true).await? {
            if let Role::Organisation(role) = row.open.role {
                must_act.insert(role);
            }
        }
    }
    Ok(must_act)
}
