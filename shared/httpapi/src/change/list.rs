//! Rows of lists of changes.

use api::SummaryBody;
use app::SeenSummary;

use crate::shown::Of;

impl Of<&SeenSummary> for SummaryBody {
    fn of(seen: &SeenSummary) -> Self {
        let row = &seen.row;
        Self {
            id: row.id,
            reference: row.reference.map(|reference| reference.to_string()),
            organisation: row.organisation,
            organisation_name: row.organisation_name.clone(),
            change_type: row.change_type.map(Of::of),
            scale: row.scale.map(Of::of),
            status: row.status.into(),
            review_due: row.review_due,
            working_days_left: row.working_days_left,
            working_days_late: row.working_days_late,
            drafted_at: row.drafted_at,
            submitted_at: row.submitted_at,
            updated_at: row.updated_at,
            next_step: row.next_step.map(Of::of),
            with_pdp_since: row.with_pdp_since,
            go_live_at: row.go_live_at,
            waiting_known: seen.is_known(),
            waits_for_organisation: seen.organisation.as_ref().map(Of::of),
            waits_for_pdp: seen.pdp.as_ref().map(Of::of),
            oat: seen.oat.map(Of::of),
        }
    }
}
