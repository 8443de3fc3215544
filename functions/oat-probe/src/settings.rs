//! The settings that only this function has, and the one file that only the local stack may name.

use std::fs::read_to_string;

use prober::{FindProfile, LocalAllowance};
use runtime::Environment;

/// The settings that only this function has.
#[derive(Debug)]
pub struct Settings {
    /// The ARN of the secret with the probe's keys and certificates.
    pub key_bundle: String,
    /// The form of a find request (O4), and the addresses that may be reached besides the Internet (O9).
    pub prober: prober::Settings,
}

impl Settings {
    /// Reads them; `environment` keeps every problem.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        Self {
            key_bundle: environment.required("PROBE_KEY_BUNDLE_ARN"),
            prober: prober::Settings { profile: profile(environment), local: local_allowance(environment) },
        }
    }
}

/// Reads `FIND_PROFILE`: JSON (docs/find-profile.md); the default when absent.
fn profile(environment: &mut Environment<'_>) -> FindProfile {
    let Some(text) = environment.optional("FIND_PROFILE") else { return FindProfile::default() };
    FindProfile::from_json(&text).unwrap_or_else(|faults| {
        environment.refuse(format!("FIND_PROFILE: {faults}"));
        FindProfile::default()
    })
}

/// Reads the file that `LOCAL_PROBE_FILE` names; none when absent. Refused anywhere but on the local stack, whatever the file says.
fn local_allowance(environment: &mut Environment<'_>) -> Option<LocalAllowance> {
    let file = environment.local_file("LOCAL_PROBE_FILE", "lets the probe reach this machine")?;
    let text = read_to_string(&file).map_err(|error| error.to_string());
    let read = text.and_then(|text| {
        LocalAllowance::from_json(&text, |roots| read_to_string(roots)).map_err(|fault| fault.to_string())
    });
    read.map_err(|problem| environment.refuse(format!("LOCAL_PROBE_FILE {}: {problem}", file.display()))).ok()
}
