//! Names and email addresses: values that cannot be wrong once made, and the codes of administration.

use std::collections::BTreeSet;

use domain::characters::Stray;
use domain::codes::Coded;
use domain::email::EmailAddress;
use domain::organisation::CommandKind;
use domain::problem::{Field, Problem, Violation};
use domain::text::Name;
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case("jo@example.org", "jo@example.org")]
#[case("  Jo.Bloggs+dashboards@Example.ORG ", "jo.bloggs+dashboards@example.org")]
#[case("o'neill@example.co.uk", "o'neill@example.co.uk")]
#[case("a@b-c.example.org", "a@b-c.example.org")]
#[case::an_international_host("jo@bücher.de", "jo@xn--bcher-kva.de")]
fn an_address_is_kept_in_lower_case(#[case] typed: &str, #[case] kept: &str) {
    assert_eq!(EmailAddress::parse(typed).map(|address| address.to_string()).as_deref(), Ok(kept));
}

#[rstest]
#[case("", Violation::Missing)]
#[case(" \n", Violation::Missing)]
#[case("jo", Violation::EmailMalformed)]
#[case("@example.org", Violation::EmailMalformed)]
#[case("jo@", Violation::EmailMalformed)]
#[case("jo@@example.org", Violation::EmailMalformed)]
#[case("jo@example.org\r\nBcc: all@example.org", Violation::EmailMalformed)]
#[case(".jo@example.org", Violation::EmailMalformed)]
#[case("jo..b@example.org", Violation::EmailMalformed)]
#[case("jo@example.org, al@example.org", Violation::EmailMalformed)]
#[case("jo@127.0.0.1", Violation::EmailMalformed)]
#[case("jo@localhost", Violation::EmailHostNotPublic)]
#[case("jo@mail.internal", Violation::EmailHostNotPublic)]
#[case("jo@-example.org", Violation::EmailHostNotPublic)]
#[case("jo@example.org.", Violation::EmailHostNotPublic)]
fn what_is_no_address_is_refused(#[case] typed: &str, #[case] violation: Violation) {
    assert_eq!(EmailAddress::parse(typed), Err(violation));
}

#[rstest]
#[case("jo bloggs@example.org", "a space (U+0020) at character 3, after “jo”")]
#[case(
    "o’neill@example.org",
    "a curly apostrophe (“’”) at character 2, after “o”. Enter the straight one (') instead"
)]
#[case("jo\u{200b}@example.org", "a zero width space (U+200B) at character 3, after “jo”")]
#[case(
    "jo–bloggs@example.org",
    "an en dash (“–”) at character 3, after “jo”. Enter the hyphen of the keyboard (-) instead"
)]
#[case("jo@exam\u{ad}ple.org", "a soft hyphen (U+00AD) at character 8, after “exam”")]
#[case("jo@exa mple.org", "a space (U+0020) at character 7, after “exa”")]
#[case("jo\n@example.org", "a line break (U+000A)")]
#[case("\"jo b\"@example.org", "“\"” at character 1")]
#[case("Jo <jo@example.org>", "a space (U+0020) at character 3")]
#[case("jö@example.org", "“ö” at character 2, after “j”")]
#[case("jo@ex%61mple.org", "“%” at character 6, after “ex”")]
#[case("jo@ex_ample.org", "“_” at character 6, after “ex”")]
#[case("jo@[127.0.0.1]", "“[” at character 4, after “jo@”")]
fn a_character_that_no_address_has_is_named_with_its_place(#[case] typed: &str, #[case] said: &str) {
    let violation = EmailAddress::parse(typed).expect_err("a violation");
    assert_eq!(violation.code(), "email_has_unfit_character");
    let message = Problem::new(Field::Email, violation).message();
    assert!(message.starts_with("The email address has ") && message.contains(said), "{message}");
}

#[test]
fn an_address_has_the_length_that_mail_allows() {
    let local = "x".repeat(64);
    assert!(EmailAddress::parse(&format!("{local}@example.org")).is_ok());
    assert_eq!(EmailAddress::parse(&format!("{local}x@example.org")), Err(Violation::EmailMalformed));
    let host = format!("{}.example.org", ["y".repeat(60), "y".repeat(60), "y".repeat(55)].join("."));
    let longest = format!("{local}@{host}");
    assert_eq!(longest.len(), EmailAddress::MAX);
    assert!(EmailAddress::parse(&longest).is_ok());
    let too_long = Violation::TooLong { max: 254, characters: 255 };
    assert_eq!(EmailAddress::parse(&longest.replace("y.example", "yy.example")), Err(too_long));
}

#[test]
fn a_name_is_trimmed_and_otherwise_kept() {
    assert_eq!(
        Name::parse(" Ann-Marié O’Neill ").map(|name| name.to_string()).as_deref(),
        Ok("Ann-Marié O’Neill")
    );
    assert!(Name::parse(&"é".repeat(Name::MAX)).is_ok());
    assert_eq!(Name::parse(&"é".repeat(201)), Err(Violation::TooLong { max: 200, characters: 201 }));
    for broken in ["a\nb", "a\tb", "a\u{0}b", "a\u{2029}b"] {
        assert_eq!(Name::parse(broken).map_err(|violation| violation.code()), Err("control_characters"));
    }
}

proptest! {
    #[test]
    fn an_address_that_was_read_reads_the_same_again(typed in "[a-zA-Z0-9.+'@ -]{0,30}|\\PC{0,40}") {
        if let Ok(address) = EmailAddress::parse(&typed) {
            prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
            prop_assert!(address.as_str().is_ascii());
            prop_assert_eq!(address.as_str().matches('@').count(), 1);
            prop_assert!(!address.as_str().chars().any(|c| c.is_control() || c.is_whitespace() || c == ','));
        }
    }

    #[test]
    fn a_name_that_was_read_is_one_line(typed in "\\PC{0,250}|[a-z \n\t]{0,9}") {
        if let Ok(name) = Name::parse(&typed) {
            prop_assert_eq!(name.as_str().lines().count(), 1);
            prop_assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
        }
    }
}

#[test]
fn commands_of_administration_read_back() {
    let codes: BTreeSet<_> = CommandKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes.len(), CommandKind::ALL.len());
    assert!(CommandKind::ALL.iter().all(|kind| CommandKind::from_code(kind.code()) == Some(*kind)));
}

#[test]
fn every_problem_says_what_to_do() {
    let stray = || Stray::at("a\u{200b}", 1).expect("a character");
    let violations = [
        Violation::Missing,
        Violation::HiddenCharacter { stray: stray() },
        Violation::EmailMalformed,
        Violation::EmailCharacter(stray()),
        Violation::EmailHostNotPublic,
        Violation::EmailInUse,
        Violation::FindMissing,
        Violation::TooManyEndpoints { max: 9, over: 1 },
        Violation::UrlInUse,
        Violation::UrlRepeated { first: 1 },
    ];
    for violation in violations {
        let of_schemes = [Field::SchemeEndpoints, Field::SchemeEndpointType(0), Field::SchemeEndpointUrl(0)];
        for field in [Field::Name, Field::Email, Field::RetirementReason].into_iter().chain(of_schemes) {
            let said = Problem::new(field, violation.clone()).message();
            assert!(
                ["Enter", "Remove", "Add", "Select"].iter().any(|verb| said.starts_with(verb))
                    || [". Enter", ". Remove"].iter().any(|verb| said.contains(verb)),
                "{said}"
            );
        }
    }
}
