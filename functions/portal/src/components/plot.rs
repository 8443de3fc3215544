//! Plots of figures (Q9): columns by month, and bars by category, each above a table of the same numbers. Places are parts of the width
//! that there is, so that a plot is as narrow as the screen and its words stay as large as they are.

use jiff::civil::Date;

use crate::words;

/// How high the highest column is.
const HIGHEST: u64 = 140;
/// The room above it, for its number.
const ABOVE: u64 = 24;
/// The lowest part of a column: also one of many is seen.
const LOWEST: u64 = 3;
/// How much of its place a column fills; the rest is the gap.
const FILLED: f64 = 0.76;
/// So few months have columns that are wide enough for their names.
const FEW: usize = 6;
/// So many digits have room beside each other above the columns of the narrowest screen.
const DIGITS: usize = 36;
/// How wide the longest bar is, in parts of a hundred: its outline is seen as a whole.
const LONGEST: f64 = 99.0;
/// The thickness of a bar.
const THICK: u64 = 14;
/// Where the next bar below it begins.
const NEXT: u64 = 18;

/// What a part of a column or a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    pub colour: &'static str,
}

impl Part {
    /// Colours in the order in which parts have them. Neighbours are dark and light in turn, so that nobody has to tell colours apart.
    const COLOURS: [&'static str; 5] = ["#12413c", "#8ab8e0", "#1d7a6b", "#cfd8d6", "#4c2c92"];

    /// Parts with these names.
    pub fn all(names: &[&'static str]) -> Vec<Self> {
        names.iter().zip(Self::COLOURS).map(|(name, colour)| Self { name, colour }).collect()
    }
}

/// Words in a plot of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where, in parts of a hundred of the width.
    pub x: f64,
    pub y: u64,
    pub text: String,
}

/// A part of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Where it begins, in parts of a hundred of the width.
    pub x: f64,
    pub y: u64,
    pub height: u64,
}

/// A column for each month, each of parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// What the plot shows, in words.
    pub title: String,
    /// What the parts stand for, each with its blocks.
    pub parts: Vec<(Part, Vec<Block>)>,
    /// How wide a column is, in parts of a hundred of the width.
    pub width: f64,
    pub labels: Vec<Label>,
}

impl Columns {
    /// How high the plot is.
    pub const HEIGHT: u64 = Self::BASE + 40;
    /// Where the columns stand.
    pub const BASE: u64 = ABOVE + HIGHEST;

    /// The plot of `what` happened in these months, of each part so often. None of one month, and none of nothing: that is said in words.
    pub fn new(what: &str, names: &[&'static str], months: &[(Date, Vec<u64>)]) -> Option<Self> {
        let totals = months.iter().map(|(month, counts)| (counts.iter().sum::<u64>(), *month));
        // Of several that are the most, the first.
        let (most, best) =
            totals.clone().rev().max_by_key(|(total, _)| *total).filter(|(most, _)| *most > 0)?;
        let (first, last) = (months.first()?.0, months.last().filter(|_| months.len() > 1)?.0);
        let place = 100.0 / months.len() as f64;
        let mut parts: Vec<_> = Part::all(names).into_iter().map(|part| (part, Vec::new())).collect();
        let mut labels = Vec::new();
        // Narrow columns have room for few digits; where there is none, the highest has its number alone.
        let has_numbers = months.len() * most.to_string().len() <= DIGITS;
        for (at, (month, counts)) in months.iter().enumerate() {
            let (left, mut top) = (at as f64 * place, Self::BASE);
            for ((_, blocks), count) in parts.iter_mut().zip(counts).filter(|(_, count)| **count > 0) {
                let height = (count * HIGHEST / most).max(LOWEST);
                top -= height;
                blocks.push(Block { x: left + place * (1.0 - FILLED) / 2.0, y: top, height });
            }
            let middle = left + place / 2.0;
            let total: u64 = counts.iter().sum();
            if total > 0 && (has_numbers || *month == best) {
                let x = if has_numbers { middle } else { middle.clamp(5.0, 95.0) };
                labels.push(Label { x, y: top - 6, text: total.to_string() });
            }
            if let Some(text) = name(*month, months.len()) {
                labels.push(Label { x: middle, y: Self::BASE + 17, text });
            }
            // Where columns are narrow, two years need room between them, and none stands at the edge.
            let is_wide = months.len() <= FEW;
            let begins =
                at == 0 && (is_wide || months.iter().skip(1).take(2).all(|(one, _)| one.month() != 1));
            let fits = is_wide || at + 1 < months.len();
            if (begins || month.month() == 1) && fits {
                let x = middle.max(5.0);
                labels.push(Label { x, y: Self::BASE + 35, text: month.year().to_string() });
            }
        }
        let (first, last) = (words::month(first), words::month(last));
        let best = words::month(best);
        let title = format!(
            "{what}, {first} to {last}. The most in a month: {most}, in {best}. The table below has every number."
        );
        Some(Self { title, parts, width: place * FILLED, labels })
    }

    /// What its parts stand for, where it has several.
    pub fn legend(&self) -> Vec<Part> {
        legend(self.parts.iter().map(|(part, _)| *part))
    }
}

/// The name of a month below its column, as long as there is room for it.
fn name(month: Date, months: usize) -> Option<String> {
    let name = month.strftime("%b").to_string();
    match months {
        0..=FEW => Some(name),
        7..=12 => name.get(..1).map(str::to_owned),
        _ => None,
    }
}

/// What was measured of a category: of each part a length, and the same in words; none where there was nothing to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub name: String,
    pub parts: Vec<Option<(f64, String)>>,
}

impl Measured {
    /// Something that was counted, of each part so often.
    pub fn counted(name: &str, counts: &[u64]) -> Self {
        let part = |count: &u64| Some((*count as f64, count.to_string()));
        Self { name: name.to_owned(), parts: counts.iter().map(part).collect() }
    }
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub y: u64,
    /// In parts of a hundred of the width.
    pub width: f64,
    pub colour: &'static str,
}

/// The bars of a category: one below the other, because what they measure need not add up.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    pub name: String,
    /// Its numbers, in words.
    pub said: String,
    pub lines: Vec<Line>,
}

impl Category {
    /// The thickness of a bar.
    pub const THICK: u64 = THICK;

    /// How high its picture is.
    pub fn height(&self) -> u64 {
        self.lines.last().map_or(THICK, |line| line.y + THICK) + 2
    }
}

/// Bars of several categories, all on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    parts: Vec<Part>,
    pub categories: Vec<Category>,
}

impl Bars {
    /// The bars of what was measured. None of nothing: that is said in words.
    pub fn new(names: &[&'static str], measured: &[Measured]) -> Option<Self> {
        let lengths = measured.iter().flat_map(|one| one.parts.iter().flatten()).map(|(length, _)| *length);
        let most = lengths.fold(0.0, f64::max);
        if !(most > 0.0 && most.is_finite()) {
            return None;
        }
        let parts = Part::all(names);
        let category = |one: &Measured| {
            let known: Vec<_> = parts.iter().zip(&one.parts).collect();
            let said = known.iter().filter_map(|(part, of)| {
                let (_, words) = of.as_ref()?;
                Some(if known.len() > 1 { format!("{} {words}", part.name) } else { words.clone() })
            });
            let lines = known.iter().filter_map(|(part, of)| {
                let (length, _) = of.as_ref()?;
                Some((part.colour, length / most * LONGEST))
            });
            let lines =
                (0..).zip(lines).map(|(at, (colour, width))| Line { y: 1 + at * NEXT, width, colour });
            Category {
                name: one.name.clone(),
                said: said.collect::<Vec<_>>().join(", "),
                lines: lines.collect(),
            }
        };
        let categories = measured.iter().map(category).collect();
        Some(Self { categories, parts })
    }

    /// What its bars stand for, where there are several of each category.
    pub fn legend(&self) -> Vec<Part> {
        legend(self.parts.iter().copied())
    }
}

fn legend(parts: impl Iterator<Item = Part>) -> Vec<Part> {
    Some(parts.collect::<Vec<_>>()).filter(|parts| parts.len() > 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(first: &str, counts: &[&[u64]]) -> Vec<(Date, Vec<u64>)> {
        let first: Date = first.parse().unwrap();
        let month = |at: usize| first.saturating_add(jiff::Span::new().months(i64::try_from(at).unwrap()));
        counts.iter().enumerate().map(|(at, counts)| (month(at), counts.to_vec())).collect()
    }

    fn texts(plot: &Columns, y: u64) -> Vec<&str> {
        plot.labels.iter().filter(|label| label.y == y).map(|label| label.text.as_str()).collect()
    }

    /// Holds Q9.
    #[test]
    fn no_column_is_outside_of_its_plot_or_in_another() {
        for count in 2..=60 {
            for scale in [1, 7, 1_000, 1_000_000] {
                let counts: Vec<_> = (0..count).map(|at| vec![at % 5 * scale, at % 2, at % 3]).collect();
                let counts: Vec<_> = counts.iter().map(Vec::as_slice).collect();
                let plot = Columns::new("Reviews", &["a", "b", "c"], &months("2025-12-01", &counts)).unwrap();
                let mut lefts: Vec<f64> = Vec::new();
                for block in plot.parts.iter().flat_map(|(_, blocks)| blocks) {
                    assert!(block.height >= LOWEST && block.y + block.height <= Columns::BASE, "{block:?}");
                    assert!(block.y >= 12, "{block:?}");
                    assert!(block.x >= 0.0 && block.x + plot.width <= 100.0, "{block:?}");
                    lefts.push(block.x);
                }
                lefts.sort_by(f64::total_cmp);
                let apart = |pair: &[f64]| pair[1] - pair[0] < 1e-9 || pair[1] - pair[0] > plot.width;
                assert!(lefts.windows(2).all(apart), "{lefts:?}");
            }
        }
    }

    /// Holds Q9.
    #[test]
    fn the_parts_of_a_column_stand_on_each_other() {
        let plot = Columns::new("Reviews", &["In time", "Late"], &months("2026-01-01", &[&[3, 1], &[0, 2]]))
            .unwrap();
        let [(in_time, early), (late, after)] = plot.parts.as_slice() else { panic!("two parts") };
        assert_ne!(in_time.colour, late.colour);
        assert_eq!((early.len(), after.len()), (1, 2), "nothing is drawn of nothing");
        assert_eq!(early[0].y + early[0].height, Columns::BASE);
        assert_eq!(after[0].y + after[0].height, early[0].y);
        assert_eq!(early[0].height + after[0].height, HIGHEST);
        assert_eq!(after[1].y + after[1].height, Columns::BASE);
        assert_eq!(plot.legend().len(), 2);
    }

    /// Holds Q9.
    #[test]
    fn columns_say_their_months_numbers_and_years() {
        let counts = [[1]; 12];
        let counts: Vec<_> = counts.iter().map(<[u64; 1]>::as_slice).collect();
        let plot = Columns::new("Reviews", &["Reviews"], &months("2026-03-01", &counts)).unwrap();
        let (names, years) = (Columns::BASE + 17, Columns::BASE + 35);
        assert_eq!(texts(&plot, names).join(""), "MAMJJASONDJF");
        assert_eq!(texts(&plot, years), ["2026", "2027"]);
        assert_eq!(texts(&plot, ABOVE - 6).len(), 12, "the number of each");
        assert!(plot.legend().is_empty(), "there is nothing to tell apart");
        assert_eq!(
            plot.title,
            "Reviews, March 2026 to February 2027. The most in a month: 1, in March 2026. The table below has every number."
        );
        let few = Columns::new("Reviews", &["Reviews"], &months("2026-12-01", &counts[..3])).unwrap();
        assert_eq!(texts(&few, names), ["Dec", "Jan", "Feb"]);
        assert_eq!(texts(&few, years), ["2026", "2027"]);
        let near = Columns::new("Reviews", &["Reviews"], &months("2026-12-01", &counts[..8])).unwrap();
        assert_eq!(texts(&near, years), ["2027"], "two years have no room beside each other");
    }

    /// Holds Q9.
    #[test]
    fn numbers_without_room_are_left_to_the_highest() {
        let counts: Vec<_> = (0..24).map(|at| vec![at + 80]).collect();
        let counts: Vec<_> = counts.iter().map(Vec::as_slice).collect();
        let plot = Columns::new("Reviews", &["Reviews"], &months("2025-01-01", &counts)).unwrap();
        let above: Vec<_> = plot.labels.iter().filter(|label| label.y < Columns::BASE).collect();
        assert_eq!(above.iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), ["103"]);
        assert!(above[0].x <= 95.0, "{above:?}");
        assert_eq!(texts(&plot, Columns::BASE + 35), ["2025", "2026"]);
    }

    /// Holds Q9.
    #[test]
    fn nothing_and_a_month_alone_have_no_plot() {
        assert_eq!(Columns::new("Reviews", &["a"], &months("2026-01-01", &[&[4]])), None);
        assert_eq!(Columns::new("Reviews", &["a"], &months("2026-01-01", &[&[0], &[0]])), None);
        assert_eq!(Columns::new("Reviews", &["a"], &[]), None);
        assert_eq!(Bars::new(&["a"], &[]), None);
        assert_eq!(Bars::new(&["a"], &[Measured::counted("Minor", &[0])]), None);
    }

    /// Holds Q9.
    #[test]
    fn bars_have_one_scale_and_say_their_numbers() {
        let measured = [
            Measured { name: "Report".to_owned(), parts: vec![Some((4.0, "4 days".to_owned())), None] },
            Measured {
                name: "Check".to_owned(),
                parts: vec![Some((1.0, "1 day".to_owned())), Some((2.0, "2 days".to_owned()))],
            },
        ];
        let bars = Bars::new(&["organisation", "PDP"], &measured).unwrap();
        let [report, check] = bars.categories.as_slice() else { panic!("two categories") };
        assert_eq!(
            (report.said.as_str(), check.said.as_str()),
            ("organisation 4 days", "organisation 1 day, PDP 2 days")
        );
        assert!((report.lines[0].width - LONGEST).abs() < 1e-9);
        assert!((check.lines[1].width - LONGEST / 2.0).abs() < 1e-9);
        assert!(check.lines[1].y >= check.lines[0].y + THICK, "one below the other");
        assert!(check.height() >= check.lines[1].y + THICK);
        assert_ne!(check.lines[0].colour, check.lines[1].colour);
        let one = Bars::new(&["Runs"], &[Measured::counted("The host refused", &[3])]).unwrap();
        assert_eq!((one.categories[0].said.as_str(), one.legend().len()), ("3", 0));
    }
}
