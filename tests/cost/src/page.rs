//! The page for people: its words (`data/page.md`), with figures in the places that are named there.

use std::fmt::Write;

use crate::bill::{Biller, Counted, Month, Walked};
use crate::prices::{Prices, Usage};
use crate::tally::Counts;
use crate::writing::{count, dollars, head, kilobytes, table, whole};

const WORDS: &str = include_str!("../data/page.md");

/// Changes in a month, of which the page tells.
const VOLUMES: [f64; 3] = [100.0, 1_000.0, 100_000.0];
/// Months after which it tells what is kept.
const AGES: [(f64, &str); 3] = [(1.0, "first month"), (12.0, "after a year"), (84.0, "after seven years")];

/// Writes it.
pub fn page(counted: &Counted, biller: &Biller<'_>, prices: &Prices) -> String {
    let figures = Figures { counted, biller, prices };
    let mut page = WORDS.to_owned();
    for (name, figure) in figures.all() {
        let place = format!("{{{{{name}}}}}");
        assert!(page.contains(&place), "{place} is nowhere in the words");
        page = page.replace(&place, figure.trim_end());
    }
    assert!(!page.contains("{{"), "a place has no figure");
    page
}

/// A row with something of each scale: its name, and what it says of one.
type Row<'r> = (&'r str, &'r dyn Fn(&Walked) -> String);

struct Figures<'a> {
    counted: &'a Counted,
    biller: &'a Biller<'a>,
    prices: &'a Prices,
}

impl Figures<'_> {
    fn all(&self) -> Vec<(&'static str, String)> {
        vec![
            ("summary", self.summary()),
            ("most", self.most()),
            ("largest", self.largest()),
            ("months", self.months()),
            ("services", self.services()),
            ("grows", self.grows()),
            ("change", self.change()),
            ("functions", self.functions()),
            ("scales", self.scales()),
            ("constant", self.constant()),
            ("idle", self.idle()),
            ("prices", self.list_of_prices()),
            ("assumptions", self.list_of_assumptions()),
        ]
    }

    fn month(&self, changes: f64, number: f64) -> Usage {
        self.biller.month(self.counted, Month { changes, number })
    }

    fn cost(&self, usage: &Usage) -> f64 {
        self.prices.of(usage)
    }

    fn summary(&self) -> String {
        let costs = self.counted.walks.iter().map(|walked| self.cost(&self.biller.change(walked)));
        let (least, most) =
            costs.fold((f64::MAX, 0.0_f64), |(least, most), cost| (least.min(cost), most.max(cost)));
        let constant = self.cost(&self.biller.constant(&self.counted.idle));
        let [few, some, many] = VOLUMES.map(|changes| dollars(self.cost(&self.month(changes, 1.0))));
        format!(
            "One change costs {} (the smallest scale) to {} (the largest), from its draft until it is live.\nThe service costs {} a \
             month before anybody reports anything.\nThe first month costs {few} with 100 changes, {some} with 1,000, and {many} with \
             100,000.",
            dollars(least),
            dollars(most),
            dollars(constant),
        )
    }

    /// The parts of a month after a year, each with its name for people.
    fn parts(&self, changes: f64) -> [(&'static str, f64); 4] {
        let of_changes = self.biller.changes(self.counted, changes);
        let people = self.prices.of_service(&of_changes, "Cognito");
        let kept = self.biller.kept(self.counted, Month { changes, number: 12.0 });
        [
            ("what does not grow", self.cost(&self.biller.constant(&self.counted.idle))),
            ("people who sign in", people),
            ("work on changes", self.cost(&of_changes) - people),
            ("what is kept", self.cost(&kept)),
        ]
    }

    /// What most of the bill is, at each volume.
    fn most(&self) -> String {
        let line = |changes: f64| {
            let parts = self.parts(changes);
            let together: f64 = parts.iter().map(|(_, cost)| cost).sum();
            let (name, cost) =
                parts.into_iter().max_by(|one, other| one.1.total_cmp(&other.1)).expect("a part");
            let share = 100.0 * cost / together;
            format!(
                "- With {} changes a month, the largest part is **{name}**: {share:.0}%.\n",
                whole(changes)
            )
        };
        VOLUMES.map(line).concat()
    }

    /// The services that a change costs most at, on average.
    fn largest(&self) -> String {
        let usage = self.biller.average(&self.counted.walks);
        let services = self.prices.services().into_iter();
        let mut costs: Vec<_> = services.map(|name| (name, self.prices.of_service(&usage, name))).collect();
        costs.sort_by(|one, other| other.1.total_cmp(&one.1));
        let together = self.cost(&usage);
        let words =
            costs.iter().take(4).map(|(name, cost)| format!("{name} {:.0}%", 100.0 * cost / together));
        words.collect::<Vec<_>>().join(", ")
    }

    fn months(&self) -> String {
        let columns: Vec<_> =
            VOLUMES.iter().map(|changes| format!("{} changes a month", whole(*changes))).collect();
        let row = |(number, age): &(f64, &str)| {
            let of_volume = |changes: &f64| {
                let cost = self.cost(&self.month(*changes, *number));
                format!("{} ({} a change)", dollars(cost), dollars(cost / changes))
            };
            [(*age).to_owned()].into_iter().chain(VOLUMES.iter().map(of_volume)).collect()
        };
        table(&head("a month", columns.iter().map(String::as_str)), AGES.iter().map(row).collect())
    }

    /// By service, in the first month and after a year.
    fn services(&self) -> String {
        let columns: Vec<_> = VOLUMES.iter().map(|changes| format!("{} changes", whole(*changes))).collect();
        let months = VOLUMES.map(|changes| self.month(changes, 12.0));
        let row = |service: &str| {
            let of_month = |month: &Usage| dollars(self.prices.of_service(month, service));
            [service.to_owned()].into_iter().chain(months.iter().map(of_month)).collect()
        };
        let mut rows: Vec<Vec<String>> = self.prices.services().into_iter().map(row).collect();
        let sums = months.iter().map(|month| format!("**{}**", dollars(self.cost(month))));
        rows.push(["**together**".to_owned()].into_iter().chain(sums).collect());
        table(&head("after a year, a month", columns.iter().map(String::as_str)), rows)
    }

    fn grows(&self) -> String {
        let row = |changes: f64| {
            let [constant, people, work, _] = self.parts(changes).map(|(_, cost)| dollars(cost));
            let kept =
                |number| dollars(self.cost(&self.biller.kept(self.counted, Month { changes, number })));
            vec![whole(changes), constant, people, work, kept(1.0), kept(12.0), kept(84.0)]
        };
        let columns = [
            "does not grow",
            "people who sign in",
            "work on changes",
            "kept, first month",
            "kept, after a year",
            "kept, after seven years",
        ];
        table(&head("changes a month", columns), VOLUMES.map(row).to_vec())
    }

    fn by_scale(&self, rows: &[Row<'_>]) -> String {
        let walks = &self.counted.walks;
        let row =
            |(what, of): &Row<'_>| [(*what).to_owned()].into_iter().chain(walks.iter().map(of)).collect();
        let scales = walks.iter().map(|walked| walked.scale.as_str());
        table(&head("one change", scales), rows.iter().map(row).collect())
    }

    fn change(&self) -> String {
        let of = |part: fn(&Counts) -> u64| move |walked: &Walked| count(part(&walked.together()));
        self.by_scale(&[
            ("actions of people, each with a sign-in", &|walked| count(walked.actions)),
            ("requests of the API: commands and their reads", &|walked| count(walked.commands.api_requests)),
            ("requests of the API: for pages", &|walked| count(walked.pages.api_requests)),
            ("requests of the portal", &of(|counts| counts.portal_requests)),
            ("invocations of functions", &of(Counts::all_invocations)),
            ("GB-seconds of functions", &|walked| {
                let usage = self.biller.change(walked);
                format!("{:.2}", usage.of("lambda_gb_seconds"))
            }),
            ("calls of DynamoDB", &of(|counts| counts.together().calls)),
            ("read units", &|walked| format!("{:.1}", walked.together().together().reads())),
            ("write units", &of(|counts| counts.together().writes)),
            ("… of them for indexes", &of(|counts| counts.together().index_writes)),
            ("… of them for commands", &|walked| count(walked.commands.together().writes)),
            ("… of them for pages (sessions)", &|walked| count(walked.pages.together().writes)),
            ("… of them for what follows", &|walked| count(walked.background.together().writes)),
            ("writes of S3", &|walked| {
                count(walked.together().together().s3_writes + walked.background.files)
            }),
            ("reads of S3, without downloads", &of(|counts| counts.together().s3_reads)),
            ("emails", &of(|counts| counts.together().emails)),
            ("evidence files", &of(|counts| counts.files)),
            ("kB of our own log lines", &|walked| kilobytes(walked.together().log_bytes)),
            ("kB kept in the table for good", &|walked| kilobytes(walked.kept_bytes)),
            ("read units of the nightly comparison, each night", &|walked| {
                format!("{:.1}", walked.compared.reads())
            }),
            ("reads of S3 of the nightly comparison, each night", &|walked| count(walked.compared.s3_reads)),
        ])
    }

    /// What each function does for a change of the largest scale.
    fn functions(&self) -> String {
        let Some(walked) = self.counted.walks.last() else { return String::new() };
        let together = walked.together();
        let parts = [&walked.commands, &walked.pages, &walked.background];
        let row = |(function, times): (&String, &u64)| {
            let tally = together.tallies.get(function).copied().unwrap_or_default();
            let longest =
                parts.map(|part| self.biller.milliseconds(part, function)).into_iter().fold(0.0, f64::max);
            vec![
                format!("`{function}`"),
                count(*times),
                whole(longest),
                count(tally.calls),
                format!("{:.1}", tally.reads()),
                count(tally.writes),
            ]
        };
        let columns = ["invocations", "ms each, at most", "calls of DynamoDB", "read units", "write units"];
        table(
            &head(&format!("one {} change", walked.scale), columns),
            together.invocations.iter().map(row).collect(),
        )
    }

    fn scales(&self) -> String {
        let service = |name: String| {
            move |walked: &Walked| dollars(self.prices.of_service(&self.biller.change(walked), &name))
        };
        let used: Vec<_> = self
            .prices
            .services()
            .into_iter()
            .filter(|name| {
                let costs = |walked: &Walked| self.prices.of_service(&self.biller.change(walked), name) > 0.0;
                self.counted.walks.iter().any(costs)
            })
            .map(|name| (name, service(name.to_owned())))
            .collect();
        let mut rows: Vec<Row<'_>> = Vec::new();
        for (name, of) in &used {
            rows.push((name, of));
        }
        let together = |walked: &Walked| format!("**{}**", dollars(self.cost(&self.biller.change(walked))));
        rows.push(("**together**", &together));
        self.by_scale(&rows)
    }

    fn constant(&self) -> String {
        let usage = self.biller.constant(&self.counted.idle);
        let used = self.prices.all().iter().filter(|price| usage.of(&price.code) > 0.0);
        let row = |price: &crate::prices::Price| {
            let amount = usage.of(&price.code);
            let amount_in_words = if amount < 10.0 { format!("{amount:.2}") } else { whole(amount) };
            vec![
                format!("{}: {}", price.service, price.what),
                amount_in_words,
                dollars(amount / price.per * price.dollars),
            ]
        };
        let mut rows: Vec<_> = used.map(row).collect();
        rows.push(vec![
            "**together**".to_owned(),
            String::new(),
            format!("**{}**", dollars(self.cost(&usage))),
        ]);
        table(&head("a month without changes", ["how much", "dollars"]), rows)
    }

    /// What each minute and each hour take.
    fn idle(&self) -> String {
        let (idle, minute) = (&self.counted.idle, self.counted.idle.minute.together());
        let row = |(function, times): (&String, &u64)| {
            let tally = idle.minute.tallies.get(function).copied().unwrap_or_default();
            vec![
                format!("`{function}`"),
                count(*times),
                count(tally.calls),
                format!("{:.1}", tally.reads()),
                count(tally.writes),
                whole(self.biller.milliseconds(&idle.minute, function)),
            ]
        };
        let columns = ["invocations", "calls of DynamoDB", "read units", "write units", "ms each"];
        let mut text =
            table(&head("each minute", columns), idle.minute.invocations.iter().map(row).collect());
        let hour = idle.hour;
        write!(
            text,
            "\nRead units together: {}. Write units: {}. Our own log lines: {} kB an hour. In the first minute of an hour {} more calls \
             take {:.1} read units and {} write units.",
            minute.reads(),
            minute.writes,
            kilobytes(idle.minute.log_bytes * 60),
            hour.calls,
            hour.reads(),
            hour.writes,
        )
        .expect("a text");
        text
    }

    fn list_of_prices(&self) -> String {
        let row = |price: &crate::prices::Price| {
            vec![
                format!("{}: {}", price.service, price.what),
                whole(price.per),
                format!("${}", price.dollars),
                price.region.clone(),
                price.date.clone(),
                price.checked.clone(),
            ]
        };
        let columns = ["for", "price", "region", "as of", "checked"];
        table(&head("what", columns), self.prices.all().iter().map(row).collect())
    }

    fn list_of_assumptions(&self) -> String {
        let all = self.biller.assumptions.all().iter();
        let row = |one: &crate::prices::Assumption| vec![one.what.clone(), one.value.to_string()];
        table(&head("assumption", ["value"]), all.map(row).collect())
    }
}
