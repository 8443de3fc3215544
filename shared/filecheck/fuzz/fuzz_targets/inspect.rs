//! Any bytes get a verdict, the same one for any cuts between reads (E2).
//!
//! The first byte of the input chooses how; the rest is the file.
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run inspect` in the folder above.

#![no_main]

use filecheck::corpus::{Memory, verdict, verdict_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((cut, file)) = input.split_first() else { return };
    let reads = [usize::from(*cut), usize::from(*cut % 7) + 1, 300];
    assert_eq!(verdict_of(&mut Memory::in_pieces(file, &reads)), verdict(file));
});
