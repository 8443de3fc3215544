//! Everything that the events of a change write: state, history, notifications, URLs, the register, downtime.

use domain::aggregate::Trail;
use domain::change::{Change, EventKind, Status};
use domain::endpoint::ProposedEndpoint;
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::text::Name;

use crate::change::notifications;
use crate::command::counting::most_open_changes;
use crate::command::{Commit, Effect, EntryBefore, Holder, NewEvent, Recorded, State};
use crate::evidence::checking;
use crate::figures::FigureEntry;
use crate::services::Services;
use crate::work::tasks;

/// The commit of `trail`, as somebody of this name leaves it.
pub(crate) fn commit_of<S>(services: &Services<S>, trail: &Trail<Change>, name: Option<&Name>) -> Commit {
    let (before, after) = (trail.before(), trail.after());
    let mut commit = Commit::empty(after.updated_at);
    commit.put(before.map(|before| before.version), State::Change(after.clone()));
    let event = |recorded| NewEvent::Change(after.id, after.organisation, recorded);
    commit.events.extend(Recorded::of(trail, name).map(event));
    for (before, event, after) in trail.steps() {
        commit.mails.extend(
            before
                .map(|before| notifications::of_event(before, after, event, services))
                .into_iter()
                .flatten(),
        );
    }
    let needs_live = |kind: &EventKind| {
        matches!(kind, EventKind::ChangeDrafted { .. } | EventKind::ChangeSubmitted { .. })
    };
    if trail.events().any(|event| needs_live(&event.kind)) {
        commit.effects.push(Effect::NeedLiveEndpoints(after.organisation));
    }
    commit.effects.extend(FigureEntry::of_change(trail, services.calendar).map(Effect::Figures));
    commit.effects.extend(open_changes(services, before, after));
    if let Some(before) = before {
        commit.effects.extend(urls(before, after));
        commit.effects.extend(register(before, after));
        commit.effects.extend(after.declared_since(before).into_iter().map(Effect::Downtime));
    }
    commit.effects.extend(tasks::of_change(before, after, services.calendar));
    let files = before.map(|before| &before.evidence);
    commit.effects.extend(checking::differences(after.id.into(), files, &after.evidence, after.updated_at));
    commit
}

/// A change that begins is one more that has not ended, and one that ends is one less (Q7). Only beginning one is bounded: PDP takes a
/// rejection back whatever else is open.
fn open_changes<S>(services: &Services<S>, before: Option<&Change>, after: &Change) -> Option<Effect> {
    let organisation = after.organisation;
    let was_open = before.map(|before| !before.status().is_terminal());
    match (was_open, !after.status().is_terminal()) {
        (None, _) => Some(Effect::OpenChange { organisation, most: Some(most_open_changes(services)) }),
        (Some(false), true) => Some(Effect::OpenChange { organisation, most: None }),
        (Some(true), false) => Some(Effect::ChangeOver(organisation)),
        (Some(_), _) => None,
    }
}

/// Submitting proposes the endpoints (C8), and so does taking back a rejection, which had released them (Q5); a submitted change
/// that ends without going live releases them (C9).
fn urls(before: &Change, after: &Change) -> Vec<Effect> {
    let holder = Holder::Change(after.id);
    let is_again = before.status() == Status::Rejected && after.status() != Status::Rejected;
    if before.submitted.is_none() || is_again {
        let typed = after.answers.new_endpoints.iter().map(|answer| answer.url.as_str());
        let places = proposed(after).iter().zip(typed).enumerate();
        // Somebody may have registered it in another form, earlier.
        let free = places.filter_map(|(place, (endpoint, typed))| {
            let endpoint = ProposedEndpoint { url: endpoint.url.earlier_form(typed)?, ..*endpoint };
            Some(Effect::FreeUrl { endpoint, holder, place })
        });
        let reserve = proposed(after).iter().enumerate();
        let reserve =
            reserve.map(|(place, endpoint)| Effect::ReserveUrl { endpoint: endpoint.clone(), holder, place });
        return reserve.chain(free).collect();
    }
    let ended = !before.status().is_terminal()
        && matches!(after.status(), Status::Rejected | Status::Withdrawn)
        && after.live_at.is_none();
    let released = if ended { proposed(after) } else { &[] };
    released.iter().map(|endpoint| Effect::ReleaseUrl { endpoint: endpoint.clone(), holder }).collect()
}

/// The endpoints that it proposes, once it is submitted.
pub(crate) fn proposed(change: &Change) -> &[ProposedEndpoint] {
    change.submitted.as_ref().map(|made| made.submission.new_endpoints.as_slice()).unwrap_or_default()
}

/// The entries of the register that differ from now on (G5). The URLs of what goes live pass to the organisation.
fn register(before: &Change, after: &Change) -> Vec<Effect> {
    let known = before.register();
    // Only a rejection that is taken back brings an endpoint back.
    let entry_before = match before.status() {
        Status::Rejected => EntryBefore::Ended,
        _ => EntryBefore::ToCome,
    };
    let written = after.register().into_iter().filter(|entry| !known.contains(entry));
    let effects = written.flat_map(|entry: RegisteredEndpoint| {
        let holder = Holder::Change(after.id);
        let passes =
            (entry.state == EndpointState::Live).then(|| Effect::PassUrl { entry: entry.clone(), holder });
        [Effect::Register { entry, before: entry_before }].into_iter().chain(passes)
    });
    effects.collect()
}
