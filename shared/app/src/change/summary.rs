//! A change as a row of a list.

use domain::calendar::Calendar;
use domain::change::answers::ChangeType;
use domain::change::steps::StepState;
use domain::change::{Change, ReviewClock, Stage, Status};
use domain::ids::{ChangeId, OrganisationId};
use domain::policy::{Scale, Step};
use domain::reference::Reference;
use domain::task::{OatProgress, Turns};
use jiff::Timestamp;
use jiff::civil::Date;

/// What a list shows of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub id: ChangeId,
    pub organisation: OrganisationId,
    /// Their name, once submitted.
    pub organisation_name: Option<String>,
    /// Its reference, once submitted.
    pub reference: Option<Reference>,
    /// Its type, if answered.
    pub change_type: Option<ChangeType>,
    /// Its scale as it stands, or as suggested.
    pub scale: Option<Scale>,
    pub status: Status,
    /// The day PDP aims to have reviewed it by (V1).
    pub review_due: Option<Date>,
    /// Working days PDP has left when the answer comes, while the clock is stopped.
    pub working_days_left: Option<u32>,
    /// By how many working days it was late when the clock was stopped, if it was.
    pub working_days_late: Option<u32>,
    /// The day its clock was started, while it runs and it was not late then.
    pub review_from: Option<Date>,
    /// The working days PDP had from then on.
    pub review_working_days: Option<u32>,
    pub drafted_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// The day PDP was last reminded of the review (V1).
    pub reminded_on: Option<Date>,
    /// The step that somebody must act on next.
    pub next_step: Option<Step>,
    /// Since when PDP has that step to decide on, if it has.
    pub with_pdp_since: Option<Timestamp>,
    /// From when on its new endpoints may go live, as far as it is known (G1, G2).
    pub go_live_at: Option<Timestamp>,
    /// Whose turn it is, as far as the change alone says; none of a row from before this was kept.
    pub turns: Option<Turns>,
    /// How far its OAT is, as far as the change alone says; none before it is confirmed, and of a row from before this was kept.
    pub oat: Option<OatProgress>,
}

impl Summary {
    /// The clock of its review, while it runs and was not late when it was started.
    pub(crate) fn review_clock(&self) -> Option<ReviewClock> {
        let (from, working_days) = self.review_from.zip(self.review_working_days)?;
        Some(ReviewClock { from, working_days })
    }

    /// The row of `change`.
    pub fn of(change: &Change) -> Self {
        let submitted = change.submitted.as_ref();
        let next = change.next_step();
        let clock = change.review_clock();
        let (working_days_left, working_days_late) = match change.stage {
            Stage::AwaitingInformation { working_days_left, working_days_late } => {
                (Some(working_days_left), working_days_late)
            }
            _ => (None, None),
        };
        Self {
            id: change.id,
            organisation: change.organisation,
            organisation_name: submitted.map(|s| s.organisation_name.clone()),
            reference: change.reference(),
            change_type: submitted.map(|s| s.submission.change_type).or(change.answers.change_type),
            scale: submitted.map(|s| s.scale).or(change.answers.suggested_scale),
            status: change.status(),
            review_due: change.review_due(),
            working_days_left,
            working_days_late,
            review_from: clock.map(|clock| clock.from),
            review_working_days: clock.map(|clock| clock.working_days),
            drafted_at: change.drafted_at,
            submitted_at: submitted.map(|s| s.at),
            updated_at: change.updated_at,
            reminded_on: change.reminded_on,
            next_step: next.as_ref().map(|view| view.step),
            with_pdp_since: next.and_then(|view| match view.state {
                StepState::WithPdp { since, .. } => Some(since),
                _ => None,
            }),
            go_live_at: change.go_live_at(),
            turns: Some(change.turns(Calendar::england_and_wales())),
            oat: change.oat_progress(),
        }
    }
}
