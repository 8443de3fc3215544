//! Requests for OAT in every stage, everything that can happen to one, attempts of the probe with every ending, and pre-flights.

use std::collections::BTreeSet;

use app::{History, Party, PreFlight, PreFlightDone, Recorded, RefusedCommand};
use domain::actor::{By, PdpRole, Process, Role};
use domain::change::support::{Hold, HoldReason};
use domain::oat::observation::Ending;
use domain::oat::{CommandKind, DowntimeWait, Event, EventKind, OatRequest, Status};
use domain::reference::SupportReference;
use domain::text::FreeText;
use domain::tried::{Deed, Tried};
use fakes::{answered, find_profile, unanswered};
use jiff::civil::date;
use newtype_uuid::GenericUuid;

use super::Specimen;
use crate::item;
use crate::item::oat::attempt_tests::{attempt_of, endings, pre_flights};
use crate::item::oat::tests::{change, connection, every_event, stages, target, whole};
use crate::item::oat::{attempt, profile, state};
use crate::item::pre_flight;
use crate::item::record_tests::name;
use crate::item::tests::{id, now};
use crate::table::keys::Key;

pub(super) fn states() -> Vec<Specimen> {
    let of = |subject: fn() -> domain::oat::Subject| {
        stages().into_iter().map(move |stage| OatRequest { subject: subject(), ..whole(stage) })
    };
    let bare = OatRequest { proposed_override: None, runs: Vec::new(), ..whole(stages()[0].clone()) };
    // With what is noted of the last attempt since.
    let later = whole(stages()[0].clone());
    let superseded = Specimen::new("oat", "date_superseded", state::write(&later).unwrap());
    let hold = Hold {
        at: now(),
        by: By::System(Process::GoLive),
        reason: HoldReason::Pdp(FreeText::restore("An incident".into())),
        until: Some(date(2026, 7, 20)),
    };
    let held = OatRequest { subject: connection(), holds: vec![hold], ..whole(stages()[0].clone()) };
    let all = of(change).chain(of(connection)).chain([bare, later, held]);
    let all = all.map(|oat| Specimen::new("oat", oat.status().code(), state::write(&oat).unwrap()));
    all.chain([superseded]).collect()
}

pub(super) fn history() -> Vec<Specimen> {
    let (oat, own) = (id(1), id(2));
    let happened = |(version, kind): (u64, EventKind)| {
        let name = kind.code();
        let by = By::System(Process::OperationalAcceptanceTesting);
        let event = Event { at: now(), by, kind };
        let before = (version > 1).then_some(Status::Testing);
        let recorded: Recorded<OatRequest> =
            Recorded { version, before, after: Status::Failed, event, name: None };
        Specimen::new(
            "oat-history",
            name,
            item::history::write_happened(Key::oat(oat).event(recorded.version), own, &recorded).unwrap(),
        )
    };
    let reason = Some(FreeText::restore("As agreed".into()));
    let (reference, why) = (SupportReference::from_bits(3), || FreeText::restore("As agreed".into()));
    let with_reasons = [
        EventKind::OverrideDeclined { reason: reason.clone() },
        EventKind::DateChangeAccepted { date: date(2026, 7, 20), reason },
        EventKind::SupportAnswered { reference, answer: why(), accepted: Some(true) },
        EventKind::DelayAsked { reference, until: None, text: why() },
        EventKind::DelayAsked { reference, until: Some(date(2026, 7, 20)), text: why() },
        EventKind::GoingLiveHeld { reason: HoldReason::Asked { request: reference }, until: None },
        EventKind::GoingLiveHeld { reason: HoldReason::Pdp(why()), until: Some(date(2026, 7, 20)) },
        EventKind::GoingLiveReleased { reason: why() },
    ];
    // With what is noted of attempts and of faults since.
    let is_later = |kind: &EventKind| {
        matches!(kind, EventKind::AttemptsRecorded { .. } | EventKind::OwnFaultReported { .. })
    };
    let later: Vec<_> = every_event().into_iter().filter(is_later).collect();
    let waits = vec![DowntimeWait { endpoint: id(7), until: now(), look_at: Some(now()) }];
    let looks = EventKind::DowntimeAwaited { run: 1, targets: vec![], waits };
    let mut all: Vec<_> = (1..)
        .zip(every_event().into_iter().chain(with_reasons).chain(later).chain([looks]))
        .map(happened)
        .collect();
    let first = (Deed::RequestOat.into(), None);
    for (command, roles) in [first, (CommandKind::AskForRetest.into(), None), named()] {
        let is_first = command == Deed::RequestOat.into();
        let refusal = RefusedCommand {
            id: id(3),
            on: History::Oat(oat),
            party: Party::Organisation(own),
            version: 6,
            at: now(),
            person: (!is_first).then(|| id(4)),
            name: roles.as_ref().and_then(|_| name()),
            roles,
            outsider: is_first,
            command,
            refusal: "wrong_status".to_owned(),
        };
        let key = Key::oat(oat).side_note(6, refusal.id.into_untyped_uuid());
        let item = item::history::write_refused(key, own, &refusal).unwrap();
        all.push(Specimen::new("oat-history", "refused", item));
    }
    let key = Key::oat(oat).side_note(6, uuid::Uuid::from_u128(9));
    let item = item::history::write_mended(key, own, &super::mending(app::MendedPart::State)).unwrap();
    all.push(Specimen::new("oat-history", "mended", item));
    let (by, kind) = (By::Reader { person: id(4) }, every_event().remove(0));
    let event = Event { at: now(), by, kind };
    let recorded: Recorded<OatRequest> =
        Recorded { version: 1, before: None, after: Status::Testing, event, name: name() };
    all.push(Specimen::new(
        "oat-history",
        "named",
        item::history::write_happened(Key::oat(oat).event(recorded.version), own, &recorded).unwrap(),
    ));
    all
}

/// What somebody tried whose roles were kept.
fn named() -> (Tried, Option<BTreeSet<Role>>) {
    (CommandKind::AskForRetest.into(), Some([PdpRole::Support.into()].into()))
}

pub(super) fn attempts() -> Vec<Specimen> {
    let attempts = [attempt_of(None, 1, None)].into_iter().chain(
        endings()
            .into_iter()
            .map(|ending| attempt_of(Some(ending), 2, Some(domain::oat::Cause::NameNotFound))),
    );
    // What was noted later: of an answer, and of what could not be read.
    let later = [attempt_of(None, 3, None), attempt_of(Some(Ending::Malformed), 3, None)];
    let written = attempts.chain(later).map(|one| attempt::write(id(1), &one).unwrap());
    written.map(|item| Specimen::new("attempt", "attempt", item)).collect()
}

pub(super) fn pre_flights_too() -> Vec<Specimen> {
    let unanswered = |item: Ending| unanswered(id(8), &target().url, now(), item);
    // Every way in which a row tells what was seen.
    let of_each = [
        vec![answered(id(8), &target().url, now(), 401), answered(id(8), &target().url, now(), 202)],
        vec![unanswered(Ending::NameNotFound)],
    ];
    let [_, done] = pre_flights();
    let shown = of_each.map(|seen| PreFlight {
        targets: vec![target(); seen.len()],
        done: Some(PreFlightDone { at: now(), seen }),
        ..done.clone()
    });
    let written = pre_flights().into_iter().chain(shown).map(|one| pre_flight::write(&one).unwrap());
    let present = profile::write(&find_profile(1)).unwrap();
    let mut all: Vec<_> = written.map(|item| Specimen::new("pre-flight", "pre-flight", item)).collect();
    all.push(Specimen::new("find-profile", "find-profile", present));
    all
}
