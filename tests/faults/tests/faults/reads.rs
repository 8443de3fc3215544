//! Every route that reads, over the wire: it is answered with the rights of its function. A read has no state to compare, so
//! nothing is made to go wrong here.

use std::collections::BTreeSet;

use domain::actor::PdpRole;
use fakes::organisation;

use crate::scenarios::{
    BUNDLED, DECLARED, DISPUTED, DOWN, DRAFTED, FAILED, OFFICE, PRE_FLIGHT, REGISTERED, STEP_OPEN, SUBMITTED,
    TEAM_OFFICE,
};
use crate::support::{By, Call, Given, Prepared, functions};

const BUSINESS: By = By::BUSINESS;
const STAFF: By = By::Staff(PdpRole::Support);
const ADMINISTRATOR: By = By::Staff(PdpRole::Administrator);
/// The organisation of the members, also where `{id}` is something else.
const OWN: Given = Given::Known("own", || organisation(1).id.to_string());

/// What exists, and what is read of it.
pub type Reading = (&'static [Given], &'static [Call]);

const OF_A_DRAFT: Reading =
    (DRAFTED, &[Call::get(BUSINESS, "/technical-changes/{id}/check"), Call::get(BUSINESS, "/me")]);

const OF_A_CHANGE: Reading = (
    &[
        OWN,
        Given::All(SUBMITTED),
        Given::Named("reference", |change| change.reference().unwrap().to_string()),
    ],
    &[
        Call::get(BUSINESS, "/technical-changes"),
        Call::get(STAFF, "/technical-changes?organisation={own}"),
        Call::get(STAFF, "/technical-changes/{id}"),
        Call::get(STAFF, "/technical-changes/{id}/history"),
        Call::get(STAFF, "/technical-changes/{id}/hosts"),
        Call::get(STAFF, "/technical-changes/{id}/reclassification?scale=moderate"),
        Call::get(STAFF, "/technical-changes/{id}/evidence"),
        Call::get(STAFF, "/technical-changes/{id}/evidence/{evidence_id}"),
        Call::get(STAFF, "/technical-changes?status=in_review"),
        Call::get(STAFF, "/technical-changes?status=in_review&organisation={own}"),
        Call::get(STAFF, "/technical-changes/{id}/notes"),
        Call::get(STAFF, "/work"),
        Call::get(BUSINESS, "/work"),
        Call::get(STAFF, "/review-queue"),
        Call::get(STAFF, "/look-up?reference={reference}"),
        Call::get(STAFF, "/figures?from=2026-07"),
        Call::get(STAFF, "/figures/sheet?from=2026-07"),
        Call::get(STAFF, "/me"),
    ],
);

const OF_OAT: Reading = (
    &[OWN, Given::All(FAILED)],
    &[
        Call::get(BUSINESS, "/oat-requests"),
        Call::get(STAFF, "/oat-requests?organisation={own}"),
        Call::get(STAFF, "/oat-requests?queue=probe"),
        Call::get(STAFF, "/oat-requests?queue=go_live"),
        Call::get(STAFF, "/oat-requests?queue=failed"),
        Call::get(STAFF, "/oat-requests?queue=passed"),
        Call::get(STAFF, "/oat-requests?queue=ended"),
        Call::get(STAFF, "/oat-requests/{id}"),
        Call::get(STAFF, "/oat-requests/{id}/runs"),
        Call::get(STAFF, "/oat-requests/{id}/runs/{number}").run("1"),
        Call::get(STAFF, "/oat-requests/{id}/history"),
        Call::get(STAFF, "/oat-requests/{id}/notes"),
    ],
);

const OF_A_PRE_FLIGHT: Reading = (
    &[Given::All(STEP_OPEN), Given::Done(PRE_FLIGHT.keeps("id", "/id"))],
    &[Call::get(BUSINESS, "/pre-flights/{id}"), Call::get(BUSINESS, "/pre-flights")],
);

const OF_A_DISPUTE: Reading = (
    &[Given::All(DISPUTED)],
    &[
        Call::get(BUSINESS, "/disputes/{id}"),
        Call::get(BUSINESS, "/disputes/{id}/history"),
        Call::get(BUSINESS, "/disputes"),
        Call::get(STAFF, "/disputes"),
    ],
);

const OF_A_BUNDLE: Reading = (BUNDLED, &[Call::get(BUSINESS, "/technical-changes/{id}/bundle/{export_id}")]);

const OF_AN_EXPORT: Reading = (REGISTERED, &[Call::get(STAFF, "/endpoints/exports/{export_id}")]);

const OF_ORGANISATIONS: Reading = (
    OFFICE,
    &[
        Call::get(STAFF, "/organisations"),
        Call::get(STAFF, "/organisations?name=organisation"),
        Call::get(STAFF, "/organisations/{id}"),
        Call::get(STAFF, "/organisations/{id}/history"),
        Call::get(STAFF, "/organisations/{id}/members"),
        Call::get(ADMINISTRATOR, "/organisations/{id}/members/{person_id}"),
        Call::get(STAFF, "/organisations/{id}/notes"),
        Call::get(STAFF, "/organisations/{id}/mail-feedback"),
        Call::get(BUSINESS, "/endpoints"),
        Call::get(STAFF, "/endpoints?organisation={id}"),
        Call::get(STAFF, "/endpoints?state=proposed"),
        Call::get(STAFF, "/endpoints?state=scheduled"),
        Call::get(STAFF, "/endpoints?state=live"),
        Call::get(STAFF, "/endpoints?state=inactive"),
    ],
);

const OF_THE_TEAM: Reading = (
    TEAM_OFFICE,
    &[
        Call::get(STAFF, "/pdp-team"),
        Call::get(STAFF, "/pdp-team/history"),
        Call::get(STAFF, "/pdp-team/members/{person_id}"),
        Call::get(STAFF, "/pdp-team/mail-feedback"),
    ],
);

const OF_DOWNTIME: Reading = (
    &[OWN, Given::All(DECLARED)],
    &[
        Call::get(BUSINESS, "/downtime-notices"),
        Call::get(BUSINESS, "/downtime-notices?state=cancelled"),
        Call::get(STAFF, "/downtime-notices"),
        Call::get(STAFF, "/downtime-notices?state=cancelled"),
        Call::get(STAFF, "/downtime-notices?organisation={own}"),
        Call::get(STAFF, "/downtime-notices/{downtime_id}"),
        Call::get(STAFF, "/downtime-notices/{downtime_id}/history"),
        Call::get(STAFF, "/downtime-notices/{downtime_id}/calendar"),
        Call::get(STAFF, "/downtime-calendar"),
    ],
);

const OF_DOWNTIME_OF_A_CHANGE: Reading =
    (DOWN, &[Call::get(BUSINESS, "/technical-changes/{id}/downtime-notices/{downtime_id}/calendar")]);

/// Everything that is read.
pub const READINGS: [Reading; 11] = [
    OF_A_DRAFT,
    OF_A_CHANGE,
    OF_OAT,
    OF_A_PRE_FLIGHT,
    OF_A_DISPUTE,
    OF_A_BUNDLE,
    OF_AN_EXPORT,
    OF_ORGANISATIONS,
    OF_THE_TEAM,
    OF_DOWNTIME,
    OF_DOWNTIME_OF_A_CHANGE,
];

#[tokio::test]
async fn every_read_is_answered_with_the_rights_of_its_function() {
    for (given, calls) in READINGS {
        let prepared = Prepared::of(given).await;
        let world = prepared.world(None).await;
        for call in calls {
            let answer = world.send(call, &prepared.names, None).await;
            assert_eq!(answer.status, 200, "{}: {:#}", call.path, answer.body);
        }
        world.table.delete().await;
    }
}

#[test]
fn every_route_that_reads_is_read() {
    let reading =
        functions().into_iter().flat_map(|(_, routes)| routes).filter(|route| route.method == "GET");
    let reading: BTreeSet<_> = reading.map(|route| route.path).collect();
    let read: BTreeSet<_> =
        READINGS.iter().flat_map(|(_, calls)| *calls).map(|call| call.route().1).collect();
    assert_eq!(reading, read, "reads.rs has each of them");
}
