//! The register of endpoints as PDP and as an organisation get it (G5, P1).

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::export::{RegisterFormat, Subject};
use domain::organisation::Organisation;
use domain::text::Name;
use fakes::{MemoryStore, member, organisation, staff, urls_of};
use serde_json::Value;

use crate::support::{World, contact};

fn export(world: &World, actor: &Actor, format: RegisterFormat) -> String {
    let id = world.ask(actor, Subject::Register(format));
    assert!(!world.deliver(id));
    String::from_utf8(world.kept(id).unwrap()).unwrap()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{FEFF}').expect("the mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn put(store: &MemoryStore, number: u8, name: &str) -> Organisation {
    let named = Organisation { name: Name::restore(name.to_owned()), ..organisation(number) };
    store.put_organisation(&named, &urls_of(&organisation(number)));
    named
}

/// Holds G5.
#[test]
fn pdp_gets_everything_that_is_live_with_names() {
    let world = World::new();
    let rows = rows(&export(&world, &staff(PdpRole::Support), RegisterFormat::Csv));
    let (headings, rows) = rows.split_first().unwrap();
    assert_eq!(
        headings[..6],
        ["organisation_id", "organisation_name", "endpoint_id", "endpoint_type", "url", "state"]
    );
    assert_eq!(headings[6..], ["since_utc", "goes_live_on", "change_id", "suspended_because"]);
    assert_eq!(rows.len(), 6);
    assert!(rows.iter().all(|row| row[5] == "live" && row[4].starts_with("https://")));
    assert!(rows.iter().all(|row| row[9].is_empty()), "nothing is suspended");
    let names: Vec<_> = rows.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(names, ["Organisation 1"; 3].into_iter().chain(["Organisation 2"; 3]).collect::<Vec<_>>());
}

/// Holds G5.
#[test]
fn an_organisation_gets_its_own_and_no_others() {
    let world = World::new();
    let own = organisation(1).id.to_string();
    let csv = rows(&export(&world, &contact(), RegisterFormat::Csv));
    assert_eq!(csv.len(), 4);
    assert!(csv[1..].iter().all(|row| row[0] == own));
    let json: Value = serde_json::from_str(&export(&world, &contact(), RegisterFormat::Json)).unwrap();
    let items = json["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|item| item["organisation"] == own.as_str()));
    assert_eq!(items[0]["organisation_name"], "Organisation 1");
}

/// Holds G5.
#[test]
fn both_forms_say_the_same() {
    let world = World::new();
    let pdp = staff(PdpRole::Administrator);
    let csv = rows(&export(&world, &pdp, RegisterFormat::Csv));
    let json: Value = serde_json::from_str(&export(&world, &pdp, RegisterFormat::Json)).unwrap();
    for (row, item) in csv[1..].iter().zip(json["items"].as_array().unwrap()) {
        let told = ["organisation", "organisation_name", "id", "endpoint_type", "url", "state", "since"];
        let mut told = told.map(|field| item[field].as_str().unwrap().to_owned());
        // The same instant, as spreadsheets read one.
        told[6] = told[6].replace('T', " ").replace('Z', "");
        assert_eq!(row[..7], told);
    }
    assert_eq!(world.exports.0.lock().unwrap().media_types, ["text/csv; charset=utf-8", "application/json"]);
}

/// Holds G5.
#[test]
fn a_hostile_name_is_text_in_a_spreadsheet_and_whole_in_json() {
    let world = World::new();
    let pdp = staff(PdpRole::Support);
    for hostile in [
        "=HYPERLINK(\"https://x.example\",\"a\")",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "a\",\"=1",
        "＝1",
    ] {
        put(&world.fakes.store, 1, hostile);
        let text = export(&world, &pdp, RegisterFormat::Csv);
        let cells = rows(&text);
        assert_eq!((cells.len(), cells[1].len()), (7, 10), "{hostile:?}");
        let name = &cells[1][1];
        assert!(name == hostile || *name == format!("'{hostile}"), "{name:?}");
        for cell in cells.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']), "{cell:?}");
        }
        let json: Value = serde_json::from_str(&export(&world, &pdp, RegisterFormat::Json)).unwrap();
        assert_eq!(json["items"][0]["organisation_name"], hostile);
    }
}

#[test]
fn a_register_of_many_pages_is_whole() {
    let world = World::new();
    for number in 3..=60 {
        put(&world.fakes.store, number, &format!("Organisation {number}"));
    }
    let pdp = staff(PdpRole::Support);
    assert_eq!(rows(&export(&world, &pdp, RegisterFormat::Csv)).len(), 1 + 60 * 3);
    let json: Value = serde_json::from_str(&export(&world, &pdp, RegisterFormat::Json)).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 60 * 3);
}

#[test]
fn an_organisation_without_endpoints_gets_the_headings() {
    let world = World::new();
    let none = Organisation { live_endpoints: [].into(), ..organisation(3) };
    world.fakes.store.put_organisation(&none, &[].into());
    let actor = member(3, OrganisationRole::ServiceManager);
    assert_eq!(rows(&export(&world, &actor, RegisterFormat::Csv)).len(), 1);
    assert_eq!(
        serde_json::from_str::<Value>(&export(&world, &actor, RegisterFormat::Json)).unwrap()["items"],
        serde_json::json!([])
    );
}
