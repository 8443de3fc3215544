//! Makes a person's membership again from the record that has them.

use domain::ids::PersonId;

use crate::command::{Commit, Effect, History, MembershipChange, MendedPart};
use crate::error::Fault;
use crate::mending::ports::Repairs;
use crate::mending::repair::Repair;
use crate::organisation::administer::memberships::members;
use crate::organisation::every_record::every_record;
use crate::organisation::members::Members;
use crate::organisation::ports::Organisations;
use crate::organisation::record::{Party, Record};
use crate::services::Services;

/// What it takes for the person to be a member of whatever record has them, or of nothing when none has; none when nothing knows
/// them. Reads every record, and the whole table for what they signed in with.
///
/// # Errors
/// [`Fault`], a lasting one when two records have them: then the wrong one has to give them up first.
pub async fn rebuild_membership<S: Members + Organisations + Repairs>(
    services: &Services<S>,
    person: PersonId,
) -> Result<Option<Repair>, Fault> {
    let store = &services.store;
    let records = every_record(services).await?;
    let found: Vec<_> = records.iter().filter_map(|record| own_of(record, person)).collect();
    if found.len() > 1 {
        return Err(Fault::lasting("rebuild a membership", "two records have this person"));
    }
    let (known, mut before) = (store.sign_ins_of(person).await?, None);
    let present = found.first().and_then(|(_, change)| match change {
        MembershipChange::Joined(sign_in, _) => Some(*sign_in),
        MembershipChange::Changed(..) | MembershipChange::Left(..) => None,
    });
    let mut wanted = Commit::empty(services.clock.now());
    for sign_in in known.into_iter().filter(|other| Some(*other) != present) {
        // What cannot be read names nobody's party.
        let standing = store.standing(sign_in).await.ok().and_then(|standing| standing.into_actor());
        before = before.or(standing.and_then(|actor| Party::of(&actor)));
        let left = MembershipChange::Left(sign_in, person);
        wanted.effects.push(Effect::Membership(before.unwrap_or(Party::Pdp), left));
    }
    let party = found.first().map(|(party, _)| *party);
    wanted.effects.extend(found.into_iter().map(|(party, change)| Effect::Membership(party, change)));
    if wanted.effects.is_empty() {
        return Ok(None);
    }
    let on = History::Record(party.or(before).unwrap_or(Party::Pdp));
    Repair::towards(store, on, MendedPart::Membership(person), wanted).await.map(Some)
}

/// The membership of this person, if the record has them.
fn own_of(record: &Record, person: PersonId) -> Option<(Party, MembershipChange)> {
    let is_it = |change: &MembershipChange| matches!(change, MembershipChange::Joined(_, actor) if actor.person() == Some(person));
    members(record).into_iter().find(is_it).map(|change| (record.party(), change))
}
