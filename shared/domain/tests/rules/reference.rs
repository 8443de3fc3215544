//! References that people read out (C7).

use std::collections::BTreeSet;

use domain::characters::is_blank;
use domain::problem::{Field, Violation};
use domain::reference::{
    AnyReference, OatReference, PreFlightReference, Reference, SupportReference, WrittenReference,
};
use proptest::prelude::*;
use rstest::rstest;

fn read(written: &str) -> Option<String> {
    Reference::parse(written).map(|reference| reference.to_string())
}

/// Holds C7.
#[rstest]
#[case("TC-7Q4M0ZK1")]
#[case("tc-7q4m0zk1")]
#[case("  TC-7Q4M0ZK1 ")]
#[case("7Q4M0ZK1")]
#[case("TC 7Q4M 0ZK1")]
#[case("TC7Q4M0ZK1")]
#[case("TC-7Q4M-0ZK1")]
#[case("TC-7Q4MOZKI")]
#[case("TC-7Q4MoZKl")]
#[case("T C - 7 Q 4 M 0 Z K 1")]
fn a_reference_is_read_however_it_is_written(#[case] written: &str) {
    assert_eq!(read(written).as_deref(), Some("TC-7Q4M0ZK1"));
}

#[rstest]
#[case("TC-TCTCTCTC")]
#[case("TCTCTCTC")]
fn a_reference_may_itself_begin_with_the_letters_of_the_prefix(#[case] written: &str) {
    assert_eq!(read(written).as_deref(), Some("TC-TCTCTCTC"));
}

#[rstest]
#[case("")]
#[case("TC-")]
#[case("TC-7Q4M0ZK")]
#[case("TC-7Q4M0ZK12")]
#[case("TC-7Q4M0ZKU")]
#[case("TC-7Q4M0ZK!")]
#[case("TC-7Q4M0ZKé")]
#[case("OAT-7Q4M0ZK1")]
#[case("SR-7Q4M0ZK1")]
fn anything_else_is_no_reference(#[case] written: &str) {
    assert_eq!(read(written), None);
}

#[rstest]
#[case("SR-7Q4M0ZK1")]
#[case("sr 7q4m ozk1")]
#[case("SR7Q4M0ZKI")]
#[case("7Q4M0ZK1")]
fn a_support_reference_is_read_however_it_is_written(#[case] written: &str) {
    let read = SupportReference::parse(written).map(|reference| reference.to_string());
    assert_eq!(read.as_deref(), Some("SR-7Q4M0ZK1"));
}

#[rstest]
#[case("TC-7Q4M0ZK1")]
#[case("SR-7Q4M0ZK")]
#[case("SR-")]
#[case("")]
fn a_support_reference_is_never_one_of_something_else(#[case] written: &str) {
    assert_eq!(SupportReference::parse(written), None);
}

#[test]
fn a_support_reference_may_begin_with_letters_of_its_prefix() {
    let read = SupportReference::parse("SRSRSRSR").map(|reference| reference.to_string());
    assert_eq!(read.as_deref(), Some("SR-SRSRSRSR"));
}

/// Holds C7.
#[test]
fn letters_that_look_like_others_are_never_used() {
    let used: BTreeSet<char> =
        (0..32).flat_map(|bits| digits(bits * 0x08_4210_8421).collect::<Vec<_>>()).collect();
    assert_eq!(used.len(), 32);
    assert!("ILOU".chars().all(|ambiguous| !used.contains(&ambiguous)));
}

fn digits(bits: u64) -> impl Iterator<Item = char> {
    Reference::from_bits(bits).to_string().split_off(3).chars().collect::<Vec<_>>().into_iter()
}

#[test]
fn forty_bits_make_the_reference_and_no_more() {
    assert_eq!(Reference::from_bits(0), Reference::from_bits(1 << 40));
    assert_ne!(Reference::from_bits(0), Reference::from_bits(1 << 39));
}

/// What is written may mean these, as we write them.
fn meant(written: &str) -> Vec<String> {
    let read = WrittenReference::parse(written).expect("a reference");
    read.candidates().iter().map(ToString::to_string).collect()
}

/// Holds Q2.
#[rstest]
#[case("TC-7Q4M0ZK1", "TC-7Q4M0ZK1")]
#[case("oat 7q4m ozki", "OAT-7Q4M0ZK1")]
#[case("0at7q4mozkl", "OAT-7Q4M0ZK1")]
#[case("s r – 7 q 4 m – 0 z k 1", "SR-7Q4M0ZK1")]
#[case("SR\u{a0}7Q4M\u{2011}0ZK1\u{200b}", "SR-7Q4M0ZK1")]
#[case("TCTCTCTCTC", "TC-TCTCTCTC")]
#[case("SRSRSRSRSR", "SR-SRSRSRSR")]
fn a_prefix_says_what_is_looked_for(#[case] written: &str, #[case] reference: &str) {
    assert_eq!(meant(written), [reference]);
}

/// Holds Q2.
#[rstest]
#[case("7q4m 0zk1", "7Q4M0ZK1")]
#[case("TCTCTCTC", "TCTCTCTC")]
#[case("OATOATOA", "0AT0AT0A")]
#[case("sr-srsrsr", "SRSRSRSR")]
fn without_a_prefix_every_kind_is_looked_for(#[case] written: &str, #[case] digits: &str) {
    assert_eq!(meant(written), ["TC", "OAT", "SR", "PF"].map(|prefix| format!("{prefix}-{digits}")));
}

/// Holds Q2.
#[rstest]
#[case("", Violation::Missing)]
#[case(" \u{200b}-–", Violation::Missing)]
#[case("TC-", Violation::NotAReference)]
#[case("TC-7Q4M0ZK", Violation::NotAReference)]
#[case("TC-7Q4M0ZK12", Violation::NotAReference)]
#[case("XX-7Q4M0ZK1", Violation::NotAReference)]
#[case("TC-7Q4M0ZKU", Violation::NotAReference)]
#[case("TC-7Q4M0ZKé", Violation::NotAReference)]
#[case("TC-OAT-7Q4M0ZK1", Violation::NotAReference)]
#[case("TC-7Q4M0ZK1?", Violation::NotAReference)]
fn what_is_no_reference_is_a_problem_of_its_field(#[case] written: &str, #[case] violation: Violation) {
    let problem = WrittenReference::parse(written).expect_err("no reference");
    assert_eq!((problem.field, &problem.violation), (Field::Reference, &violation));
    assert!(problem.message().contains("TC-7Q4M0ZKD"), "{}", problem.message());
}

fn any_reference() -> impl Strategy<Value = AnyReference> {
    (0_u64..1 << 40, 0..4).prop_map(|(bits, kind)| match kind {
        0 => AnyReference::Change(Reference::from_bits(bits)),
        1 => AnyReference::Oat(OatReference::from_bits(bits)),
        2 => AnyReference::Support(SupportReference::from_bits(bits)),
        _ => AnyReference::PreFlight(PreFlightReference::from_bits(bits)),
    })
}

/// One of the ways in which people write a character, and what they put before it.
fn spelled(character: char, choice: u8) -> String {
    let look_alike = match (character, choice % 4) {
        ('0', 1) => 'O',
        ('0', 2) => 'o',
        ('1', 1) => 'I',
        ('1', 2) => 'l',
        ('O', 3) => '0',
        (c, _) => c,
    };
    let gap = ["", "", " ", "-", "\u{a0}", "\u{2013}", " \u{2011} ", "\t"][usize::from(choice / 4) % 8];
    let cased = if choice >= 128 { look_alike.to_ascii_lowercase() } else { look_alike };
    format!("{gap}{cased}")
}

proptest! {
    /// Holds C7.
    #[test]
    fn a_reference_reads_back_as_itself(bits: u64) {
        let reference = Reference::from_bits(bits);
        let written = reference.to_string();
        prop_assert_eq!(written.len(), 11);
        prop_assert_eq!(Reference::parse(&written), Some(reference));
        prop_assert_eq!(Reference::parse(&written.to_lowercase()), Some(reference));
    }

    #[test]
    fn a_support_reference_reads_back_as_itself(bits: u64) {
        let reference = SupportReference::from_bits(bits);
        prop_assert_eq!(SupportReference::parse(&reference.to_string()), Some(reference));
    }

    #[test]
    fn different_bits_make_different_references(one in 0_u64..1 << 40, other in 0_u64..1 << 40) {
        prop_assert_eq!(one == other, Reference::from_bits(one) == Reference::from_bits(other));
    }

    /// Holds Q2.
    #[test]
    fn every_written_form_of_every_reference_is_read(
        reference in any_reference(),
        choices in prop::collection::vec(any::<u8>(), 16),
        with_prefix: bool,
    ) {
        let canonical = reference.to_string();
        let kept = if with_prefix { canonical.as_str() } else { canonical.split_once('-').expect("a hyphen").1 };
        let written: String =
            kept.chars().filter(|c| *c != '-').zip(choices).map(|(c, choice)| spelled(c, choice)).collect();
        let meant = WrittenReference::parse(&written).expect("a reference").candidates();
        prop_assert!(meant.contains(&reference), "{written}");
        prop_assert_eq!(meant.len(), if with_prefix { 1 } else { 4 });
    }

    /// Holds Q2.
    #[test]
    fn whatever_is_read_as_a_reference_is_one(written in "[-TCOASRPFtcoasrpfIl017Qu \u{2011}é]{0,16}") {
        let visible = written.chars().filter(|c| !is_blank(*c) && !matches!(c, '-' | '\u{2011}')).count();
        if let Ok(read) = WrittenReference::parse(&written) {
            prop_assert!((8..=11).contains(&visible));
            for candidate in read.candidates() {
                let again = WrittenReference::parse(&candidate.to_string()).expect("a reference");
                prop_assert_eq!(again.candidates(), [candidate]);
            }
        }
    }
}
