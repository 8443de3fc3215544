//! Redirects: they count as answers, and the probe does not follow them.

use domain::oat::observation::Ending;
use participant::{Answer, Behaviour};

use crate::playground::{PROVIDER, Playground};

/// Holds O9.
#[tokio::test]
async fn a_redirect_is_kept_and_not_followed() {
    let playground = Playground::new().await;
    let port = playground.port;
    let mut expected = 0;
    for location in [
        format!("https://127.0.0.2:{port}/find"),
        format!("http://127.0.0.2:{port}/find"),
        format!("https://[::1]:{port}/find"),
        format!("//127.1.2.3:{port}/find"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        format!("https://{PROVIDER}/elsewhere"),
        "/elsewhere".to_owned(),
    ] {
        for status in [301, 302, 303, 307, 308] {
            let answer = Answer {
                status,
                headers: vec![
                    ("Location".to_owned(), location.clone()),
                    ("Refresh".to_owned(), format!("0; url={location}")),
                ],
                ..Answer::default()
            };
            playground.simulator.arm("meadow", Behaviour::Answer(answer), Some(1)).await.expect("meadow");
            let seen = playground.probe(&format!("https://{PROVIDER}/find")).await;
            expected += 1;
            assert_eq!(seen.ending, Ending::Answered, "{status} {location}");
            let response = seen.response.expect("an answer");
            assert_eq!(response.status, status);
            assert!(response.headers.contains(&("location".to_owned(), location.clone())), "{response:?}");
            let connections = playground.simulator.log().wait_for_connections(expected).await;
            assert_eq!(connections.len(), expected, "{status} {location}");
            assert_eq!(playground.reached(), [], "{status} {location}");
        }
    }
}
