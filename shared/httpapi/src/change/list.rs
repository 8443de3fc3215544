//! Rows of lists of changes.

use api::SummaryBody;
use app::Summary;

use crate::shown::Of;

impl Of<&Summary> for SummaryBody {
    fn of(row: &Summary) -> Self {
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
        }
    }
}
