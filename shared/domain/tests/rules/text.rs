//! Free text and file names (C2, E4).

use domain::characters::Stray;
use domain::problem::Violation;
use domain::text::{FileName, FreeText, Name};
use proptest::prelude::*;
use rstest::rstest;

fn parse(typed: &str) -> Result<String, Violation> {
    FreeText::parse(typed, 10).map(|text| text.as_str().to_owned())
}

/// Holds C2.
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

/// Holds C2.
#[rstest]
#[case("", Violation::Missing)]
#[case(" \t\r\n ", Violation::Missing)]
#[case("12345678901", Violation::TooLong { max: 10, characters: 11 })]
#[case::nothing_to_see("\u{200b}", Violation::Missing)]
#[case::nothing_to_see_of_many_kinds(
    "\u{200b} \u{2060}\u{feff}\u{ad}\n\u{200d}\u{3164}\u{2800}",
    Violation::Missing
)]
fn text_without_words_or_with_too_many_is_refused(#[case] typed: &str, #[case] violation: Violation) {
    assert_eq!(parse(typed), Err(violation));
}

/// A character, its line, its place in that line, and what is said of it.
/// Holds C2.
#[rstest]
#[case("a\u{0}b", 1, 2, "a null character (U+0000) at character 2, after “a”")]
#[case("a\rb", 1, 2, "a carriage return (U+000D) at character 2, after “a”")]
#[case("a\u{85}b", 1, 2, "a next line character (U+0085) at character 2, after “a”")]
#[case("a\nb\u{c}c", 2, 2, "a form feed (U+000C) on line 2, character 2, after “b”")]
#[case("a\r\n\u{7}b", 2, 1, "a bell character (U+0007) on line 2, character 1")]
#[case("\u{1b}a\nb", 1, 1, "an escape character (U+001B) on line 1, character 1")]
#[case("  a \u{1}", 1, 5, "a control character (U+0001) at character 5, after “a”")]
#[case("ab\u{202e}c", 1, 3, "a right-to-left override (U+202E) at character 3, after “ab”")]
#[case("a\u{2066}b", 1, 2, "a left-to-right isolate (U+2066) at character 2, after “a”")]
#[case("a\u{ffff}", 1, 2, "a code that is no character (U+FFFF) at character 2, after “a”")]
fn a_character_that_cannot_be_shown_is_named_with_its_place(
    #[case] typed: &str,
    #[case] line: usize,
    #[case] place: usize,
    #[case] said: &str,
) {
    let violation = parse(typed).expect_err("a violation");
    let Violation::HiddenCharacter { stray } = &violation else { panic!("{violation:?}") };
    assert_eq!((stray.line, stray.place), (line, place));
    assert_eq!(violation.code(), "control_characters");
    assert_eq!(
        violation.to_string(),
        format!("Remove {said}. It cannot be shown: retype this part of the text instead of pasting it")
    );
}

/// Holds C2.
#[test]
fn what_people_do_write_is_kept() {
    for text in ["❤\u{fe0f}", "👩\u{200d}🔬", "🏴\u{e0067}\u{e007f}", "می\u{200c}خ", "co\u{ad}op", "“ok” – …"]
    {
        assert_eq!(parse(text).as_deref(), Ok(text));
    }
    assert_eq!(
        parse("\u{feff}ok\u{200b}").as_deref(),
        Ok("ok"),
        "what is left of a copied page at both ends"
    );
}

/// Holds C2.
#[test]
fn a_name_has_one_spelling_and_no_hidden_characters() {
    let name = |typed: &str| Name::parse(typed).map(|name| name.to_string());
    assert_eq!(name("Zoe\u{308}"), name("Zo\u{eb}"));
    assert_eq!(name("می\u{200c}خ").as_deref(), Ok("می\u{200c}خ"));
    assert_eq!(name("\u{200b}\u{2060}"), Err(Violation::Missing));
    for (typed, hidden) in [
        ("Meadow\u{200b} Pensions", "a zero width space (U+200B) at character 7, after “Meadow”"),
        ("Meadow\u{200d} Pensions", "a zero width joiner (U+200D) at character 7, after “Meadow”"),
        ("Mea\u{ad}dow", "a soft hyphen (U+00AD) at character 4, after “Mea”"),
        ("Meadow\nPensions", "a line break (U+000A) at character 7, after “Meadow”"),
        ("Meadow\u{202e}", "a right-to-left override (U+202E) at character 7, after “Meadow”"),
    ] {
        let said = name(typed).expect_err("a violation").to_string();
        assert!(said.contains(hidden), "{said}");
    }
}

/// Holds E4.
#[test]
fn a_file_name_has_one_spelling_and_reads_as_it_is() {
    let name = |sent: &str| FileName::parse(sent).map(|name| name.as_str().to_owned());
    assert_eq!(name("u\u{308}ber.pdf").as_deref(), Ok("\u{fc}ber.pdf"));
    assert_eq!(name("C:\\Reports\\x.pdf").as_deref(), Ok("x.pdf"));
    assert_eq!(name("\u{200b}"), Err(Violation::Missing));
    assert!(matches!(name("report\u{202e}fdp.exe"), Err(Violation::HiddenCharacter { .. })));
}

#[test]
fn stored_text_and_names_are_taken_back_as_they_were() {
    assert_eq!(FreeText::restore("x".repeat(20)).to_string(), "x".repeat(20));
    assert_eq!(FileName::restore("x.pdf".to_owned()).as_str(), "x.pdf");
}

#[test]
fn a_file_name_may_have_255_characters() {
    assert!(FileName::parse(&"é".repeat(FileName::MAX)).is_ok());
    let violation = FileName::parse(&"é".repeat(FileName::MAX + 1)).expect_err("a violation");
    assert_eq!(violation, Violation::TooLong { max: 255, characters: 256 });
}

proptest! {
    #[test]
    fn text_that_was_accepted_is_accepted_as_it_is(typed in any::<String>()) {
        if let Ok(text) = FreeText::parse(&typed, 40) {
            prop_assert!(!domain::text::is_blank_text(text.as_str()));
            prop_assert_eq!(FreeText::parse(text.as_str(), 40), Ok(text));
        }
    }

    #[test]
    fn every_character_can_be_named_where_it_stands(before in "\\PC{0,30}", c in any::<char>(), after in "\\PC{0,5}") {
        let text = format!("{before}{c}{after}");
        let stray = Stray::at(&text, before.len()).expect("a character");
        prop_assert_eq!(stray.character, c);
        prop_assert_eq!(stray.place, before.chars().count() + 1);
        prop_assert!(before.contains(&stray.after) && stray.after.chars().count() <= 21);
        let said = stray.to_string();
        prop_assert!(!said.chars().any(|c| c.is_control()), "{said:?}");
    }

    /// Holds E4.
    #[test]
    fn a_file_name_never_holds_a_path_or_a_line_end(sent in any::<String>()) {
        if let Ok(name) = FileName::parse(&sent) {
            prop_assert!(!name.as_str().contains(['/', '\\', '\r', '\n']));
            prop_assert_eq!(FileName::parse(name.as_str()), Ok(name));
        }
    }
}
