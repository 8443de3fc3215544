//! Prints and moves the clock of the local stack: `clock [forward=5d] [to=2027-03-28T00:00:30] [reset=1]`. `make clock`
//! calls it.

#![allow(clippy::print_stdout, reason = "a program that tells the time")]

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use journeys::{LONDON, Stack, StackClock};

const USAGE: &str = "usage: make clock [FORWARD=5d | TO=2027-03-28T00:00:30 | RESET=1]";

fn main() -> ExitCode {
    journeys::end(run())
}

fn run() -> Result<()> {
    let clock = StackClock::of(&Stack::running()?)?;
    let given: Vec<_> = std::env::args().skip(1).collect();
    let wish = match &given[..] {
        [] => {
            tell("It is", &clock.now());
            tell_ahead(&clock);
            return Ok(());
        }
        [one] => one.split_once('=').context(USAGE)?,
        _ => bail!("{USAGE}"),
    };
    let before = clock.now();
    let after = match wish {
        ("forward", by) => {
            clock.forward(by.parse().with_context(|| format!("how long is {by:?}? {USAGE}"))?)?
        }
        ("to", then) => clock.to(&instant(then)?)?,
        ("reset", _) => clock.reset()?,
        _ => bail!("{USAGE}"),
    };
    tell("It was", &before);
    tell("It is", &after);
    tell_ahead(&clock);
    Ok(())
}

/// An instant as people write it: with a zone, with an offset, or as London's clocks show it. A time that London's
/// clocks skip or show twice needs an offset.
fn instant(text: &str) -> Result<Zoned> {
    let london = TimeZone::get(LONDON)?;
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Ok(zoned.with_time_zone(london));
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.to_zoned(london));
    }
    let shown: DateTime = text.parse().with_context(|| format!("when is {text:?}? {USAGE}"))?;
    let once = london.into_ambiguous_zoned(shown).unambiguous().ok();
    once.context("London's clocks skip that or show it twice: write it with its offset, for example 2027-10-31T01:30:00Z")
}

fn tell(word: &str, time: &Zoned) {
    println!("{word:<7}{}", time.strftime("%A %-d %B %Y, %H:%M:%S %Z in London"));
}

/// Prints how far the clock is ahead, to the minute.
fn tell_ahead(clock: &StackClock) {
    let minutes = (clock.ahead() + SignedDuration::from_secs(30)).as_mins();
    if minutes != 0 {
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        println!("       {days} days, {hours} hours and {minutes} minutes ahead of the real time");
    }
}
