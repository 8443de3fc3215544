//! A bundle has the disputes of the runs, with their histories and files (Q10, A1, E2, P1).

use app::{Request, Verdict, open_dispute, request_dispute_upload, settle_evidence};
use domain::dispute::{Dispute, ResultId};
use domain::evidence::{AcceptedFile, DeclaredType, FileFormat, PdfFlag};
use domain::ids::EvidenceId;
use fakes::{accepted_file, key};
use pollster::block_on;
use serde_json::{Value, json};

use crate::bundles::hex;
use crate::reader::Found;
use crate::runs::{bundle, service_manager, turned_down};
use crate::support::{Pattern, World, contact, reviewer};

const LOG: Pattern = Pattern { seed: 7, bytes: 2 * 1024 * 1024 + 1 };

/// A change whose only run is disputed, with a file.
fn disputed() -> (World, Dispute, EvidenceId) {
    let (world, oat) = turned_down();
    let actor = service_manager();
    let named = key(&actor, "dispute", 5).unwrap();
    let of = ResultId::Run { oat, number: 1 };
    let opened = open_dispute(&world.services, &actor, &named, of, &[], "Our log shows that we answered 202");
    let dispute = block_on(opened).unwrap();
    let named = key(&actor, "log", 6).unwrap();
    let request = Request { actor: &actor, on: dispute.id, seen: None, key: Some(&named) };
    let pdf = DeclaredType(Some(FileFormat::Pdf));
    let upload = request_dispute_upload(&world.services, &world.fakes.forms, request, "log.pdf", pdf, None);
    let id = block_on(upload).unwrap().evidence;
    let file = AcceptedFile {
        version: None,
        bytes: LOG.bytes,
        sha256: LOG.sha256(),
        flags: vec![PdfFlag::JavaScript],
        ..accepted_file(world.services.clock.now())
    };
    block_on(settle_evidence(&world.services, dispute.id, id, &Verdict::Accepted(file))).unwrap();
    world.bucket.put(id, "1", LOG);
    (world, dispute, id)
}

fn of_disputes(found: &Found) -> Vec<&str> {
    found.names().into_iter().filter(|name| name.starts_with("disputes/")).collect()
}

/// Holds A1, Q10.
#[test]
fn a_dispute_is_in_it_with_its_history_and_its_files() {
    let (world, dispute, file) = disputed();
    let found = bundle(&world, &contact());
    let folder = format!("disputes/{}", dispute.reference);
    let name = format!("{folder}/files/{file}.pdf");
    assert_eq!(
        of_disputes(&found),
        [&format!("{folder}/dispute.json"), &format!("{folder}/history.json"), &name]
    );
    let body = found.json(&format!("{folder}/dispute.json"));
    assert_eq!(
        (&body["reference"], &body["text"], &body["files"][0]["file_name"]),
        (
            &json!(dispute.reference.to_string()),
            &json!("Our log shows that we answered 202"),
            &json!("log.pdf")
        )
    );
    let history = found.json(&format!("{folder}/history.json"));
    let what: Vec<&Value> = history["items"].as_array().unwrap().iter().map(|entry| &entry["what"]).collect();
    assert_eq!(what.first(), Some(&&json!("dispute_opened")), "{what:?}");
    let listed = found.json("manifest.json");
    let kept = listed["contents"].as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap();
    assert_eq!((&kept["bytes"], &kept["sha256"]), (&json!(LOG.bytes), &json!(hex(&LOG.sha256()))));
    assert_eq!(kept["evidence"]["file_name"], "log.pdf");
    assert!(found.text("README.txt").contains("disputes/"));
}

/// Holds P1, E2.
#[test]
fn only_pdp_sees_what_a_file_of_a_dispute_can_do() {
    let (world, dispute, _) = disputed();
    let name = format!("disputes/{}/dispute.json", dispute.reference);
    let flags = |found: &Found| found.json(&name)["files"][0]["flags"].clone();
    assert_eq!(flags(&bundle(&world, &reviewer())), json!(["javascript"]));
    let ours = bundle(&world, &contact());
    assert!(!ours.text(&name).contains("javascript"));
}

/// Holds E4.
#[test]
fn a_file_of_a_dispute_that_is_not_what_was_accepted_ends_it() {
    let (world, _, file) = disputed();
    world.bucket.put(file, "1", Pattern { seed: 8, ..LOG });
    let id = world.ask_for_bundle(&contact());
    assert!(!world.deliver(id), "trying again does not mend the file");
    assert!(world.kept(id).is_none());
}
