//! What attackers try.

use domain::change::Status;
use http_tests::Caller;

use crate::world::{ORIGIN, World};

const HTML: &str = "</textarea></p><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\"'&lt;";

/// Every form that changes something: its address, and what it would change.
fn forms(world: &World) -> Vec<String> {
    let made = world.api.change_in(Status::AwaitingInformation);
    let draft = world.api.draft(&http_tests::answers()).body.id;
    let of_draft = [
        "type",
        "reason",
        "scale",
        "oat",
        "endpoints",
        "affected",
        "downtime",
        "check",
        "withdraw",
        "evidence",
        "files/new",
    ];
    let of_change = [
        "answer",
        "new-draft",
        "steps/service_acceptance",
        "steps/service_acceptance/files/new",
        "test-endpoints",
        "connection-date",
        "support/other",
        "material/test",
        "bundle",
        "bundle/0190a0b0-0000-7000-8000-0000000000b1",
        "downtime/new",
        "downtime/0190a0b0-0000-7000-8000-0000000000d0/change",
        "downtime/0190a0b0-0000-7000-8000-0000000000d0/end",
        "downtime/0190a0b0-0000-7000-8000-0000000000d0/cancel",
    ];
    let endpoint = fakes::organisation(1).live_endpoints.into_keys().next().expect("a live endpoint");
    let organisation = fakes::organisation(1).id;
    let others = [
        format!("/portal/changes/{}/files/{}", made.id, made.evidence),
        format!("/portal/disputes/{}/files/new", made.id),
        format!("/portal/disputes/{}/files/{}", made.id, made.evidence),
        format!("/portal/endpoints/{organisation}/{endpoint}/out-of-use"),
        "/portal/endpoints/export".to_owned(),
        format!("/portal/endpoints/export/{}", http_tests::Made::REGISTER),
        "/portal/downtime/new".to_owned(),
        format!("/portal/downtime/{}/change", made.id),
        format!("/portal/downtime/{}/end", made.id),
        format!("/portal/downtime/{}/cancel", made.id),
        "/portal/oat/new".to_owned(),
        format!("/portal/oat/new/{}", made.id),
        format!("/portal/oat/{}/retest", made.id),
        format!("/portal/oat/{}/support", made.id),
        format!("/portal/oat/{}/connection-date", made.id),
        format!("/portal/oat/{}/runs/1/dispute", made.id),
        "/portal/pre-flights/new".to_owned(),
        format!("/portal/pre-flights/{}/dispute", made.id),
        "/portal/changes/new".to_owned(),
        "/portal/sign-out".to_owned(),
    ];
    let of_draft = of_draft.iter().map(|page| format!("/portal/changes/{draft}/{page}"));
    let of_change = of_change.iter().map(|page| format!("/portal/changes/{}/{page}", made.id));
    of_draft.chain(of_change).chain(others).collect()
}

/// The fields of a form, with or without its secret.
fn fields(secret: Option<&str>) -> Vec<(String, String)> {
    let pairs = [
        ("answer", "Forged"),
        ("reason", "Forged"),
        ("type", "both"),
        ("seen", "\"1\""),
        ("key", "key-of-mine"),
    ];
    pairs
        .into_iter()
        .chain(secret.map(|secret| ("csrf", secret)))
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect()
}

/// Holds W6.
#[test]
fn a_form_without_the_secret_of_the_session_does_nothing() {
    let world = World::new();
    let other =
        world.signed_in(Caller::BUSINESS).open("/portal/").attribute("header input[name=csrf]", "value");
    for address in forms(&world) {
        let mut browser = world.signed_in(Caller::BUSINESS);
        for secret in [None, Some(""), Some("AAAA"), Some(other.as_str()), Some(&"A".repeat(86))] {
            let before = world.api.state();
            let page = browser.post(&address, &fields(secret)).page(403);
            assert_eq!(page.text("h1"), "This form is from before you signed in", "{address} {secret:?}");
            assert_eq!(world.api.state(), before, "{address} {secret:?}");
            browser.open("/portal/");
        }
    }
}

/// Holds W6.
#[test]
fn a_form_of_another_site_does_nothing_even_with_it() {
    let world = World::new();
    for address in forms(&world) {
        let mut browser = world.signed_in(Caller::BUSINESS);
        let secret = browser.open("/portal/").attribute("header input[name=csrf]", "value");
        for headers in [
            &[][..],
            &[("origin", "https://evil.example.org")],
            &[("origin", "null")],
            &[("origin", "http://portal.example.org")],
            &[("origin", ORIGIN), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
        ] {
            let before = world.api.state();
            let reply = browser.post_from(&address, &fields(Some(&secret)), headers);
            assert_eq!(reply.page(403).text("h1"), "This form was not sent from the portal", "{headers:?}");
            assert_eq!(world.api.state(), before, "{headers:?}");
            assert!(!browser.cookies.contains_key("__Host-portal-form"), "nothing of it is kept");
            browser.open("/portal/");
        }
    }
}

/// Holds W6.
#[test]
fn a_stolen_cookie_is_worth_nothing_after_signing_out() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let mut thief = browser.clone();
    thief.open("/portal/");
    browser.sign_out();
    let calls = world.gateway.calls().len();
    assert!(calls > 0);
    assert_eq!(thief.get("/portal/").status, 303);
    assert!(world.gateway.calls().is_empty());
}

/// Holds W6.
#[test]
fn signing_in_again_ends_the_session_before() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let mut before = browser.clone();
    browser.sign_in(Caller::BUSINESS, "/portal/");
    browser.open("/portal/");
    assert_eq!(before.get("/portal/").status, 303);
}

/// Holds W6.
#[test]
fn a_session_is_never_one_that_was_known_before() {
    let world = World::new();
    let mut browser = world.browser();
    let planted = "A".repeat(43);
    browser.cookies.insert("__Host-portal-session".to_owned(), planted.clone());
    browser.sign_in(Caller::BUSINESS, "/portal/");
    assert_ne!(browser.cookies["__Host-portal-session"], planted);
    let mut attacker = world.browser();
    attacker.cookies.insert("__Host-portal-session".to_owned(), planted);
    assert_eq!(attacker.get("/portal/").status, 303);
}

/// Holds W6.
#[test]
fn a_way_back_works_once() {
    let world = World::new();
    let mut browser = world.browser();
    let address = browser.begin_sign_in("/portal/");
    let back = world.pool.sign_in(Caller::BUSINESS, &address);
    browser.get(&back).redirects_to("/portal/");
    let page = browser.get(&back).page(403);
    assert!(page.main().contains("has been used already"), "{}", page.main());
    // Nor does its state work with a code of another sign-in.
    let state = back.split("state=").nth(1).unwrap();
    let other = world.pool.sign_in(Caller::BUSINESS, &browser.begin_sign_in("/portal/"));
    let code = other.split("code=").nth(1).unwrap().split('&').next().unwrap();
    browser.get(&format!("/portal/sign-in/callback?code={code}&state={state}")).page(403);
}

/// Holds W6.
#[test]
fn a_way_back_of_an_attacker_signs_nobody_in() {
    let world = World::new();
    let mut attacker = world.browser();
    let address = attacker.begin_sign_in("/portal/");
    let back = world.pool.sign_in(Caller::RIVAL, &address);
    // The victim is made to open it: without a sign-in of their own, and in the middle of one.
    let mut victim = world.browser();
    victim.get(&back).page(403);
    victim.begin_sign_in("/portal/");
    victim.get(&back).page(403);
    assert!(!victim.cookies.contains_key("__Host-portal-session"));
}

/// Holds W6.
#[test]
fn a_code_of_another_sign_in_is_refused() {
    let world = World::new();
    let (mut one, mut other) = (world.browser(), world.browser());
    let (first, second) = (one.begin_sign_in("/portal/"), other.begin_sign_in("/portal/"));
    let stolen = world.pool.sign_in(Caller::BUSINESS, &first);
    let code = stolen.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let state = second.split("state=").nth(1).unwrap().split('&').next().unwrap();
    // Its verifier is not the one that the code was made for (PKCE).
    let page = other.get(&format!("/portal/sign-in/callback?code={code}&state={state}")).page(403);
    assert!(page.main().contains("could not be confirmed"), "{}", page.main());
}

/// Holds W6.
#[test]
fn nobody_is_led_away_from_the_portal() {
    let world = World::new();
    for wanted in [
        "https://evil.example.org/",
        "//evil.example.org/",
        "/\\evil.example.org",
        "/portal/..//evil.example.org",
        "/portal/sign-out",
        "javascript:alert(1)",
        "/portal/\r\nset-cookie: x=y",
    ] {
        world.browser().sign_in(Caller::BUSINESS, wanted).redirects_to("/portal/");
        let query = serde_urlencoded::to_string([("return_to", wanted)]).unwrap();
        let page = world.browser().open(&format!("/portal/sign-in?{query}"));
        assert!(
            page.attribute(".govuk-button--start", "href").ends_with("return_to=%2Fportal%2F"),
            "{wanted}"
        );
    }
}

// Where people read what others typed, `texts.rs` looks.
#[test]
fn what_is_typed_into_a_form_is_shown_again_as_text() {
    let world = World::new();
    let made = world.api.change_in(Status::AwaitingInformation);
    let mut browser = world.signed_in(Caller::BUSINESS);
    let address = format!("/portal/changes/{}/answer", made.id);
    let form = browser.open(&address).form();
    let long = HTML.repeat(40);
    let form: Vec<_> = form
        .into_iter()
        .map(|(name, value)| if name == "answer" { (name, long.clone()) } else { (name, value) })
        .collect();
    let page = browser.post(&address, &form).page(422);
    assert_eq!(page.all("main script, main img").len(), 0);
    assert!(page.text("#answer").contains("onerror=alert(2)"));
}

#[test]
fn every_answer_has_the_headers_that_protect_it() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    for address in ["/portal/", "/portal/guide", "/portal/nothing", "/portal/sign-in", "/portal"] {
        let reply = browser.get(address);
        let policy = reply.header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "form-action 'self' https://uploads.example.org",
            "connect-src 'self' https://uploads.example.org",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.split("; ").any(|one| one == rule), "{address}: {rule} in {policy}");
        }
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "same-origin");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(reply.header("strict-transport-security").starts_with("max-age=63072000"));
    }
}

#[test]
fn styles_and_script_are_kept_for_good_and_compressed() {
    let world = World::new();
    let mut browser = world.browser();
    let page = browser.open("/portal/guide");
    for (address, kind) in [
        (page.attribute("link[rel=stylesheet]", "href"), "text/css; charset=utf-8"),
        (page.attribute("script", "src"), "text/javascript; charset=utf-8"),
    ] {
        let reply = browser.get(&address);
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, kind));
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(reply.header("content-encoding"), "gzip");
        assert!(!reply.text().is_empty());
    }
    assert_eq!(browser.get("/portal/assets/portal-0000000000000000.css").status, 404);
    assert_eq!(browser.get("/portal/guide").header("content-encoding"), "gzip");
}

#[test]
fn the_secret_of_forms_looks_different_on_every_page() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::BUSINESS);
    let mut secret = || browser.open("/portal/guide").attribute("header input[name=csrf]", "value");
    assert_ne!(secret(), secret());
}
