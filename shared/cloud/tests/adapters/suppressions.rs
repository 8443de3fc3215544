//! The suppression list: an address leaves it, and one that is not on it is no fault.

use app::Suppressions;
use cloud::SesSuppressions;
use domain::email::EmailAddress;

use crate::emulator::{Emulator, sdk_at};
use crate::scripted_server::{Answer, ScriptedServer};

fn jo() -> EmailAddress {
    EmailAddress::parse("jo+pensions@example.org").unwrap()
}

/// Holds Q4.
#[tokio::test]
async fn an_address_is_taken_off_the_list() {
    let server = ScriptedServer::start(Answer::With(200, "", "{}"));
    SesSuppressions::new(sdk_at(&server.url).ses()).lift(&jo()).await.unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert!(
        request.starts_with("DELETE /v2/email/suppression/addresses/jo%2Bpensions%40example.org"),
        "{request}"
    );
}

/// Holds Q4.
#[tokio::test]
async fn an_address_that_is_not_on_the_list_is_no_fault() {
    let absent = ScriptedServer::start(Answer::With(404, "NotFoundException", "{}"));
    SesSuppressions::new(sdk_at(&absent.url).ses()).lift(&jo()).await.unwrap();
    let busy = ScriptedServer::start(Answer::With(429, "TooManyRequestsException", "{}"));
    assert!(SesSuppressions::new(sdk_at(&busy.url).ses()).lift(&jo()).await.unwrap_err().retryable);
    // The emulator has a list on which nobody ever is.
    let emulator = Emulator::start();
    SesSuppressions::new(emulator.sdk().ses()).lift(&jo()).await.unwrap();
}
