//! PDP's figures: what was counted in a month, and the same as a sheet (Q9).

use anyhow::{Context, Result};
use api_client::WhichMonths;
use journeys::Wait;

use crate::play::Play;
use crate::print;

/// The lines of the sheet that are shown.
const LINES: usize = 6;

/// The reviewer reads the figures of the month that it is.
pub fn counted(play: &Play) -> Result<()> {
    // They are summed by the due-work job.
    play.process_due()?;
    let reviewer = play.person("pdp-reviewer")?;
    let month = play.clock.now().strftime("%Y-%m").to_string();
    let months = WhichMonths { from: month, to: None };
    let read = reviewer.read_figures(&months).wait()?.body;
    let own = read.months.first().context("the month is in the answer")?;
    print::figures(own);
    let sheet = reviewer.read_figures_sheet(&months).wait()?.body;
    print::say(&format!("the same as a sheet of {} lines, which begins:", sheet.lines().count()));
    sheet.lines().take(LINES).for_each(|line| print::say(&format!("  {line}")));
    Ok(())
}
