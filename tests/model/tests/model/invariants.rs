//! The rules of a state: what has to be so whatever came before.

use domain::change::Status;

use crate::model::Model;
use crate::rules::Rule;
use crate::state::{Holder, PLACES, State};

impl Model {
    /// The first rule that `state` breaks.
    pub fn broken(&self, state: &State) -> Option<Rule> {
        // What put a state back did not ask; only the history must survive that.
        if state.restored {
            return None;
        }
        let rows = (0..PLACES).find_map(|place| self.row_breaks(state, place));
        rows.or_else(|| self.count_breaks(state)).or_else(|| self.errands_break(state)).or_else(|| {
            let twice = state
                .notifications
                .iter()
                .any(|notification| notification.taken > 1 + notification.lost_news);
            twice.then_some(Rule::NotificationSentOnce)
        })
    }

    fn row_breaks(&self, state: &State, place: usize) -> Option<Rule> {
        let row = &state.rows[place];
        let verdict = self.arena.verdict(row.history);
        if verdict.broken.is_some() {
            return verdict.broken;
        }
        if verdict.leads_to != row.change {
            return Some(Rule::StateFollowsFromHistory);
        }
        let facts = self.arena.facts(row.change?);
        let all = if facts.live { facts.urls.len() } else { 0 };
        if row.live > all {
            return Some(Rule::LiveOnce);
        }
        if row.live != all || !facts.register_agrees {
            return Some(Rule::LiveTogether);
        }
        let ended = matches!(facts.status, Status::Withdrawn | Status::Rejected);
        for url in &facts.urls {
            let holder = state.urls[*url];
            if facts.live && holder != Holder::Company(facts.company) {
                return Some(Rule::UrlHasOneHolder);
            }
            if !facts.live && !ended && holder != Holder::Change(place) {
                return Some(Rule::UrlHasOneHolder);
            }
            if !facts.live && ended && holder == Holder::Change(place) {
                return Some(Rule::UrlReleased);
            }
        }
        let has_notification = |version: &u64| {
            state
                .notifications
                .iter()
                .any(|notification| notification.place == place && notification.version == *version)
        };
        let mut told = verdict.told.iter().filter(|version| **version > self.first_versions[place]);
        (!told.all(has_notification)).then_some(Rule::NotificationForWhatIsTold)
    }

    /// The count of an organisation's live endpoints, of which each has one to begin with.
    fn count_breaks(&self, state: &State) -> Option<Rule> {
        let mut counts = [1, 1];
        for row in &state.rows {
            if let Some(id) = row.change {
                counts[self.arena.facts(id).company as usize] += row.live;
            }
        }
        (counts != state.live_count).then_some(Rule::LiveOnce)
    }

    fn errands_break(&self, state: &State) -> Option<Rule> {
        let mut plans = self.scenario.plans.iter().zip(&state.errands);
        let twice = plans.any(|(plan, errand)| plan.keyed && errand.effects > 1);
        twice.then_some(Rule::OnceForOneKey)
    }

    /// Whether it is asked that the system finishes by itself: not when somebody works behind its back.
    pub fn must_finish(&self) -> bool {
        !self.scenario.restores
    }
}
