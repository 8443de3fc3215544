//! The size of a function's package.
//!
//! Must not: deploy it.

use std::fs;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::process::{built, python, scratch};
use crate::report::{Budget, Report};

const ZIP: f64 = 6.0;

/// Packs these functions as SAM does, with Python's zipfile at its usual level.
///
/// # Errors
/// One could not be packed.
pub fn measure(report: &mut Report, functions: &[&str]) -> Result<()> {
    for name in functions {
        let folder = scratch()?.join(name);
        fs::create_dir_all(&folder)?;
        fs::copy(built(name)?, folder.join("bootstrap"))?;
        let mut pack = Command::new(python("python")?);
        let packed =
            pack.current_dir(&folder).args(["-m", "zipfile", "-c", "package.zip", "bootstrap"]).status()?;
        ensure!(packed.success(), "failed to pack {name}");
        let bytes = |file: &str| Ok::<_, anyhow::Error>(fs::metadata(folder.join(file))?.len() as f64 / 1e6);
        let note = format!("{:.1} MB unpacked", bytes("bootstrap")?);
        report.add(format!("package, {name}"), Budget::AtMost(ZIP), bytes("package.zip")?, " MB", note);
    }
    Ok(())
}
