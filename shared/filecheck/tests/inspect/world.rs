//! Real files, and files that hide something: the table of `corpus::samples` (C4, E2).

use filecheck::corpus::{self, Memory, samples};

/// Holds E2.
#[test]
fn every_sample_gets_the_verdict_of_the_table() {
    let wrong: Vec<_> = samples()
        .into_iter()
        .map(|sample| {
            (sample.name, corpus::verdict(&sample.bytes).map(|good| good.pdf_flags), sample.expected)
        })
        .filter(|(_, verdict, expected)| verdict != expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Holds E2.
#[test]
fn no_verdict_depends_on_how_reads_are_cut() {
    for sample in samples() {
        for size in [1, 7, 300] {
            let verdict = corpus::verdict_of(&mut Memory::in_pieces(sample.bytes.clone(), &[size]));
            assert_eq!(verdict.map(|good| good.pdf_flags), sample.expected, "{} in {size}", sample.name);
        }
    }
}

#[test]
fn names_of_samples_are_different() {
    let mut names: Vec<_> = samples().iter().map(|sample| sample.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}
