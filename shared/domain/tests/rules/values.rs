//! Properties of values that people type: reading never panics, and what was accepted stays accepted as it is (C3).

use domain::endpoint::EndpointUrl;
use domain::reference::Reference;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

const MAX: usize = 2_048;

/// Text that looks like a URL more often than not.
fn url_like() -> impl Strategy<Value = String> {
    let scheme =
        prop_oneof![6 => Just("https://"), 1 => Just("HTTPS://"), 1 => Just("http://"), 1 => Just("")];
    let host = prop_oneof![
        6 => "[a-zA-Z][a-zA-Z0-9-]{0,5}[a-z0-9](\\.[a-z]{1,6}){1,3}\\.?",
        1 => "[a-zA-Z0-9-]{1,8}(\\.[a-z0-9-]{1,6}){1,3}\\.?",
        1 => "(0x)?[0-9a-f]{1,4}(\\.[0-9]{1,3}){0,4}",
        1 => "[\\PC]{1,12}",
        1 => "\\[[0-9a-f:.]{2,12}\\]",
    ];
    let port = prop_oneof![6 => Just(String::new()), 1 => ":[0-9]{0,6}"];
    let path = prop_oneof![2 => "(/([a-z.]|%2[eEfF]){0,5}){0,5}", 1 => "(/[a-z.%2eEfF]{0,5}){0,5}", 2 => "(/([a-z.!'@:~_-]|%[0-9a-fA-F]{2}){0,5}){0,5}", 1 => "/[\\PC]{0,12}", 1 => "[/\\\\?#@:.]{0,6}"];
    (scheme, host, port, path).prop_map(|(scheme, host, port, path)| format!("{scheme}{host}{port}{path}"))
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![4 => url_like(), 1 => any::<String>()]
}

/// Whether a URI can have it (RFC 3986).
fn is_of_a_uri(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/@!$&'()*+,;=%".contains(&byte)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Holds C3.
    #[test]
    fn an_accepted_url_is_normal_and_keeps_the_rule(typed in typed()) {
        let Ok(url) = EndpointUrl::parse(&typed, MAX) else { return Ok(()) };
        let text = url.as_str();
        prop_assert_eq!(EndpointUrl::parse(text, MAX), Ok(url.clone()));
        prop_assert!(text.starts_with("https://") && text.is_ascii() && text.len() <= MAX);
        prop_assert!(!text.ends_with(['/', '\\']));
        prop_assert!(!text.contains(['?', '#', '\\', ' ']));
        prop_assert!(text.bytes().all(is_of_a_uri), "RFC 3986");
        prop_assert!(!text.split('/').skip(3).any(|segment| segment == "." || segment == ".."));
        for (at, _) in text.match_indices('%') {
            let byte = u8::from_str_radix(&text[at + 1..at + 3], 16);
            let byte = byte.expect("two digits");
            prop_assert_eq!(format!("{byte:02X}"), &text[at + 1..at + 3]);
            prop_assert!(!byte.is_ascii_alphanumeric() && !b"-._~".contains(&byte), "need not be encoded");
        }
        // It is read by everybody else as it is written.
        let known = url::Url::parse(text).expect("a URL");
        prop_assert_eq!(known.as_str().trim_end_matches('/'), text);
        prop_assert_eq!(known.host_str(), Some(url.host()));
        prop_assert_eq!(url.earlier_form(text), None);
        let authority = text["https://".len()..].split('/').next().unwrap_or_default();
        prop_assert!(!authority.contains(['@', '[', '%', ':']) && authority.contains('.'));
        let last = authority.split(':').next().and_then(|host| host.rsplit('.').next()).unwrap_or_default();
        prop_assert!(last.contains(|c: char| c.is_ascii_lowercase()));
    }

    #[test]
    fn anything_can_be_tried_as_a_reference(written in any::<String>()) {
        if let Some(reference) = Reference::parse(&written) {
            prop_assert_eq!(Reference::parse(&reference.to_string()), Some(reference));
        }
    }
}

#[test]
fn the_samples_are_accepted_often_enough_to_mean_something() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let accepted = (0..1_000)
        .filter_map(|_| typed().new_tree(&mut runner).ok())
        .filter(|tree| EndpointUrl::parse(&tree.current(), MAX).is_ok())
        .count();
    assert!(accepted > 150, "{accepted}");
}
