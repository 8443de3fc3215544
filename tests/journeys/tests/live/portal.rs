//! The portal's address, and the way in through the pages of the user pool (W6).

use anyhow::{Context, Result};
use journeys::{Stack, Wait};
use serde_json::Value;

fn text<'a>(answer: &'a Value, name: &str) -> Result<&'a str> {
    answer[name].as_str().with_context(|| format!("{name} in {answer}"))
}

#[test]
fn the_portal_answers_at_its_own_name() -> Result<()> {
    let stack = Stack::running()?;
    let (status, page) = stack.portal_page("/portal/")?;
    assert!(status < 400, "{status}: {page}");
    // The function itself says what is not there; a gateway would answer JSON.
    let (status, page) = stack.portal_page("/portal/no-such-page")?;
    assert_eq!(status, 404);
    assert!(!page.contains("\"message\""), "{page}");
    Ok(())
}

/// Holds W6.
#[test]
fn the_portals_client_gets_what_the_api_accepts() -> Result<()> {
    let stack = Stack::running()?;
    let pages = stack.sign_in_pages()?;
    let (status, tokens) = pages.redeem(&pages.code_of("meadow-business")?, None)?;
    assert_eq!(status, 200, "{tokens}");
    let me = stack.caller(Some(text(&tokens, "access_token")?))?.read_me().wait()?;
    assert_eq!(me.person, stack.sign_in("meadow-business")?.read_me().wait()?.person);
    // At most 15 minutes, and again from the membership of that moment.
    assert_eq!(tokens["expires_in"], 900);
    let (status, renewed) = pages.renew(text(&tokens, "refresh_token")?)?;
    assert_eq!(status, 200, "{renewed}");
    assert_eq!(stack.caller(Some(text(&renewed, "access_token")?))?.read_me().status()?, 200);
    // An ID token says who somebody is, not what they may do.
    assert_eq!(stack.caller(Some(text(&tokens, "id_token")?))?.read_me().status()?, 403);
    Ok(())
}

/// Holds W6.
#[test]
fn a_code_is_good_once_and_for_who_asked() -> Result<()> {
    let stack = Stack::running()?;
    let pages = stack.sign_in_pages()?;
    let code = pages.code_of("pdp-reviewer")?;
    let other = "another-verifier-of-the-length-that-is-asked-for";
    assert_eq!(pages.redeem(&code, Some(other))?.1["error"], "invalid_grant");
    assert_eq!(pages.redeem(&code, None)?.0, 200);
    assert_eq!(pages.redeem(&code, None)?.1["error"], "invalid_grant");
    Ok(())
}

/// Holds W6.
#[test]
fn the_pages_lead_back_to_the_portal_and_nowhere_else() -> Result<()> {
    let stack = Stack::running()?;
    let pages = stack.sign_in_pages()?;
    assert_eq!(pages.open(&[])?, (200, None));
    for elsewhere in ["https://portal.example.org/portal/callback", "http://portal.localhost/portal/callback"]
    {
        assert_eq!(pages.open(&[("redirect_uri", elsewhere)])?, (400, None), "{elsewhere}");
    }
    assert_eq!(pages.fill_in("business@meadow-pensions.example.org", "not the password")?, None);
    Ok(())
}

/// Holds P3.
#[test]
fn no_client_is_given_a_scope_of_the_api_because_it_asks() -> Result<()> {
    let stack = Stack::running()?;
    let pages = stack.sign_in_pages()?;
    for scope in ["openid technical-changes/pdp", "technical-changes/organisation"] {
        let (status, to) = pages.open(&[("scope", scope)])?;
        assert_eq!(status, 302, "{scope}");
        assert!(to.context("back to the portal")?.contains("error="), "{scope}");
    }
    Ok(())
}
