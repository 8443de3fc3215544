//! Failures of resolving a name.

use std::net::IpAddr;

use app::Signature;
use domain::oat::observation::{Ending, UrlFault};
use domain::oat::{Cause, cause_of};
use participant::NameAnswer::{Addresses, Alias, Failed, Garbage, NotFound, Refused, Silence};
use participant::{NameAnswer, Names};
use rstest::rstest;

use crate::world::{HOST, World};

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn script(names: &Names, answers: Vec<NameAnswer>) {
    names.script(HOST, answers);
}

/// Holds O6.
#[rstest]
#[case(NotFound, Ending::NameNotFound, Cause::NameNotFound)]
#[case(Addresses(vec![]), Ending::NameNotFound, Cause::NameNotFound)]
#[case(Failed, Ending::NameServerFailed, Cause::NameServerFailed)]
#[case(Refused, Ending::NameServerFailed, Cause::NameServerFailed)]
#[case(Garbage, Ending::NameServerFailed, Cause::NameServerFailed)]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_name_server_says_decides(
    #[case] answer: NameAnswer,
    #[case] ending: Ending,
    #[case] cause: Cause,
) {
    let world = World::new().await;
    script(world.simulator.names(), vec![answer]);
    let seen = world.probe().await;
    assert_eq!((&seen.ending, cause_of(&seen)), (&ending, Some(cause)));
    assert!(seen.timings.dns.is_some() && seen.timings.connect.is_none());
    assert!(world.simulator.log().connections().is_empty());
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_server_that_says_nothing_has_not_answered_in_time() {
    let world = World::hurried(400).await;
    script(world.simulator.names(), vec![Silence]);
    let seen = world.probe().await;
    assert_eq!(
        (&seen.ending, cause_of(&seen)),
        (&Ending::NameServerTimedOut, Some(Cause::NameServerTimedOut))
    );
}

#[rstest]
#[case(&["10.0.0.1"])]
#[case(&["127.0.0.1", "192.168.0.1"])]
#[case(&["169.254.169.254"])]
#[case(&["::ffff:10.0.0.1"])]
#[tokio::test(flavor = "multi_thread")]
async fn one_address_that_is_not_public_is_one_too_many(#[case] addresses: &[&str]) {
    let world = World::new().await;
    let addresses: Vec<_> = addresses.iter().copied().map(address).collect();
    script(world.simulator.names(), vec![Addresses(addresses.clone())]);
    let seen = world.probe().await;
    assert!(matches!(seen.ending, Ending::AddressRefused { .. }), "{:?}", seen.ending);
    assert_eq!(cause_of(&seen), Some(Cause::AddressNotPublic));
    assert!(addresses.iter().all(|address| seen.addresses.contains(address)), "{:?}", seen.addresses);
    assert!(world.simulator.log().connections().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alias_is_followed_and_what_it_leads_to_is_vetted() {
    let world = World::new().await;
    script(world.simulator.names(), vec![Alias("edge.example.net".to_owned())]);
    world.simulator.names().script("edge.example.net", vec![Addresses(vec![address("127.0.0.1")])]);
    assert_eq!(cause_of(&world.probe().await), None);
    world.simulator.names().script("edge.example.net", vec![Addresses(vec![address("10.1.2.3")])]);
    assert_eq!(cause_of(&world.probe().await), Some(Cause::AddressNotPublic));
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_do_not_fit_a_datagram_are_asked_for_over_tcp() {
    let world = World::new().await;
    let mut many: Vec<IpAddr> = (0..=255).map(|last| IpAddr::from([10, 0, 0, last])).collect();
    many.insert(0, address("127.0.0.1"));
    script(world.simulator.names(), vec![Addresses(many)]);
    let seen = world.probe().await;
    assert_eq!(cause_of(&seen), Some(Cause::AddressNotPublic), "{:?}", seen.ending);
    assert!(world.simulator.log().questions().iter().any(|question| question.tcp));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_attempt_asks_anew() {
    let world = World::new().await;
    let (good, bad) = (Addresses(vec![address("127.0.0.1")]), Addresses(vec![address("10.0.0.1")]));
    script(world.simulator.names(), vec![good, bad]);
    assert_eq!(cause_of(&world.probe().await), None);
    assert_eq!(cause_of(&world.probe().await), Some(Cause::AddressNotPublic));
    assert_eq!(world.simulator.log().connections().len(), 1);
}

#[rstest]
#[case("http", "find.meadow.example.org", "", UrlFault::Scheme)]
#[case("https", "find.meadow.example.org", ":1", UrlFault::Port)]
#[case("https", "someone@find.meadow.example.org", "", UrlFault::UserInfo)]
#[case("https", "127.0.0.1", "", UrlFault::Address)]
#[case("https", "localhost", "", UrlFault::Name)]
#[tokio::test(flavor = "multi_thread")]
async fn a_url_that_may_not_be_used_is_not_even_asked_for(
    #[case] scheme: &str,
    #[case] host: &str,
    #[case] port: &str,
    #[case] what: UrlFault,
) {
    let world = World::new().await;
    let seen = world.probe_at(&format!("{scheme}://{host}{port}/pdp"), Signature::Pdp).await;
    assert_eq!((&seen.ending, cause_of(&seen)), (&Ending::UrlRefused { what }, Some(Cause::UrlNotAllowed)));
    assert!(world.simulator.log().entries().is_empty());
}
