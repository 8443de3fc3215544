//! The URL of an endpoint (C3).

use domain::endpoint::EndpointUrl;
use domain::problem::Fault;
use rstest::rstest;

const MAX: usize = 2_048;

fn parse(typed: &str) -> Result<String, Fault> {
    EndpointUrl::parse(typed, MAX).map(|url| url.as_str().to_owned())
}

#[track_caller]
fn refused(typed: &str, code: &str) {
    let fault = parse(typed).expect_err("a fault");
    assert_eq!(fault.code(), code, "{typed}");
}

/// A URL of exactly `characters`.
fn url_of(characters: usize) -> String {
    format!("{:a<characters$}", "https://find.provider.co.uk/")
}

#[rstest]
#[case("https://find.provider.co.uk/pensions")]
#[case("https://find.provider.co.uk/a/b-c_d.e~f")]
#[case("https://find.provider.co.uk/with%20space")]
#[case("https://find.provider.co.uk/user@name")]
#[case("https://xn--fnd-rma.provider.co.uk/pensions")]
#[case("https://provider.pensions")]
#[case("https://1.provider.co.uk")]
#[case("https://provider.co.uk:8443/find")]
fn a_plain_public_https_url_is_kept_as_typed(#[case] typed: &str) {
    assert_eq!(parse(typed), Ok(typed.to_owned()));
}

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
#[case::spaces_around("  https://find.provider.co.uk/x\n", "https://find.provider.co.uk/x")]
#[case::bare_host("https://find.provider.co.uk", "https://find.provider.co.uk")]
fn spellings_of_one_url_normalise_to_the_same(#[case] typed: &str, #[case] normal: &str) {
    assert_eq!(parse(typed), Ok(normal.to_owned()));
    assert_eq!(parse(normal), Ok(normal.to_owned()));
}

#[rstest]
#[case("https://find.provider.co.uk/Pensions", "https://find.provider.co.uk/pensions")]
#[case("https://find.provider.co.uk/x", "https://view.provider.co.uk/x")]
#[case("https://find.provider.co.uk/x", "https://find.provider.co.uk:8443/x")]
#[case("https://find.provider.co.uk/a/b", "https://find.provider.co.uk/a//b")]
fn what_can_be_another_endpoint_stays_another_url(#[case] one: &str, #[case] other: &str) {
    assert_ne!(parse(one).expect("a URL"), parse(other).expect("a URL"));
}

#[rstest]
#[case("https://find.provider.co.uk/")]
#[case("https://find.provider.co.uk/pensions/")]
#[case("https://find.provider.co.uk/pensions//")]
#[case("https://find.provider.co.uk/pensions\\")]
#[case("https://find.provider.co.uk\\")]
#[case("https://find.provider.co.uk/pensions/  ")]
#[case::after_dot_segments("https://find.provider.co.uk/a/b/..")]
#[case::after_encoded_dot_segments("https://find.provider.co.uk/a/%2e")]
fn a_slash_or_backslash_at_the_end_is_refused(#[case] typed: &str) {
    refused(typed, "url_trailing_slash");
}

#[rstest]
#[case("https://find.provider.co.uk\\pensions")]
#[case("https:\\\\find.provider.co.uk/pensions")]
#[case("https://find.provider.co.uk\\@evil.co.uk/x")]
fn a_backslash_inside_is_refused(#[case] typed: &str) {
    refused(typed, "url_has_backslash");
}

#[rstest]
#[case("http://find.provider.co.uk/pensions")]
#[case("ftp://find.provider.co.uk/pensions")]
#[case("wss://find.provider.co.uk/pensions")]
#[case("httpss://find.provider.co.uk/pensions")]
#[case("://find.provider.co.uk/pensions")]
fn another_scheme_than_https_is_refused(#[case] typed: &str) {
    refused(typed, "url_not_https");
}

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
#[case("https://find%2fprovider.co.uk/pensions")]
#[case("https://find<provider>.co.uk/pensions")]
#[case("https://xn--a.provider.co.uk/pensions")]
#[case("mailto:someone@provider.co.uk")]
fn what_is_not_an_absolute_url_is_refused(#[case] typed: &str) {
    refused(typed, "url_malformed");
}

#[rstest]
#[case("")]
#[case("   ")]
#[case("\t\r\n")]
fn an_empty_url_is_missing(#[case] typed: &str) {
    assert_eq!(parse(typed), Err(Fault::Missing));
}

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

#[rstest]
#[case("https://find.provider.co.uk/pensions?a=b")]
#[case("https://find.provider.co.uk/pensions?")]
#[case("https://find.provider.co.uk?a=b")]
#[case("https://find.provider.co.uk/pensions?a#b")]
fn a_query_is_refused(#[case] typed: &str) {
    refused(typed, "url_has_query");
}

#[rstest]
#[case("https://find.provider.co.uk/pensions#a")]
#[case("https://find.provider.co.uk/pensions#")]
#[case("https://find.provider.co.uk#a")]
fn a_fragment_is_refused(#[case] typed: &str) {
    refused(typed, "url_has_fragment");
}

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

#[rstest]
#[case("https://256.0.0.1/pensions")]
#[case("https://1.2.3.4.5/pensions")]
#[case("https://provider.0x4/pensions")]
#[case("https://[::1/pensions")]
#[case("https://[fe80::1%25eth0]/pensions")]
fn what_almost_is_an_ip_address_is_refused(#[case] typed: &str) {
    refused(typed, "url_malformed");
}

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

#[test]
fn a_url_may_have_2048_characters_and_no_more() {
    assert_eq!(parse(&url_of(2_048)), Ok(url_of(2_048)));
    assert_eq!(parse(&url_of(2_049)), Err(Fault::UrlTooLong { max: 2_048 }));
}

#[test]
fn spaces_around_do_not_count_towards_the_length() {
    assert_eq!(parse(&format!(" {} ", url_of(2_048))), Ok(url_of(2_048)));
}

#[test]
fn the_length_counts_after_normalising_too() {
    let typed = format!("https://find.provider.co.uk/{}", "é".repeat(1_000));
    assert!(typed.chars().count() < 2_048);
    assert_eq!(parse(&typed), Err(Fault::UrlTooLong { max: 2_048 }));
}

#[rstest]
#[case("https://find.provider.co.uk/x", false)]
#[case("https://find.provider.co.uk:443/x", false)]
#[case("https://find.provider.co.uk:8443/x", true)]
fn a_port_other_than_443_is_noticed(#[case] typed: &str, #[case] unusual: bool) {
    assert_eq!(EndpointUrl::parse(typed, MAX).map(|url| url.has_unusual_port()), Ok(unusual));
}

#[test]
fn a_stored_url_is_taken_back_as_it_was() {
    let url = EndpointUrl::parse("https://find.provider.co.uk/x", MAX).expect("a URL");
    assert_eq!(EndpointUrl::restore(url.to_string()), url);
}
