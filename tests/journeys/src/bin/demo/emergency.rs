//! A live endpoint that PDP suspends in an emergency, at once, and that two people of PDP make live again (Q5).

use anyhow::{Context, Result};
use api::{RestorationDecisionBody, SuspensionBody};
use api_client::{ETag, Paging, WhichEndpoints};
use domain::register::EndpointState;
use journeys::Wait;

use crate::play::Play;
use crate::print;

/// One of Orchard's endpoints is suspended; its people hear of it; two people of PDP make it live again.
pub fn suspended(play: &Play) -> Result<()> {
    let contact = play.person("orchard-business")?;
    let (support, second) = (play.person("pdp-support")?, play.person("pdp-support-two")?);
    let page = WhichEndpoints { page: Paging::first(100), ..WhichEndpoints::default() };
    let register = || contact.list_endpoints(&page).wait();
    let live = register()?.body.items.into_iter().find(|one| one.state.0 == EndpointState::Live);
    let live = live.context("Orchard has no live endpoint")?;
    let (own, id, any) = (live.organisation, live.id, ETag::any());
    let because = |reason: &str| SuspensionBody { reason: reason.to_owned() };

    // It has no reference: emails name it by its id.
    let reference = id.to_string();
    let seen = play.notifications_so_far(&reference)?;
    support.suspend_endpoint(own, id, &any, &because("It answers with records of other people.")).wait()?;
    print::say(&format!("PDP suspended {} {}, at once", live.endpoint_type.0, live.url));
    print::register(&*register()?);
    let seen = play.notifications_about(&reference, seen, "suspended")?;

    support.propose_restoration(own, id, &any, &because("The provider mended its cache.")).wait()?;
    print::say("one of PDP support proposed that it is live again");
    let approved = RestorationDecisionBody { approved: true, reason: None };
    let status = support.decide_restoration(own, id, &any, &approved).status()?;
    print::say(&format!("and cannot approve it: {status}"));
    second.decide_restoration(own, id, &any, &approved).wait()?;
    print::say("another approved it");
    print::register(&*register()?);
    play.notifications_about(&reference, seen, "live again")?;
    Ok(())
}
