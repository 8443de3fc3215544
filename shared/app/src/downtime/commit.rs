//! Everything that the events of a notice write: state, history, and the copies that others respect.

use domain::aggregate::Trail;
use domain::downtime::Notice;
use domain::text::Name;

use crate::command::{Commit, Effect, NewEvent, Recorded, State};

/// The commit of `trail`, as somebody of this name leaves it. It tells nobody: the guidance asks for notice to PDP, and PDP's
/// calendar has it at once.
pub(crate) fn commit_of(trail: &Trail<Notice>, name: Option<&Name>) -> Commit {
    let (before, after) = (trail.before(), trail.after());
    let mut commit = Commit::empty(after.updated_at);
    commit.put(before.map(|before| before.version), State::Downtime(after.clone()));
    let event = |recorded| NewEvent::Downtime(after.id, after.organisation, recorded);
    commit.events.extend(Recorded::of(trail, name).map(event));
    commit.effects.extend(after.declared_since(before).into_iter().map(Effect::Downtime));
    commit
}
