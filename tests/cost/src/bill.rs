//! From what was counted to what AWS bills: for one change, for what runs without any, and for a month.

use std::collections::{BTreeMap, BTreeSet};

use crate::deployed::Deployed;
use crate::prices::{Assumptions, Usage};
use crate::tally::{Counts, Tally};

const GB: f64 = 1_000_000_000.0;
const MB: f64 = 1_000_000.0;
/// Days in a month, on average.
const NIGHTS: f64 = 365.0 / 12.0;
const MINUTES: f64 = 60.0;

/// A change of one scale, from draft to live, as it was counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Walked {
    /// The code of its scale.
    pub scale: String,
    /// What people and programs ask of the API in so many words: commands, and the reads that belong to them.
    pub commands: Counts,
    /// The portal's pages, with what they ask of the API.
    pub pages: Counts,
    /// What follows: emails and news of them, inspection, exports, due work and the probe beyond a run that finds nothing.
    pub background: Counts,
    /// Actions of people, each with a visit of the portal.
    pub actions: u64,
    /// Bytes that the table keeps for good, with their indexes.
    pub kept_bytes: u64,
    /// Evidence files that are kept, and packs of cryptographic material.
    pub kept_objects: u64,
    /// What the nightly comparison takes for it, each night.
    pub compared: Tally,
}

impl Walked {
    /// Everything together.
    pub fn together(&self) -> Counts {
        let mut sum = self.commands.clone();
        sum.add(&self.pages);
        sum.add(&self.background);
        sum
    }
}

/// What runs without any change, as it was counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Idle {
    /// All that each minute runs, when it finds nothing.
    pub minute: Counts,
    /// What is more in the first minute of an hour.
    pub hour: Tally,
}

/// Everything that was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    pub walks: Vec<Walked>,
    pub idle: Idle,
}

/// What turns counts into uses.
#[derive(Debug)]
pub struct Biller<'a> {
    pub assumptions: &'a Assumptions,
    pub deployed: &'a Deployed,
    memory: BTreeMap<String, u64>,
}

/// A month: how many changes there are in each, and how many months there have been.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    pub changes: f64,
    pub number: f64,
}

const fn number(count: u64) -> f64 {
    count as f64
}

impl<'a> Biller<'a> {
    /// One that goes by these.
    pub fn new(assumptions: &'a Assumptions, deployed: &'a Deployed) -> Self {
        Self { assumptions, deployed, memory: deployed.memory() }
    }

    /// What these counts use, without what is kept.
    pub fn usage(&self, counts: &Counts) -> Usage {
        let mut usage = self.of_tally(&counts.together());
        usage.add("api_requests", number(counts.api_requests + counts.portal_requests));
        usage.add("lambda_requests", number(counts.all_invocations()));
        usage.add("lambda_gb_seconds", self.gb_seconds(counts));
        usage.add("news", number(counts.news));
        usage.add("logs_gb", self.log_bytes(counts) / GB);
        usage.add("sent_gb", number(counts.answered_bytes) / GB);
        usage
    }

    fn of_tally(&self, tally: &Tally) -> Usage {
        let mut usage = Usage::default();
        usage.add("dynamodb_reads", tally.reads());
        usage.add("dynamodb_writes", number(tally.writes));
        usage.add("s3_writes", number(tally.s3_writes));
        usage.add("s3_reads", number(tally.s3_reads));
        usage.add("emails", number(tally.emails));
        usage
    }

    /// Bytes of log lines: our own, the gateways' and Lambda's.
    pub fn log_bytes(&self, counts: &Counts) -> f64 {
        number(counts.log_bytes)
            + number(counts.api_requests + counts.portal_requests) * self.assumptions.of("gateway_log_bytes")
            + number(counts.all_invocations()) * self.assumptions.of("platform_log_bytes")
    }

    /// Milliseconds of an invocation of a function, on average and rounded up, as they are billed. What a schedule's function does beyond
    /// what it does anyway has no invocation.
    pub fn milliseconds(&self, counts: &Counts, function: &str) -> f64 {
        let times = number(counts.invocations.get(function).copied().unwrap_or_default());
        if times == 0.0 {
            return 0.0;
        }
        let own = if function == "portal" { "milliseconds_page" } else { "milliseconds_command" };
        let own = self.assumptions.of(own) * self.assumptions.of("processor_mb");
        (own / number(self.memory_of(function)) + self.waits(counts, function) / times).ceil()
    }

    /// Milliseconds that all invocations of a function wait for others.
    fn waits(&self, counts: &Counts, function: &str) -> f64 {
        let assumed = |name: &str| self.assumptions.of(name);
        let tally = counts.tallies.get(function).copied().unwrap_or_default();
        let waits = number(tally.calls) * assumed("milliseconds_dynamodb")
            + number(tally.s3_writes + tally.s3_reads) * assumed("milliseconds_s3")
            + number(tally.emails) * assumed("milliseconds_ses");
        if function != "portal" {
            return waits;
        }
        let sign_ins = number(counts.invocations.get("token-claims").copied().unwrap_or_default());
        waits
            + number(counts.api_requests) * assumed("milliseconds_api")
            + sign_ins * assumed("milliseconds_pool")
    }

    fn gb_seconds(&self, counts: &Counts) -> f64 {
        let functions: BTreeSet<_> = counts.invocations.keys().chain(counts.tallies.keys()).collect();
        let of_function = |function: &String| {
            let milliseconds = match counts.invocations.get(function) {
                Some(times) => self.milliseconds(counts, function) * number(*times),
                None => self.waits(counts, function).ceil(),
            };
            milliseconds / 1_000.0 * number(self.memory_of(function)) / 1_024.0
        };
        functions.into_iter().map(of_function).sum()
    }

    fn memory_of(&self, function: &str) -> u64 {
        *self.memory.get(function).unwrap_or_else(|| panic!("{function} is no function"))
    }

    /// What a change uses in the month in which it happens, without what is kept. Malware scanning is on.
    pub fn change(&self, walked: &Walked) -> Usage {
        // What pages take, what commands take and what follows differ in how long functions wait, so each is worked out alone.
        let parts = [&walked.commands, &walked.pages, &walked.background];
        let mut usage =
            parts.into_iter().fold(Usage::default(), |sum, part| sum.plus(&self.usage(part), 1.0));
        let files = number(walked.background.files);
        let file_gb = self.assumptions.of("file_mb") * MB / GB;
        // The form that uploads it; the functions' own requests were counted.
        usage.add("s3_writes", files);
        usage.add("scanned_files", files);
        usage.add("scanned_gb", files * file_gb);
        // PDP reads each once; so it does the bundle, which has them all.
        usage.add("s3_reads", files + 1.0);
        usage.add("sent_gb", 2.0 * files * file_gb);
        usage
    }

    /// A change on average, by the shares of the scales.
    pub fn average(&self, walks: &[Walked]) -> Usage {
        let shared = walks.iter().map(|walked| (self.share(walked), self.change(walked)));
        shared.fold(Usage::default(), |sum, (share, usage)| sum.plus(&usage, share))
    }

    fn share(&self, walked: &Walked) -> f64 {
        self.assumptions.of(&format!("share_{}", walked.scale))
    }

    fn shared(&self, walks: &[Walked], what: impl Fn(&Walked) -> f64) -> f64 {
        walks.iter().map(|walked| self.share(walked) * what(walked)).sum()
    }

    /// What a month uses without any change.
    pub fn constant(&self, idle: &Idle) -> Usage {
        let (hours, deployed) = (self.assumptions.of("hours_in_a_month"), self.deployed);
        let minutes = hours * MINUTES;
        let mut usage = Usage::default().plus(&self.usage(&idle.minute), minutes);
        usage = usage.plus(&self.of_tally(&idle.hour), hours);
        usage.add("schedules", number(deployed.each_minute()) * minutes);
        usage.add("traces", number(idle.minute.all_invocations()) * minutes);
        usage.add("alarms", number(deployed.alarms()));
        usage.add("metrics", number(deployed.metrics() + deployed.email_metrics()));
        usage.add("dashboards", number(deployed.count("AWS::CloudWatch::Dashboard")));
        usage.add("keys", number(deployed.count("AWS::KMS::Key")));
        usage.add("key_requests", self.assumptions.of("key_requests_of_functions"));
        usage.add("secrets", number(deployed.count("AWS::SecretsManager::Secret")));
        usage.add("secret_reads", self.assumptions.of("secret_reads_each_hour") * hours);
        usage.add("people", self.assumptions.of("people_of_pdp"));
        self.keep_logs(&mut usage);
        usage
    }

    /// Lines are kept for so long, compressed: as if all those months had been like this one.
    fn keep_logs(&self, usage: &mut Usage) {
        let kept = self.assumptions.of("logs_kept_months") * self.assumptions.of("logs_compressed");
        usage.add("logs_kept_gb", usage.of("logs_gb") * kept);
    }

    /// What the changes of a month use, in that month: all that does not accumulate.
    pub fn changes(&self, counted: &Counted, changes: f64) -> Usage {
        let mut usage = Usage::default().plus(&self.average(&counted.walks), changes);
        let organisations = changes.min(self.assumptions.of("organisations"));
        usage.add("people", organisations * self.assumptions.of("people_of_an_organisation"));
        self.keep_logs(&mut usage);
        let seconds = self.assumptions.of("hours_in_a_month") * MINUTES * MINUTES;
        let invocations = usage.of("lambda_requests");
        let beyond = (invocations - seconds).max(0.0) * self.assumptions.of("traced_share");
        usage.add("traces", invocations.min(seconds) + beyond);
        usage
    }

    /// What is kept at the end of this month of all changes so far, and the comparison of what is kept.
    pub fn kept(&self, counted: &Counted, month: Month) -> Usage {
        let mut usage = Usage::default();
        let Month { changes, number: months } = month;
        let table = changes * months * self.shared(&counted.walks, |walked| number(walked.kept_bytes)) / GB;
        usage.add("dynamodb_gb", table);
        usage.add("dynamodb_recovery_gb", table);
        let files = changes * self.shared(&counted.walks, |walked| number(walked.kept_objects));
        let file_gb = self.assumptions.of("file_mb") * MB / GB;
        let months_kept = months.min(self.assumptions.of("files_kept_months"));
        let frequent = months_kept.min(self.assumptions.of("frequent_months"));
        usage.add("s3_gb", files * frequent * file_gb);
        let passing = self.assumptions.of("bundle_days") + self.assumptions.of("quarantine_days");
        usage.add("s3_gb", files * file_gb * passing / NIGHTS);
        let infrequent = months_kept - frequent;
        usage.add("s3_infrequent_gb", files * infrequent * file_gb);
        if infrequent > 0.0 {
            usage.add("s3_transitions", files);
        }
        let reads_again = NIGHTS / self.assumptions.of("read_again_days");
        usage.add("s3_infrequent_read_gb", files * infrequent * file_gb * reads_again);
        usage.add("s3_reads", files * months_kept * reads_again);
        let nights = NIGHTS * changes * months_kept;
        for walked in &counted.walks {
            usage = usage.plus(&self.of_tally(&walked.compared), nights * self.share(walked));
        }
        usage
    }

    /// A whole month.
    pub fn month(&self, counted: &Counted, month: Month) -> Usage {
        let usage = self.constant(&counted.idle).plus(&self.changes(counted, month.changes), 1.0);
        usage.plus(&self.kept(counted, month), 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-6, "{one} and {other}");
    }

    fn walked(scale: &str) -> Walked {
        let mut commands = Counts { api_requests: 1, ..Counts::default() };
        commands.called("submissions");
        let tally = Tally { calls: 2, read_halves: 4, writes: 10, ..Tally::default() };
        commands.tallies.insert("submissions".to_owned(), tally);
        let compared = Tally { s3_reads: 1, ..Tally::default() };
        Walked {
            scale: scale.to_owned(),
            commands,
            kept_bytes: 1_000,
            kept_objects: 1,
            compared,
            ..Walked::default()
        }
    }

    fn counted() -> Counted {
        let walks = ["minimal", "minor", "moderate", "significant"].map(walked).to_vec();
        Counted { walks, idle: Idle::default() }
    }

    #[test]
    fn an_invocation_waits_and_works_at_its_share_of_a_processor() {
        let (assumptions, deployed) = (Assumptions::of_the_file(), Deployed::read());
        let biller = Biller::new(&assumptions, &deployed);
        let commands = walked("minimal").commands;
        let own = assumptions.of("milliseconds_command") * assumptions.of("processor_mb") / 256.0;
        let expected = (own + 2.0 * assumptions.of("milliseconds_dynamodb")).ceil();
        close(biller.milliseconds(&commands, "submissions"), expected);
        close(biller.milliseconds(&commands, "notify"), 0.0);
        close(biller.usage(&commands).of("lambda_gb_seconds"), expected / 1_000.0 / 4.0);
    }

    #[test]
    fn what_is_kept_accumulates_and_the_rest_does_not() {
        let (assumptions, deployed) = (Assumptions::of_the_file(), Deployed::read());
        let (biller, counted) = (Biller::new(&assumptions, &deployed), counted());
        let month = |changes, number| biller.month(&counted, Month { changes, number });
        let (first, later) = (month(1_000.0, 1.0), month(1_000.0, 12.0));
        close(first.of("dynamodb_gb") * 12.0, later.of("dynamodb_gb"));
        close(first.of("dynamodb_gb"), 1_000.0 * 1_000.0 / GB);
        close(first.of("dynamodb_writes"), 10_000.0);
        close(later.of("dynamodb_writes"), 10_000.0);
        assert!(later.of("s3_reads") > 11.0 * first.of("s3_reads"), "every kept file, every night");
        close(first.of("alarms"), later.of("alarms"));
        close(first.of("s3_infrequent_gb"), 0.0);
        // Files go after seven years; the record stays.
        let (old, older) = (month(1_000.0, 84.0), month(1_000.0, 168.0));
        close(old.of("s3_infrequent_gb"), older.of("s3_infrequent_gb"));
        close(2.0 * old.of("dynamodb_gb"), older.of("dynamodb_gb"));
    }

    #[test]
    fn people_are_counted_once_however_much_they_report() {
        let (assumptions, deployed) = (Assumptions::of_the_file(), Deployed::read());
        let (biller, counted) = (Biller::new(&assumptions, &deployed), counted());
        let people = |changes| biller.changes(&counted, changes).of("people");
        close(people(10.0), 10.0 * assumptions.of("people_of_an_organisation"));
        close(people(1e6), people(1e7));
    }

    #[test]
    fn traces_are_thinned_beyond_one_each_second() {
        let (assumptions, deployed) = (Assumptions::of_the_file(), Deployed::read());
        let (biller, counted) = (Biller::new(&assumptions, &deployed), counted());
        let traces = |changes| biller.changes(&counted, changes).of("traces");
        close(traces(1_000.0), 1_000.0);
        let seconds = assumptions.of("hours_in_a_month") * 3_600.0;
        close(traces(2.0 * seconds), seconds * (1.0 + assumptions.of("traced_share")));
    }
}
