//! Taking an endpoint out of use: at once, for good, and never the only live Find endpoint (G5).

use domain::endpoint::EndpointType;
use domain::organisation::{Command, EventKind, Reason};

use crate::support::{contact, endpoint, given, last, registered, retire, sample};

#[test]
fn an_endpoint_taken_out_of_use_is_live_no_more() {
    let view = endpoint(2);
    let command = Command::TakeEndpointOutOfUse {
        id: view,
        registered: registered(&sample(), view),
        reason: Some(" Replaced ".to_owned()),
    };
    let (after, events) = given(sample()).when(contact(), command).then(&["endpoint_taken_out_of_use"]);
    assert!(!after.live_endpoints.contains_key(&view));
    assert_eq!(after.live_endpoints.len(), 2);
    let EventKind::EndpointTakenOutOfUse { id, endpoint, reason } = last(&events) else {
        panic!("{events:?}")
    };
    assert_eq!((*id, endpoint), (view, &registered(&sample(), view).unwrap()));
    assert_eq!(reason.as_ref().map(|reason| reason.as_str()), Some("Replaced"));
}

/// Holds G5.
#[test]
fn it_is_final() {
    let command = retire(&sample(), endpoint(2));
    let (after, _) = given(sample()).when(contact(), command.clone()).then(&["endpoint_taken_out_of_use"]);
    assert_eq!(given(after).when(contact(), command).refused(), Reason::EndpointNotLive.into());
}

/// Holds G5.
#[test]
fn the_only_live_find_endpoint_stays() {
    let find = endpoint(1);
    assert_eq!(
        given(sample()).when(contact(), retire(&sample(), find)).refused(),
        Reason::LastFindEndpoint.into()
    );
    let mut two = sample();
    two.live_endpoints.insert(endpoint(9), EndpointType::Find);
    let (one, _) =
        given(two.clone()).when(contact(), retire(&two, find)).then(&["endpoint_taken_out_of_use"]);
    let last = retire(&one, endpoint(9));
    assert_eq!(given(one).when(contact(), last).refused(), Reason::LastFindEndpoint.into());
}

#[test]
fn what_the_register_does_not_know_is_not_there() {
    let command = Command::TakeEndpointOutOfUse { id: endpoint(8), registered: None, reason: None };
    assert_eq!(given(sample()).when(contact(), command).refused(), Reason::EndpointNotFound.into());
}

#[test]
fn what_is_not_live_yet_is_not_taken_out_of_use() {
    let proposed = registered(&sample(), endpoint(1));
    let command = Command::TakeEndpointOutOfUse { id: endpoint(8), registered: proposed, reason: None };
    assert_eq!(given(sample()).when(contact(), command).refused(), Reason::EndpointNotLive.into());
}

#[test]
fn a_reason_may_be_left_out_but_not_be_too_long() {
    let with = |reason: &str| Command::TakeEndpointOutOfUse {
        id: endpoint(2),
        registered: registered(&sample(), endpoint(2)),
        reason: Some(reason.to_owned()),
    };
    let (_, events) = given(sample()).when(contact(), with(" ")).then(&["endpoint_taken_out_of_use"]);
    assert!(matches!(last(&events), EventKind::EndpointTakenOutOfUse { reason: None, .. }));
    let long = given(sample()).when(contact(), with(&"x".repeat(5_001))).refused_fields();
    assert_eq!(long, ["reason: too_long"]);
}
