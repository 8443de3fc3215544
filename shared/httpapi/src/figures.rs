//! Monthly figures as PDP sees them.

use api::{
    FailedRunsBody, FigureSetBody, FiguresBody, MonthFiguresBody, OatFiguresBody, ReclassificationFigureBody,
    ReviewFiguresBody, ScaleFiguresBody, StepFiguresBody, WentLiveBody,
};
use app::MonthFigures;
use domain::figures::{Counts, Summary, add};

use crate::shown::Of;

impl Of<&[MonthFigures]> for FiguresBody {
    fn of(months: &[MonthFigures]) -> Self {
        let mut all = Counts::new();
        months.iter().for_each(|month| add(&mut all, month.counts.clone()));
        let of_month = |month: &MonthFigures| MonthFiguresBody {
            month: month.month.to_string(),
            figures: FigureSetBody::of(&Summary::of(&month.counts)),
        };
        Self {
            months: months.iter().map(of_month).collect(),
            together: FigureSetBody::of(&Summary::of(&all)),
        }
    }
}

impl Of<&Summary> for FigureSetBody {
    fn of(summary: &Summary) -> Self {
        let changes = summary.scales.iter().map(|of| ScaleFiguresBody {
            scale: of.scale.into(),
            submitted: of.submitted,
            confirmed: of.confirmed,
            rejected: of.rejected,
            withdrawn: of.withdrawn,
            completed: of.completed,
        });
        let reclassifications = summary.reclassified.iter().map(|(from, to, times)| {
            ReclassificationFigureBody { from: (*from).into(), to: (*to).into(), times: *times }
        });
        let steps = summary.stays.iter().map(|of| StepFiguresBody {
            step: of.step.into(),
            with: of.with.into(),
            times: of.times,
            median_working_days: of.median,
        });
        let failed = summary.failed_runs.iter();
        let live = summary.went_live.iter();
        Self {
            changes: changes.collect(),
            reclassifications: reclassifications.collect(),
            reviews: ReviewFiguresBody {
                in_time: summary.reviews.in_time,
                late: summary.reviews.late,
                median_working_days: summary.reviews.median,
            },
            steps: steps.collect(),
            oat: OatFiguresBody {
                passed_first_time: summary.oat.passed_first,
                passed_later: summary.oat.passed_later,
                overridden_to_passed: summary.oat.overridden_to_passed,
                overridden_to_failed: summary.oat.overridden_to_failed,
            },
            failed_runs: failed
                .map(|(cause, runs)| FailedRunsBody { cause: (*cause).into(), runs: *runs })
                .collect(),
            went_live: live
                .map(|(of, count)| WentLiveBody { endpoint_type: (*of).into(), endpoints: *count })
                .collect(),
        }
    }
}
