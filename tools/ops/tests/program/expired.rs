//! The deletion of what has been kept as long as it has to be (A2): what goes, what stays, and what is left of it.

use std::collections::BTreeSet;

use app::{
    Deleted, DeletedThing, Deletions, Entry, HeldState, History, Holding, Members, MendedEntry, MendedPart,
    Mending, OatSubject, Organisations, Party, PreFlightOf, RecordCommand, RecordEntry, Request, SignedBy,
    add_note, administer, ask_pre_flight, declare_downtime, delete_thing, draft_change, execute_command,
    execute_dispute_command, look_up, open_dispute, probe_due, probe_pre_flights, promote_due,
    promote_due_connections, request_export, request_oat, submit_change, take_endpoint_out_of_use,
};
use aws_sdk_dynamodb::types::AttributeValue;
use clap::Parser as _;
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::step_answers::StepAnswers;
use domain::change::{Change, Command, HostsAtReview};
use domain::dispute::{Command as DisputeCommand, ResultId, Ruling};
use domain::downtime::DowntimeAnswers;
use domain::export::Subject;
use domain::ids::{ChangeId, DisputeId, EndpointId, OrganisationId};
use domain::oat::OatAnswers;
use domain::organisation::{Command as OfOrganisation, MemberCommand};
use domain::policy::Scale;
use domain::task::NoteOn;
use domain::text::{FreeText, Name};
use fakes::{FakeProbe, complete_answers, key, member, organisation, staff};
use ops::{Program, Tools};

use crate::world::{Item, World, contact, seeded, under_test};

const NAMES: [&str; 7] =
    ["--write", "--who", "Olu Operator", "--with", "Wyn Witness", "--why", "The yearly deletion."];

/// The program in this process, by the clock of the world.
async fn expired(world: &World, words: &[&str]) -> (bool, String) {
    let words = [&["ops", "--table", &world.table, "expired"], words].concat();
    let program = Program::try_parse_from(words).unwrap();
    let tools = Tools { services: world.services.clone(), sdk: world.sdk.clone() };
    let mut out = Vec::new();
    let well = ops::run(&program.command, &tools, &mut out).await.unwrap();
    (well, String::from_utf8(out).unwrap())
}

fn at(world: &World, day: &str) {
    world.fakes.clock.set(format!("{day}T12:00:00Z").parse().unwrap());
}

/// Does what the table's time to live does.
async fn forget_what_expires(world: &World) {
    let now = world.services.clock.now().as_second();
    let is_over = |item: &Item| {
        let until = item.get("expires_at").and_then(|until| until.as_n().ok()?.parse::<i64>().ok());
        until.is_some_and(|until| until <= now)
    };
    for item in world.items("").await.iter().filter(|item| is_over(item)) {
        world.delete(item).await;
    }
}

/// Somebody whom no record names, so that only what they did does.
fn stranger() -> Actor {
    Actor::Member {
        person: "0198eeee-0000-7000-8000-00000000abcd".parse().unwrap(),
        organisation: organisation(1).id,
        roles: [OrganisationRole::PrimaryBusinessContact].into(),
        name: Some(Name::restore("Ann Archer".to_owned())),
    }
}

async fn submitted_by(world: &World, actor: &Actor, url: &str) -> Change {
    let key = |name: &str| key(actor, &format!("{name}-{}", url.len()), 1).unwrap();
    let draft =
        draft_change(&world.services, actor, &key("draft"), complete_answers(&[url])).await.unwrap().change;
    let again = key("submission");
    let request = Request { actor, on: draft.id, seen: None, key: Some(&again) };
    submit_change(&world.services, request).await.unwrap().change
}

async fn execute(world: &World, actor: &Actor, id: ChangeId, command: Command) -> Change {
    let request = Request { actor, on: id, seen: None, key: None };
    execute_command(&world.services, request, |_| command.clone()).await.unwrap().change
}

/// Rejected on 6 July 2026, with a note of PDP and an export.
async fn rejected(world: &World) -> Change {
    let change = submitted_by(world, &stranger(), "https://new.example.org/find").await;
    let reviewer = staff(PdpRole::Reviewer);
    let note = key(&reviewer, "note", 1).unwrap();
    add_note(&world.services, &reviewer, &note, NoteOn::Change(change.id), "Not theirs?").await.unwrap();
    let export = key(&reviewer, "export", 1).unwrap();
    request_export(&world.services, &reviewer, &export, Subject::EvidenceBundle(change.id)).await.unwrap();
    execute(world, &reviewer, change.id, Command::Reject { reason: "Not theirs".to_owned() }).await
}

/// A change that is complete and whose endpoint is live, by these people.
async fn live(world: &World, business: &Actor, technical: &Actor) -> (Change, EndpointId) {
    let change = submitted_by(world, business, "https://live.example.org/find").await;
    let hosts = HostsAtReview::default();
    let (scale, reason) = (Scale::Minimal, Some("Small".to_owned()));
    let confirm = Command::Confirm { scale, reason, oat_required: false, hosts };
    execute(world, &staff(PdpRole::Reviewer), change.id, confirm).await;
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: None };
    execute(world, technical, change.id, Command::SubmitStep { answers }).await;
    promote_due(&world.services, || true).await.unwrap();
    let endpoint = change.new_endpoints()[0].0;
    (change, endpoint)
}

async fn take_out(world: &World, own: OrganisationId, id: EndpointId, actor: &Actor) {
    let key = key(actor, &format!("out-{id}"), 1).unwrap();
    let request = Request { actor, on: Party::Organisation(own), seen: None, key: Some(&key) };
    take_endpoint_out_of_use(&world.services, request, id, Some("Replaced")).await.unwrap();
}

/// The items of a change, wherever they are.
async fn items_of(world: &World, id: ChangeId) -> Vec<String> {
    let id = id.to_string();
    let named = world.items("").await.into_iter().filter(|item| {
        let text = format!("{item:?}");
        text.contains(&id) && item["sk"].as_s().unwrap() != "REFERENCE"
    });
    named.map(|item| format!("{} {}", item["pk"].as_s().unwrap(), item["sk"].as_s().unwrap())).collect()
}

/// What the history of the record says of deletions.
async fn deletions(world: &World, party: Party) -> Vec<MendedPart> {
    let page = app::PageRequest { size: 100, cursor: None };
    let entries = world.store.record_history(party, &page).await.unwrap().items;
    let deleted = entries.into_iter().filter_map(|entry| match entry {
        Entry::Mended(mending) => {
            assert_eq!(mending.operator.as_str(), "Olu Operator");
            assert_eq!(mending.with.as_ref().map(Name::as_str), Some("Wyn Witness"));
            assert_eq!(mending.why.as_str(), "The yearly deletion.");
            Some(mending.what)
        }
        _ => None,
    });
    deleted.collect()
}

async fn no_orphans(world: &World) {
    let (code, said) = world.ops(&["orphans"]);
    assert_eq!((code, said.contains("There are none.")), (0, true), "{said}");
}

/// Holds A1, A2.
#[tokio::test]
async fn what_ended_is_kept_for_six_years_and_then_deleted() {
    let world = seeded("ops-expired").await;
    let change = rejected(&world).await;
    let (id, own) = (change.id, organisation(1).id);
    let reference = change.reference().unwrap().to_string();
    at(&world, "2026-07-20");
    forget_what_expires(&world).await;
    let (well, said) = expired(&world, &[]).await;
    let kept =
        format!("change {id} ({reference}): kept, because it ended on Monday 6 July 2026, so it may go");
    assert!(well && said.contains(&format!("{kept} from Wednesday 7 July 2032 on")), "{said}");
    at(&world, "2032-07-06");
    let (well, said) = expired(&world, &NAMES).await;
    assert!(well && said.contains(&kept), "{said}");
    assert!(items_of(&world, id).await.len() > 8, "it is all there");

    at(&world, "2032-07-07");
    let before = world.items("").await;
    let (well, said) = expired(&world, &[]).await;
    assert!(
        !well && said.contains(&format!("change {id} ({reference}): ended on Monday 6 July 2026; ")),
        "{said}"
    );
    assert!(said.contains("Nothing was written."), "{said}");
    assert_eq!(world.items("").await, before, "nothing was written");

    let (well, said) = expired(&world, &NAMES).await;
    assert!(well && said.contains("; deleted"), "{said}");
    let left = items_of(&world, id).await;
    assert!(
        left.len() == 1 && left[0].starts_with(&format!("ORG#{own} HISTORY#")),
        "only that it was deleted: {left:?}"
    );
    let told = deletions(&world, Party::Organisation(own)).await;
    let [MendedPart::Deleted(deleted)] = told[..] else { panic!("{told:?}") };
    assert_eq!(deleted.what, DeletedThing::Change(id));
    assert_eq!(deleted.reference.map(|one| one.to_string()), Some(reference.clone()));
    assert_eq!(
        (deleted.entries, deleted.notifications > 0, deleted.others > 4),
        (3, true, true),
        "{deleted:?}"
    );
    assert_eq!(deletions(&world, Party::Pdp).await, [], "there was nothing else");
    assert!(world.items("URL#").await.iter().all(|url| url.contains_key("organisation")));

    // The reference names nothing, and stays taken.
    look_up(&world.services, &contact(), &reference).await.unwrap_err();
    assert!(world.item(&format!("REFERENCE#{reference}"), "REFERENCE").await.is_some());
    no_orphans(&world).await;
    let person = stranger().person().unwrap().to_string();
    let (code, said) = world.ops(&["person", "--person", &person]);
    assert_eq!((code, said.lines().count()), (1, 1), "nothing names them any more: {said}");
    let (well, said) = expired(&world, &NAMES).await;
    assert!(well && said.contains("Nothing is to be deleted"), "{said}");
}

/// Holds G5, A2.
#[tokio::test]
async fn a_live_endpoint_keeps_its_change_however_old_it_is() {
    let world = seeded("ops-expired-live").await;
    let technical = member(1, OrganisationRole::PrimaryTechnicalContact);
    let (change, endpoint) = live(&world, &stranger(), &technical).await;
    let own = organisation(1).id;
    at(&world, "2036-03-03");
    forget_what_expires(&world).await;
    let (well, said) = expired(&world, &NAMES).await;
    assert!(well && said.contains("1 have not ended, or are in use."), "{said}");
    take_out(&world, own, endpoint, &contact()).await;
    let (well, said) = expired(&world, &NAMES).await;
    assert!(
        well && said.contains("it ended on Monday 3 March 2036, so it may go from Tuesday 4 March 2042 on"),
        "{said}"
    );
    at(&world, "2042-03-04");
    forget_what_expires(&world).await;
    let (well, said) = expired(&world, &NAMES).await;
    assert!(well && said.contains("; deleted"), "{said}");
    let left = items_of(&world, change.id).await;
    assert!(left.iter().all(|item| item.starts_with(&format!("ORG#{own} HISTORY#"))), "{left:?}");
    let entry = world.item(&format!("ORG#{own}"), &format!("ENDPOINT#{endpoint}")).await;
    assert_eq!(entry, None, "its entry in the register went with it");
    no_orphans(&world).await;
}

/// Holds A2.
#[tokio::test]
async fn a_deletion_that_was_stopped_goes_on() {
    let world = seeded("ops-expired-stopped").await;
    let change = rejected(&world).await;
    let thing = DeletedThing::Change(change.id);
    at(&world, "2033-01-03");
    forget_what_expires(&world).await;
    // Killed after the state was gone, then once more in the middle.
    let all = world.store.holdings(world.services.clock.now()).await.unwrap();
    let holding = all.things[&thing].clone();
    let entry = entry_of(&world, thing, &holding);
    assert!(world.store.begin_deletion(thing, &holding.state, &entry).await.unwrap());
    let (code, said) = world.ops(&["orphans"]);
    assert_eq!((code, said.lines().count()), (1, 2), "{said}");
    assert!(said.contains("its deletion was begun, and has not ended. ops expired"), "{said}");
    for item in world.items(&format!("CHANGE#{}", change.id)).await.iter().skip(1).step_by(2) {
        world.delete(item).await;
    }
    let (well, said) = expired(&world, &[]).await;
    assert!(!well && said.contains("its deletion was begun, and has not ended; "), "{said}");
    let (well, said) = expired(&world, &NAMES).await;
    assert!(well && said.contains("; deleted"), "{said}");
    assert_eq!(items_of(&world, change.id).await.len(), 1, "that it was deleted");
    assert_eq!(deletions(&world, Party::Organisation(change.organisation)).await.len(), 1, "once");
    no_orphans(&world).await;
}

/// What the program keeps of a deletion when it begins it.
fn entry_of(world: &World, thing: DeletedThing, holding: &Holding) -> MendedEntry {
    let SignedBy { operator, with, why } = signature();
    let what = MendedPart::Deleted(holding.counted(thing));
    MendedEntry {
        on: History::Record(Party::Organisation(holding.state.organisation().unwrap())),
        note: world.services.fresh_uuid(),
        mending: Mending { what, at: world.services.clock.now(), operator, with, why },
    }
}

fn signature() -> SignedBy {
    SignedBy {
        operator: Name::restore("Olu Operator".to_owned()),
        with: Some(Name::restore("Wyn Witness".to_owned())),
        why: FreeText::restore("The yearly deletion.".to_owned()),
    }
}

/// Holds A1, A2.
#[tokio::test]
async fn what_changed_meanwhile_is_not_deleted() {
    let world = seeded("ops-expired-meanwhile").await;
    let change = rejected(&world).await;
    at(&world, "2033-01-03");
    forget_what_expires(&world).await;
    let all = world.store.holdings(world.services.clock.now()).await.unwrap();
    // As any command would leave it.
    let mut state = world.item(&format!("CHANGE#{}", change.id), "STATE").await.unwrap();
    state.insert("version".to_owned(), AttributeValue::N((change.version + 1).to_string()));
    world.put(state).await;
    let before = world.items("").await;
    let thing = DeletedThing::Change(change.id);
    let done = delete_thing(&world.services, thing, &all.things[&thing], &signature()).await.unwrap();
    assert!(!done, "it is not as it was read");
    assert_eq!(world.items("").await, before, "nothing was written");
    // Of a test that nobody knew of nothing is deleted either.
    let mut known = all.things[&thing].clone();
    let HeldState::Change(read, _) = &mut known.state else { panic!("{known:?}") };
    read.version += 1;
    let mut oat = world.item(&format!("CHANGE#{}", change.id), "STATE").await.unwrap();
    oat.insert("pk".to_owned(), AttributeValue::S(format!("OAT#{}", change.id)));
    world.put(oat.clone()).await;
    assert!(!delete_thing(&world.services, thing, &known, &signature()).await.unwrap());
    world.delete(&oat).await;
    assert!(delete_thing(&world.services, thing, &known, &signature()).await.unwrap());
    no_orphans(&world).await;
}

/// Holds A2.
#[tokio::test]
async fn what_cannot_be_read_is_left_and_named() {
    let world = seeded("ops-expired-unreadable").await;
    let change = rejected(&world).await;
    let partition = format!("CHANGE#{}", change.id);
    at(&world, "2033-01-03");
    forget_what_expires(&world).await;
    world.damage(world.item(&partition, "STATE").await.unwrap(), "stage", "nonsense").await;
    let before = world.items(&partition).await;
    let (well, said) = expired(&world, &NAMES).await;
    let left = format!("change {}: left, because this cannot be read: {partition} STATE", change.id);
    assert!(!well && said.contains(&left) && said.contains("ops orphans says"), "{said}");
    assert_eq!(world.items(&partition).await, before);
}

/// Holds O1, A2, Q10.
#[tokio::test]
async fn an_initial_connection_goes_with_its_disputes() {
    let world = seeded("ops-expired-connection").await;
    let (own, oat) = under_test(&world).await;
    let Actor::Member { person, name, .. } = member(2, OrganisationRole::ServiceManager) else {
        panic!("PDP")
    };
    let roles = [OrganisationRole::ServiceManager].into();
    let manager = Actor::Member { person, organisation: own, roles, name };
    let key = |name: &str| key(&manager, name, 1).unwrap();
    let probe = FakeProbe::default();
    let asked =
        ask_pre_flight(&world.services, &manager, &key("try"), &PreFlightOf::VouchingScheme).await.unwrap();
    probe_pre_flights(&world.services, &probe, 4, || true).await.unwrap();
    probe_due(&world.services, &probe, 4, || true).await.unwrap();
    let run = ResultId::Run { oat, number: 1 };
    let flight = ResultId::PreFlight { id: asked.id };
    let mut disputes = Vec::new();
    for (name, of) in [("run", run), ("flight", flight)] {
        let text = "Our log says something else";
        disputes.push(open_dispute(&world.services, &manager, &key(name), of, &[], text).await.unwrap().id);
    }
    world.fakes.clock.set("2026-10-01T12:00:00Z".parse().unwrap());
    promote_due_connections(&world.services, || true).await.unwrap();
    let live = world.store.organisation(own).await.unwrap().unwrap().live_endpoints;
    assert!(!live.is_empty(), "it is connected");
    // It has to keep a Find endpoint, so it gets another one.
    let with = |role| Actor::Member { person, organisation: own, roles: [role].into(), name: None };
    let business = with(OrganisationRole::PrimaryBusinessContact);
    let technical = with(OrganisationRole::PrimaryTechnicalContact);
    let (change, _) = self::live(&world, &business, &technical).await;
    for id in live.keys() {
        take_out(&world, own, *id, &business).await;
    }
    at(&world, "2033-01-03");
    forget_what_expires(&world).await;
    let (_, said) = expired(&world, &NAMES).await;
    assert_eq!(said.matches("waits for PDP’s answer").count(), 2, "an open dispute keeps either: {said}");
    let support = staff(PdpRole::Support);
    for id in disputes {
        let request = Request { actor: &support, on: id, seen: None, key: None };
        let answer = DisputeCommand::Answer { ruling: Some(Ruling::Stands), text: "It was so.".to_owned() };
        execute_dispute_command(&world.services, request, &answer).await.unwrap();
    }
    at(&world, "2039-01-04");
    forget_what_expires(&world).await;
    let (well, said) = expired(&world, &NAMES).await;
    assert!(well, "{said}");
    for gone in ["OAT#", "DISPUTE#", "DISPUTED#", "PREFLIGHT#", "TASK#oat_request"] {
        assert_eq!(world.items(gone).await, [], "{gone}");
    }
    let mails = world.items("MAIL#").await;
    assert!(!mails.is_empty() && mails.iter().all(|mail| mail.contains_key("change")), "{mails:?}");
    assert!(items_of(&world, change.id).await.len() > 8, "what is live stays");
    let told: BTreeSet<_> = deletions(&world, Party::Organisation(own)).await.iter().map(code).collect();
    assert_eq!(told, ["oat_request", "pre_flight"].into());
    no_orphans(&world).await;
    // Nothing tells any more how its scheme went live.
    let (code, said) = world.ops(&["rebuild", "--organisation", &own.to_string()]);
    assert_eq!((code, said.contains("was deleted, as it had been kept long enough")), (2, true), "{said}");
}

fn code(part: &MendedPart) -> &'static str {
    let MendedPart::Deleted(deleted) = part else { return part.code() };
    deleted.what.code()
}

/// A run that passed, of a change whose endpoint is out of use since 3 March 2036, and a dispute of it that PDP answered.
async fn tested_and_disputed(world: &World) -> (Change, DisputeId) {
    let change = submitted_by(world, &stranger(), "https://tested.example.org/find").await;
    let hosts = HostsAtReview::default();
    let (scale, reason) = (Scale::Minimal, Some("Small".to_owned()));
    let confirm = Command::Confirm { scale, reason, oat_required: true, hosts };
    execute(world, &staff(PdpRole::Reviewer), change.id, confirm).await;
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: None };
    let technical = member(1, OrganisationRole::PrimaryTechnicalContact);
    execute(world, &technical, change.id, Command::SubmitStep { answers }).await;
    let manager = member(1, OrganisationRole::ServiceManager);
    let key = |name: &str| key(&manager, name, 1).unwrap();
    let answers = OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some("2026-07-20".parse().unwrap()),
    };
    let (asks, subject) = (key("oat"), OatSubject::Change(change.id));
    let oat = request_oat(&world.services, &manager, Some(&asks), subject, &answers).await.unwrap().oat.id;
    probe_due(&world.services, &FakeProbe::default(), 4, || true).await.unwrap();
    let run = ResultId::Run { oat, number: 1 };
    let dispute = open_dispute(&world.services, &manager, &key("run"), run, &[], "Not so").await.unwrap().id;
    let support = staff(PdpRole::Support);
    let request = Request { actor: &support, on: dispute, seen: None, key: None };
    let answer = DisputeCommand::Answer { ruling: Some(Ruling::Stands), text: "It was so.".to_owned() };
    execute_dispute_command(&world.services, request, &answer).await.unwrap();
    world.fakes.clock.set("2026-07-20T12:00:00Z".parse().unwrap());
    promote_due(&world.services, || true).await.unwrap();
    at(world, "2036-03-03");
    take_out(world, organisation(1).id, change.new_endpoints()[0].0, &contact()).await;
    (change, dispute)
}

/// Holds O1, A2, Q10.
#[tokio::test]
async fn a_test_and_its_disputes_go_with_their_change() {
    let world = seeded("ops-expired-tested").await;
    let (change, dispute) = tested_and_disputed(&world).await;
    at(&world, "2042-03-04");
    forget_what_expires(&world).await;
    let thing = DeletedThing::Change(change.id);
    let all = world.store.holdings(world.services.clock.now()).await.unwrap();
    let holding = all.things[&thing].clone();
    // However much of it went before the program was killed, the state of the dispute says to what the rest belongs.
    let begun = world.items("").await;
    for of_dispute_left in [false, true] {
        for item in world.items("").await {
            world.delete(&item).await;
        }
        for item in &begun {
            world.put(item.clone()).await;
        }
        let entry = entry_of(&world, thing, &holding);
        assert!(world.store.begin_deletion(thing, &holding.state, &entry).await.unwrap());
        let (dispute, state) = (format!("DISPUTE#{dispute}"), "STATE");
        for key in &holding.items {
            let is_of_dispute = key.pk == dispute;
            let stays = (is_of_dispute && (key.sk == state || of_dispute_left)) || key.sk == "REFERENCE";
            if let (false, Some(item)) = (stays, world.item(&key.pk, &key.sk).await) {
                world.delete(&item).await;
            }
        }
        let (well, said) = expired(&world, &NAMES).await;
        assert!(well && said.contains("; deleted"), "{said}");
        for gone in ["CHANGE#", "OAT#", "DISPUTE#", "DISPUTED#", "TASK#technical_change", "TASK#oat_request"]
        {
            assert_eq!(world.items(gone).await, [], "{gone}");
        }
        let references = world.items("REFERENCE#").await;
        assert!(references.len() == 3 && references.iter().all(|one| one.contains_key("deleted_at")));
        no_orphans(&world).await;
    }
}

/// Holds A2, Q6.
#[tokio::test]
async fn a_notice_goes_and_so_does_what_belongs_to_nothing() {
    let world = seeded("ops-expired-notice").await;
    let (own, manager) = (organisation(1), member(1, OrganisationRole::ServiceManager));
    let typed = DowntimeAnswers {
        start: Some("2026-08-03T09:00".parse().unwrap()),
        end: Some("2026-08-03T11:00".parse().unwrap()),
        nature: "Maintenance".to_owned(),
        affected_endpoints: own.live_endpoints.keys().copied().collect(),
        short_notice_reason: String::new(),
    };
    let notice = key(&manager, "notice", 1).unwrap();
    let notice = declare_downtime(&world.services, &manager, &notice, &typed).await.unwrap().id;
    // A notification about people, which was sent, and one that still waits; and a download of the register.
    submitted_by(&world, &contact(), "https://new.example.org/find").await;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let mut mail = world.items("MAIL#").await.remove(0);
    mail.retain(|name, _| !["change", "reference"].contains(&name.as_str()));
    mail.insert("pk".to_owned(), text("MAIL#0198eeee-0000-7000-8000-000000000001"));
    world.put(mail.clone()).await;
    mail.insert("pk".to_owned(), text("MAIL#0198eeee-0000-7000-8000-000000000002"));
    mail.retain(|name, _| !["queue", "due"].contains(&name.as_str()));
    world.put(mail.clone()).await;
    mail.insert("pk".to_owned(), text("DOWNLOAD#0198eeee-0000-7000-8000-000000000003"));
    mail.insert("sk".to_owned(), text("HISTORY#0198eeee-0000-7000-8000-000000000004"));
    world.put(mail).await;

    at(&world, "2032-08-03");
    forget_what_expires(&world).await;
    let (well, said) = expired(&world, &[]).await;
    let kept = format!("notice of downtime {notice}: kept, because it ended on Monday 3 August 2026");
    assert!(!well && said.contains(&kept), "{said}");
    assert!(said.contains("1 notifications that belong to no thing: of no more use"), "{said}");
    assert!(said.contains("1 downloads of the register: of no more use"), "{said}");
    at(&world, "2032-08-04");
    let (well, said) = expired(&world, &NAMES).await;
    assert!(well && said.contains("3 of 3 were deleted"), "{said}");
    for gone in ["NOTICE#", "DOWNLOAD#", "MAIL#0198eeee-0000-7000-8000-000000000002"] {
        assert_eq!(world.items(gone).await, [], "{gone}");
    }
    let copies = world.items(&format!("ORG#{}", own.id)).await;
    assert!(copies.iter().all(|item| !item["sk"].as_s().unwrap().starts_with("DOWNTIME#")));
    assert_eq!(world.items("MAIL#0198eeee-0000-7000-8000-000000000001").await.len(), 1, "it waits");
    assert!(!world.items("CHANGE#").await.is_empty(), "what goes on stays");
    let told = deletions(&world, Party::Organisation(own.id)).await;
    assert!(
        matches!(told[..], [MendedPart::Deleted(Deleted { what: DeletedThing::Notice(_), .. })]),
        "{told:?}"
    );
    let told = deletions(&world, Party::Pdp).await;
    let [MendedPart::Deleted(Deleted { what: DeletedThing::Remains, notifications: 1, others: 1, .. })] =
        told[..]
    else {
        panic!("{told:?}")
    };
    no_orphans(&world).await;
}

/// Holds P3, A2.
#[tokio::test]
async fn of_people_who_left_nothing_is_kept_but_histories() {
    let world = seeded("ops-expired-people").await;
    let (own, ann) = (organisation(1).id, member(1, OrganisationRole::TestManager));
    let person = ann.person().unwrap();
    let administrator = staff(PdpRole::Administrator);
    let on = Party::Organisation(own);
    let key = key(&administrator, "remove", 1).unwrap();
    let request = Request { actor: &administrator, on, seen: None, key: Some(&key) };
    let remove = RecordCommand::Organisation(OfOrganisation::Member(MemberCommand::Remove { person }));
    administer(&world.services, request, &remove).await.unwrap();
    let has_left = async || {
        let items = world.items("PERSON#").await;
        items.iter().any(|item| item["person"].as_s().unwrap() == &person.to_string())
    };
    at(&world, "2032-07-06");
    let (_, said) = expired(&world, &NAMES).await;
    assert!(has_left().await && !said.contains("memberships of people who left"), "{said}");
    at(&world, "2032-07-07");
    forget_what_expires(&world).await;
    let (well, said) = expired(&world, &NAMES).await;
    assert!(well && said.contains("1 memberships of people who left: of no more use"), "{said}");
    assert!(!has_left().await);
    let entries = world.store.record_history(on, &app::PageRequest { size: 9, cursor: None }).await.unwrap();
    assert!(matches!(&entries.items[..], [RecordEntry::Happened(_)]), "the history of a record stays");
    assert_eq!(world.items("PERSON#").await.len(), world_people(&world).await, "members stay");
    no_orphans(&world).await;
}

async fn world_people(world: &World) -> usize {
    let mut count = fakes::pdp_team().people.len();
    for number in [1, 2] {
        count += world.store.organisation(organisation(number).id).await.unwrap().unwrap().people.len();
    }
    count
}

/// Holds A2.
#[tokio::test]
async fn it_takes_two_people_to_delete() {
    let world = seeded("ops-expired-two").await;
    let change = rejected(&world).await;
    let alone = ["expired", "--write", "--who", "Olu Operator", "--why", "Because"];
    for (words, says) in [
        (&alone[..], "it takes two people to delete: --with"),
        (&[&alone[..], &["--with", " OLU  operator "]].concat(), "--who and --with are the same"),
        (&["expired", "--with", "Wyn Witness"], "--write"),
    ] {
        let (code, said) = world.ops(words);
        assert_eq!((code, said.contains(says)), (2, true), "{words:?}: {said}");
    }
    // By the real clock it is all too young.
    let (code, said) = world.ops(&[&["expired"], &NAMES[..]].concat());
    assert_eq!((code, said.contains(&format!("change {}", change.id))), (0, true), "{said}");
}

/// Holds A2, Q9.
#[test]
fn figures_are_not_compared_with_what_may_be_gone() {
    let nowhere = [("AWS_REGION", "eu-west-2"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let (code, said) = crate::world::ops(&["--table", "t", "figures", "--month", "2019-10"], &nowhere);
    assert_eq!((code, said.contains("the histories of 2019-10 may have been deleted")), (2, true), "{said}");
}
