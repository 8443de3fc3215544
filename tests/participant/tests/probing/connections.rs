//! Failures before TLS.

use domain::oat::Cause;
use domain::oat::observation::Ending;
use participant::Behaviour;

use crate::world::World;

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_port_is_a_refused_connection() {
    let (seen, cause) = World::new().await.meet(Behaviour::Refuse).await;
    assert_eq!((seen.ending, cause), (Ending::ConnectionRefused, Some(Cause::ConnectionRefused)));
    assert!(seen.timings.dns.is_some() && seen.timings.connect.is_some() && seen.timings.tls.is_none());
    assert!(seen.peer.is_some() && seen.tls.is_none() && seen.response.is_none());
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_accepts_nothing_is_a_connection_timeout() {
    let (seen, cause) = World::hurried(300).await.meet(Behaviour::NeverAccept).await;
    assert_eq!((seen.ending, cause), (Ending::ConnectTimedOut, Some(Cause::ConnectTimedOut)));
    assert!(seen.timings.connect.is_some() && seen.timings.tls.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_reset_before_tls_has_failed() {
    let (seen, cause) = World::new().await.meet(Behaviour::ResetInHandshake).await;
    assert_eq!((seen.ending, cause), (Ending::ConnectionFailed, Some(Cause::ConnectionFailed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_closed_before_tls_has_failed() {
    let (seen, cause) = World::new().await.meet(Behaviour::CloseInHandshake).await;
    assert_eq!((seen.ending, cause), (Ending::ConnectionFailed, Some(Cause::ConnectionFailed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_connects_and_says_nothing_does_not_answer() {
    let (seen, cause) = World::hurried(300).await.meet(Behaviour::Silent).await;
    assert_eq!((seen.ending, cause), (Ending::TimedOut, Some(Cause::NoAnswerInTime)));
    assert!(seen.timings.connect.is_some() && seen.timings.first_byte.is_none());
}
