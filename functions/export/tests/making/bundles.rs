//! The content of an evidence bundle, as another reader finds it (A1, E4, P1).

use api::ChangeBody;
use app::{Request, execute_command, read_change};
use domain::actor::{Actor, OrganisationRole};
use domain::change::Command;
use domain::change::answers::Answers;
use fakes::key;
use httpapi::Of;
use jiff::SignedDuration;
use pollster::block_on;
use serde_json::{Value, json};

use crate::reader::Found;
use crate::support::{Pattern, World, contact, reviewer};

const FILE: Pattern = Pattern { seed: 1, bytes: 3 * 1024 * 1024 };

fn bundle(world: &World, actor: &Actor) -> Found {
    let id = world.ask_for_bundle(actor);
    assert!(!world.deliver(id));
    Found::in_bytes(&world.kept(id).unwrap())
}

fn execute(world: &World, actor: &Actor, name: &str, command: Command) -> Result<(), app::AppError> {
    let key = key(actor, name, 9).unwrap();
    let request = Request { actor, on: world.change, seen: None, key: Some(&key) };
    block_on(execute_command(&world.services, request, |_| command.clone())).map(|_| ())
}

/// Holds A1.
#[test]
fn everything_about_the_change_is_in_it_with_digests() {
    let world = World::new();
    let file = world.accept("acceptance.pdf", FILE);
    let found = bundle(&world, &contact());
    let name = format!("files/{file}.pdf");
    let names = ["README.txt", "change.json", "evidence.json", "history.json", &name, "manifest.json"];
    assert_eq!(found.names(), names);
    assert!(found.is_stored());
    let change = block_on(read_change(&world.services, &contact(), world.change)).unwrap();
    assert_eq!(found.json("change.json"), serde_json::to_value(ChangeBody::of(&change)).unwrap());
    assert_eq!(found.json("evidence.json")["items"][0]["file_name"], "acceptance.pdf");
    let listed = found.json("manifest.json");
    let kept =
        listed["contents"].as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap().clone();
    assert_eq!(kept["bytes"], FILE.bytes);
    assert_eq!(kept["sha256"], hex(&FILE.sha256()));
    assert_eq!(kept["evidence"]["file_name"], "acceptance.pdf");
    assert_eq!((&listed["format"], &listed["version"]), (&json!(1), &json!(change.version)));
    let said = found.text("README.txt");
    assert!(said.contains(&format!("{name}  is  acceptance.pdf")), "{said}");
    assert!(said.contains("certutil -hashfile"), "{said}");
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Holds A1.
#[test]
fn the_history_is_whole_however_long_it_is() {
    let world = World::new();
    for number in 0..250 {
        world.fakes.clock.advance(SignedDuration::from_secs(1));
        let answers = Answers { reason: format!("Reason {number}"), ..Answers::default() };
        execute(&world, &contact(), &format!("edit-{number}"), Command::EditDraft { answers }).unwrap();
    }
    let history = bundle(&world, &contact()).json("history.json");
    let versions: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|entry| entry["version"].as_u64()).collect();
    assert_eq!(versions, (1..=251).map(Some).collect::<Vec<_>>());
}

/// Holds A1.
#[test]
fn an_event_of_a_newer_version_is_in_it_as_such() {
    let world = World::new();
    let edit = Command::EditDraft { answers: Answers::default() };
    execute(&world, &contact(), "edit", edit).unwrap();
    world.fakes.store.make_events_unknown();
    let history = bundle(&world, &contact()).json("history.json");
    let told = |entry: &Value| (entry["kind"].clone(), entry["what"].clone(), entry["version"].as_u64());
    let told: Vec<_> = history["items"].as_array().unwrap().iter().map(told).collect();
    let unknown = |version| (json!("unknown"), json!("recorded_by_newer_version"), Some(version));
    assert_eq!(told, [unknown(1), unknown(2)]);
}

/// Holds A1.
#[test]
fn only_pdp_finds_what_only_pdp_may_see() {
    let world = World::new();
    world.accept("acceptance.pdf", FILE);
    let outsider = fakes::member(2, OrganisationRole::PrimaryBusinessContact);
    execute(&world, &outsider, "outside", Command::Withdraw { reason: None }).unwrap_err();
    execute(&world, &contact(), "own", Command::Reject { reason: "No".into() }).unwrap_err();
    let tried = |found: &Found| -> Vec<Value> {
        let history = found.json("history.json");
        let items = history["items"].as_array().unwrap().iter();
        items.filter(|entry| entry["kind"] == "refused").map(|entry| entry["what"].clone()).collect()
    };
    let (theirs, ours) = (bundle(&world, &reviewer()), bundle(&world, &contact()));
    assert_eq!(tried(&theirs), ["withdraw", "reject"]);
    assert_eq!(tried(&ours), ["reject"]);
    assert_eq!(theirs.json("evidence.json")["items"][0]["flags"], json!(["javascript"]));
    for name in ours.names().into_iter().filter(|name| !name.starts_with("files/")) {
        assert!(!ours.text(name).contains("javascript"), "{name}");
    }
    assert_eq!(theirs.json("manifest.json")["made_for"], "pdp");
}

#[test]
fn every_time_in_it_is_recorded_so_a_second_try_is_the_same() {
    let world = World::new();
    let file = world.accept("acceptance.pdf", FILE);
    let id = world.ask_for_bundle(&contact());
    let at = |world: &World| world.services.clock.now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let happened = at(&world);
    world.fakes.clock.advance(jiff::SignedDuration::from_secs(3_602));
    world.exports.0.lock().unwrap().failures = 1;
    assert!(world.deliver(id));
    world.fakes.clock.advance(domain::export::RESTS[0]);
    assert!(!world.deliver(id));
    let first = world.kept(id).unwrap();
    let found = Found::in_bytes(&first);
    for name in found.names() {
        assert_eq!(found.time(name), happened, "{name}");
    }
    assert_eq!(found.time(&format!("files/{file}.pdf")), happened);
    // The same export once more, from the start.
    let again = domain::export::ExportState::Requested { builds: 2, rests_until: None };
    world.fakes.store.put_export_as_is(domain::export::Export { state: again, ..world.export(id) });
    world.exports.0.lock().unwrap().kept.clear();
    world.fakes.clock.advance(jiff::SignedDuration::from_mins(1));
    assert!(!world.deliver(id));
    assert!(world.kept(id).unwrap() == first, "byte for byte");
}

/// Holds E4.
#[test]
fn no_name_chosen_by_a_person_becomes_an_entry_or_a_line() {
    let world = World::new();
    let hostile = ["..pdf", "con.exe", "a\u{200F}fdp.exe", "files/x  is  safe.pdf", "=1+1.pdf"];
    for (seed, name) in (1..).zip(hostile) {
        world.accept(name, Pattern { seed, bytes: 10 });
    }
    let found = bundle(&world, &contact());
    for name in found.names().into_iter().filter(|name| name.starts_with("files/")) {
        let id = name.strip_prefix("files/").and_then(|name| name.strip_suffix(".pdf")).unwrap();
        assert!(id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'), "{name}");
    }
    let said = found.text("README.txt");
    assert_eq!(said.matches("  is  ").count(), hostile.len() + 1, "{said}");
    assert_eq!(
        said.lines().filter(|line| line.starts_with("  files/") && line.contains("  is  ")).count(),
        5
    );
    let listed = found.json("manifest.json").to_string();
    assert!(listed.contains("=1+1.pdf"), "there it is whole");
}

#[test]
fn a_change_without_files_has_a_bundle_too() {
    let found = bundle(&World::new(), &contact());
    assert_eq!(found.names().len(), 5);
    assert!(found.text("README.txt").contains("There are none."));
}
