//! URLs that cannot be find endpoints are refused before a name is resolved, however they came to be stored.

use domain::oat::observation::{Ending, UrlFault};

use crate::playground::Playground;

const URLS: &[(&str, UrlFault)] = &[
    ("http://find.meadow.example.org/find", UrlFault::Scheme),
    ("ftp://find.meadow.example.org/find", UrlFault::Scheme),
    ("file:///etc/passwd", UrlFault::Scheme),
    ("gopher://find.meadow.example.org/find", UrlFault::Scheme),
    // Ports: any but 443.
    ("https://find.meadow.example.org:22/find", UrlFault::Port),
    ("https://find.meadow.example.org:80/find", UrlFault::Port),
    ("https://find.meadow.example.org:444/find", UrlFault::Port),
    ("https://find.meadow.example.org:6379/find", UrlFault::Port),
    ("https://find.meadow.example.org:0/find", UrlFault::Port),
    ("https://find.meadow.example.org:99999/find", UrlFault::Name),
    // User info, and what looks like it.
    ("https://user@find.meadow.example.org/find", UrlFault::UserInfo),
    ("https://user:secret@find.meadow.example.org/find", UrlFault::UserInfo),
    ("https://:secret@find.meadow.example.org/find", UrlFault::UserInfo),
    ("https://find.meadow.example.org@127.0.0.2/find", UrlFault::UserInfo),
    ("https://find.meadow.example.org%2f@127.0.0.2/find", UrlFault::UserInfo),
    // 127.0.0.1 in every spelling.
    ("https://127.0.0.1/find", UrlFault::Address),
    ("https://2130706433/find", UrlFault::Address),
    ("https://0x7f000001/find", UrlFault::Address),
    ("https://017700000001/find", UrlFault::Address),
    ("https://0177.0.0.1/find", UrlFault::Address),
    ("https://0x7f.0.0.1/find", UrlFault::Address),
    ("https://0x7f.1/find", UrlFault::Address),
    ("https://127.1/find", UrlFault::Address),
    ("https://127.0.1/find", UrlFault::Address),
    ("https://127.0.0.1./find", UrlFault::Address),
    ("https://127。0。0。1/find", UrlFault::Address),
    ("https://１２７.０.０.１/find", UrlFault::Address),
    ("https://①②⑦.0.0.1/find", UrlFault::Address),
    ("https://%31%32%37.0.0.1/find", UrlFault::Address),
    ("https://0/find", UrlFault::Address),
    // Other addresses.
    ("https://8.8.8.8/find", UrlFault::Address),
    ("https://169.254.169.254/latest/meta-data", UrlFault::Address),
    ("https://[::1]/find", UrlFault::Address),
    ("https://[::ffff:127.0.0.1]/find", UrlFault::Address),
    ("https://[64:ff9b::7f00:1]/find", UrlFault::Address),
    ("https://[2001:4860:4860::8888]/find", UrlFault::Address),
    ("https://[fd00:ec2::254]/find", UrlFault::Address),
    // Names that public DNS does not serve, or no names.
    ("https://localhost/find", UrlFault::Name),
    ("https://localhost./find", UrlFault::Name),
    ("https://find.localhost/find", UrlFault::Name),
    ("https://find/find", UrlFault::Name),
    ("https://find.internal/find", UrlFault::Name),
    ("https://metadata.google.internal/find", UrlFault::Name),
    ("https://printer.local/find", UrlFault::Name),
    ("https://find.meadow.test/find", UrlFault::Name),
    ("https://1.0.0.127.in-addr.arpa/find", UrlFault::Name),
    ("https://-find.example.org/find", UrlFault::Name),
    ("https://find_me.example.org/find", UrlFault::Name),
    ("https://find..example.org/find", UrlFault::Name),
    ("https:///find", UrlFault::Name),
    ("find.meadow.example.org/find", UrlFault::Name),
    ("", UrlFault::Name),
];

/// Holds O9.
#[tokio::test]
async fn a_url_that_cannot_be_a_find_endpoint_is_never_resolved() {
    let playground = Playground::new().await;
    // The provider's own port is none that a URL may name either.
    let own = format!("https://find.meadow.example.org:{}/find", playground.port);
    for (url, what) in URLS.iter().chain([&(own.as_str(), UrlFault::Port)]) {
        let seen = playground.probe(url).await;
        assert_eq!(seen.ending, Ending::UrlRefused { what: *what }, "{url}");
        playground.assert_nothing_sent(&seen, url);
        assert_eq!(seen.timings.dns, None, "{url}");
    }
    assert_eq!(playground.simulator.log().questions(), []);
}
