//! Emails lead to pages that are there, and through the sign-in to them (W10).

use std::collections::BTreeSet;

use api::SupportRequestBody;
use api_client::ETag;
use app::mail::Mail;
use domain::actor::Role;
use domain::change::support::SupportKind;
use http_tests::{Api, Caller, DisputePlace, OatPlace, Place, Wait};

use crate::world::{ORIGIN, World};

/// The addresses of pages in an email, without the origin.
fn pages(mail: &Mail) -> BTreeSet<String> {
    let rendered = mail_templates::render(mail, &mail.audiences(), ORIGIN).unwrap();
    let words = rendered.text.split_whitespace();
    words.filter_map(|word| word.strip_prefix(ORIGIN)).map(str::to_owned).collect()
}

/// Holds W10.
#[test]
fn every_email_leads_to_a_page_through_the_sign_in() {
    let world = World::new();
    for (name, mail) in fakes::notifications::all() {
        let pages = pages(&mail);
        assert!(!pages.is_empty(), "{name}");
        for page in pages {
            let mut browser = world.browser();
            let reply = browser.get(&page);
            let query =
                serde_urlencoded::to_string([("because", "new"), ("return_to", page.as_str())]).unwrap();
            assert_eq!(
                (reply.status.as_u16(), reply.header("location")),
                (303, format!("/portal/sign-in?{query}").as_str()),
                "{name}"
            );
            browser.sign_in(Caller::BUSINESS, &page).redirects_to(&page);
        }
    }
}

/// Somebody who reads `mail`.
fn reader(mail: &Mail) -> Caller {
    let role = mail.audiences().iter().find_map(|audience| audience.role());
    match role {
        Some(Role::Organisation(role)) => Caller::Member(1, Some(role)),
        Some(Role::Pdp(role)) => Caller::Staff(Some(role)),
        None if mail.at_pdp() => Caller::REVIEWER,
        None => Caller::BUSINESS,
    }
}

/// Holds W10.
#[test]
fn the_reader_of_an_email_may_see_its_page() {
    let of_changes = World::new();
    let change = of_changes.api.change_at(Place::Published).id;
    let body = SupportRequestBody {
        kind: SupportKind::DelayGoingLive.into(),
        text: "Our supplier is late".to_owned(),
        until: None,
        test_endpoints: None,
    };
    let asked =
        of_changes.api.client(Caller::BUSINESS).open_support_request(change, &ETag::any(), &body).wait();
    let (change, delay) = (change.to_string(), asked.body.support_requests[0].reference.clone());
    let (api, dispute) = Api::with_dispute(DisputePlace::Open);
    let of_testing = World::over(api);
    let (oat, dispute) = (dispute.oat.to_string(), dispute.id.to_string());
    let (api, connection) = Api::with_oat(OatPlace::SupportAsked);
    let of_connecting = World::over(api);
    let (connection, session) = (connection.id.to_string(), connection.reference);
    let organisation = fakes::organisation(1).id.to_string();
    for (name, mail) in fakes::notifications::all() {
        for page in pages(&mail) {
            // The ids and references of the samples are nobody's.
            let mut parts: Vec<_> = page.split('/').collect();
            let request = parts.iter().position(|part| part.starts_with("SR-"));
            let (world, id) = match parts[2] {
                "oat" if request.is_some() => (&of_connecting, Some(&connection)),
                "changes" => (&of_changes, Some(&change)),
                "oat" => (&of_testing, Some(&oat)),
                "disputes" => (&of_testing, Some(&dispute)),
                "organisations" => (&of_changes, Some(&organisation)),
                _ => (&of_changes, None),
            };
            if let Some(id) = id {
                parts[3] = id;
            }
            if let Some(request) = request {
                parts[request] = if parts[2] == "oat" { &session } else { &delay };
            }
            let before = world.api.state();
            let reply = world.signed_in(reader(&mail)).get(&parts.join("/"));
            // What an older email asked for may be done by now, and its page says so.
            assert!(matches!(reply.status.as_u16(), 200 | 409), "{name}: {page}: {}", reply.text());
            assert_eq!(world.api.state(), before, "{name}: looking changes nothing");
        }
    }
}
