//! Accepted and refused files, with the reasons (C4, E2).
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests stop a test")]

mod jpeg;
mod pdf;
mod png;
mod properties;
mod second_formats;
mod size_and_type;
mod world;

use filecheck::{Accepted, Fault, Flaw, Part, corpus};

fn accepted(bytes: &[u8]) -> Accepted {
    corpus::verdict(bytes).expect("the file is good")
}

fn fault(bytes: &[u8]) -> Fault {
    corpus::verdict(bytes).expect_err("the file is bad")
}

fn malformed(bytes: &[u8]) -> Flaw {
    match fault(bytes) {
        Fault::Malformed(flaw) => flaw,
        other => panic!("{other}"),
    }
}

fn truncated(bytes: &[u8]) -> Part {
    match fault(bytes) {
        Fault::Truncated(part) => part,
        other => panic!("{other}"),
    }
}

/// The file with the first occurrence of some bytes replaced.
fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).expect("it occurs");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

/// Bytes that look random and are the same every time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}
