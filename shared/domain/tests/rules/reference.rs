//! References that people read out (C7).

use std::collections::BTreeSet;

use domain::reference::{Reference, SupportReference};
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
}
