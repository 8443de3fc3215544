//! The program as people start it: its arguments, its words, how it ends; on a table in the emulator.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod expired;
mod mending;
mod redriving;
#[path = "../world/mod.rs"]
mod world;

use app::{Figures, MonthFigures, ReadPast, Summing};
use domain::actor::PdpRole;
use domain::email::EmailAddress;
use domain::figures::Counted;
use domain::organisation::{PdpTeam, Person};
use domain::policy::Scale;
use domain::text::Name;

use crate::world::{ops, table_of};

/// Holds Q9.
#[tokio::test]
async fn it_finds_a_wrong_sum_and_mends_it() {
    let world = table_of("ops-figures").await;
    let (store, environment, table) = (&world.store, world.environment(), world.table.as_str());
    let month = "2026-07".parse().unwrap();
    let counts = [(Counted::Submitted { scale: Scale::Minor }, 3)].into();
    let wrong = MonthFigures { month, counts, version: 1, read_past: ReadPast::nothing() };
    let now = "2026-08-01T00:00:00Z".parse().unwrap();
    assert_eq!(store.put_figures(&wrong, &[], now).await.unwrap(), Summing::Done);

    let words = ["--table", table, "figures", "--month", "2026-06", "--to", "2026-07"];
    let (code, said) = ops(&words, &environment);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("2026-06: the same as the histories"), "{said}");
    assert!(said.contains("submitted/minor: kept 3, the histories say 0"), "{said}");
    assert_eq!(store.figures(&[month]).await.unwrap().items, [wrong], "nothing was written");

    let (code, said) = ops(&[&words[..], &["--write"]].concat(), &environment);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("They are now those of the histories."), "{said}");
    let (code, said) = ops(&words, &environment);
    assert_eq!((code, said.contains("2026-07: the same as the histories")), (0, true), "{said}");
}

/// Holds Q9.
#[test]
fn what_cannot_be_done_is_said_in_words() {
    let (code, said) = ops(&["--table", "t", "figures", "--month", "2026-10"], &[]);
    assert_eq!(code, 2);
    assert!(said.contains("AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"), "{said}");
    let (code, said) = ops(&["--table", "t", "figures", "--month", "October"], &[]);
    assert_eq!(code, 2);
    assert!(said.contains("for example 2026-10"), "{said}");
    let nowhere = [("AWS_REGION", "eu-west-2"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let words = ["--table", "t", "figures", "--month", "2026-10", "--to", "2026-09"];
    let (code, said) = ops(&words, &nowhere);
    assert_eq!(code, 2);
    assert!(said.contains("--to is before --month"), "{said}");
}

#[tokio::test]
async fn it_finds_everything_about_a_person_and_nobody_else() {
    let world = table_of("ops-person").await;
    let (store, environment, table) = (&world.store, world.environment(), world.table.as_str());
    let person = |number: u32, sign_in: u32, email: &str| Person {
        id: format!("0198aaaa-0000-7000-8000-{number:012}").parse().unwrap(),
        sign_in: format!("0198bbbb-0000-7000-8000-{sign_in:012}").parse().unwrap(),
        name: Name::restore(format!("Person {number}")),
        email: EmailAddress::restore(email.to_owned()),
        roles: [PdpRole::Support].into(),
    };
    let team = |version, people| PdpTeam { version, people, proposals: Vec::new() };
    let (ann, bob) = (person(1, 1, "Ann@pdp.example.org"), person(2, 2, "joann@pdp.example.org"));
    store.put_pdp_team(&team(1, vec![ann.clone(), bob.clone()])).await.unwrap();
    // She signs in with something else from now on; what she signed in with before still names her.
    store
        .put_pdp_team(&team(2, vec![Person { sign_in: person(1, 3, "").sign_in, ..ann.clone() }, bob]))
        .await
        .unwrap();

    let words = ["--table", table, "person", "--email", "ann@PDP.example.org"];
    let (code, said) = ops(&words, &environment);
    assert_eq!(code, 0, "{said}");
    let lines: Vec<_> = said.lines().collect();
    let [known_as, places @ ..] = &lines[..] else { panic!("{said}") };
    for name in [
        "ann@pdp.example.org",
        "0198aaaa-0000-7000-8000-000000000001",
        "0198bbbb-0000-7000-8000-000000000001",
        "0198bbbb-0000-7000-8000-000000000003",
    ] {
        assert!(known_as.contains(&format!("\"{name}\"")), "{name}: {known_as}");
    }
    assert_eq!(places.len(), 3, "{said}");
    for place in [
        "PDP STATE",
        "PERSON#0198bbbb-0000-7000-8000-000000000001 ",
        "PERSON#0198bbbb-0000-7000-8000-000000000003 ",
    ] {
        assert!(places.iter().any(|line| line.contains(&format!("\"item\":\"{place}"))), "{place}: {said}");
    }
    assert!(said.contains("\"at\":\"people[0]\"") && said.contains("Person 1"), "{said}");
    assert!(!said.contains("Person 2") && !said.contains("joann"), "{said}");

    let by_id = ["--table", table, "person", "--person", &ann.id.to_string()];
    assert_eq!(ops(&by_id, &environment).1, said, "whichever of it is known");
    let nobody = ["--table", table, "person", "--email", "nobody@pdp.example.org"];
    assert_eq!(ops(&nobody, &environment).0, 1);
}

#[test]
fn somebody_has_to_be_named_to_be_found() {
    for words in [&["person"][..], &["person", "--email", "ann"], &["person", "--person", "ann"]] {
        let (code, said) = ops(&[&["--table", "t"], words].concat(), &[]);
        assert_eq!(code, 2, "{said}");
    }
}
