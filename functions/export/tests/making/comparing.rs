//! Kept evidence is compared with what was accepted, every night, as far as the time goes (E4).

use std::sync::atomic::{AtomicU32, Ordering};

use app::{ComparedCounts, EvidenceComparisons, compare_evidence, draft_change};
use domain::actor::OrganisationRole;
use domain::evidence::AcceptedFile;
use domain::evidence::comparison::{KEPT_FOR, TURNS};
use fakes::{complete_answers, key, lines_of, member};
use jiff::SignedDuration;
use pollster::block_on;
use serde_json::Value;

use crate::support::{Pattern, World};

const FILE: Pattern = Pattern { seed: 1, bytes: 3 * 1024 * 1024 };
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// A world with so many files, accepted just now.
fn with(files: u64) -> World {
    let world = World::new();
    for seed in 1..=files {
        world.accept(&format!("{seed}.pdf"), Pattern { seed, ..FILE });
    }
    world
}

/// What a minute of the schedule logs of evidence.
fn looked(world: &World) -> Vec<Value> {
    let (_, lines) = lines_of(|| world.look());
    let of_evidence = |line: &Value| {
        ["EVIDENCE_COMPARED", "EVIDENCE_DAMAGED", "FAULT_MET"].iter().any(|code| line["code"] == *code)
    };
    lines.into_iter().map(Value::Object).filter(of_evidence).collect()
}

/// Files, and of how many the bytes were read.
fn compared(line: &Value) -> (u64, u64) {
    assert_eq!(line["code"], "EVIDENCE_COMPARED", "{line:#}");
    (line["compared.files"].as_u64().unwrap(), line["compared.read"].as_u64().unwrap())
}

fn damage(line: &Value) -> &str {
    assert_eq!(line["code"], "EVIDENCE_DAMAGED", "{line:#}");
    line["evidence.damage"].as_str().unwrap()
}

/// Holds E4.
#[test]
fn every_file_is_compared_each_night_and_read_in_its_turn() {
    let world = with(3);
    assert_eq!(compared(&looked(&world)[0]), (3, 3), "new ones are read");
    assert!(looked(&world).is_empty(), "once a day");
    let mut read = 0;
    for _ in 0..TURNS {
        world.fakes.clock.advance(A_DAY);
        let lines = looked(&world);
        let (files, of_them) = compared(&lines[0]);
        assert_eq!((files, lines.len()), (3, 1));
        read += of_them;
    }
    // They were accepted when the first round began, so the second takes them for new once more.
    assert!((3..=6).contains(&read), "{read}");
}

/// Holds E4.
#[test]
fn what_is_wrong_with_a_file_is_said_with_its_ids() {
    let world = with(4);
    {
        let mut files = world.bucket.files.lock().unwrap();
        let ids: Vec<_> = files.keys().copied().collect();
        files.remove(&ids[0]);
        files.get_mut(&ids[1]).unwrap().push(("later".to_owned(), FILE));
        files.get_mut(&ids[2]).unwrap()[0].1.bytes += 1;
        files.get_mut(&ids[3]).unwrap()[0].1.seed = 99;
    }
    let lines = looked(&world);
    let found: Vec<_> = lines[..4].iter().map(damage).collect();
    assert_eq!(found, ["gone", "hidden", "altered", "altered"]);
    for line in &lines[..4] {
        assert_eq!(line["change.id"], world.change.to_string());
        assert!(line["evidence.id"].is_string());
    }
    assert_eq!((compared(&lines[4]), &lines[4]["compared.damaged"]), ((4, 4), &Value::from(4)));
}

#[test]
fn a_file_from_before_versions_were_noted_is_compared_too() {
    let world = World::new();
    world.accept_as("old.pdf", FILE, |file| AcceptedFile { version: None, ..file });
    assert_eq!(compared(&looked(&world)[0]), (1, 1));
    world.fakes.clock.advance(A_DAY);
    world.bucket.files.lock().unwrap().clear();
    assert_eq!(damage(&looked(&world)[0]), "gone");
}

/// Holds A2.
#[test]
fn a_file_that_went_after_seven_years_is_no_damage() {
    let world = with(1);
    world.bucket.files.lock().unwrap().clear();
    world.fakes.clock.advance(KEPT_FOR);
    assert_eq!(compared(&looked(&world)[0]), (0, 0));
}

#[test]
fn a_round_goes_on_when_the_store_is_up_again() {
    let world = with(2);
    world.bucket.breaks(true);
    let lines = looked(&world);
    assert_eq!((lines.len(), &lines[0]["code"]), (1, &Value::from("FAULT_MET")));
    let report = world.look();
    assert_eq!((report.failed, report.compared_seconds_ago), (1, Some(0)), "it is said all the same");
    world.bucket.breaks(false);
    world.fakes.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(compared(&looked(&world)[0]), (2, 2));
    assert_eq!(world.look().compared_seconds_ago, Some(60), "since the round began");
}

/// Holds E4.
#[test]
fn a_round_goes_on_where_it_stopped() {
    let world = with(2);
    for number in 0..12 {
        let actor = member(1 + number % 2, OrganisationRole::PrimaryBusinessContact);
        let key = key(&actor, &format!("another-{number}"), 9).unwrap();
        block_on(draft_change(&world.services, &actor, &key, complete_answers(&[]))).unwrap();
    }
    let maker = world.maker();
    let once = |pages: u32| {
        // It is asked once before the first page.
        let left = AtomicU32::new(pages + 1);
        let goes_on = || {
            let less = |left: u32| left.checked_sub(1);
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
        };
        block_on(compare_evidence(&world.services, maker, goes_on, |finding| panic!("{finding:?}"))).unwrap()
    };
    let mut calls = 0;
    let finished = loop {
        calls += 1;
        // So many pages, and no more.
        if let Some(counts) = once(1).finished {
            break counts;
        }
        let state = block_on(world.fakes.store.evidence_comparison()).unwrap();
        assert!(state.running.is_some() && state.held_until.is_none());
    };
    assert!(calls > 4, "{calls}");
    assert_eq!(finished, ComparedCounts { files: 2, read: 2, damaged: 0, unread: 0 });
}

#[test]
fn two_do_not_compare_at_once_and_one_that_died_is_followed() {
    let world = with(1);
    let mut state = block_on(world.fakes.store.evidence_comparison()).unwrap();
    let now = world.services.clock.now();
    state.version += 1;
    state.running = Some(app::RunningRound {
        round: domain::evidence::comparison::Round { begun: now },
        place: app::ComparisonPlace::default(),
        counts: ComparedCounts::default(),
    });
    state.held_until = Some(now + SignedDuration::from_mins(15));
    assert!(block_on(world.fakes.store.put_evidence_comparison(&state)).unwrap());
    assert!(looked(&world).is_empty(), "another is at it");
    world.fakes.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(compared(&looked(&world)[0]), (1, 1));
}
