//! How far the comparison of kept evidence is.

use std::borrow::Cow;

use app::{ComparedCounts, ComparisonPlace, Cursor, EvidenceComparison, Fault, RunningRound};
use domain::evidence::comparison::Round;
use jiff::Timestamp;

use super::Item;
use super::stored::{Stored, stored_struct};
use crate::table::keys::Key;

/// The attribute that compare-and-set compares.
pub(crate) const VERSION: &str = "version";

impl Stored for Cursor {
    type Item<'a> = Cow<'a, str>;
    fn item(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
    fn restore(item: Cow<'_, str>) -> Self {
        Self(item.into_owned())
    }
}

stored_struct!(RoundItem for Round { begun: Timestamp });

stored_struct! {
    PlaceItem for ComparisonPlace { organisation: Option<Cursor>, disputes: bool, page: Option<Cursor> }
}

stored_struct!(CountsItem for ComparedCounts { files: u64, read: u64, damaged: u64, unread: u64 });

stored_struct!(RunningItem for RunningRound { round: Round, place: ComparisonPlace, counts: ComparedCounts });

stored_struct! {
    ComparisonItem for EvidenceComparison {
        version: u64, last: Option<Round>, running: Option<RunningRound>, held_until: Option<Timestamp>
    }
}

pub(crate) fn write(comparison: &EvidenceComparison) -> Result<Item, Fault> {
    super::write(Key::evidence_comparison(), &comparison.item())
}

pub(crate) fn read(item: Item) -> Result<EvidenceComparison, Fault> {
    super::read::<ComparisonItem<'static>>(item).map(EvidenceComparison::restore)
}
