//! The real time, and the time of decisions.
//!
//! Responsible for: reading the machine's clock, here and nowhere else, and moving the clock of decisions on the local
//! stack. Must not: move the clock when the AWS endpoint is not on this machine, or move the time of signatures.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::pin::Pin;

use app::Clock;
use jiff::{SignedDuration, Timestamp};

use crate::config::Environment;
use crate::logs::Code;

/// The machine's clock: what time it really is.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn pause(&self, length: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(length.unsigned_abs()))
    }
}

/// The clock of decisions. On AWS it is the machine's. On the local stack a file may say how far it is ahead, so that
/// days pass in a demonstration.
#[derive(Debug, Clone)]
pub struct BusinessClock {
    ahead: Option<PathBuf>,
}

impl BusinessClock {
    /// Reads `LOCAL_CLOCK_FILE`: the path of a file that holds a duration (ISO 8601, for example `PT36H`) while the clock is
    /// moved, and is absent while it is not. Refused anywhere but on the local stack.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        Self { ahead: environment.local_file("LOCAL_CLOCK_FILE", "moves time") }
    }

    /// The time it shows at the real time `now`.
    fn shown_at(&self, now: Timestamp) -> Timestamp {
        now.checked_add(self.offset()).unwrap_or(now)
    }

    /// How far it is ahead. It is read each time, so that a warm process follows. An unreadable file causes an error in
    /// the log and moves nothing.
    fn offset(&self) -> SignedDuration {
        let Some(path) = &self.ahead else { return SignedDuration::ZERO };
        let problem = match std::fs::read_to_string(path) {
            Ok(text) => match text.trim().parse() {
                Ok(offset) => return offset,
                Err(error) => error.to_string(),
            },
            Err(absent) if absent.kind() == ErrorKind::NotFound => return SignedDuration::ZERO,
            Err(error) => error.to_string(),
        };
        tracing::error!(code = Code::ClockUnreadable.as_str(), clock.problem = problem);
        SignedDuration::ZERO
    }
}

impl Clock for BusinessClock {
    fn now(&self) -> Timestamp {
        self.shown_at(SystemClock.now())
    }

    fn pause(&self, length: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        SystemClock.pause(length)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const HERE: &str = "http://127.0.0.1:4610";

    fn read(file: &str, endpoint: &str) -> Result<BusinessClock, String> {
        let lookup = |name: &str| match name {
            "LOCAL_CLOCK_FILE" => Some(file.to_owned()),
            "AWS_ENDPOINT_URL" => Some(endpoint.to_owned()),
            _ => None,
        };
        let mut environment = Environment::new(&lookup);
        let clock = BusinessClock::read(&mut environment);
        environment.finish().map(|()| clock).map_err(|fault| fault.to_string())
    }

    /// A file of this test's own.
    fn file(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("technical-change-{}-{name}", std::process::id()))
    }

    /// The time the clock shows at noon on a Friday.
    fn shown(clock: &BusinessClock) -> String {
        clock.shown_at("2026-07-10T12:00:00Z".parse().unwrap()).to_string()
    }

    #[test]
    fn without_a_file_it_is_what_time_it_is() {
        assert_eq!(shown(&read("", "").unwrap()), "2026-07-10T12:00:00Z");
    }

    #[test]
    fn time_is_moved_on_the_local_stack_only() {
        for endpoint in [
            HERE,
            "http://localhost",
            "http://[::1]:4610/",
            "http://host.docker.internal:4610",
            "http://127.0.0.1:1/x",
        ] {
            assert!(read("clock", endpoint).is_ok(), "{endpoint}");
        }
        for endpoint in [
            "",
            "https://127.0.0.1",
            "https://dynamodb.eu-west-2.amazonaws.com",
            "http://example.org",
            "http://localhost.example.org",
            "http://127.0.0.1@example.org",
            "http://127.0.0.1:80@example.org",
            "http://127.0.0.10:4610",
            "127.0.0.1:4610",
        ] {
            let refused = read("clock", endpoint).unwrap_err();
            assert!(refused.contains("LOCAL_CLOCK_FILE"), "{endpoint}: {refused}");
            assert!(read("", endpoint).is_ok(), "{endpoint}: nothing moves");
        }
    }

    #[test]
    fn the_refusal_is_told_with_every_other_problem() {
        let lookup = |name: &str| (name == "LOCAL_CLOCK_FILE").then(|| "clock".to_owned());
        let mut environment = Environment::new(&lookup);
        BusinessClock::read(&mut environment);
        environment.required("TABLE_NAME");
        let fault = environment.finish().unwrap_err().to_string();
        assert!(fault.contains("LOCAL_CLOCK_FILE") && fault.contains("TABLE_NAME"), "{fault}");
    }

    #[test]
    fn a_warm_clock_follows_its_file() {
        let path = file("moves");
        let clock = read(path.to_str().unwrap(), HERE).unwrap();
        assert_eq!(shown(&clock), "2026-07-10T12:00:00Z", "the file is absent");
        for (written, then) in [
            ("PT36H\n", "2026-07-12T00:00:00Z"),
            ("PT432000.5S", "2026-07-15T12:00:00.5Z"),
            ("-PT90M", "2026-07-10T10:30:00Z"),
            ("PT0S", "2026-07-10T12:00:00Z"),
        ] {
            fs::write(&path, written).unwrap();
            assert_eq!(shown(&clock), then, "{written}");
        }
        fs::write(&path, "PT1H").unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(shown(&clock), "2026-07-10T12:00:00Z", "the file is gone again");
    }

    #[test]
    fn a_file_that_says_nothing_sensible_moves_nothing() {
        let path = file("is-broken");
        let clock = read(path.to_str().unwrap(), HERE).unwrap();
        for written in ["", "tomorrow", "5", "P1M", "PT99999999999999H"] {
            fs::write(&path, written).unwrap();
            assert_eq!(shown(&clock), "2026-07-10T12:00:00Z", "{written}");
        }
        fs::remove_file(&path).unwrap();
    }
}
