//! Lists of which some entries cannot be read: PDP's people see on each page how many are missing. Changes, tests and
//! disputes of which something cannot be read: everybody sees what.

use domain::change::Status;
use fakes::organisation;
use http_tests::{Api, Caller, DisputePlace};

use crate::world::World;

#[test]
fn every_list_says_how_many_entries_cannot_be_shown() {
    let world = World::new();
    let change = format!("/portal/changes/{}", world.api.change_in(Status::InReview).id);
    let of = organisation(1).id;
    let own = format!("/portal/organisations/{of}");
    let lists = [
        "/portal/".to_owned(),
        "/portal/changes".to_owned(),
        format!("{change}/history"),
        format!("{change}/notes"),
        format!("{change}/review/earlier"),
        "/portal/oat".to_owned(),
        "/portal/disputes".to_owned(),
        format!("/portal/pre-flights?organisation={of}"),
        "/portal/organisations".to_owned(),
        format!("{own}/history"),
        format!("{own}/notes"),
        format!("{own}/mail"),
        "/portal/endpoints?state=live".to_owned(),
        "/portal/downtime".to_owned(),
        "/portal/figures".to_owned(),
        "/portal/team/history".to_owned(),
        "/portal/team/mail".to_owned(),
    ];
    let mut reader = world.signed_in(Caller::REVIEWER);
    for list in lists {
        for (hidden, words) in
            [(0, None), (1, Some("1 entry cannot be shown")), (3, Some("3 entries cannot be shown"))]
        {
            world.gateway.hide(hidden);
            let main = reader.open(&list).main();
            assert_eq!(main.contains("cannot be shown"), words.is_some(), "{list}: {main}");
            assert!(words.is_none_or(|words| main.contains(words)), "{list}: {main}");
        }
    }
}

#[test]
fn a_change_says_what_of_it_cannot_be_shown() {
    let world = World::new();
    let change = format!("/portal/changes/{}", world.api.change_in(Status::InReview).id);
    for reader in [Caller::REVIEWER, Caller::BUSINESS] {
        let mut reader = world.signed_in(reader);
        for (lost, words) in [
            (&[][..], None),
            (&["people"], Some("The names of people who act in it cannot be shown at present, because")),
            (
                &["oat", "endpoints"],
                Some(
                    "What waits in its operational acceptance testing (OAT), and whether all of its endpoints are still live cannot be shown",
                ),
            ),
        ] {
            world.gateway.lose(lost);
            let main = reader.open(&change).main();
            assert_eq!(main.contains("cannot be shown"), words.is_some(), "{main}");
            assert!(words.is_none_or(|words| main.contains(words)), "{main}");
        }
    }
}

#[test]
fn a_test_and_a_dispute_say_that_names_cannot_be_shown() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let world = World::over(api);
    for address in [format!("/portal/oat/{}", made.oat), format!("/portal/disputes/{}", made.id)] {
        for reader in [Caller::SUPPORT, Caller::SERVICE] {
            let mut reader = world.signed_in(reader);
            world.gateway.lose(&[]);
            assert!(!reader.open(&address).main().contains("cannot be shown"), "{address}");
            world.gateway.lose(&["people"]);
            let main = reader.open(&address).main();
            let words = "The names of people who act in it cannot be shown at present, because";
            assert!(main.contains(words), "{address}: {main}");
        }
    }
}
