//! Work is killed where it waits.

use std::sync::Mutex;

use fakes::{killed_at, pause};

#[tokio::test]
async fn what_is_killed_has_done_what_came_before_and_nothing_after() {
    for (nth, done) in [(1, 0), (2, 1), (3, 2)] {
        let count = Mutex::new(0);
        let work = async {
            for _ in 0..2 {
                pause().await;
                *count.lock().unwrap() += 1;
            }
        };
        let ended = killed_at(nth, work).await;
        assert_eq!((*count.lock().unwrap(), ended.is_some()), (done, nth > 2), "{nth}");
    }
}
