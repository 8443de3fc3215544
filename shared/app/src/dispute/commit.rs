//! Everything that the events of a dispute write.

use domain::aggregate::Trail;
use domain::dispute::{Dispute, EventKind};
use domain::text::Name;

use crate::command::{Commit, Effect, NewEvent, Recorded, State};
use crate::dispute::notifications;
use crate::evidence::checking;
use crate::services::Services;

/// The commit of `trail`, as somebody of this name leaves it. With the answer, the result can be disputed again.
pub(crate) fn commit_of<S>(services: &Services<S>, trail: &Trail<Dispute>, name: Option<&Name>) -> Commit {
    let after = trail.after();
    let mut commit = Commit::empty(after.updated_at);
    commit.put(trail.before().map(|before| before.version), State::Dispute(after.clone()));
    let event = |recorded| NewEvent::Dispute(after.id, after.organisation, recorded);
    commit.events.extend(Recorded::of(trail, name).map(event));
    for (_, event, after) in trail.steps() {
        commit.mails.extend(notifications::of_event(after, event, services));
        if let EventKind::DisputeAnswered { .. } = event.kind {
            commit.effects.push(Effect::DisputeAnswered { of: after.result.id(), dispute: after.id });
        }
    }
    let files = trail.before().map(|before| &before.files);
    commit.effects.extend(checking::differences(after.id.into(), files, &after.files, after.updated_at));
    commit
}
