//! Monthly figures as PDP sees them: as JSON, and as a sheet (Q9).

use api::{
    FailedRunsBody, FigureSetBody, FiguresBody, MonthFiguresBody, OatFiguresBody, ReclassificationFigureBody,
    ReviewFiguresBody, ScaleFiguresBody, StepFiguresBody, WentLiveBody,
};
use app::{Fault, MonthFigures, Readable};
use domain::figures::{Counts, Summary, add};

use crate::sheet::Sheet;
use crate::shown::Of;

impl Of<&Readable<MonthFigures>> for FiguresBody {
    fn of(found: &Readable<MonthFigures>) -> Self {
        let months = &found.items;
        let mut all = Counts::new();
        months.iter().for_each(|month| add(&mut all, month.counts.clone()));
        let of_month = |month: &MonthFigures| MonthFiguresBody {
            month: month.month.to_string(),
            figures: FigureSetBody::of(&Summary::of(&month.counts)),
        };
        Self {
            months: months.iter().map(of_month).collect(),
            together: FigureSetBody::of(&Summary::of(&all)),
            not_shown: found.unreadable,
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

/// The headings of the sheet.
const HEADINGS: [&str; 6] = ["month", "figure", "of", "detail", "count", "median_working_days"];

/// A sheet of the months: a row for each month and figure, so that a spreadsheet can filter and add up. A month is its first day, which
/// spreadsheets read as a date. Months that cannot be read are a row of their own, `not_shown`, with how many they are.
///
/// # Errors
/// A lasting [`Fault`] when it cannot be written.
pub fn figures_sheet(months: &Readable<MonthFigures>) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    let mut sheet = Sheet::of_ascii(&mut out, &HEADINGS)?;
    for figures in &months.items {
        let month = figures.month.first_day().to_string();
        for (figure, of, detail, count, median) in rows(&Summary::of(&figures.counts)) {
            let median = median.map(|days| days.to_string()).unwrap_or_default();
            sheet.row(&[&month, figure, of, detail, &count.to_string(), &median])?;
        }
    }
    if months.unreadable > 0 {
        sheet.row(&["", "not_shown", "", "", &months.unreadable.to_string(), ""])?;
    }
    sheet.flush()?;
    drop(sheet);
    Ok(out)
}

/// A figure: its name, what tells those of a name apart, how often, and the median of working days.
type Row = (&'static str, &'static str, &'static str, u64, Option<f64>);

fn rows(summary: &Summary) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for of in &summary.scales {
        let counts = [
            ("submitted", of.submitted),
            ("confirmed", of.confirmed),
            ("rejected", of.rejected),
            ("withdrawn", of.withdrawn),
            ("completed", of.completed),
        ];
        rows.extend(counts.map(|(figure, count)| (figure, of.scale.code(), "", count, None)));
    }
    rows.extend(
        summary
            .reclassified
            .iter()
            .map(|(from, to, times)| ("reclassified", from.code(), to.code(), *times, None)),
    );
    let reviews = &summary.reviews;
    rows.push(("reviews_decided", "", "", reviews.in_time + reviews.late, reviews.median));
    rows.push(("reviews_in_time", "", "", reviews.in_time, None));
    rows.push(("reviews_late", "", "", reviews.late, None));
    rows.extend(summary.stays.iter().map(|of| ("step", of.step.code(), of.with.code(), of.times, of.median)));
    let oat = &summary.oat;
    rows.extend([
        ("oat_passed", "first_time", "", oat.passed_first, None),
        ("oat_passed", "later", "", oat.passed_later, None),
        ("oat_overridden", "passed", "", oat.overridden_to_passed, None),
        ("oat_overridden", "failed", "", oat.overridden_to_failed, None),
    ]);
    rows.extend(
        summary.failed_runs.iter().map(|(cause, runs)| ("run_failed", cause.code(), "", *runs, None)),
    );
    rows.extend(summary.went_live.iter().map(|(of, count)| ("went_live", of.code(), "", *count, None)));
    rows
}
