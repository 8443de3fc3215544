//! Two batches at once, in every order of turns: one of them probes each run.

use fakes::{MemoryStore, Stepped, Trouble, Work};

use crate::world::World;

/// Lets two batches take turns as the bits of `turns` say, and then each to its end.
fn take_turns(world: &World, turns: u32, of: u32) -> u32 {
    let services =
        |store: &MemoryStore| world.fakes.services_over(Stepped::new(store.clone(), Trouble::Nothing));
    let (one, other) = (services(&world.fakes.store), services(&world.fakes.store));
    let mut batches = [Work::new(world.batch_at(&one)), Work::new(world.batch_at(&other))];
    let mut steps = 0;
    for turn in 0..of {
        let whose = usize::from(turns & (1 << turn) != 0);
        if !batches[whose].is_done() {
            batches[whose].step();
            steps += 1;
        }
    }
    for batch in &mut batches {
        while !batch.is_done() {
            batch.step();
            steps += 1;
        }
    }
    steps
}

/// Holds O3.
#[test]
fn two_passes_at_once_never_probe_the_same_run() {
    // Longer than both together, if one finds everything taken.
    const TURNS: u32 = 12;
    for turns in 0..1 << TURNS {
        let world = World::new(1, 2);
        let steps = take_turns(&world, turns, TURNS);
        assert!(steps >= TURNS - 4, "{steps} steps");
        let why = format!("turns {turns:#014b}");
        assert!(world.endpoints.times().values().all(|times| *times == 1), "{why}");
        assert_eq!(world.endpoints.asked().len(), 2, "{why}");
        world.all_passed_once(&why);
    }
}

#[test]
fn two_passes_share_many_runs_and_probe_each_once() {
    for turns in [0, 0b0101_0101_0101, 0b0011_0011_0011, 0b1111_0000_1111, 0b0000_0111_1111] {
        let world = World::new(5, 1);
        take_turns(&world, turns, 12);
        assert!(world.endpoints.times().values().all(|times| *times == 1), "{turns:#b}");
        world.all_passed_once(&format!("turns {turns:#b}"));
    }
}
