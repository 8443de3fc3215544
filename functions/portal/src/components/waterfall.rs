//! How long each phase of a request took: bars on one scale, with the deadline as a line, and the same numbers for a table (O6).

/// The width of a picture in its own units: it scales to whatever is there.
const WIDTH: f64 = 1000.0;
/// The narrowest bar: also a phase of less than a millisecond is seen.
const NARROWEST: f64 = 6.0;
/// How much longer the scale is than the longest time on it: room for the narrowest bars, and for the line of the deadline.
const ROOM: f64 = 1.05;

/// A phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    pub name: &'static str,
    /// What happens in it.
    pub what: &'static str,
    pub colour: &'static str,
}

/// The phases in their order. Neighbours are dark and light in turn, so that nobody has to tell colours apart.
pub const PHASES: [Phase; 5] = [
    Phase { name: "Name", what: "finding the address of the host name", colour: "#12413c" },
    Phase { name: "Connection", what: "connecting to that address", colour: "#8ab8e0" },
    Phase { name: "TLS", what: "agreeing on a secure connection", colour: "#1d7a6b" },
    Phase { name: "Waiting", what: "from the request to the first byte of the answer", colour: "#cfd8d6" },
    Phase { name: "Rest", what: "everything else, such as reading the answer", colour: "#4c2c92" },
];

/// How long the phases of one request took, in milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Timed {
    /// What it is called: `Attempt 2`.
    pub label: String,
    /// What followed: `answered 503`.
    pub result: String,
    /// The phases but the rest; none where one was not reached.
    pub took: [Option<f64>; 4],
    pub total: f64,
    pub deadline: f64,
}

/// A bar of a picture, in its units.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub x: f64,
    pub width: f64,
    pub colour: &'static str,
}

/// One request in the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedRow {
    pub label: String,
    pub result: String,
    /// What the picture shows, in words.
    pub title: String,
    pub bars: Vec<Bar>,
    /// Where the deadline is.
    pub deadline: f64,
    /// The time of each phase, as it is written: with the name of the phase.
    pub times: Vec<(&'static str, String)>,
    pub total: String,
}

impl TimedRow {
    /// Where the last bar ends.
    pub fn end(&self) -> f64 {
        self.bars.last().map_or(0.0, |bar| bar.x + bar.width)
    }
}

/// A picture of the requests to one endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    pub rows: Vec<TimedRow>,
    /// How long a request may take.
    pub deadline: String,
}

impl Waterfall {
    /// The picture of these requests, all on one scale.
    pub fn new(timed: &[Timed]) -> Self {
        let longest = timed.iter().map(|one| whole(one.total).max(whole(one.deadline))).max().unwrap_or(0);
        // A scale of nothing would have no end.
        let unit = WIDTH / (longest.max(1) as f64 * ROOM);
        let deadline = timed.iter().map(|one| whole(one.deadline)).max().unwrap_or(0);
        Self { rows: timed.iter().map(|one| row(one, unit)).collect(), deadline: seconds(deadline) }
    }

    /// The phases, for its legend.
    pub const fn phases(&self) -> &'static [Phase] {
        &PHASES
    }
}

fn row(timed: &Timed, unit: f64) -> TimedRow {
    let total = whole(timed.total);
    let took = timed.took.map(|took| took.map(whole));
    // Each is rounded down, so that they add up: what is lost by that is part of the rest.
    let rest = total.saturating_sub(took.iter().flatten().sum());
    let phases: Vec<_> = PHASES.iter().zip(took.into_iter().chain([Some(rest)])).collect();
    let times = phases
        .iter()
        .map(|(phase, took)| (phase.name, took.map_or_else(|| "not reached".to_owned(), seconds)));
    let times: Vec<_> = times.collect();
    let said: Vec<_> = times.iter().map(|(name, time)| format!("{name} {time}")).collect();
    TimedRow {
        label: timed.label.clone(),
        result: timed.result.clone(),
        title: format!(
            "{}: {}; in all {} of at most {}",
            timed.label,
            said.join(", "),
            seconds(total),
            seconds(whole(timed.deadline))
        ),
        bars: bars(&phases, unit),
        deadline: whole(timed.deadline) as f64 * unit,
        times,
        total: seconds(total),
    }
}

/// The bars of what was reached. What the narrowest are wider than their time, the widest gives.
fn bars(phases: &[(&Phase, Option<u64>)], unit: f64) -> Vec<Bar> {
    let is_shown = |(phase, took): &&(&Phase, Option<u64>)| match took {
        Some(0) => phase.name != PHASES[4].name,
        took => took.is_some(),
    };
    let shown: Vec<_> = phases.iter().filter(is_shown).collect();
    let exact = |took: Option<u64>| took.unwrap_or(0) as f64 * unit;
    let mut bars: Vec<_> = shown
        .iter()
        .map(|(phase, took)| Bar { x: 0.0, width: exact(*took).max(NARROWEST), colour: phase.colour })
        .collect();
    let over: f64 = bars.iter().map(|bar| bar.width).sum::<f64>()
        - shown.iter().map(|(_, took)| exact(*took)).sum::<f64>();
    if let Some(widest) = bars.iter_mut().max_by(|one, other| one.width.total_cmp(&other.width)) {
        widest.width = (widest.width - over).max(NARROWEST);
    }
    let mut x = 0.0;
    for bar in &mut bars {
        bar.x = x;
        x += bar.width;
    }
    bars
}

/// Whole milliseconds, up to a day; none of what is no length of time.
fn whole(milliseconds: f64) -> u64 {
    const DAY: u64 = 24 * 60 * 60 * 1000;
    // It saturates, and makes nothing of less than nothing.
    (milliseconds as u64).min(DAY)
}

/// A length of time as it is written: `0.6 s`. No line breaks between the number and its unit.
fn seconds(milliseconds: u64) -> String {
    let text = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
    format!("{}\u{a0}s", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(took: [Option<f64>; 4], total: f64) -> Timed {
        let (label, result) = ("Attempt 1".to_owned(), "answered 503".to_owned());
        Timed { label, result, took, total, deadline: 10_000.0 }
    }

    fn one(took: [Option<f64>; 4], total: f64) -> TimedRow {
        Waterfall::new(&[timed(took, total)]).rows.remove(0)
    }

    /// Holds O6.
    #[test]
    fn no_bar_is_ever_outside_the_picture() {
        let lengths = [0.0, 0.3, 1.0, 40.0, 2_500.0, 9_999.0, 30_000.0];
        for (at, first) in lengths.iter().enumerate() {
            for second in lengths {
                for reached in 0..=4 {
                    let all = [*first, second, lengths[(at + 3) % 7], second];
                    let took = [0, 1, 2, 3].map(|phase| (phase < reached).then(|| all[phase]));
                    let total = took.iter().flatten().sum::<f64>() + second;
                    let row = one(took, total);
                    let mut end = 0.0;
                    for bar in &row.bars {
                        assert!((bar.x - end).abs() < 1e-9 && bar.width >= NARROWEST, "{row:?}");
                        end = bar.x + bar.width;
                    }
                    assert!(end <= WIDTH && row.deadline < WIDTH, "{took:?} {total}: {row:?}");
                }
            }
        }
    }

    /// Holds O6.
    #[test]
    fn a_tiny_phase_is_seen_and_the_whole_is_as_long_as_it_was() {
        let row = one([Some(0.4), Some(1.0), Some(2.0), Some(4_000.0)], 4_003.0);
        assert_eq!(row.bars.len(), 4);
        assert!(row.bars[..3].iter().all(|bar| (bar.width - NARROWEST).abs() < 1e-9), "{row:?}");
        assert!((row.end() - 4_003.0 * WIDTH / (10_000.0 * ROOM)).abs() < 0.01, "{row:?}");
    }

    /// Holds O6.
    #[test]
    fn the_times_add_up() {
        let row = one([Some(600.9), Some(300.9), Some(1_200.9), Some(2_900.9)], 5_010.2);
        let times: Vec<_> = row.times.iter().map(|(_, time)| time.as_str()).collect();
        assert_eq!(times, ["0.6\u{a0}s", "0.3\u{a0}s", "1.2\u{a0}s", "2.9\u{a0}s", "0.01\u{a0}s"]);
        assert_eq!(row.total, "5.01\u{a0}s");
        assert_eq!(
            row.title,
            "Attempt 1: Name 0.6\u{a0}s, Connection 0.3\u{a0}s, TLS 1.2\u{a0}s, Waiting 2.9\u{a0}s, Rest 0.01\u{a0}s; in all 5.01\u{a0}s of at most 10\u{a0}s"
        );
    }

    /// Holds O6.
    #[test]
    fn what_was_not_reached_has_no_bar_and_says_so() {
        let row = one([Some(20.0), Some(9_980.0), None, None], 10_000.0);
        assert_eq!(row.bars.len(), 2);
        assert_eq!(row.times[2], ("TLS", "not reached".to_owned()));
        assert!((row.end() - row.deadline).abs() < 0.01, "it ended at the deadline: {row:?}");
    }

    /// Holds O6.
    #[test]
    fn all_rows_have_one_scale() {
        let chart = Waterfall::new(&[
            timed([Some(10.0), None, None, None], 10.0),
            timed([Some(10.0), None, None, None], 20_000.0),
        ]);
        assert!((chart.rows[0].deadline - chart.rows[1].deadline).abs() < 1e-9);
        assert!(chart.rows[1].end() > chart.rows[1].deadline, "later than the deadline");
        assert_eq!(chart.deadline, "10\u{a0}s");
    }

    /// Holds O6.
    #[test]
    fn no_time_at_all_breaks_nothing() {
        for total in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let row = one([None, None, None, None], total);
            assert!(row.end().is_finite() && row.end() <= WIDTH, "{total}: {row:?}");
        }
        assert_eq!(Waterfall::new(&[]).rows, []);
        let nothing = Timed { deadline: 0.0, ..timed([None; 4], 0.0) };
        assert!(Waterfall::new(&[nothing]).rows[0].deadline.abs() < 1e-9);
    }
}
