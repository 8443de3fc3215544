//! Configuration from environment variables, read once at cold start. A bad configuration fails with a list of every
//! problem.

use std::fmt;
use std::path::PathBuf;

use crate::logs::{Code, LogLevel, ProgramVersion, start_logs};

/// Names of this machine, as a container engine and the local stack write them.
const THIS_MACHINE: [&str; 4] = ["127.0.0.1", "localhost", "[::1]", "host.docker.internal"];

/// What a program says of itself that was built without `--release`. `infra/release.py` looks for these words in every package, so
/// every debug build has them and no other program does.
const DEBUG_BUILD: &str = "a debug build of technical-change";

/// Every problem of the environment, a line each.
#[derive(Debug, thiserror::Error)]
pub struct ConfigFault(Vec<String>);

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to read the configuration: {}", self.0.join("; "))
    }
}

/// Reads variables and collects their problems. Call [`Environment::finish`] last.
pub struct Environment<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<String>,
}

impl Environment<'static> {
    /// The environment of this process.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Self {
        Self::new(&|name| std::env::var(name).ok())
    }
}

impl<'a> Environment<'a> {
    /// An environment that `lookup` knows.
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, problems: Vec::new() }
    }

    /// A variable that may be absent; an empty one counts as absent.
    pub fn optional(&mut self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }

    /// A variable that must be there.
    pub fn required(&mut self, name: &str) -> String {
        let value = self.optional(name);
        if value.is_none() {
            self.problems.push(format!("{name} is not set"));
        }
        value.unwrap_or_default()
    }

    /// A variable that is required if `needed`.
    pub fn variable(&mut self, name: &str, needed: bool) -> Option<String> {
        if needed { Some(self.required(name)) } else { self.optional(name) }
    }

    /// A variable that must have one of these values; the first is the default.
    pub fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let Some(value) = self.optional(name) else {
            return choices.first().map(|(_, default)| *default);
        };
        let found = choices.iter().find(|(code, _)| *code == value).map(|(_, choice)| *choice);
        if found.is_none() {
            let codes: Vec<_> = choices.iter().map(|(code, _)| *code).collect();
            self.problems.push(format!("{name} must be one of {}", codes.join(", ")));
        }
        found
    }

    /// A whole number, 1 or larger, that must be there.
    pub fn count(&mut self, name: &str) -> u32 {
        let written = self.required(name);
        match written.parse() {
            Ok(count) if count > 0 => return count,
            // Its absence is on the list already.
            _ if written.is_empty() => {}
            _ => self.refuse(format!("{name} must be a whole number, 1 or larger")),
        }
        1
    }

    /// A file that only the local stack may name, because it `does` something that must never happen elsewhere.
    pub fn local_file(&mut self, name: &str, does: &str) -> Option<PathBuf> {
        let file = self.optional(name).map(PathBuf::from);
        if file.is_some() {
            self.refuse_elsewhere(name, does);
        }
        file
    }

    /// A factor, 1 when absent. Only the local stack may have a larger one, because it `does` something.
    pub fn local_factor(&mut self, name: &str, does: &str) -> u32 {
        let Some(written) = self.optional(name) else { return 1 };
        match written.parse() {
            Ok(1) => return 1,
            Ok(factor) if factor > 1 => {
                self.refuse_elsewhere(name, does);
                return factor;
            }
            _ => self.refuse(format!("{name} must be a whole number, 1 or larger")),
        }
        1
    }

    /// Refuses a debug build elsewhere than on the local stack. It is slow, and panics where a released program goes on.
    ///
    /// A released program does not call this, so that it has nothing of it.
    pub fn debug_build(&mut self) {
        self.refuse_elsewhere(DEBUG_BUILD, "runs");
    }

    /// Refuses unless `AWS_ENDPOINT_URL` is plain HTTP to this machine, as on the local stack and never on AWS.
    fn refuse_elsewhere(&mut self, name: &str, does: &str) {
        let endpoint = self.optional("AWS_ENDPOINT_URL").unwrap_or_default();
        if !is_of_this_machine(&endpoint) {
            self.refuse(format!("{name} {does}, which only the local stack may do"));
        }
    }

    /// Notes a problem that only the reader of a value can see.
    pub fn refuse(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// Fails with every problem found so far, and logs them.
    pub fn finish(mut self) -> Result<(), ConfigFault> {
        if self.problems.is_empty() {
            return Ok(());
        }
        // The function ends before it starts its logs.
        start_logs(LogLevel::Error, &ProgramVersion::read(&mut self));
        let fault = ConfigFault(self.problems);
        tracing::error!(code = Code::ConfigurationBad.as_str(), problems = %fault);
        Err(fault)
    }
}

impl LogLevel {
    /// Reads `LOG_LEVEL`; `info` when absent.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        let choices =
            [("info", Self::Info), ("debug", Self::Debug), ("warn", Self::Warn), ("error", Self::Error)];
        environment.choice("LOG_LEVEL", &choices).unwrap_or(Self::Info)
    }
}

fn is_of_this_machine(endpoint: &str) -> bool {
    let Some(authority) = endpoint.strip_prefix("http://") else { return false };
    let authority = authority.split('/').next().unwrap_or_default();
    THIS_MACHINE.iter().any(|host| {
        let port = authority.strip_prefix(host).map(|rest| rest.strip_prefix(':').unwrap_or(rest));
        port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_listed_at_once() {
        let lookup = |name: &str| (name == "MODE").then(|| "loud".to_owned());
        let mut environment = Environment::new(&lookup);
        environment.required("TABLE_NAME");
        environment.choice("MODE", &[("quiet", 1), ("silent", 2)]);
        let fault = environment.finish().unwrap_err().to_string();
        assert!(fault.contains("TABLE_NAME is not set"), "{fault}");
        assert!(fault.contains("MODE must be one of quiet, silent"), "{fault}");
    }

    #[test]
    fn a_count_is_a_whole_number_from_1_on() {
        let read = |written: &'static str| {
            let lookup = |_: &str| Some(written.to_owned());
            let mut environment = Environment::new(&lookup);
            let count = environment.count("EMAILS_PER_SECOND");
            environment.finish().map(|()| count).map_err(|fault| fault.to_string())
        };
        assert_eq!((read("1").unwrap(), read("14").unwrap()), (1, 14));
        for written in ["0", "-1", "1.5", "many"] {
            let fault = read(written).unwrap_err();
            assert!(fault.contains("EMAILS_PER_SECOND must be a whole number, 1 or larger"), "{fault}");
        }
        assert!(read("").unwrap_err().contains("EMAILS_PER_SECOND is not set"));
    }

    #[test]
    fn a_debug_build_runs_on_the_local_stack_alone() {
        for (endpoint, runs) in [("http://127.0.0.1:4610", true), ("", false), ("https://example.org", false)]
        {
            let lookup = |name: &str| (name == "AWS_ENDPOINT_URL").then(|| endpoint.to_owned());
            let mut environment = Environment::new(&lookup);
            environment.debug_build();
            let refused = environment.finish().map_err(|fault| fault.to_string());
            assert_eq!(refused.is_ok(), runs, "{endpoint}: {refused:?}");
            assert!(runs || refused.is_err_and(|fault| fault.contains(DEBUG_BUILD)), "{endpoint}");
        }
    }

    #[test]
    fn an_empty_variable_counts_as_absent() {
        let lookup = |_: &str| Some(String::new());
        let mut environment = Environment::new(&lookup);
        assert_eq!(environment.optional("ENDPOINT"), None);
        environment.required("TABLE_NAME");
        assert!(environment.finish().is_err());
    }
}
