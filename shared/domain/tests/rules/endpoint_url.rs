//! The URL of an endpoint (C3).

use domain::endpoint::EndpointUrl;
use domain::problem::Violation;
use rstest::rstest;

const MAX: usize = 2_048;

fn parse(typed: &str) -> Result<String, Violation> {
    EndpointUrl::parse(typed, MAX).map(|url| url.as_str().to_owned())
}

#[track_caller]
fn refused(typed: &str, code: &str) {
    let violation = parse(typed).expect_err("a violation");
    assert_eq!(violation.code(), code, "{typed}");
}

/// A URL of exactly `characters`.
fn url_of(characters: usize) -> String {
    format!("{:a<characters$}", "https://find.provider.co.uk/")
}

/// Holds C3.
#[rstest]
#[case("https://find.provider.co.uk/pensions")]
#[case("https://find.provider.co.uk/a/b-c_d.e~f")]
#[case("https://find.provider.co.uk/with%20space")]
#[case("https://find.provider.co.uk/user@name")]
#[case("https://xn--fnd-rma.provider.co.uk/pensions")]
#[case("https://provider.pensions")]
#[case("https://1.provider.co.uk")]
fn a_plain_public_https_url_is_kept_as_typed(#[case] typed: &str) {
    assert_eq!(parse(typed), Ok(typed.to_owned()));
}

/// Holds C3.
#[rstest]
#[case::case_of_scheme_and_host(
    "HTTPS://Find.Provider.CO.UK/Pensions",
    "https://find.provider.co.uk/Pensions"
)]
#[case::default_port("https://find.provider.co.uk:443/x", "https://find.provider.co.uk/x")]
#[case::default_port_with_zeros("https://find.provider.co.uk:0443/x", "https://find.provider.co.uk/x")]
#[case::empty_port("https://find.provider.co.uk:/x", "https://find.provider.co.uk/x")]
#[case::international_name("https://fínd.provider.co.uk/x", "https://xn--fnd-rma.provider.co.uk/x")]
#[case::international_name_in_capitals(
    "https://FÍND.provider.co.uk/x",
    "https://xn--fnd-rma.provider.co.uk/x"
)]
#[case::full_width_letters("https://ｆｉｎｄ.provider.co.uk/x", "https://find.provider.co.uk/x")]
#[case::ideographic_full_stop("https://find。provider.co.uk/x", "https://find.provider.co.uk/x")]
#[case::trailing_dot("https://find.provider.co.uk./x", "https://find.provider.co.uk/x")]
#[case::percent_encoded_host("https://f%69nd.provider.co.uk/x", "https://find.provider.co.uk/x")]
#[case::dot_segments("https://find.provider.co.uk/a/./b/../x", "https://find.provider.co.uk/a/x")]
#[case::encoded_dot_segments("https://find.provider.co.uk/a/%2e%2E/x", "https://find.provider.co.uk/x")]
#[case::letter_that_need_not_be_encoded(
    "https://find.provider.co.uk/%66ind",
    "https://find.provider.co.uk/find"
)]
#[case::signs_that_need_not_be_encoded(
    "https://find.provider.co.uk/%7e%2Da%5F%2e1",
    "https://find.provider.co.uk/~-a_.1"
)]
#[case::escapes_in_capitals(
    "https://find.provider.co.uk/a%c3%a9%2f%3a",
    "https://find.provider.co.uk/a%C3%A9%2F%3A"
)]
#[case::an_escape_is_read_once("https://find.provider.co.uk/%2566", "https://find.provider.co.uk/%2566")]
#[case::dot_segments_of_half_escapes("https://find.provider.co.uk/a/.%2e/b", "https://find.provider.co.uk/b")]
#[case::dots_above_the_root("https://find.provider.co.uk/../../x", "https://find.provider.co.uk/x")]
#[case::dots_only("https://find.provider.co.uk/a/..", "https://find.provider.co.uk")]
#[case::accent_written_as_two_characters(
    "https://fi\u{301}nd.provider.co.uk/x",
    "https://xn--fnd-rma.provider.co.uk/x"
)]
#[case::spaces_around("  https://find.provider.co.uk/x\n", "https://find.provider.co.uk/x")]
#[case::bare_host("https://find.provider.co.uk", "https://find.provider.co.uk")]
fn spellings_of_one_url_normalise_to_the_same(#[case] typed: &str, #[case] normal: &str) {
    assert_eq!(parse(typed), Ok(normal.to_owned()));
    assert_eq!(parse(normal), Ok(normal.to_owned()));
}

/// Holds C3.
#[rstest]
#[case("https://find.provider.co.uk/Pensions", "https://find.provider.co.uk/pensions")]
#[case("https://find.provider.co.uk/x", "https://view.provider.co.uk/x")]
#[case("https://find.provider.co.uk/a%2Fb", "https://find.provider.co.uk/a/b")]
#[case("https://find.provider.co.uk/a%3Ab", "https://find.provider.co.uk/a:b")]
#[case("https://find.provider.co.uk/a/b", "https://find.provider.co.uk/a//b")]
fn what_can_be_another_endpoint_stays_another_url(#[case] one: &str, #[case] other: &str) {
    assert_ne!(parse(one).expect("a URL"), parse(other).expect("a URL"));
}

/// Holds C3.
#[rstest]
#[case("https://find.provider.co.uk/")]
#[case("https://find.provider.co.uk/pensions/")]
#[case("https://find.provider.co.uk/pensions//")]
#[case("https://find.provider.co.uk/pensions\\")]
#[case("https://find.provider.co.uk\\")]
#[case("https://find.provider.co.uk/pensions/  ")]
#[case::after_dot_segments("https://find.provider.co.uk/a/b/..")]
#[case::after_encoded_dot_segments("https://find.provider.co.uk/a/%2e")]
#[case::encoded_slash("https://find.provider.co.uk/a%2f")]
#[case::encoded_backslash("https://find.provider.co.uk/a%5C")]
fn a_slash_or_backslash_at_the_end_is_refused(#[case] typed: &str) {
    refused(typed, "url_trailing_slash");
}

/// Holds C3.
#[rstest]
#[case("https://find.provider.co.uk\\pensions")]
#[case("https:\\\\find.provider.co.uk/pensions")]
#[case("https://find.provider.co.uk\\@evil.co.uk/x")]
fn a_backslash_inside_is_refused(#[case] typed: &str) {
    refused(typed, "url_has_backslash");
}

/// Holds C3.
#[rstest]
#[case("http://find.provider.co.uk/pensions")]
#[case("ftp://find.provider.co.uk/pensions")]
#[case("wss://find.provider.co.uk/pensions")]
#[case("httpss://find.provider.co.uk/pensions")]
#[case("://find.provider.co.uk/pensions")]
fn another_scheme_than_https_is_refused(#[case] typed: &str) {
    refused(typed, "url_not_https");
}

/// Holds C3.
#[rstest]
#[case("find.provider.co.uk/pensions")]
#[case("//find.provider.co.uk/pensions")]
#[case("/pensions")]
#[case("https:find.provider.co.uk/pensions")]
#[case("https:/find.provider.co.uk/pensions")]
#[case("https:///find.provider.co.uk/pensions")]
#[case("https://:8443/pensions")]
#[case("https://?")]
#[case("https://find.provider.co.uk:65536/pensions")]
#[case("https://find.provider.co.uk:x/pensions")]
#[case("https://find.provider.co.uk:+443/pensions")]
#[case("https://find.provider.co.uk:443:443/pensions")]
#[case("https://xn--a.provider.co.uk/pensions")]
#[case("mailto:someone@provider.co.uk")]
fn what_is_not_an_absolute_url_is_refused(#[case] typed: &str) {
    refused(typed, "url_malformed");
}

/// The character that is refused, its place in what was typed, and what stands before it.
/// Holds C3.
#[rstest]
#[case::in_a_path("https://find.provider.co.uk/find\u{200b}", '\u{200b}', 33, "find")]
#[case::in_the_middle("https://find.provider.co.uk/pen\u{ad}sions", '\u{ad}', 32, "pen")]
#[case::in_a_host("https://find\u{200b}.provider.co.uk/x", '\u{200b}', 13, "find")]
#[case::joins_nothing_in_a_host("https://fi\u{200d}nd.provider.co.uk/x", '\u{200d}', 11, "fi")]
#[case::in_the_scheme("ht\u{2060}tps://find.provider.co.uk/x", '\u{2060}', 3, "ht")]
#[case::first_of_all("\u{feff}https://find.provider.co.uk/x", '\u{feff}', 1, "")]
#[case::turns_text("https://find.provider.co.uk/\u{202e}x", '\u{202e}', 29, "uk/")]
#[case::braces("https://find.provider.co.uk/pensions/{tenant}", '{', 38, "pensions/")]
#[case::pipe("https://find.provider.co.uk/a|b", '|', 30, "a")]
#[case::caret("https://find.provider.co.uk/a^b", '^', 30, "a")]
#[case::quotation_mark("https://find.provider.co.uk/a\"b", '"', 30, "a")]
#[case::angle_bracket_in_a_host("https://find<provider>.co.uk/pensions", '<', 13, "find")]
#[case::square_bracket("https://find.provider.co.uk/a[0]", '[', 30, "a")]
#[case::accent_in_a_path("https://find.provider.co.uk/café", 'é', 32, "caf")]
#[case::curly_apostrophe("https://find.provider.co.uk/o’neill", '’', 30, "o")]
#[case::percent_at_the_end("https://find.provider.co.uk/a%2", '%', 30, "a")]
#[case::percent_without_digits("https://find.provider.co.uk/100%/x", '%', 32, "100")]
#[case::percent_with_other_letters("https://find.provider.co.uk/%zz", '%', 29, "uk/")]
#[case::encoded_slash_in_a_host("https://find%2fprovider.co.uk/pensions", '%', 13, "find")]
#[case::encoded_invisible_in_a_host("https://find%e2%80%8b.provider.co.uk/x", '%', 13, "find")]
fn a_character_that_no_url_has_is_named_with_its_place(
    #[case] typed: &str,
    #[case] character: char,
    #[case] place: usize,
    #[case] after: &str,
) {
    let violation = parse(typed).expect_err("a violation");
    let Violation::UrlCharacter { stray } = &violation else { panic!("{violation:?}") };
    assert_eq!(
        (stray.character, stray.place, stray.after.as_str()),
        (character, place, after),
        "{violation}"
    );
    assert_eq!(violation.code(), "url_has_unfit_character");
}

/// Holds C3.
#[test]
fn a_character_that_cannot_be_seen_is_called_by_its_name() {
    let said = |typed: &str| parse(typed).expect_err("a violation").to_string();
    assert_eq!(
        said("https://find.provider.co.uk/find\u{200b}"),
        "Remove a zero width space (U+200B) at character 33, after “find”, from the endpoint URL. It cannot be seen: retype the URL instead of pasting it"
    );
    assert!(
        said("https://find.provider.co.uk/{tenant}")
            .contains("with a value in place of everything in braces")
    );
    assert!(said("https://find.provider.co.uk/café").contains("write it as %C3%A9"));
    assert!(said("https://find.provider.co.uk/a%2").contains("write the sign itself as %25"));
    assert!(said("https://find.provider.co.uk/a b").contains("a space (U+0020) at character 30, after “a”"));
    assert!(said("https://find_it.provider.co.uk/x").contains("Yours has “_” at character 13, after “find”"));
    assert!(said("https://find.payments.svc/x").contains("Names that end in “.svc”"));
}

#[rstest]
#[case("")]
#[case("   ")]
#[case("\t\r\n")]
fn an_empty_url_is_missing(#[case] typed: &str) {
    assert_eq!(parse(typed), Err(Violation::Missing));
}

/// Holds C3.
#[rstest]
#[case("https://find.provider .co.uk/pensions")]
#[case("https://find.provider.co.uk/pen sions")]
#[case("https://find.provider.co.uk/pen\tsions")]
#[case("https://find.provider.co.uk/pen\nsions")]
#[case("https://find.provider.co.uk/pen\u{a0}sions")]
#[case("ht\ttps://find.provider.co.uk/pensions")]
#[case("https://find.provider.co.uk/pen\u{0}sions")]
fn white_space_or_control_characters_inside_are_refused(#[case] typed: &str) {
    refused(typed, "url_has_spaces");
}

/// Holds C3.
#[rstest]
#[case("https://name@find.provider.co.uk/pensions")]
#[case("https://name:secret@find.provider.co.uk/pensions")]
#[case("https://:secret@find.provider.co.uk/pensions")]
#[case("https://@find.provider.co.uk/pensions")]
#[case("https://:@find.provider.co.uk/pensions")]
#[case("https://find.provider.co.uk@evil.co.uk")]
fn user_info_is_refused(#[case] typed: &str) {
    refused(typed, "url_has_user_info");
}

/// Holds C3.
#[rstest]
#[case("https://find.provider.co.uk/pensions?a=b")]
#[case("https://find.provider.co.uk/pensions?")]
#[case("https://find.provider.co.uk?a=b")]
#[case("https://find.provider.co.uk/pensions?a#b")]
fn a_query_is_refused(#[case] typed: &str) {
    refused(typed, "url_has_query");
}

/// Holds C3.
#[rstest]
#[case("https://find.provider.co.uk/pensions#a")]
#[case("https://find.provider.co.uk/pensions#")]
#[case("https://find.provider.co.uk#a")]
fn a_fragment_is_refused(#[case] typed: &str) {
    refused(typed, "url_has_fragment");
}

/// Holds C3.
#[rstest]
#[case::dotted("https://192.0.2.1/pensions")]
#[case::loopback("https://127.0.0.1/pensions")]
#[case::trailing_dot("https://127.0.0.1./pensions")]
#[case::two_parts_hexadecimal("https://0x7f.1/pensions")]
#[case::one_number("https://2130706433/pensions")]
#[case::hexadecimal("https://0x7f000001/pensions")]
#[case::octal("https://0177.0.0.1/pensions")]
#[case::three_parts("https://127.0.1/pensions")]
#[case::full_width_digits("https://１２７.0.0.1/pensions")]
#[case::percent_encoded("https://%31%32%37.0.0.1/pensions")]
#[case::with_port("https://127.0.0.1:8443/pensions")]
#[case::version_6("https://[2001:db8::1]/pensions")]
#[case::version_6_loopback("https://[::1]/pensions")]
#[case::version_6_mapped("https://[::ffff:127.0.0.1]/pensions")]
fn an_ip_address_in_any_spelling_is_refused(#[case] typed: &str) {
    refused(typed, "url_has_ip_address");
}

/// Holds C3.
#[rstest]
#[case("https://256.0.0.1/pensions")]
#[case("https://1.2.3.4.5/pensions")]
#[case("https://provider.0x4/pensions")]
#[case("https://[::1/pensions")]
#[case("https://[fe80::1%25eth0]/pensions")]
fn what_almost_is_an_ip_address_is_refused(#[case] typed: &str) {
    refused(typed, "url_malformed");
}

/// Holds C3.
#[rstest]
#[case::no_dot("https://intranet-server/pensions")]
#[case::localhost("https://localhost/pensions")]
#[case::below_localhost("https://find.localhost/pensions")]
#[case::local("https://find.local/pensions")]
#[case::internal("https://find.provider.internal/pensions")]
#[case::testing("https://find.test/pensions")]
#[case::example("https://find.example/pensions")]
#[case::invalid("https://find.invalid/pensions")]
#[case::onion("https://find.onion/pensions")]
#[case::home("https://find.home.arpa/pensions")]
#[case::lan("https://find.lan/pensions")]
#[case::corp("https://FIND.CORP/pensions")]
#[case::alternative("https://find.alt/pensions")]
#[case::cluster("https://find.payments.svc/pensions")]
#[case::cluster_in_full("https://find.payments.svc.cluster.local/pensions")]
#[case::consul("https://find.service.consul/pensions")]
#[case::localnet("https://find.localnet/pensions")]
#[case::localdomain("https://find.localdomain/pensions")]
#[case::intranet("https://find.intranet/pensions")]
#[case::private("https://find.private/pensions")]
#[case::cloud("https://ip-10-0-0-1.eu-west-2.compute.internal/pensions")]
#[case::reverse_lookup("https://1.0.0.10.in-addr.arpa/pensions")]
#[case::encoded_underscore("https://find%5fit.provider.co.uk/pensions")]
#[case::no_letter_in_the_last_part("https://find.1-1/pensions")]
#[case::trailing_dot_does_not_hide_it("https://find.local./pensions")]
#[case::encoding_does_not_hide_it("https://find.l%6fcal/pensions")]
#[case::two_trailing_dots("https://find.provider.co.uk../pensions")]
#[case::empty_label("https://find..co.uk/pensions")]
#[case::leading_dot("https://.provider.co.uk/pensions")]
#[case::leading_hyphen("https://-find.provider.co.uk/pensions")]
#[case::trailing_hyphen("https://find-.provider.co.uk/pensions")]
#[case::underscore("https://find_it.provider.co.uk/pensions")]
#[case::wildcard("https://*.provider.co.uk/pensions")]
fn a_host_that_public_dns_cannot_find_is_refused(#[case] typed: &str) {
    refused(typed, "url_host_not_public");
}

#[test]
fn a_label_may_have_63_characters_and_no_more() {
    let host = |length| format!("https://{}.co.uk/x", "a".repeat(length));
    assert_eq!(parse(&host(63)), Ok(host(63)));
    refused(&host(64), "url_host_not_public");
}

#[test]
fn a_host_name_may_have_253_characters_and_no_more() {
    let labels = format!("{0}.{0}.{0}", "a".repeat(62));
    let host = |length: usize| format!("{labels}.{}.co.uk", "b".repeat(length - labels.len() - 7));
    assert_eq!(host(253).len(), 253);
    assert!(parse(&format!("https://{}/x", host(253))).is_ok());
    refused(&format!("https://{}/x", host(254)), "url_host_not_public");
}

/// Holds C3.
#[test]
fn a_url_may_have_2048_characters_and_no_more() {
    assert_eq!(parse(&url_of(2_048)), Ok(url_of(2_048)));
    assert_eq!(parse(&url_of(2_049)), Err(Violation::UrlTooLong { max: 2_048 }));
}

#[test]
fn spaces_around_do_not_count_towards_the_length() {
    assert_eq!(parse(&format!(" {} ", url_of(2_048))), Ok(url_of(2_048)));
}

/// Holds C3.
#[test]
fn the_length_counts_after_normalising_too() {
    let typed = format!("https://{}.provider.co.uk/{}", "é".repeat(40), "x".repeat(1_980));
    assert!(typed.chars().count() <= 2_048, "{}", typed.chars().count());
    assert_eq!(parse(&typed), Err(Violation::UrlTooLong { max: 2_048 }));
}

/// PDP's tests connect to no other port (O9), so a later step could never accept it.
/// Holds O9.
#[rstest]
#[case("https://find.provider.co.uk:8443/x", 8443)]
#[case("https://find.provider.co.uk:80/x", 80)]
#[case("https://find.provider.co.uk:4430", 4430)]
#[case("https://find.provider.co.uk:0/x", 0)]
#[case("https://find.provider.co.uk:65535/x", 65535)]
#[case("https://find.provider.co.uk:00444/x", 444)]
fn a_port_other_than_443_is_refused(#[case] typed: &str, #[case] port: u16) {
    assert_eq!(parse(typed), Err(Violation::UrlPort { port }));
    let said = Violation::UrlPort { port }.to_string();
    assert!(said.contains(&format!("“:{port}”")) && said.contains("port 443"), "{said}");
}

#[test]
fn a_stored_url_is_taken_back_as_it_was() {
    let url = EndpointUrl::parse("https://find.provider.co.uk/x", MAX).expect("a URL");
    assert_eq!(EndpointUrl::restore(url.to_string()), url);
}

/// Holds C3.
#[test]
fn a_name_in_another_script_is_kept_so_that_look_alikes_show() {
    // Cyrillic letters in place of Latin ones.
    assert_eq!(parse("https://рrоvider.co.uk/x").as_deref(), Ok("https://xn--rvider-wqfo.co.uk/x"));
}

/// Holds C3.
#[test]
fn names_that_examples_use_are_taken() {
    assert!(parse("https://find.meadow.example.org/pensions").is_ok());
}

/// What a URL was registered as while escapes were kept as typed.
/// Holds C3.
#[rstest]
#[case("https://find.provider.co.uk/%66ind", Some("https://find.provider.co.uk/%66ind"))]
#[case("HTTPS://Find.Provider.co.uk:443/a%c3%a9", Some("https://find.provider.co.uk/a%c3%a9"))]
#[case("https://find.provider.co.uk/a/../%7Eb", Some("https://find.provider.co.uk/%7Eb"))]
#[case("https://find.provider.co.uk/find", None)]
#[case("https://find.provider.co.uk/a/%2E%2e/b%2Fc", None)]
#[case("https://find.provider.co.uk", None)]
fn the_form_in_which_it_was_registered_earlier_is_known(#[case] typed: &str, #[case] earlier: Option<&str>) {
    let url = EndpointUrl::parse(typed, MAX).expect("a URL");
    assert_eq!(url.earlier_form(typed).as_ref().map(EndpointUrl::as_str), earlier);
}
