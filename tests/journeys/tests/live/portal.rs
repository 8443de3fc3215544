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
    let mut browser = stack.browser()?;
    let guide = browser.open("/portal/guide")?;
    assert_eq!(guide.status, 200, "{}", guide.text);
    // The function itself says what is not there; a gateway would answer JSON.
    for path in ["/", "/portal/no-such-page", "/elsewhere"] {
        let page = browser.open(path)?;
        assert!(page.status == 404 && page.text.contains("<title>"), "{path}: {}", page.text);
    }
    Ok(())
}

/// Holds W6.
#[test]
fn a_session_begins_on_the_pools_pages_and_ends_at_once() -> Result<()> {
    let stack = Stack::running()?;
    let mut browser = stack.browser()?;
    // Closed pages ask to sign in first, and lead back.
    let closed = browser.open("/portal/changes")?;
    assert!(closed.to.is_some_and(|to| to.starts_with("/portal/sign-in?")), "{}", closed.status);
    let arrived =
        browser.sign_in("meadow-business", "/portal/sign-in/start?return_to=%2Fportal%2Fchanges")?;
    assert_eq!((arrived.status, arrived.to.as_deref()), (303, Some("/portal/changes")), "{}", arrived.text);
    let page = browser.open("/portal/changes")?;
    assert!(page.status == 200 && page.text.contains("Sign out"), "{}", page.text);
    // The cookie that somebody copied before is worth nothing after it.
    let mut copied = browser.clone();
    assert_eq!(browser.send("/portal/sign-out", &page.hidden())?.status, 200);
    for former in [&mut browser, &mut copied] {
        assert_ne!(former.open("/portal/changes")?.status, 200);
    }
    Ok(())
}

/// Holds W6.
#[test]
fn a_sign_in_ends_only_in_the_browser_that_began_it() -> Result<()> {
    let stack = Stack::running()?;
    let (mut begun, mut other) = (stack.browser()?, stack.browser()?);
    let away = begun.open("/portal/sign-in/start?return_to=%2Fportal%2F")?.to.context("away")?;
    let back = stack.sign_in_pages()?.fill_in_as(&away, "pdp-reviewer")?;
    let back = &back[back.find("/portal/").context("back to the portal")?..];
    assert_eq!(other.open(back)?.status, 403);
    assert_eq!(begun.open(back)?.status, 303);
    assert_eq!(begun.open(back)?.status, 403, "a second time");
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
    for elsewhere in [
        "https://portal.example.org/portal/sign-in/callback",
        "http://portal.localhost/portal/sign-in/callback",
    ] {
        assert_eq!(pages.open(&[("redirect_uri", elsewhere)])?, (400, None), "{elsewhere}");
    }
    let email = "business@meadow-pensions.example.org";
    assert_eq!(pages.fill_in(&pages.address(), email, "not the password")?, None);
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
