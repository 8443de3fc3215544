//! No command of the API is left out.

use std::collections::BTreeSet;
use std::path::Path;

use crate::scenarios::SCENARIOS;
use crate::support::functions;

#[test]
fn every_route_that_changes_something_has_a_scenario() {
    let changing =
        functions().into_iter().flat_map(|(_, routes)| routes).filter(|route| route.method != "GET");
    let changing: BTreeSet<_> = changing.map(|route| (route.method, route.path)).collect();
    let tried: BTreeSet<_> = SCENARIOS.iter().map(|one| (one.call.method, one.call.path)).collect();
    let left_out: Vec<_> = changing.difference(&tried).collect();
    assert!(left_out.is_empty(), "no scenario (tests/faults, scenarios.rs): {left_out:#?}");
    let unknown: Vec<_> = tried.difference(&changing).collect();
    assert!(unknown.is_empty(), "no such route: {unknown:#?}");
}

#[test]
fn every_function_with_routes_is_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions");
    let has_routes = |name: &String| {
        let library = std::fs::read_to_string(folder.join(name).join("src/lib.rs")).unwrap_or_default();
        library.contains("route_table!")
    };
    let names = std::fs::read_dir(&folder).expect("the functions").map(|entry| {
        let name = entry.expect("a folder").file_name();
        name.into_string().expect("a name")
    });
    let with_routes: BTreeSet<_> = names.filter(has_routes).collect();
    let here: BTreeSet<_> = functions().into_iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(with_routes, here, "support/api.rs names them");
}

#[test]
fn names_of_scenarios_are_unique() {
    let names: BTreeSet<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
    assert_eq!(names.len(), SCENARIOS.len());
}
