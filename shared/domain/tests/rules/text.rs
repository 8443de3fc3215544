//! Free text and file names (C2, E4).

use domain::problem::Fault;
use domain::text::{FileName, FreeText};
use proptest::prelude::*;
use rstest::rstest;

fn parse(typed: &str) -> Result<String, Fault> {
    FreeText::parse(typed, 10).map(|text| text.as_str().to_owned())
}

#[rstest]
#[case("hello", "hello")]
#[case("  hello \n", "hello")]
#[case("a\r\nb", "a\nb")]
#[case("a\tb", "a\tb")]
#[case("1234567890", "1234567890")]
#[case("é€😀é€😀é€😀é", "é€😀é€😀é€😀é")]
#[case::line_ends_count_once("1234\r\n6789", "1234\n6789")]
fn text_is_trimmed_and_otherwise_kept(#[case] typed: &str, #[case] kept: &str) {
    assert_eq!(parse(typed).as_deref(), Ok(kept));
}

#[rstest]
#[case("", Fault::Missing)]
#[case(" \t\r\n ", Fault::Missing)]
#[case("12345678901", Fault::TooLong { max: 10, characters: 11 })]
#[case("a\u{0}b", Fault::ControlCharacters)]
#[case("a\rb", Fault::ControlCharacters)]
#[case("a\u{85}b", Fault::ControlCharacters)]
fn text_without_words_or_with_too_many_is_refused(#[case] typed: &str, #[case] fault: Fault) {
    assert_eq!(parse(typed), Err(fault));
}

#[test]
fn stored_text_and_names_are_taken_back_as_they_were() {
    assert_eq!(FreeText::restore("x".repeat(20)).to_string(), "x".repeat(20));
    assert_eq!(FileName::restore("x.pdf".to_owned()).as_str(), "x.pdf");
}

#[test]
fn a_file_name_may_have_255_characters() {
    assert!(FileName::parse(&"é".repeat(FileName::MAX)).is_ok());
    let fault = FileName::parse(&"é".repeat(FileName::MAX + 1)).expect_err("a fault");
    assert_eq!(fault, Fault::TooLong { max: 255, characters: 256 });
}

proptest! {
    #[test]
    fn text_that_was_accepted_is_accepted_as_it_is(typed in any::<String>()) {
        if let Ok(text) = FreeText::parse(&typed, 40) {
            prop_assert_eq!(FreeText::parse(text.as_str(), 40), Ok(text));
        }
    }

    #[test]
    fn a_file_name_never_holds_a_path_or_a_line_end(sent in any::<String>()) {
        if let Ok(name) = FileName::parse(&sent) {
            prop_assert!(!name.as_str().contains(['/', '\\', '\r', '\n']));
            prop_assert_eq!(FileName::parse(name.as_str()), Ok(name));
        }
    }
}
