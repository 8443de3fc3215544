//! The commands that put something right in the table: what they find, what they write, and that it is on record.

use app::mail::MailState;
use app::{
    Changes, CommandStore, Entry, HistoryEntry, Members, MendedPart, Organisations, Outbox, PageRequest,
    Party, ReadRequest, RecordEntry, Request, Standing, administer, register_organisation,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::PdpRole;
use domain::change::Change;
use domain::ids::ChangeId;
use domain::organisation::Command;
use fakes::{key, organisation, sign_in, staff};

use crate::world::{World, contact, seeded, submitted, under_test};

const PAGE: PageRequest = PageRequest { size: 100, cursor: None };

async fn load(world: &World, id: ChangeId) -> Option<Change> {
    let read = ReadRequest { change: Some(id), ..ReadRequest::at(world.services.clock.now()) };
    world.store.read(read).await.ok()?.change
}

/// What was put right, as the history of the change tells it.
async fn mended(world: &World, id: ChangeId) -> Vec<MendedPart> {
    let entries = world.store.history(id, &PAGE).await.unwrap().page.items;
    let mended = entries.into_iter().filter_map(|entry| match entry {
        HistoryEntry::Mended(mending) => {
            assert_eq!(mending.operator.as_str(), "Olu Operator");
            assert_eq!(mending.why.as_str(), "It could not be read.");
            Some(mending.what)
        }
        _ => None,
    });
    mended.collect()
}

/// Holds A1.
#[tokio::test]
async fn a_change_is_made_again_from_its_history() {
    let world = seeded("ops-rebuild-change").await;
    let change = submitted(&world).await;
    let (id, partition) = (change.id.to_string(), format!("CHANGE#{}", change.id));
    let tasks = format!("TASK#technical_change.{id}");
    let before = (world.items(&partition).await, world.items(&tasks).await);
    let words = ["rebuild", "--change", &id];
    let (code, said) = world.ops(&words);
    assert_eq!((code, said.contains("All is as it should be")), (0, true), "{said}");

    // Its state cannot be read, its row is gone, what waits in it is gone, and something waits that does not.
    world.damage(world.item(&partition, "STATE").await.unwrap(), "stage", "nonsense").await;
    world.delete(&world.item(&partition, "LISTED").await.unwrap()).await;
    let review = world.item(&tasks, "review").await.unwrap();
    let mut stale = review.clone();
    stale.insert("sk".to_owned(), AttributeValue::S("question".to_owned()));
    world.put(stale).await;
    world.delete(&review).await;
    assert_eq!(load(&world, change.id).await, None);

    let (code, said) = world.ops(&words);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(&format!("{partition} STATE: stage is \"nonsense\", and should be")), "{said}");
    assert!(said.contains(&format!("{partition} LISTED: summary is absent, and should be")), "{said}");
    assert!(said.contains(&format!("{tasks} question: since is")), "{said}");
    assert!(said.contains("Nothing was written."), "{said}");
    assert_eq!(load(&world, change.id).await, None, "nothing was written");

    let (code, said) = world.ops_writing(&words);
    assert_eq!(code, 0, "{said}");
    assert_eq!(load(&world, change.id).await, Some(change.clone()));
    assert_eq!(mended(&world, change.id).await, [MendedPart::State]);
    let mut after = (world.items(&partition).await, world.items(&tasks).await);
    after.0.retain(|item| !item["sk"].as_s().unwrap().starts_with("HISTORY#0000000002#"));
    after.1.retain(|item| item["sk"].as_s().unwrap() != "question");
    assert_eq!(after, before, "everything is as it was before");
    let (code, said) = world.ops(&words);
    assert_eq!(code, 0, "{said}");
    // It goes on from where it was.
    assert_eq!(load(&world, change.id).await.map(|change| change.version), Some(2));
}

/// Holds A1.
#[tokio::test]
async fn an_organisation_is_made_again_from_its_history() {
    let world = seeded("ops-rebuild-organisation").await;
    let administrator = staff(PdpRole::Administrator);
    let key = |name: &str| key(&administrator, name, 1).unwrap();
    let made = register_organisation(&world.services, &administrator, &key("a"), "Harbour").await.unwrap();
    let Party::Organisation(id) = made.record.party() else { panic!("{made:?}") };
    let again = key("b");
    let on = Party::Organisation(id);
    let request = Request { actor: &administrator, on, seen: None, key: Some(&again) };
    let rename = app::RecordCommand::Organisation(Command::Rename { name: "Harbour Pensions".to_owned() });
    administer(&world.services, request, &rename).await.unwrap();
    let before = world.store.organisation(id).await.unwrap();

    let (words, id_text) =
        (["rebuild", "--organisation", &id.to_string()].map(str::to_owned), id.to_string());
    let words = words.each_ref().map(String::as_str);
    let item = world.item(&format!("ORG#{id_text}"), "STATE").await.unwrap();
    world.delete(&item).await;
    let (code, said) = world.ops(&words);
    assert_eq!(
        (code, said.contains("name is absent, and should be \"Harbour Pensions\"")),
        (1, true),
        "{said}"
    );
    let (code, said) = world.ops_writing(&words);
    assert_eq!(code, 0, "{said}");
    assert_eq!(world.store.organisation(id).await.unwrap(), before);
    let entries = world.store.record_history(on, &PAGE).await.unwrap().items;
    assert!(matches!(entries.last(), Some(RecordEntry::Mended(one)) if one.what == MendedPart::State));
    assert_eq!(entries.iter().filter(|entry| matches!(entry, Entry::Happened(_))).count(), 2);

    // What was put without a history cannot be made again.
    let seeded = organisation(1).id.to_string();
    let (code, said) = world.ops(&["rebuild", "--organisation", &seeded]);
    assert_eq!((code, said.contains("does not begin with its registration")), (2, true), "{said}");
}

/// Holds A1.
#[tokio::test]
async fn a_test_and_its_organisation_are_made_again() {
    let world = seeded("ops-rebuild-oat").await;
    let (own, oat) = under_test(&world).await;
    for words in [["rebuild", "--oat", &oat.to_string()], ["rebuild", "--organisation", &own.to_string()]] {
        let (code, said) = world.ops(&words);
        assert_eq!((code, said.contains("All is as it should be")), (0, true), "{words:?}: {said}");
    }
    for partition in [format!("OAT#{oat}"), format!("ORG#{own}")] {
        world.delete(&world.item(&partition, "STATE").await.unwrap()).await;
    }
    for words in [["rebuild", "--oat", &oat.to_string()], ["rebuild", "--organisation", &own.to_string()]] {
        let (code, said) = world.ops_writing(&words);
        assert_eq!(code, 0, "{words:?}: {said}");
        let (code, said) = world.ops(&words);
        assert_eq!(code, 0, "{words:?}: {said}");
    }
    let (code, said) = world.ops(&["orphans"]);
    assert_eq!((code, said.contains("There are none.")), (0, true), "{said}");
}

/// Holds P3, A1.
#[tokio::test]
async fn a_membership_is_made_again_from_the_record() {
    let world = seeded("ops-membership").await;
    let (ann, own) = (contact(), organisation(1).id);
    let (person, signs_in) = (ann.person().unwrap(), sign_in(&ann).unwrap());
    let words = ["membership", "--person", &person.to_string()].map(str::to_owned);
    let words = words.each_ref().map(String::as_str);
    let (code, said) = world.ops(&words);
    assert_eq!((code, said.contains("All is as it should be")), (0, true), "{said}");

    let item = world.item(&format!("PERSON#{signs_in}"), "MEMBERSHIP").await.unwrap();
    world.damage(item, "organisation_roles", "nonsense").await;
    world.store.standing(signs_in).await.unwrap_err();
    let (code, said) = world.ops(&words);
    assert_eq!((code, said.contains("organisation_roles is \"nonsense\"")), (1, true), "{said}");
    let (code, said) = world.ops_writing(&words);
    assert_eq!(code, 0, "{said}");
    assert_eq!(world.store.standing(signs_in).await.unwrap(), Standing::Member(ann.clone()));
    let entries = world.store.record_history(Party::Organisation(own), &PAGE).await.unwrap().items;
    assert!(
        matches!(&entries[..], [RecordEntry::Mended(one)] if one.what == MendedPart::Membership(person)),
        "{entries:?}"
    );

    // A membership that no record knows ends.
    let stranger = "0198eeee-0000-7000-8000-000000000001";
    let mut item = world.item(&format!("PERSON#{signs_in}"), "MEMBERSHIP").await.unwrap();
    item.insert("pk".to_owned(), AttributeValue::S(format!("PERSON#{stranger}")));
    item.insert("person".to_owned(), AttributeValue::S(stranger.to_owned()));
    world.put(item).await;
    let (code, said) = world.ops(&["orphans"]);
    assert_eq!((code, said.contains(&format!("ops membership --person {stranger}"))), (1, true), "{said}");
    let (code, said) = world.ops_writing(&["membership", "--person", stranger]);
    assert_eq!(code, 0, "{said}");
    let standing = world.store.standing(stranger.parse().unwrap()).await.unwrap();
    assert_eq!(standing, Standing::Left(stranger.parse().unwrap()));
    let (code, said) = world.ops(&["orphans"]);
    assert_eq!((code, said.contains("There are none.")), (0, true), "{said}");
    let (code, said) = world.ops(&["membership", "--person", "0198eeee-0000-7000-8000-000000000002"]);
    assert_eq!((code, said.contains("No record has")), (1, true), "{said}");
}

/// Holds S5, A1.
#[tokio::test]
async fn a_notification_is_due_at_once() {
    let world = seeded("ops-resend").await;
    let change = submitted(&world).await;
    let now = world.services.clock.now();
    let due = world.store.due_mails(now, 10).await.unwrap().items;
    let id = due[0];
    let (_, pending) = world.store.mail(id).await.unwrap().unwrap();
    let failed = MailState::Failed { failures: 4, at: now };
    assert!(world.store.advance(id, &pending, &failed).await.unwrap());
    assert!(!world.store.due_mails(now, 10).await.unwrap().items.contains(&id), "it rests for an hour");

    let id_text = id.to_string();
    let words = ["resend", "--notification", &id_text];
    let (code, said) = world.ops(&words);
    assert_eq!((code, said.contains("It is failed.")), (1, true), "{said}");
    let (code, said) = world.ops_writing(&words);
    assert_eq!(code, 0, "{said}");
    assert!(world.store.due_mails(now, 10).await.unwrap().items.contains(&id));
    assert_eq!(mended(&world, change.id).await, [MendedPart::Notification(id)]);

    // What was sent goes out again only on demand.
    let (_, pending) = world.store.mail(id).await.unwrap().unwrap();
    let sent = MailState::Sent { at: now, message_id: "1".to_owned() };
    assert!(world.store.advance(id, &pending, &sent).await.unwrap());
    let (code, said) = world.ops_writing(&words);
    assert_eq!((code, said.contains("--again")), (0, true), "{said}");
    assert!(!world.store.due_mails(now, 10).await.unwrap().items.contains(&id));
    let (code, said) = world.ops_writing(&[&words[..], &["--again"]].concat());
    assert_eq!(code, 0, "{said}");
    assert!(world.store.due_mails(now, 10).await.unwrap().items.contains(&id));
    let (code, said) = world.ops(&["resend", "--notification", "0198eeee-0000-7000-8000-000000000002"]);
    assert_eq!((code, said.contains("There is no notification")), (1, true), "{said}");
}

#[tokio::test]
async fn orphans_are_found_with_what_mends_them() {
    let world = seeded("ops-orphans").await;
    let change = submitted(&world).await;
    let (id, partition) = (change.id.to_string(), format!("CHANGE#{}", change.id));
    let (code, said) = world.ops(&["orphans"]);
    assert_eq!((code, said.contains("There are none.")), (0, true), "{said}");
    world.delete(&world.item(&partition, "STATE").await.unwrap()).await;
    let (code, said) = world.ops(&["orphans"]);
    assert_eq!(code, 1, "{said}");
    let mends = format!("ops rebuild --change {id}");
    for what in ["has a history and no state", "row of change", "reservation of", "reference", "task "] {
        let line = said.lines().find(|line| line.contains(what));
        assert!(line.is_some_and(|line| line.ends_with(&mends)), "{what}: {said}");
    }
    assert_eq!(world.ops_writing(&["rebuild", "--change", &id]).0, 0);
    let (code, said) = world.ops(&["orphans"]);
    assert_eq!((code, said.contains("There are none.")), (0, true), "{said}");
}

#[test]
fn nobody_writes_without_a_name_and_a_reason() {
    let id = "0198eeee-0000-7000-8000-000000000002";
    for words in [
        &["resend", "--notification", id, "--write"][..],
        &["rebuild", "--change", id, "--write", "--who", "Olu"],
        &["membership", "--person", id, "--write", "--why", "It is broken."],
        &["rebuild", "--change", id, "--oat", id],
        &["rebuild"],
        &["resend", "--notification", id, "--write", "--who", " ", "--why", "It is broken."],
    ] {
        let (code, said) = crate::world::ops(&[&["--table", "t"], words].concat(), &[]);
        assert_eq!(code, 2, "{words:?}: {said}");
        assert!(said.contains("Usage") || said.contains("error: "), "{words:?}: {said}");
    }
}
