//! The conditions on an item, for a command to write it, or to be written at all.

use app::{Holder, Party, RequestKey};
use domain::ids::OrganisationId;
use domain::register::EndpointState;
use jiff::Timestamp;

use crate::item::{membership, organisation, receipt, register, reservation};
use crate::table::keys::{number, text};
use crate::table::transaction::Condition;

/// The state has the version that was read; none when it is new.
pub(crate) fn as_read(version: Option<u64>) -> Condition {
    match version {
        None => Condition::absent(),
        // A record that was kept before there were versions has none. Seeding writes down the 0 that it read.
        Some(0) => Condition {
            expression: "attribute_not_exists(#version) OR #version = :read",
            names: &[("#version", organisation::VERSION)],
            values: vec![(":read", number(0))],
        },
        Some(version) => Condition {
            expression: "#version = :read",
            names: &[("#version", organisation::VERSION)],
            values: vec![(":read", number(version))],
        },
    }
}

/// The record has the version that was read; 0 when there was none.
pub(crate) fn unless_changed(version: u64) -> Condition {
    as_read(Some(version))
}

/// An entry of the register that is not live yet, nor out of use; it may be new.
pub(super) fn to_come() -> Condition {
    Condition {
        expression: "attribute_not_exists(pk) OR #state IN (:proposed, :scheduled)",
        names: &[("#state", register::STATE)],
        values: vec![
            (":proposed", text(EndpointState::Proposed.code())),
            (":scheduled", text(EndpointState::Scheduled.code())),
        ],
    }
}

/// An entry of the register that is live or suspended, or proposed.
pub(super) fn in_use() -> Condition {
    Condition {
        expression: "#state IN (:live, :suspended, :proposed)",
        names: &[("#state", register::STATE)],
        values: vec![
            (":live", text(EndpointState::Live.code())),
            (":suspended", text(EndpointState::Suspended.code())),
            (":proposed", text(EndpointState::Proposed.code())),
        ],
    }
}

/// An entry of the register that is out of use.
pub(super) fn ended() -> Condition {
    Condition {
        expression: "#state = :inactive",
        names: &[("#state", register::STATE)],
        values: vec![(":inactive", text(EndpointState::Inactive.code()))],
    }
}

/// `holder` has the URL.
pub(super) fn held_by(holder: Holder) -> Condition {
    match holder {
        Holder::Change(change) => Condition {
            expression: "#change = :this",
            names: &[("#change", reservation::CHANGE)],
            values: vec![(":this", text(change))],
        },
        Holder::Endpoint(_, id) => Condition {
            expression: "#endpoint = :this",
            names: &[("#endpoint", reservation::ENDPOINT)],
            values: vec![(":this", text(id))],
        },
    }
}

/// `holder` has the URL, or nobody; of endpoints, any of the same organisation counts.
pub(super) fn held_by_nobody_else(holder: Holder) -> Condition {
    match holder {
        Holder::Change(change) => Condition {
            expression: "#change = :this OR (attribute_not_exists(#change) AND attribute_not_exists(#live_at))",
            names: &[("#change", reservation::CHANGE), ("#live_at", reservation::ORGANISATION)],
            values: vec![(":this", text(change))],
        },
        Holder::Endpoint(organisation, _) => held_by_organisation(organisation),
    }
}

/// An endpoint of this organisation has the URL, or nobody.
pub(crate) fn held_by_organisation(organisation: OrganisationId) -> Condition {
    Condition {
        expression: "#live_at = :this OR (attribute_not_exists(#live_at) AND attribute_not_exists(#change))",
        names: &[("#change", reservation::CHANGE), ("#live_at", reservation::ORGANISATION)],
        values: vec![(":this", text(organisation))],
    }
}

/// Nobody has the URL.
pub(super) fn held_by_nobody() -> Condition {
    Condition {
        expression: "attribute_not_exists(#live_at) AND attribute_not_exists(#change)",
        names: &[("#change", reservation::CHANGE), ("#live_at", reservation::ORGANISATION)],
        values: Vec::new(),
    }
}

/// The person is a member of nothing, or was never one.
pub(super) fn member_of_nothing() -> Condition {
    Condition {
        expression: "attribute_not_exists(#organisation) AND attribute_not_exists(#pdp)",
        names: &[("#organisation", membership::ORGANISATION), ("#pdp", membership::PDP_ROLES)],
        values: Vec::new(),
    }
}

/// The person is a member of this party.
pub(super) fn member_of(party: Party) -> Condition {
    match party {
        Party::Organisation(id) => Condition {
            expression: "#organisation = :this",
            names: &[("#organisation", membership::ORGANISATION)],
            values: vec![(":this", text(id))],
        },
        Party::Pdp => Condition {
            expression: "attribute_not_exists(#organisation) AND attribute_exists(#pdp)",
            names: &[("#organisation", membership::ORGANISATION), ("#pdp", membership::PDP_ROLES)],
            values: Vec::new(),
        },
    }
}

/// The organisation has live endpoints, or a vouching scheme that passed its test.
pub(super) fn has_live_endpoints() -> Condition {
    Condition {
        expression: "#live > :none OR attribute_exists(#scheme.#passed)",
        names: &[
            ("#live", organisation::LIVE_COUNT),
            ("#scheme", organisation::VOUCHING),
            ("#passed", organisation::OAT_PASSED_AT),
        ],
        values: vec![(":none", number(0))],
    }
}

/// Nothing is remembered of the request, or it has expired, or somebody made it for another party.
pub(super) fn receipt_may_be_put(key: &RequestKey, now: Timestamp) -> Condition {
    Condition {
        expression: "attribute_not_exists(pk) OR #expires_at <= :now \
                     OR (attribute_exists(#party) AND #party <> :party)",
        names: &[("#expires_at", receipt::EXPIRES_AT), ("#party", receipt::PARTY)],
        values: vec![(":now", number(now.as_second())), (":party", text(receipt::code(key.party)))],
    }
}
