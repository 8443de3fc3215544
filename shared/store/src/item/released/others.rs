//! Everything else: records and their histories, memberships, the register, notifications, delivery status of emails, exports,
//! receipts, downtime and its notices, reservations.

use app::mail::{About, Audience, Mail, MailReference, MailState, Notification, Part};
use app::{
    BounceType, ComparedCounts, ComparisonPlace, Cursor, DeletedThing, DeliveryStatus, EvidenceComparison,
    FileInChecking, GivenReference, History, Notice, Party, Receipt, Recorded, ReferenceOf, RefusedCommand,
    RunningRound, ServiceWord,
};
use domain::actor::{By, OrganisationRole, PdpRole};
use domain::aggregate::Event;
use domain::downtime::{
    CommandKind, DeclaredDowntime, DowntimeWindow, EventKind, Notice as DowntimeNotice, Status,
};
use domain::endpoint::EndpointType;
use domain::evidence::FileOwner;
use domain::evidence::comparison::Round;
use domain::export::{
    Export, ExportFailure, ExportState, Product, RegisterFormat, Subject, building, interrupted,
};
use domain::organisation::PdpTeam;
use domain::reference::{AnyReference, OatReference, Reference, SupportReference};
use domain::register::{EndpointState, RegisteredEndpoint};
use domain::text::FreeText;
use fakes::{endpoint, key, member, organisation, pdp_team, staff};

use super::Specimen;
use crate::item::notification_tests::a_mail;
use crate::item::record_tests::{attempts, connected, events, name, proposals, team_events, with_suspended};
use crate::item::tests::{id, now};
use crate::item::{
    FORMAT, FORMAT_ATTRIBUTE, Item, checking, comparison, downtime, export, feedback, history, mail,
    membership, organisation as org, receipt, record_entry, reference, register, reservation,
};
use crate::table::keys::{Key, PK, SK, number, text};

pub(super) fn checking() -> Vec<Specimen> {
    let file = |of| FileInChecking { of, evidence: id(7), since: now() };
    let row = |name, of| Specimen::new("checking", name, checking::write(&file(of)).unwrap());
    let over = checking::write_over(FileOwner::Change(id(1)), id(7), now()).unwrap();
    vec![
        row("of-change", FileOwner::Change(id(1))),
        row("of-dispute", FileOwner::Dispute(id(1))),
        Specimen::new("checking", "over", over),
    ]
}

pub(super) fn records() -> Vec<Specimen> {
    let organisations = [organisation(1)].into_iter().chain(connected()).chain([with_suspended()]);
    let mut all: Vec<_> = organisations
        .map(|own| Specimen::new("organisation", "organisation", org::write(&own).unwrap()))
        .collect();
    all.push(Specimen::new("team", "team", org::write_team(&pdp_team()).unwrap()));
    let team = PdpTeam { proposals: proposals().to_vec(), ..pdp_team() };
    all.push(Specimen::new("team", "with-proposals", org::write_team(&team).unwrap()));
    let own = organisation(1);
    all.extend([
        Specimen::new("membership", "member", membership::write_member(own.id, &own.people[0]).unwrap()),
        Specimen::new("membership", "staff", membership::write_staff(&pdp_team().people[0]).unwrap()),
        Specimen::new(
            "membership",
            "nothing",
            membership::write_nothing(own.people[0].sign_in, own.people[0].id).unwrap(),
        ),
        Specimen::new("membership", "named", membership::write_member(own.id, &own.people[0]).unwrap()),
        Specimen::new("membership", "named", membership::write_staff(&pdp_team().people[0]).unwrap()),
    ]);
    for (party, kind, happened) in [
        (Party::Organisation(own.id), "organisation-history", events as fn(_) -> _),
        (Party::Pdp, "team-history", team_events),
    ] {
        let written = happened(None).into_iter().map(|happened| {
            Specimen::new(kind, "happened", record_entry::write_event(party, &happened).unwrap())
        });
        all.extend(written);
        let named = record_entry::write_event(party, &happened(name())[0]).unwrap();
        all.push(Specimen::new(kind, "named", named));
        // The second as it is kept now.
        for attempt in attempts(party).into_iter().chain(attempts(party)) {
            let note = newtype_uuid::GenericUuid::into_untyped_uuid(attempt.id);
            let key = Key::record(party).side_note(attempt.version, note);
            let item = record_entry::write_refused(key, &attempt).unwrap();
            all.push(Specimen::new(kind, "refused", item));
        }
        let key = || Key::record(party).side_note(6, uuid::Uuid::from_u128(9));
        let mended = super::mending(app::MendedPart::Membership(id(4)));
        all.push(Specimen::new(kind, "mended", record_entry::write_mended(key(), &mended).unwrap()));
        for thing in [
            DeletedThing::Change(id(1)),
            DeletedThing::InitialConnection(id(1)),
            DeletedThing::Notice(id(1)),
            DeletedThing::PreFlight(id(1)),
            DeletedThing::Remains,
        ] {
            let deleted = super::mending(app::MendedPart::Deleted(super::deleted(thing)));
            let item = record_entry::write_mended(key(), &deleted).unwrap();
            all.push(Specimen::new(kind, format!("deleted-{}", thing.code()), item));
        }
    }
    all
}

pub(super) fn endpoints() -> Vec<Specimen> {
    let url = || endpoint(EndpointType::PatRefresh, "https://a.example.org/pat").unwrap();
    let bare = RegisteredEndpoint::connected_before(id(7), organisation(1).id, url());
    let entry = |state: &EndpointState| {
        let goes_live_on = Some("2026-07-20".parse().unwrap());
        let entry = RegisteredEndpoint {
            state: *state,
            since: now(),
            goes_live_on,
            change: Some(id(1)),
            ..bare.clone()
        };
        Specimen::new("endpoint", state.code(), register::write(&entry).unwrap())
    };
    let mut all: Vec<_> = EndpointState::ALL.iter().map(entry).collect();
    let why = FreeText::restore("An incident".into());
    let suspended = register::write(&bare.clone().suspended(why, now())).unwrap();
    all.push(Specimen::new("endpoint", "suspended", suspended));
    all.push(Specimen::new("endpoint", "connected-before", register::write(&bare).unwrap()));
    let at = || Key::url(&url());
    all.extend([
        Specimen::new("reservation", "change", reservation::for_change(at(), &url(), id(1)).unwrap()),
        Specimen::new(
            "reservation",
            "endpoint",
            reservation::for_endpoint(at(), &url(), id(2), id(7)).unwrap(),
        ),
        Specimen::new("reservation", "nobody", reservation::for_nobody(at(), &url()).unwrap()),
    ]);
    let window = DowntimeWindow {
        start: now(),
        end: now(),
        nature: FreeText::restore("The database moves".into()),
        affected_endpoints: [id(7)].into(),
        short_notice: Some(FreeText::restore("A security fix".into())),
    };
    for in_force in [true, false] {
        let (id, organisation, change) = (id(4), id(2), id(1));
        let declared = DeclaredDowntime {
            id,
            organisation,
            organisation_name: None,
            change: Some(change),
            reference: None,
            window: window.clone(),
            in_force,
            sequence: 0,
            changed_at: None,
            cancelled_at: None,
        };
        all.push(Specimen::new("downtime", "declared", downtime::write(&declared).unwrap()));
        // With what calendars show of it.
        let known = DeclaredDowntime {
            organisation_name: Some("Meadow Pensions".to_owned()),
            reference: Some(Reference::from_bits(1)),
            sequence: 2,
            changed_at: Some(now()),
            cancelled_at: (!in_force).then(now),
            ..declared
        };
        all.push(Specimen::new("downtime", "listed", downtime::write(&known).unwrap()));
    }
    all
}

/// Notices that were given without a change, and their histories.
pub(super) fn notices() -> Vec<Specimen> {
    let (own, notice) = (id(2), id(4));
    let window = |reason: Option<&str>| DowntimeWindow {
        start: now(),
        end: now(),
        nature: FreeText::restore("The database moves".into()),
        affected_endpoints: [id(7)].into(),
        short_notice: reason.map(|reason| FreeText::restore(reason.into())),
    };
    let organisation_name = organisation(1).name;
    let state = |status| DowntimeNotice {
        id: notice,
        organisation: own,
        organisation_name: organisation_name.clone(),
        version: 3,
        declared_at: now(),
        declared_by: by(),
        updated_at: now(),
        status,
        window: window(Some("A security fix")),
    };
    let states = Status::ALL.iter().map(|status| downtime::write_notice(&state(*status)).unwrap());
    let mut all: Vec<_> = states.map(|item| Specimen::new("notice", "notice", item)).collect();
    let events = [
        EventKind::DowntimeDeclared {
            id: notice,
            organisation: own,
            organisation_name: organisation_name.clone(),
            window: window(None),
        },
        EventKind::DowntimeMoved { from: window(None), to: window(Some("A security fix")) },
        EventKind::DowntimeEnded { announced: now() },
        EventKind::DowntimeCancelled,
    ];
    for (kind, version) in events.into_iter().zip(1..) {
        let code = kind.code().replace('_', "-");
        let event = Event { at: now(), by: by(), kind };
        let before = (version > 1).then_some(Status::InForce);
        let recorded: Recorded<DowntimeNotice> =
            Recorded { version, before, after: Status::InForce, event, name: name() };
        let item = history::write_happened(Key::notice(notice).event(version), own, &recorded).unwrap();
        all.push(Specimen::new("notice-history", code, item));
    }
    let refusal = RefusedCommand {
        id: id(3),
        on: History::Downtime(notice),
        party: Party::Organisation(own),
        version: 3,
        at: now(),
        person: Some(id(5)),
        name: name(),
        roles: Some([OrganisationRole::TestManager.into()].into()),
        outsider: false,
        command: CommandKind::End.into(),
        refusal: "role_required".to_owned(),
    };
    let key = Key::notice(notice).side_note(3, newtype_uuid::GenericUuid::into_untyped_uuid(refusal.id));
    let item = history::write_refused(key, own, &refusal).unwrap();
    all.push(Specimen::new("notice-history", "refused", item));
    let key = Key::notice(notice).side_note(3, uuid::Uuid::from_u128(9));
    let item = history::write_mended(key, own, &super::mending(app::MendedPart::State)).unwrap();
    all.push(Specimen::new("notice-history", "mended", item));
    all
}

fn by() -> By {
    By::Person { person: id(5), role: OrganisationRole::ServiceManager.into() }
}

fn about_oat() -> About {
    About::Oat { id: id(1), reference: OatReference::from_bits(1) }
}

pub(super) fn notifications() -> Vec<Specimen> {
    let specimen = |mail: Mail| Specimen::new("mail", mail.code(), mail::write(&mail).unwrap());
    let manager = Audience::Organisation(OrganisationRole::ServiceManager);
    let mut all: Vec<_> = fakes::notifications::all().into_iter().map(|(_, mail)| specimen(mail)).collect();
    let to = |audiences, notification| vec![Part { audiences, notification }];
    let (member, colleague) = (Audience::OrganisationMember(id(4)), Audience::PdpMember(id(4)));
    for audience in [
        manager,
        Audience::OrganisationContacts,
        Audience::Pdp(PdpRole::Support),
        Audience::PdpTeam,
        member,
        colleague,
    ] {
        let parts = to(vec![audience], Notification::ChangeCompleted);
        all.push(specimen(Mail { parts, ..a_mail(Notification::ChangeCompleted) }));
        let subject = "Your change is complete".to_owned();
        let parts = to(vec![Audience::PdpTeam], Notification::NobodyHoldsRole { audience, subject });
        all.push(specimen(Mail { parts, about: about_oat(), ..a_mail(Notification::ChangeCompleted) }));
    }
    let states = [
        MailState::Pending { failures: 2 },
        MailState::Sending { failures: 2, until: now() },
        MailState::Ambiguous { failures: 2, since: now() },
        MailState::Sent { at: now(), message_id: "m".into() },
        MailState::Failed { failures: 3, at: now() },
        MailState::NoRecipient { failures: 0, since: now(), looked: now() },
        MailState::Addressed { at: now() },
        MailState::Over { at: now() },
    ];
    for state in states {
        let mut one = specimen(a_mail(Notification::ChangeCompleted));
        one.item.insert("state".to_owned(), mail::write_state(&state).unwrap());
        all.push(Specimen { name: format!("state-{}", state.code()), ..one });
    }
    let mut parts = to(vec![manager, Audience::OrganisationContacts], Notification::ChangeCompleted);
    parts.extend(to(vec![manager], Notification::TestEndpointsNeeded));
    let copy =
        Mail { parts, reader: Some(id(4)), copy_of: Some(id(6)), ..a_mail(Notification::ChangeCompleted) };
    all.push(Specimen { name: "for-one-person".to_owned(), ..specimen(copy) });
    all
}

pub(super) fn feedback_of_people() -> Vec<Specimen> {
    let notice = |status, reference| Notice { status, at: now(), mail: id(5), reference: Some(reference) };
    let word = ServiceWord::parse("General");
    let (of_change, of_oat) =
        (MailReference::Change(Reference::from_bits(1)), MailReference::Oat(OatReference::from_bits(2)));
    let notices = [
        notice(DeliveryStatus::Bounced { bounce: BounceType::Permanent, word: word.clone() }, of_change),
        notice(DeliveryStatus::Complained { word }, of_oat),
        notice(DeliveryStatus::Delivered, of_oat),
        notice(DeliveryStatus::Rejected, of_change),
    ];
    let person = id::<domain::ids::PersonKind>(4);
    let mut item = Item::from([
        (PK.to_owned(), text("FEEDBACK#PDP")),
        (SK.to_owned(), text(format!("PERSON#{person}"))),
        (FORMAT_ATTRIBUTE.to_owned(), number(FORMAT)),
        (feedback::PERSON.to_owned(), text(person)),
    ]);
    for notice in notices {
        item.insert(notice.status.code().to_owned(), feedback::write_notice(&notice).unwrap());
    }
    let forgotten = feedback::write_forgotten(Party::Pdp, person, now()).unwrap();
    let mut since = forgotten.clone();
    let of_contacts = Notice { reference: None, ..notice(DeliveryStatus::Delivered, of_oat) };
    since.insert("delivered".to_owned(), feedback::write_notice(&of_contacts).unwrap());
    vec![
        Specimen::new("feedback", "every-fate", item),
        Specimen::new("feedback", "forgotten", forgotten),
        Specimen::new("feedback", "since-forgotten", since),
    ]
}

pub(super) fn references() -> Vec<Specimen> {
    let of_organisation = Some(organisation(1).id);
    let whose = [
        ("of-nobody-named", ReferenceOf::Change(id(1)), None),
        ("change", ReferenceOf::Change(id(1)), of_organisation),
        ("oat", ReferenceOf::Oat(id(1)), of_organisation),
        ("pre-flight", ReferenceOf::PreFlight(id(6)), of_organisation),
        ("dispute", ReferenceOf::Dispute(id(8)), of_organisation),
    ];
    let written = |(name, of, organisation)| {
        let reference = AnyReference::Support(SupportReference::from_bits(1));
        let given = GivenReference { reference, of, organisation };
        Specimen::new("reference", name, reference::write(&given).unwrap())
    };
    whose.map(written).into()
}

pub(super) fn comparisons() -> Vec<Specimen> {
    let cursor = |text: &str| Some(Cursor(text.to_owned()));
    let running = RunningRound {
        round: Round { begun: now() },
        place: ComparisonPlace { organisation: cursor("YQ"), disputes: true, page: cursor("Yg") },
        counts: ComparedCounts { files: 4, read: 3, damaged: 2, unread: 1 },
    };
    let last = Some(Round { begun: now() });
    let whole = EvidenceComparison { version: 7, last, running: Some(running), held_until: Some(now()) };
    let item = comparison::write(&whole).unwrap();
    vec![Specimen::new("evidence-comparison", "running", item)]
}

pub(super) fn exports_and_receipts() -> Vec<Specimen> {
    let asked = |subject, actor| Export::request(id(6), subject, &actor, now()).unwrap();
    let contact = || member(1, OrganisationRole::PrimaryBusinessContact);
    let bundle = asked(Subject::EvidenceBundle(id(1)), contact());
    let register = asked(Subject::Register(RegisterFormat::Csv), staff(PdpRole::Support));
    let states = [
        interrupted(1, now()),
        building(2, now()),
        ExportState::Ready(Product { build: 2, bytes: 7, sha256: [7; 32], at: now() }),
        ExportState::Failed { reason: ExportFailure::EvidenceDamaged, at: now() },
    ];
    let mut exports = vec![register];
    exports.extend(states.map(|state| Export { state, ..bundle.clone() }));
    let written =
        |export: &Export| Specimen::new("export", export.state.code(), export::write(export).unwrap());
    let mut all: Vec<_> = exports.iter().map(written).collect();
    let request = key(&contact(), "a-key", 7).unwrap();
    let of = Receipt::of(&request);
    let receipts = [
        Receipt { change: Some(id(1)), evidence: Some(id(2)), ..of },
        Receipt { export: Some(id(6)), ..of },
        Receipt { organisation: Some(id(2)), person: Some(id(4)), ..of },
        Receipt { organisation: Some(id(2)), person: Some(id(4)), sign_in: Some(id(7)), ..of },
        Receipt { oat: Some(id(1)), ..of },
        Receipt { pre_flight: Some(id(6)), ..of },
        Receipt { downtime: Some(id(4)), ..of },
        Receipt { dispute: Some(id(8)), ..of },
        of,
        Receipt { note: Some(id(5)), ..of },
    ];
    let written = |kept: Receipt| receipt::write(&request, &kept, now()).unwrap();
    all.extend(receipts.map(|kept| Specimen::new("receipt", "receipt", written(kept))));
    all
}
