//! Names that lead elsewhere by other names, and names that change their minds.

use std::net::IpAddr;

use domain::oat::observation::Ending;
use participant::NameAnswer;

use crate::playground::{PROVIDER, Playground};

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

fn only(text: &str) -> NameAnswer {
    NameAnswer::Addresses(vec![address(text)])
}

/// Holds O9.
#[tokio::test]
async fn an_alias_to_an_inner_name_is_not_followed() {
    let playground = Playground::new().await;
    let names = playground.simulator.names();
    for inner in ["127.0.0.2", "10.1.2.3", "169.254.169.254", "::1", "fd00::2", "::ffff:10.0.0.1"] {
        names.script("inner.corp.example.org", vec![only(inner)]);
        names.script("middle.example.net", vec![NameAnswer::Alias("inner.corp.example.org".to_owned())]);
        let alias = vec![NameAnswer::Alias("middle.example.net".to_owned())];
        let seen = playground.probe_name("alias.guard.example.org", alias).await;
        playground.assert_refused(&seen, address(inner), inner);
    }
}

#[tokio::test]
async fn an_alias_to_localhost_is_not_followed() {
    let playground = Playground::new().await;
    let alias = vec![NameAnswer::Alias("localhost".to_owned())];
    let seen = playground.probe_name("alias.guard.example.org", alias).await;
    playground.assert_nothing_sent(&seen, "localhost");
    assert!(
        matches!(
            seen.ending,
            Ending::AddressRefused { .. } | Ending::NameNotFound | Ending::NameServerFailed
        ),
        "{:?}",
        seen.ending
    );
}

#[tokio::test]
async fn aliases_that_go_round_end() {
    let playground = Playground::new().await;
    let names = playground.simulator.names();
    names.script("b.guard.example.org", vec![NameAnswer::Alias("a.guard.example.org".to_owned())]);
    let alias = vec![NameAnswer::Alias("b.guard.example.org".to_owned())];
    let seen = playground.probe_name("a.guard.example.org", alias).await;
    playground.assert_nothing_sent(&seen, "a circle");
    assert!(
        matches!(seen.ending, Ending::NameNotFound | Ending::NameServerFailed | Ending::NameServerTimedOut),
        "{:?}",
        seen.ending
    );
}

/// Holds O9.
#[tokio::test]
async fn each_attempt_asks_for_a_changing_name_once() {
    let playground = Playground::new().await;
    // The probe connects to the vetted address. It never asks for the second answer, which leads inside.
    let minds = vec![only("127.0.0.1"), only("127.0.0.2")];
    let seen = playground.probe_name(PROVIDER, minds).await;
    assert_eq!(seen.ending, Ending::Answered, "{seen:?}");
    assert_eq!(seen.peer, Some((address("127.0.0.1"), playground.port).into()));
    assert_eq!(playground.reached(), []);
    let asked = |record: &str| {
        let questions = playground.simulator.log().questions();
        questions.iter().filter(|question| question.name == PROVIDER && question.record == record).count()
    };
    assert_eq!((asked("A"), asked("AAAA")), (1, 1));
    // The next attempt asks again and keeps nothing of the first answer.
    playground.simulator.log().wait_for_connections(1).await;
    playground.simulator.log().clear();
    let again = playground.probe(&format!("https://{PROVIDER}/find")).await;
    playground.assert_refused(&again, address("127.0.0.2"), "the second answer");
}
