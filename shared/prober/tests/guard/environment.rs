//! The environment's proxies and names have no effect.

use std::net::TcpListener;
use std::process::Command;

/// The same test once more, in a process with its own environment.
const REACHES: &str = "inside::the_provider_is_reached_and_every_listener_notices_a_caller";

/// Holds O9.
#[test]
fn no_proxy_or_name_of_the_environment_is_used() {
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    proxy.set_nonblocking(true).expect("a listener that does not wait");
    let address = proxy.local_addr().expect("an address");
    let itself = std::env::current_exe().expect("the path of this test");
    let mut command = Command::new(itself);
    command.args(["--exact", REACHES]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env(name, format!("http://{address}"));
    }
    command.env("LOCALDOMAIN", "guard.example.org").env("RES_OPTIONS", "ndots:15");
    let output = command.output().expect("the same test once more");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert!(proxy.accept().is_err(), "the proxy was reached");
}
