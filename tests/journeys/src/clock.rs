//! Reads and moves the clock of decisions of the local stack. It never goes backwards, except to the real time.
//! Signatures, tokens and the schedule itself use the real time and do not notice. A lease does: a notification that is being
//! sent while the clock jumps has an unknown status, so wait for notifications first.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use app::Clock;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, Zoned};
use runtime::{BusinessClock, Environment, SystemClock};

use crate::stack::Stack;

/// Where the days of the rules begin and end.
pub const LONDON: &str = "Europe/London";

/// The clock of a local stack.
#[derive(Debug, Clone)]
pub struct StackClock {
    file: PathBuf,
    clock: BusinessClock,
    london: TimeZone,
}

impl StackClock {
    /// The clock of this stack, read as its functions read it.
    ///
    /// # Errors
    /// When it is not a local stack.
    pub fn of(stack: &Stack) -> Result<Self> {
        let file = stack.clock_file.clone();
        let variable = |name: &str| match name {
            "LOCAL_CLOCK_FILE" => file.to_str().map(str::to_owned),
            "AWS_ENDPOINT_URL" => Some(stack.gateway.clone()),
            _ => None,
        };
        let mut environment = Environment::new(&variable);
        let clock = BusinessClock::read(&mut environment);
        environment.finish()?;
        Ok(Self { file, clock, london: TimeZone::get(LONDON)? })
    }

    /// The time it shows, in London.
    pub fn now(&self) -> Zoned {
        self.clock.now().to_zoned(self.london.clone())
    }

    /// How far it is ahead of the real time.
    pub fn ahead(&self) -> SignedDuration {
        self.clock.now().duration_since(SystemClock.now())
    }

    /// Moves it on. Days are London's: the time of day stays the same, even when the clocks changed in between.
    ///
    /// # Errors
    /// When `by` is not forward, or the clock cannot be moved.
    pub fn forward(&self, by: Span) -> Result<Zoned> {
        self.to(&self.now().checked_add(by)?)
    }

    /// Sets it.
    ///
    /// # Errors
    /// When `then` is before what it shows, or the clock cannot be moved.
    pub fn to(&self, then: &Zoned) -> Result<Zoned> {
        let now = self.now();
        let shown = |time: &Zoned| time.strftime("%-d %B %Y, %H:%M:%S").to_string();
        let (from, to) = (shown(&now), shown(then));
        ensure!(*then >= now, "the clock shows {from} and does not go back to {to}, except by a reset");
        self.write(then.timestamp())
    }

    /// Sets it to the real time.
    ///
    /// # Errors
    /// When the clock cannot be moved.
    pub fn reset(&self) -> Result<Zoned> {
        if self.file.exists() {
            fs::remove_file(&self.file).context("failed to reset the clock")?;
        }
        Ok(self.now())
    }

    /// In one step, so that nothing reads half of it.
    fn write(&self, then: Timestamp) -> Result<Zoned> {
        let ahead = then.duration_since(SystemClock.now());
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{ahead}\n")).context("failed to move the clock")?;
        fs::rename(&new, &self.file).context("failed to move the clock")?;
        Ok(self.now())
    }
}
