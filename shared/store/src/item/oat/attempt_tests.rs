//! The written form of attempts of the probe, of pre-flights, of leases and of declared downtime, under version control like
//! every item's.

use app::{GivenReference, PreFlight, PreFlightDone, PreFlightSummary, ProbeLease, Receipt, ReferenceOf};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::OrganisationRole;
use domain::downtime::{DeclaredDowntime, DowntimeWindow};
use domain::ids::{FindRequestId, OatId};
use domain::oat::observation::{Ending, Observation, OwnFault, Unread, UrlFault};
use domain::oat::{Cause, RecordedAttempt};
use domain::reference::{AnyReference, OatReference, PreFlightReference};
use fakes::{answered, find_profile, key, member, organisation, unanswered};
use jiff::SignedDuration;
use newtype_uuid::GenericUuid;

use super::tests::{manager, target, text};
use super::{attempt, lease, profile};
use crate::item::tests::{id, now, shown, together};
use crate::item::{Item, downtime, pre_flight, receipt, reference};
use crate::table::keys::Key;

/// The item with bytes as text: JSON has none.
fn legible(item: Item) -> Item {
    item.into_iter().map(|(name, value)| (name, in_words(value))).collect()
}

fn in_words(value: AttributeValue) -> AttributeValue {
    match value {
        AttributeValue::B(bytes) => {
            AttributeValue::S(format!("bytes: {}", bytes.into_inner().escape_ascii()))
        }
        AttributeValue::M(map) => AttributeValue::M(legible(map)),
        AttributeValue::L(values) => AttributeValue::L(values.into_iter().map(in_words).collect()),
        other => other,
    }
}

pub(in crate::item) fn attempt_of(
    ending: Option<Ending>,
    number: u32,
    cause: Option<Cause>,
) -> RecordedAttempt {
    let (request, url): (FindRequestId, _) = (id(8), target().url);
    let observation = match ending {
        None => answered(request, &url, now(), 202),
        Some(Ending::Malformed) => Observation {
            unread: Some(Unread { why: "it is no HTTP".to_owned(), start: b"hello\0".to_vec() }),
            ..unanswered(request, &url, now(), Ending::Malformed)
        },
        Some(ending) => unanswered(request, &url, now(), ending),
    };
    RecordedAttempt { run: 1, endpoint: id(7), number, observation, cause }
}

#[test]
fn an_attempt_of_the_probe_and_one_of_which_little_is_known() {
    let oat: OatId = id(1);
    for (attempt, number) in
        [attempt_of(None, 1, None), attempt_of(Some(Ending::NameNotFound), 2, Some(Cause::NameNotFound))]
            .into_iter()
            .zip(1..)
    {
        let item = attempt::write(oat, &attempt).unwrap();
        insta::assert_snapshot!(format!("attempt_{number}"), shown(legible(item.clone())));
        assert_eq!(attempt::read(item).unwrap(), attempt);
    }
}

pub(in crate::item) fn endings() -> Vec<Ending> {
    let what = || "handshake_failure".to_owned();
    vec![
        Ending::Answered,
        Ending::UrlRefused { what: UrlFault::UserInfo },
        Ending::NameNotFound,
        Ending::NameServerTimedOut,
        Ending::NameServerFailed,
        Ending::AddressRefused { address: "::ffff:127.0.0.1".parse().unwrap() },
        Ending::ConnectionRefused,
        Ending::ConnectTimedOut,
        Ending::ConnectionFailed,
        Ending::TlsFailed { what: what() },
        Ending::CertificateExpired,
        Ending::CertificateForOtherName,
        Ending::CertificateUntrusted,
        Ending::TlsTooOld,
        Ending::ClientCertificateRefused { what: what() },
        Ending::Reset,
        Ending::TimedOut,
        Ending::Malformed,
        Ending::HeaderTooLarge,
        Ending::BodyTooLarge,
        Ending::BodyTooSlow,
        Ending::OwnFault(OwnFault::KeyUnreadable),
        // In the order in which they came: kept items are numbered.
        Ending::CertificateTooWeak,
        Ending::BrokenOff { what: what() },
    ]
}

#[test]
fn every_ending_is_read_as_it_was_written() {
    let mut items = Vec::new();
    for ending in endings() {
        let attempt = attempt_of(Some(ending), 1, None);
        let item = attempt::write(id(1), &attempt).unwrap();
        assert_eq!(attempt::read(item.clone()).unwrap(), attempt);
        let ending = item["observation"].as_m().unwrap()["ending"].clone();
        items.push(Item::from([("ending".to_owned(), ending)]));
    }
    insta::assert_snapshot!(together(items));
}

#[test]
fn leases_references_and_receipts_of_oat() {
    let oat: OatId = id(1);
    let held =
        ProbeLease { holder: id::<domain::ids::RefusedCommandKind>(9).into_untyped_uuid(), until: now() };
    let person = member(1, OrganisationRole::ServiceManager);
    let request = key(&person, "a-key", 7).unwrap();
    let kept = Receipt { oat: Some(oat), ..Receipt::of(&request) };
    let made = Receipt { pre_flight: Some(id(6)), ..Receipt::of(&request) };
    let of_oat = receipt::write(&request, &kept, now()).unwrap();
    let of_pre_flight = receipt::write(&request, &made, now()).unwrap();
    let read = |item: &Item| receipt::read(item.clone(), Some(&request), now()).unwrap();
    assert_eq!(read(&of_oat), Some(kept));
    assert_eq!(read(&of_pre_flight), Some(made));
    insta::assert_snapshot!(together([
        lease::write(Key::oat_lease(oat), &held).unwrap(),
        lease::write_free(Key::pre_flight_lease(id(6))).unwrap(),
        reference::write(&GivenReference {
            reference: AnyReference::Oat(OatReference::from_bits(2)),
            of: ReferenceOf::Oat(oat),
            organisation: Some(id(2)),
        })
        .unwrap(),
        of_oat,
        of_pre_flight,
    ]));
}

/// As it was asked for, and as it was done.
pub(in crate::item) fn pre_flights() -> [PreFlight; 2] {
    let asked = PreFlight {
        id: id(6),
        reference: Some(PreFlightReference::from_bits(3)),
        organisation: organisation(1).id,
        asked_at: now(),
        asked_by: manager(),
        targets: vec![target()],
        done: None,
    };
    let at = now().saturating_add(SignedDuration::from_secs(20)).unwrap();
    let seen = vec![unanswered(id(8), &target().url, now(), Ending::ConnectionRefused)];
    let done = PreFlight { done: Some(PreFlightDone { at, seen }), ..asked.clone() };
    [asked, done]
}

#[test]
fn a_pre_flight_before_and_after() {
    let done = pre_flights()[1].done.clone().unwrap();
    let items = pre_flights().map(|pre_flight| {
        let item = pre_flight::write(&pre_flight).unwrap();
        assert_eq!(pre_flight::read(item.clone()).unwrap(), pre_flight);
        item
    });
    for (item, pre_flight) in items.iter().zip(pre_flights()) {
        assert_eq!(pre_flight::read_row(item.clone()).unwrap(), PreFlightSummary::of(&pre_flight));
    }
    let result = pre_flight::write_done(&done);
    assert_eq!(items[1].get(pre_flight::DONE), Some(&result.unwrap()), "in place as in the whole item");
    insta::assert_snapshot!(together(items));
}

#[test]
fn the_find_profile_that_the_probe_goes_by() {
    let item = profile::write(&find_profile(1)).unwrap();
    assert_eq!(profile::read(item.clone()).unwrap(), find_profile(1));
    insta::assert_snapshot!(shown(item));
}

#[test]
fn a_notice_of_downtime_in_force_and_taken_back() {
    let window = DowntimeWindow {
        start: now(),
        end: now().saturating_add(SignedDuration::from_hours(2)).unwrap(),
        nature: text("The database moves"),
        affected_endpoints: [target().endpoint].into(),
        short_notice: Some(text("A security fix")),
    };
    let (id, organisation, change) = (id(4), organisation(1).id, id(1));
    let given = DeclaredDowntime {
        id,
        organisation,
        organisation_name: Some("Meadow Pensions".to_owned()),
        change: Some(change),
        reference: None,
        window,
        in_force: true,
        sequence: 1,
        changed_at: Some(now()),
        cancelled_at: None,
    };
    let cancelled = DeclaredDowntime {
        window: DowntimeWindow { short_notice: None, ..given.window.clone() },
        in_force: false,
        cancelled_at: Some(now()),
        ..given.clone()
    };
    let moved = DeclaredDowntime { cancelled_at: None, ..cancelled.clone() };
    let items = [given, cancelled, moved].map(|declared| {
        let item = downtime::write(&declared).unwrap();
        assert_eq!(downtime::read(item.clone()).unwrap(), declared);
        item
    });
    insta::assert_snapshot!(together(items));
}
