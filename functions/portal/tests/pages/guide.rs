//! The guide.

use http_tests::Caller;

use crate::world::World;

/// Holds W8.
#[test]
fn the_guide_is_read_without_signing_in() {
    let world = World::new();
    let page = world.browser().open("/portal/guide");
    assert_eq!(page.text("h1"), "Technical change process");
    assert!(page.has_link("Sign in"));
    assert!(world.gateway.calls().is_empty());
    let signed_in = world.signed_in(Caller::BUSINESS).open("/portal/guide");
    assert!(!signed_in.has_link("Sign in"));
    // Who reports changes can begin from here; who does not is not offered it.
    let begin = "Report a technical change";
    assert!(signed_in.has_link(begin) && !page.has_link(begin));
    assert!(!world.signed_in(Caller::SERVICE).open("/portal/guide").has_link(begin));
}

/// Holds W8.
#[test]
fn the_guide_has_the_four_scales_in_their_names() {
    let page = World::new().browser().open("/portal/guide");
    assert_eq!(page.all("h3"), ["Minimal change", "Minor change", "Moderate change", "Significant change"]);
    let steps = |number: usize| {
        let all = page.all(&format!(".portal-steps:nth-of-type({number}) > li > strong"));
        all.join(", ")
    };
    // The first list of the page that is ordered is what happens.
    assert!(steps(2).starts_with("Live cryptographic material"), "{}", steps(2));
    assert!(steps(5).contains("IT health check") && !steps(4).contains("IT health check"));
    for words in ["within 5 working days", "at least 7 days ahead", "up to 9", "up to 25MB"] {
        assert!(page.main().contains(words), "{words}: {}", page.main());
    }
}

/// Holds W8.
#[test]
fn the_guide_says_who_does_what() {
    let page = World::new().browser().open("/portal/guide");
    for role in [
        "Primary business contact",
        "Primary technical contact",
        "Test manager",
        "Security lead",
        "Service manager",
        "PDP",
    ] {
        assert!(page.all("dt").contains(&role.to_owned()), "{role}");
    }
}
