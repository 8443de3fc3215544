//! The settings that every function has.

use cloud::SdkSettings;
use runtime::{BusinessClock, ConfigFault, Environment, LogLevel, ProgramVersion};

/// The settings of a function: the common ones, and its own.
#[derive(Debug)]
pub struct Settings<T> {
    pub log_level: LogLevel,
    pub version: ProgramVersion,
    /// The clock of decisions. Functions that decide nothing read it too, so that none starts where moving time is
    /// forbidden.
    pub clock: BusinessClock,
    pub own: T,
    /// Where AWS is.
    pub sdk: SdkSettings,
}

impl<T> Settings<T> {
    /// Reads all settings, with `own` for those that only this function has.
    ///
    /// # Errors
    /// [`ConfigFault`] with every problem.
    pub fn read(
        mut environment: Environment<'_>,
        own: impl FnOnce(&mut Environment<'_>) -> T,
    ) -> Result<Self, ConfigFault> {
        let settings = Self {
            log_level: LogLevel::read(&mut environment),
            version: ProgramVersion::read(&mut environment),
            clock: BusinessClock::read(&mut environment),
            own: own(&mut environment),
            sdk: SdkSettings::read(&mut |name, needed| environment.variable(name, needed)),
        };
        environment.finish().map(|()| settings)
    }
}

/// The settings of the functions that know the table.
#[derive(Debug)]
pub struct TableSettings {
    pub name: String,
    /// What every quota is multiplied by; more than 1 on a local stack only.
    pub quota_factor: u32,
}

impl TableSettings {
    /// Reads them; `environment` keeps every problem.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        Self {
            name: environment.required("TABLE_NAME"),
            quota_factor: environment.local_factor("LOCAL_QUOTA_FACTOR", "raises quotas"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads one further setting, as a function does.
    fn read(given: &[(&str, &str)]) -> Result<Settings<(TableSettings, String)>, String> {
        let lookup = |name: &str| {
            let found = given.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let own = |environment: &mut Environment<'_>| {
            (TableSettings::read(environment), environment.required("BUCKET"))
        };
        Settings::read(Environment::new(&lookup), own).map_err(|fault| fault.to_string())
    }

    #[test]
    fn what_all_have_and_what_one_has_are_read_together() {
        let settings = read(&[
            ("TABLE_NAME", "table"),
            ("LOG_LEVEL", "warn"),
            ("AWS_REGION", "eu-west-2"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("BUCKET", "bucket"),
        ])
        .unwrap();
        let (table, own) = &settings.own;
        assert_eq!((table.name.as_str(), table.quota_factor, own.as_str()), ("table", 1, "bucket"));
        assert_eq!((settings.log_level, settings.sdk.region.as_str()), (LogLevel::Warn, "eu-west-2"));
    }

    #[test]
    fn the_version_names_the_release_if_there_is_one() {
        let all = [
            ("TABLE_NAME", "table"),
            ("AWS_REGION", "eu-west-2"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("BUCKET", "bucket"),
            ("RELEASE", "4f1c9a2"),
        ];
        let (of_workspace, released) = (read(&all[..5]).unwrap().version, read(&all).unwrap().version);
        assert_eq!(of_workspace.as_str(), env!("CARGO_PKG_VERSION"));
        assert_eq!(released.as_str(), concat!(env!("CARGO_PKG_VERSION"), "+4f1c9a2"));
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let refused =
            read(&[("LOG_LEVEL", "loud"), ("LOCAL_CLOCK_FILE", "clock"), ("LOCAL_QUOTA_FACTOR", "10")])
                .unwrap_err();
        for problem in [
            "LOG_LEVEL must be one of info, debug, warn, error",
            "LOCAL_CLOCK_FILE moves time, which only the local stack may do",
            "LOCAL_QUOTA_FACTOR raises quotas, which only the local stack may do",
            "TABLE_NAME is not set",
            "AWS_REGION is not set",
            "AWS_ACCESS_KEY_ID is not set",
            "AWS_SECRET_ACCESS_KEY is not set",
            "BUCKET is not set",
        ] {
            assert!(refused.contains(problem), "{problem} in {refused}");
        }
    }
}
