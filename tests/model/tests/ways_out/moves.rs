//! From a state, every next one: what anybody may do, what the system does, and that time passes.

use domain::actor::Actor;
use domain::calendar::{Calendar, london_midnight};
use domain::change::downtime::DowntimeNotice;
use domain::change::{Change, Context, Event, Status, apply};
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::ids::EndpointId;
use domain::oat::{OatRequest, Status as OatStatus, SubjectView, Target};
use jiff::Timestamp;

use crate::guards::Guard;
use crate::people::everybody;
use crate::state::{Spend, State};
use crate::worlds::{Ends, World};

/// What a move led to.
pub struct Next {
    pub words: String,
    pub state: State,
    /// Whether it is a way on: neither gives the change up nor takes back what PDP decided.
    pub onward: bool,
}

/// A world, with a way out closed or none.
pub struct Moves {
    pub world: World,
    pub without: Option<Guard>,
    pub people: Vec<(String, Actor)>,
}

impl Moves {
    pub fn new(world: World, without: Option<Guard>) -> Self {
        Self { world, without, people: everybody(without) }
    }

    pub fn has(&self, guard: Guard) -> bool {
        self.without != Some(guard)
    }

    /// Where it begins: nothing is closed on the way there.
    pub fn first(&self) -> State {
        self.world.first()
    }

    pub fn has_ended(&self, state: &State) -> bool {
        match (&state.change, &state.oat, self.world.ends) {
            (Some(change), _, Ends::Confirmed) if change.status() == Status::Confirmed => true,
            (Some(change), ..) => change.status().is_terminal(),
            (None, Some(oat), _) => oat.status() == OatStatus::Live,
            (None, None, _) => false,
        }
    }

    /// Every move from `state`.
    pub fn next(&self, state: &State) -> Vec<Next> {
        let mut next = Vec::new();
        if let Some(change) = &state.change {
            self.change_moves(state, change, &mut next);
        }
        let may_have_oat = state.oat.is_some()
            || state.change.as_ref().is_none_or(|change| change.status() == Status::Confirmed);
        if may_have_oat {
            self.oat_moves(state, &mut next);
        }
        if let Some(later) = next_instant(state) {
            let state = State { now: later, ..state.clone() };
            next.push(Next { words: format!("it is {later}"), state, onward: true });
        }
        next.into_iter().map(|one| Next { state: one.state.plain(), ..one }).collect()
    }

    /// What is known of what is tested.
    pub fn view(&self, state: &State) -> SubjectView {
        let ctx = context(state.now);
        let Some(change) = &state.change else { return crate::connection_moves::view(state, &ctx) };
        let mut live = vec![live_find()];
        if change.live_at.is_some() {
            let own = change.new_endpoints().into_iter();
            let finds = own.filter(|(_, endpoint)| endpoint.endpoint_type == EndpointType::Find);
            live.extend(finds.map(|(endpoint, added)| Target { endpoint, url: added.url }));
        }
        let declared = change.downtime.iter().map(|notice: &DowntimeNotice| &notice.window);
        let view =
            SubjectView::of_change(change, "Harbour Pensions", live, &ctx).with_downtime(declared, state.now);
        match view.status {
            domain::oat::SubjectStatus::OpenLive { .. } if !self.has(Guard::LiveIsTested) => {
                SubjectView { status: domain::oat::SubjectStatus::Settled, ..view }
            }
            _ => view,
        }
    }
}

/// The Find endpoint that the organisation has live.
pub fn live_find() -> Target {
    let url = EndpointUrl::parse("https://find.live.provider.co.uk", 2_048).expect("a URL");
    Target { endpoint: EndpointId::from_u128(1), url }
}

pub fn context(now: Timestamp) -> Context<'static> {
    Context::at(now, Calendar::england_and_wales())
}

/// The change after `events`.
pub fn applied(change: &Change, events: &[Event]) -> Change {
    let mut after = change.clone();
    events.iter().for_each(|event| apply(&mut after, event));
    after
}

/// What is left when `spend` happens; none when it may not happen any more.
pub fn spent(state: &State, spend: Option<Spend>) -> Option<[u8; Spend::COUNT]> {
    let mut left = state.left;
    if let Some(spend) = spend {
        let one = &mut left[spend as usize];
        *one = one.checked_sub(1)?;
    }
    Some(left)
}

/// The next instant at which something is different because time has passed.
fn next_instant(state: &State) -> Option<Timestamp> {
    let mut instants = Vec::new();
    if let Some(change) = &state.change {
        instants.extend(change.go_live_at());
        instants.extend(change.connection_date.map(london_midnight));
        instants.extend(change.holds.iter().filter_map(|hold| hold.until).map(london_midnight));
        instants.extend(change.testing.at);
        instants.extend(change.downtime.iter().flat_map(|notice| [notice.window.start, notice.window.end]));
    }
    if let Some(oat) = &state.oat {
        instants.extend(oat.go_live_at());
        instants.extend(oat.probe_at());
        instants.extend(is_under_way(oat).then(|| london_midnight(oat.connection_date)));
    }
    instants.into_iter().filter(|at| *at > state.now).min()
}

fn is_under_way(oat: &OatRequest) -> bool {
    matches!(oat.status(), OatStatus::Testing | OatStatus::Failed | OatStatus::Passed)
}
