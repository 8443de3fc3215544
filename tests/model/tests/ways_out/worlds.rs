//! The worlds that are searched: where each begins, which scales PDP decides on, and what may go wrong how often.

use domain::change::answers::{Answers, ChangeType, EndpointAnswer};
use domain::change::{draft, replay};
use domain::endpoint::EndpointType;
use domain::ids::ChangeId;
use domain::policy::Scale;
use jiff::Timestamp;

use crate::moves::{Moves, context};
use crate::people::everybody;
use crate::state::{Spend, State};

/// What is an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// The change is complete or has ended, or the scheme is live.
    Complete,
    /// The same, or PDP confirmed it: other worlds begin there.
    Confirmed,
}

/// A world.
#[derive(Debug, Clone)]
pub struct World {
    pub name: &'static str,
    /// Whether it is a change; else it is an initial connection.
    pub is_change: bool,
    /// Whether the change adds endpoints.
    pub adds_endpoints: bool,
    /// The scale that is suggested, and confirmed.
    pub scale: Scale,
    /// What is done before it begins.
    pub script: &'static [&'static str],
    /// The scales that PDP may decide on later; none when it may not.
    pub scales: &'static [Scale],
    /// How often what is in nobody's way to leave may happen.
    pub spends: &'static [(Spend, u8)],
    pub ends: Ends,
    /// States that there are at least: a bound on how much the search may shrink unnoticed.
    pub at_least: usize,
    /// Parts of what must have been seen somewhere.
    pub sights: &'static [&'static str],
}

const PLAIN: World = World {
    name: "",
    is_change: true,
    adds_endpoints: true,
    scale: Scale::Minor,
    script: &[],
    scales: &[],
    spends: &[],
    ends: Ends::Complete,
    at_least: 0,
    sights: &[],
};

/// Up to service acceptance, with its file.
const ACCEPTED: &[&str] = &[
    "uploads a file",
    "accepts a file",
    "submits it",
    "confirms it without OAT",
    "uploads a file",
    "accepts a file",
];

const OAT_OPEN: &[&str] = &[
    "uploads a file",
    "accepts a file",
    "submits it",
    "confirms it with OAT",
    "uploads a file",
    "accepts a file",
    "submits Service acceptance",
    "approves Service acceptance",
    "submits Live cryptographic material",
];

/// A draft is submitted and reviewed.
pub fn review() -> World {
    World {
        name: "a draft is submitted and reviewed",
        spends: &[(Spend::Question, 2), (Spend::Rejection, 2)],
        ends: Ends::Confirmed,
        at_least: 150,
        sights: &["answers", "takes a file out", "rejects it", "confirms it with OAT"],
        ..PLAIN
    }
}

/// Every step of a significant change.
pub fn steps() -> World {
    World {
        name: "the steps of a significant change",
        scale: Scale::Significant,
        script: &["uploads a file", "accepts a file", "submits it", "confirms it without OAT"],
        spends: &[(Spend::Return, 1)],
        at_least: 500,
        sights: &["returns", "fetches the pack", "arranges integration testing", "makes it live"],
        ..PLAIN
    }
}

/// Integration testing of a moderate change: another time, other test endpoints, another pack, a file that is rejected.
pub fn testing() -> World {
    World {
        name: "integration testing",
        scale: Scale::Moderate,
        script: &[
            "uploads a file",
            "accepts a file",
            "submits it",
            "confirms it without OAT",
            "uploads a file",
            "accepts a file",
            "submits Prerequisites",
            "approves Prerequisites",
        ],
        spends: &[(Spend::Rejection, 1), (Spend::Arrangement, 1), (Spend::OtherTestEndpoints, 1)],
        at_least: 10_000,
        sights: &[
            "asks for other test endpoints",
            "grants the request",
            "declines the request",
            "takes a file out",
        ],
        ..PLAIN
    }
}

/// PDP decides on other scales and on OAT before and after it is live.
pub fn reclassified() -> World {
    World {
        name: "PDP decides otherwise, before and after going live",
        script: ACCEPTED,
        scales: &[Scale::Minimal, Scale::Minor],
        spends: &[(Spend::Reclassification, 2), (Spend::Failure, 1)],
        at_least: 8_000,
        sights: &["makes it live", "requests OAT", "closes the request", "requests OAT anew", "releases it"],
        ..PLAIN
    }
}

/// OAT is requested, passed in time or late, failed, tested again; other dates are asked for.
pub fn dates() -> World {
    World {
        name: "OAT and its dates",
        script: OAT_OPEN,
        spends: &[(Spend::Failure, 1), (Spend::OtherDate, 1), (Spend::Rerun, 1)],
        at_least: 2_000,
        sights: &[
            "asks for a re-test",
            "accepts the other date",
            "declines the other date",
            "gives a new connection date",
            "makes it live",
        ],
        ..PLAIN
    }
}

/// Two of PDP override results.
pub fn overrides() -> World {
    World {
        name: "results of OAT are overridden",
        script: OAT_OPEN,
        spends: &[(Spend::Failure, 1), (Spend::Override, 2), (Spend::Rerun, 1)],
        at_least: 3_000,
        sights: &["approves the override", "declines the override", "runs the test again"],
        ..PLAIN
    }
}

/// Holds and delays before going live.
pub fn holds() -> World {
    World {
        name: "holds and delays",
        script: OAT_OPEN,
        spends: &[(Spend::Hold, 1), (Spend::Delay, 1)],
        at_least: 5_000,
        sights: &[
            "holds it for some weeks",
            "grants the delay until a day",
            "grants the delay until it is released",
            "declines the request",
            "releases it",
        ],
        ..PLAIN
    }
}

/// OAT of a change that adds nothing: the live Find endpoint is tested, outside its downtime.
pub fn nothing_added() -> World {
    World {
        name: "a change that adds no endpoint",
        adds_endpoints: false,
        script: OAT_OPEN,
        scales: &[Scale::Minor],
        spends: &[(Spend::Reclassification, 1), (Spend::Failure, 1), (Spend::Downtime, 1)],
        at_least: 300,
        sights: &["announces downtime", "the test passes", "without OAT"],
        ..PLAIN
    }
}

/// An initial connection.
pub fn connection() -> World {
    World {
        name: "an initial connection",
        is_change: false,
        spends: &[(Spend::Failure, 2), (Spend::OtherDate, 1), (Spend::Rerun, 1), (Spend::Override, 1)],
        at_least: 7_000,
        sights: &[
            "requests OAT",
            "asks for a re-test",
            "gives a new connection date",
            "runs the test again",
            "makes the scheme live",
        ],
        ..PLAIN
    }
}

impl World {
    /// Where it begins.
    pub fn first(&self) -> State {
        let now: Timestamp = "2026-07-01T09:00:00Z".parse().expect("an instant");
        let unbounded = [u8::MAX; Spend::COUNT];
        let mut state = State { now, change: None, oat: None, left: unbounded };
        if self.is_change {
            let drafted =
                |actor| draft(ChangeId::from_u128(1), self.answers(), true, actor, &context(now)).ok();
            let first = everybody(None).iter().find_map(|(_, actor)| drafted(actor));
            state.change = replay([&first.expect("a draft")]);
        }
        let moves = Moves::new(self.clone(), None);
        for what in self.script {
            let next = moves.next(&state).into_iter().find(|next| next.words.ends_with(what));
            state = next.unwrap_or_else(|| panic!("nobody {what}")).state;
        }
        state.left = [0; Spend::COUNT];
        for (spend, times) in self.spends {
            state.left[*spend as usize] = *times;
        }
        state.plain()
    }

    fn answers(&self) -> Answers {
        let url = "https://find.provider.co.uk".to_owned();
        let find = EndpointAnswer { endpoint_type: Some(EndpointType::Find), url };
        let kinds = [ChangeType::UnderlyingSolution, ChangeType::NewEndpoints];
        Answers {
            change_type: Some(kinds[usize::from(self.adds_endpoints)]),
            reason: "We move".to_owned(),
            oat_requested: Some(false),
            suggested_scale: Some(self.scale),
            new_endpoints: if self.adds_endpoints { vec![find] } else { vec![] },
            needs_downtime: Some(false),
            ..Answers::default()
        }
    }
}
