//! Finding an organisation by a part of its name.

use domain::organisation::NameSearch;
use domain::problem::{Field, Violation};
use domain::text::Name;
use proptest::prelude::*;
use rstest::rstest;

fn finds(typed: &str, name: &str) -> bool {
    NameSearch::parse(typed).expect("a search").finds(&Name::parse(name).expect("a name"))
}

/// Holds Q2.
#[rstest]
#[case("harbour", "Harbour Pensions Ltd")]
#[case("PENS harb", "Harbour Pensions Ltd")]
#[case("  ltd,  harbour ", "Harbour Pensions Ltd")]
#[case("emile", "Émile & Søn")]
#[case("Émile", "EMILE AND SON")]
#[case("son emile", "Émile & Søn")]
#[case("oneill", "O’Neill Trustees")]
#[case("O'Neill", "O’Neill Trustees")]
#[case("strasse", "Straße 7")]
#[case("STRASSE", "Straße 7")]
#[case("straße", "STRASSE 7")]
#[case("m&g", "M&G plc")]
#[case("7", "Scheme No. 17")]
#[case("ﬁrst", "First Fund")]
#[case("σοφιασ", "Σοφίας")]
fn a_part_of_the_name_finds_it(#[case] typed: &str, #[case] name: &str) {
    assert!(finds(typed, name));
}

/// Holds Q2.
#[rstest]
#[case("harbor", "Harbour Pensions Ltd")]
#[case("harbour life", "Harbour Pensions Ltd")]
#[case("harbourpensions", "Harbour Pensions Ltd")]
#[case("urpe", "Harbour Pensions Ltd")]
fn what_is_not_in_the_name_does_not_find_it(#[case] typed: &str, #[case] name: &str) {
    assert!(!finds(typed, name));
}

/// Holds Q2.
#[rstest]
#[case("", "nothing_to_find")]
#[case(" \u{200b}\u{301} ", "nothing_to_find")]
#[case("&", "nothing_to_find")]
#[case(&"a".repeat(201), "too_long")]
fn a_search_needs_something_to_look_for(#[case] typed: &str, #[case] code: &str) {
    let problem = NameSearch::parse(typed).expect_err("no search");
    assert_eq!((problem.field, problem.violation.code()), (Field::Name, code));
    assert_ne!(problem.violation, Violation::Missing);
}

proptest! {
    /// Holds Q2.
    #[test]
    fn every_name_is_found_by_its_words_in_any_order(words in prop::collection::vec("[A-Za-zÀ-ÿ0-9]{1,9}", 1..6)) {
        let name = words.join(" ");
        let turned: Vec<_> = words.iter().rev().map(|word| word.to_uppercase()).collect();
        let has_something = name.chars().any(char::is_alphanumeric);
        prop_assume!(has_something);
        if let (Ok(search), Ok(name)) = (NameSearch::parse(&turned.join("  ")), Name::parse(&name)) {
            prop_assert!(search.finds(&name), "{search} in {name}");
        }
    }
}
