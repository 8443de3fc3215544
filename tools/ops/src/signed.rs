//! Who writes, and why: what every command that writes asks for, and the two steps that they all take.

use std::io::Write;

use anyhow::Result;
use app::{Deviation, Repair, Services, SignedBy, mend};
use clap::Args;
use domain::text::{FreeText, Name};
use store::DynamoStore;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 1000;
/// So much of an attribute is shown.
const SHOWN: usize = 160;

/// Whether to write. Without it, everything is only told.
#[derive(Debug, Clone, Args)]
pub struct Signed {
    /// Writes it. Without it nothing is written.
    #[arg(long, requires_all = ["who", "why"])]
    pub write: bool,
    /// The name of the person who writes it, for the history.
    #[arg(long, value_parser = name, requires = "write")]
    pub who: Option<Name>,
    /// Why, for the history.
    #[arg(long, value_parser = reason, requires = "write")]
    pub why: Option<FreeText>,
}

pub(crate) fn name(typed: &str) -> Result<Name, String> {
    Name::parse(typed).map_err(|problem| problem.to_string())
}

fn reason(typed: &str) -> Result<FreeText, String> {
    FreeText::parse(typed, LONGEST_REASON).map_err(|problem| problem.to_string())
}

impl Signed {
    /// Who and why; none when nothing is to be written.
    pub fn signature(&self) -> Option<SignedBy> {
        let (true, Some(operator), Some(why)) = (self.write, self.who.clone(), self.why.clone()) else {
            return None;
        };
        Some(SignedBy { operator, with: None, why })
    }
}

/// Tells what differs, and puts it right if that is asked for. All is well when nothing differs any more.
pub(crate) async fn carry_out(
    repair: &Repair,
    signed: &Signed,
    services: &Services<DynamoStore>,
    out: &mut impl Write,
) -> Result<bool> {
    if repair.deviations.is_empty() {
        writeln!(out, "All is as it should be. There is nothing to write.")?;
        return Ok(true);
    }
    for Deviation { item, attribute, kept, wanted } in &repair.deviations {
        let (kept, wanted) = (shown(kept.as_deref()), shown(wanted.as_deref()));
        writeln!(out, "{item}: {attribute} is {kept}, and should be {wanted}")?;
    }
    let Some(signature) = signed.signature() else {
        writeln!(out, "Nothing was written. --write --who NAME --why TEXT writes it.")?;
        return Ok(false);
    };
    let done = mend(services, repair, &signature).await?;
    let said = if done {
        "It is now as it should be, and the history says who did it and why."
    } else {
        "Nothing was written, because something has changed meanwhile. Run it again."
    };
    writeln!(out, "{said}")?;
    Ok(done)
}

fn shown(value: Option<&str>) -> String {
    let Some(value) = value else { return "absent".to_owned() };
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", &value[..end]),
        None => value.to_owned(),
    }
}
