//! How far the comparison of kept evidence is: kept by compare-and-set.

use app::{ComparedCounts, ComparisonPlace, Cursor, EvidenceComparison, EvidenceComparisons, RunningRound};
use domain::evidence::comparison::Round;

use crate::backend::Backend;
use crate::world::World;

pub async fn the_comparison_of_evidence_is_kept_by_its_version<S: Backend>(world: &World<S>) {
    let (store, now) = (world.store(), world.services.clock.now());
    assert_eq!(store.evidence_comparison().await.unwrap(), EvidenceComparison::default());
    let running = |place| RunningRound {
        round: Round { begun: now },
        place,
        counts: ComparedCounts { files: 4, read: 3, damaged: 2, unread: 1 },
    };
    let cursor = |text: &str| Some(Cursor(text.to_owned()));
    let place = ComparisonPlace { organisation: cursor("a"), disputes: true, page: cursor("b") };
    let states = [
        (None, Some(running(ComparisonPlace::default())), Some(now)),
        (None, Some(running(place)), None),
        (Some(Round { begun: now }), None, None),
    ];
    for (version, (last, running, held_until)) in (1..).zip(states) {
        let after = EvidenceComparison { version, last, running, held_until };
        let later = EvidenceComparison { version: version + 1, ..after.clone() };
        assert!(!store.put_evidence_comparison(&later).await.unwrap(), "one was left out");
        assert!(store.put_evidence_comparison(&after).await.unwrap());
        assert!(!store.put_evidence_comparison(&after).await.unwrap(), "somebody was faster");
        assert_eq!(store.evidence_comparison().await.unwrap(), after);
    }
}
