//! Compares the monthly figures with the histories, and mends them (Q9).

use std::io::Write;

use anyhow::{Result, ensure};
use app::{
    Changes, Comparison, Difference, Figures, MOST_MONTHS, Mended, OatRequests, Organisations, Services,
    compare_figures, mend_figures,
};
use clap::Args;
use domain::calendar::london_date;
use domain::figures::Month;
use domain::retention::{YEARS_KEPT, may_be_gone};

/// So often something may be counted while it compares.
const TRIES: u32 = 3;

/// Which months, and whether to mend them.
#[derive(Debug, Args)]
pub struct WhichFigures {
    /// The month, or the first of several: 2026-10.
    #[arg(long, value_parser = month)]
    pub month: Month,
    /// The last month; at most five years together.
    #[arg(long, value_parser = month)]
    pub to: Option<Month>,
    /// Replaces the figures that differ by those of the histories. Without it nothing is written.
    #[arg(long)]
    pub write: bool,
}

fn month(typed: &str) -> Result<Month, &'static str> {
    typed.parse().map_err(|_| "write a month as a year and two digits, for example 2026-10")
}

/// Compares, and mends if that is asked for. All is well when nothing differs any more.
///
/// # Errors
/// When it cannot be done, or `out` cannot be written.
pub async fn run<S: Figures + Organisations + Changes + OatRequests>(
    which: &WhichFigures,
    services: &Services<S>,
    out: &mut impl Write,
) -> Result<bool> {
    let (first, last) = (which.month, which.to.unwrap_or(which.month));
    let months = first.count_to(last);
    ensure!(months > 0, "--to is before --month: the last month must not be earlier than the first");
    ensure!(months <= MOST_MONTHS, "{months} months are too many: {MOST_MONTHS} can be compared at once");
    let today = london_date(services.clock.now());
    ensure!(
        !may_be_gone(first, today),
        "the histories of {first} may have been deleted, because they had been kept for {YEARS_KEPT} years: its figures cannot be made again"
    );
    writeln!(out, "Reading every history. This takes a while.")?;
    let mut all_is_well = true;
    for comparison in compared(services, first, last).await? {
        all_is_well &= of_month(&comparison, which.write, services, out).await?;
    }
    Ok(all_is_well)
}

async fn compared<S: Figures + Organisations + Changes + OatRequests>(
    services: &Services<S>,
    first: Month,
    last: Month,
) -> Result<Vec<Comparison>> {
    for _ in 0..TRIES {
        if let Some(comparisons) = compare_figures(services, first, last).await? {
            return Ok(comparisons);
        }
    }
    anyhow::bail!(
        "something was counted each time while the histories were read; wait some minutes, or choose months that are over, and run it again"
    )
}

async fn of_month<S: Figures>(
    comparison: &Comparison,
    write: bool,
    services: &Services<S>,
    out: &mut impl Write,
) -> Result<bool> {
    let month = comparison.kept.month;
    let differences = comparison.differences();
    let things: usize = comparison.rebuilt.len();
    if differences.is_empty() {
        writeln!(out, "{month}: the same as the histories ({things} figures).")?;
        return Ok(true);
    }
    writeln!(out, "{month}: {} of the figures differ.", differences.len())?;
    for Difference { counted, kept, rebuilt } in differences {
        writeln!(out, "  {counted}: kept {kept}, the histories say {rebuilt}")?;
    }
    if !write {
        writeln!(out, "  Nothing was written. --write replaces them by those of the histories.")?;
        return Ok(false);
    }
    let (is_well, said) = match mend_figures(services, comparison).await? {
        Mended::Done => (true, "They are now those of the histories."),
        Mended::NotSettled => (
            false,
            "Nothing was written, because figures are mended a day after their month at the earliest.",
        ),
        Mended::Overtaken => {
            (false, "Nothing was written, because something was counted meanwhile. Run it again.")
        }
    };
    writeln!(out, "  {said}")?;
    Ok(is_well)
}
