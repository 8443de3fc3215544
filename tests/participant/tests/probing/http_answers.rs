//! Failures after TLS.

use domain::oat::Cause;
use domain::oat::observation::{BODY_KEPT, Ending};
use participant::{Answer, AnswerPart, Behaviour, Drip};
use rstest::rstest;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let world = World::new().await;
    let target = world.url();
    let (seen, cause) = world.meet(Behaviour::Redirect(target.clone())).await;
    assert_eq!(cause, Some(Cause::Redirect));
    let headers = seen.response.expect("an answer").headers;
    assert!(headers.contains(&("location".to_owned(), target)), "{headers:?}");
    assert_eq!(world.simulator.log().connections().len(), 1);
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn when_to_come_back_is_kept() {
    let headers = vec![("Retry-After".to_owned(), "120".to_owned())];
    let answer = Answer { status: 429, headers, ..Answer::default() };
    let (seen, cause) = World::new().await.meet(Behaviour::Answer(answer)).await;
    assert_eq!(cause, Some(Cause::TooManyRequests));
    let headers = seen.response.expect("an answer").headers;
    assert!(headers.contains(&("retry-after".to_owned(), "120".to_owned())), "{headers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_beginning_of_a_body_is_kept_and_all_of_it_counted() {
    let body = "b".repeat(3 * BODY_KEPT);
    let answer = Answer { status: 500, body: body.clone(), ..Answer::default() };
    let (seen, _) = World::new().await.meet(Behaviour::Answer(answer)).await;
    let response = seen.response.expect("an answer");
    assert_eq!(response.body_bytes, u64::try_from(body.len()).unwrap());
    assert_eq!(response.body_start, body.as_bytes()[..BODY_KEPT]);
}

/// Holds O6.
#[rstest]
#[case(Behaviour::ResetWhileSending)]
#[case(Behaviour::Reset)]
#[case(Behaviour::Close)]
#[case(Behaviour::Truncated)]
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_before_the_whole_answer_is_a_reset(#[case] behaviour: Behaviour) {
    let (seen, cause) = World::new().await.meet(behaviour).await;
    assert_eq!((seen.ending, cause), (Ending::Reset, Some(Cause::ConnectionReset)));
    assert!(seen.tls.is_some());
}

/// Holds O6.
#[rstest]
#[case(Behaviour::NoAnswer)]
#[case(Behaviour::Slow(60_000))]
#[case(Behaviour::Drip(Drip { part: AnswerPart::Head, every_ms: 100 }))]
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_late_is_none(#[case] behaviour: Behaviour) {
    let (seen, cause) = World::hurried(800).await.meet(behaviour).await;
    assert_eq!((seen.ending, cause), (Ending::TimedOut, Some(Cause::NoAnswerInTime)));
    assert!(seen.timings.total >= seen.deadline, "{:?}", seen.timings);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_slow_and_in_time_is_a_pass() {
    let (seen, cause) = World::new().await.meet(Behaviour::Slow(120)).await;
    assert_eq!(cause, None, "{seen:?}");
    assert!(seen.timings.first_byte.is_some() && seen.timings.total.as_millis() >= 120, "{:?}", seen.timings);
}

/// Holds O6.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_trickles_is_not_waited_for() {
    let world = World::hurried(1500).await;
    let drip = Drip { part: AnswerPart::Body, every_ms: 200 };
    let (seen, cause) = world.meet(Behaviour::Drip(drip)).await;
    assert_eq!((seen.ending, cause), (Ending::BodyTooSlow, Some(Cause::BodyTooSlow)));
    assert_eq!(seen.response.map(|response| response.status), Some(202));
}
