//! Starts the programs under measurement, in a function's environment and with no other variable.
//!
//! Must not: measure.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::runtime_api::RuntimeApi;

/// The functions, as built.
pub const FUNCTIONS: [&str; 14] = [
    "submissions",
    "evidence",
    "reviews-and-steps",
    "oat",
    "administration",
    "cryptographic-material",
    "inspect-evidence",
    "notify",
    "go-live",
    "mail-feedback",
    "export",
    "oat-probe",
    "portal",
    "token-claims",
];

/// The table of every store here.
pub const TABLE: &str = "technical-change-bench";

/// A program that ends with this value.
pub struct Running(Child);

impl Running {
    /// Starts a program.
    ///
    /// # Errors
    /// It could not be started.
    pub fn start(command: &mut Command) -> Result<Self> {
        let started = command.spawn();
        started.map(Self).with_context(|| format!("failed to start {}", command.get_program().display()))
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it is still running.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Asks it to end, and waits until it has.
    ///
    /// # Errors
    /// It could not be asked.
    pub fn end(mut self) -> Result<()> {
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status()?;
        if !asked.success() {
            bail!("failed to end process {}", self.0.id());
        }
        self.0.wait()?;
        Ok(())
    }

    /// Its process, to talk to.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The root of the repository.
pub fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(here.parent().and_then(Path::parent).context("the crate is not where it belongs")?.to_owned())
}

/// The folder for temporary files; git ignores it.
///
/// # Errors
/// It could not be made.
pub fn scratch() -> Result<PathBuf> {
    let folder = root()?.join("build").join("bench");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A program built along with this one, in the same profile.
///
/// # Errors
/// It was not built.
pub fn built(name: &str) -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    if path.exists() { Ok(path) } else { bail!("{} is not there: run `make bench`", path.display()) }
}

/// A program of the emulator's Python environment.
///
/// # Errors
/// It is not installed.
pub fn python(name: &str) -> Result<PathBuf> {
    let path = root()?.join(".venv/ministack/bin").join(name);
    if path.exists() { Ok(path) } else { bail!("{} is not there: run `make bench`", path.display()) }
}

/// A folder of this crate with a program for Node, copied to where git ignores it, with the packages that it needs.
///
/// # Errors
/// npm could not install them.
pub fn npm(name: &str) -> Result<PathBuf> {
    let (from, to) = (root()?.join("tests/bench").join(name), scratch()?.join(name));
    copy(&from, &to)?;
    let installed = Command::new("npm")
        .args(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&to)
        .status()
        .context("failed to run npm")?;
    if !installed.success() {
        bail!("npm could not install the packages of {name}");
    }
    Ok(to)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if !entry.file_type()?.is_dir() {
            fs::copy(entry.path(), target)?;
        } else if entry.file_name() != "node_modules" {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

/// A command with the environment that Lambda gives a function and the template adds, and nothing else. AWS is at
/// `endpoint`. Its logs are discarded.
pub fn command(program: impl AsRef<OsStr>, endpoint: &str) -> Command {
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.envs([
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("LANG", "C.UTF-8"),
        ("AWS_REGION", "eu-west-2"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "bench"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
        ("LOG_LEVEL", "info"),
        ("TABLE_NAME", TABLE),
        // One person sends everything, as fast as it is answered.
        ("LOCAL_QUOTA_FACTOR", "1000000"),
        ("QUARANTINE_BUCKET", "bench-quarantine"),
        ("EVIDENCE_BUCKET", "bench-evidence"),
        ("EXPORT_BUCKET", "bench-exports"),
        ("MATERIAL_BUCKET", "bench-material"),
        ("USER_POOL_ID", "eu-west-2_Bench0000"),
        ("PROBE_KEY_BUNDLE_ARN", "arn:aws:secretsmanager:eu-west-2:000000000000:secret:bench"),
        ("FIND_PROFILE", "{}"),
        ("KMS_KEY_ID", "arn:aws:kms:eu-west-2:000000000000:key/01930000-0000-4000-8000-000000000001"),
        ("MALWARE_SCANNING", "off"),
        ("MAIL_SENDER", "changes@example.org"),
        ("MAIL_CONFIGURATION_SET", "bench"),
        ("EMAILS_PER_SECOND", "14"),
        ("PORTAL_URL", "http://portal.localhost:1"),
        ("API_URL", "http://localhost:1"),
        ("SIGN_IN_URL", "http://localhost:1"),
        ("UPLOADS_ORIGIN", "http://localhost:1"),
        ("ISSUER", "http://localhost:1/eu-west-2_Bench0000"),
        ("CLIENT_ID", "bench"),
        ("SESSION_TABLE", "technical-change-bench-sessions"),
    ]);
    command
}

/// Starts a function against the AWS at `endpoint`.
///
/// # Errors
/// It could not be started.
pub fn function(name: &str, endpoint: &str, api: &RuntimeApi) -> Result<Running> {
    Running::start(command(built(name)?, endpoint).env("AWS_LAMBDA_RUNTIME_API", api.address()))
}
