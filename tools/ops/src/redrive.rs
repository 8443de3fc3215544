//! Does again what a function failed to do, from its failure queue.

use std::io::Write;

use anyhow::{Context, Result};
use app::{FailedEvent, Redriven, Way, redrive};
use clap::Args;
use cloud::{LambdaFunctions, SqsFailureQueue};

use crate::Tools;
use crate::signed::Signed;

/// Which queue, and whose.
#[derive(Debug, Args)]
pub struct WhichQueue {
    /// The address of the failure queue.
    #[arg(long)]
    pub queue: String,
    /// The name of the function whose failures it has.
    #[arg(long)]
    pub function: String,
    #[command(flatten)]
    pub signed: Signed,
}

/// All is well when the queue is empty afterwards.
pub(crate) async fn run(which: &WhichQueue, tools: &Tools, out: &mut impl Write) -> Result<bool> {
    let way = Way::of_function(&which.function);
    let way = way.with_context(|| format!("{} has no failure queue", which.function))?;
    let queue = SqsFailureQueue::new(tools.sdk.sqs(), &which.queue);
    let functions = LambdaFunctions::new(tools.sdk.lambda());
    let signature = which.signed.signature();
    let (mut all_is_well, mut count, mut written) = (true, 0_usize, Ok(()));
    let mut tell = |redriven: Redriven| {
        count += 1;
        all_is_well &= redriven.is_well();
        if written.is_ok() {
            written = writeln!(out, "{}", said(&redriven, &which.function));
        }
    };
    let of = (which.function.as_str(), way);
    redrive(&tools.services, (&queue, &functions), of, signature.as_ref(), &mut tell).await?;
    written?;
    if count == 0 {
        writeln!(out, "There is nothing in the queue.")?;
        return Ok(true);
    }
    if signature.is_none() {
        writeln!(out, "Nothing was done. --write --who NAME --why TEXT does it.")?;
        return Ok(false);
    }
    Ok(all_is_well)
}

fn said(redriven: &Redriven, function: &str) -> String {
    let failed = |event: &FailedEvent| match (&event.file, &event.why) {
        (Some((_, file)), Some(why)) => format!("message {} (file {file}; {why})", event.id),
        (Some((_, file)), None) => format!("message {} (file {file})", event.id),
        (None, Some(why)) => format!("message {} ({why})", event.id),
        (None, None) => format!("message {}", event.id),
    };
    match redriven {
        Redriven::WouldCall(event) => format!("{}: {function} would be called with it", failed(event)),
        Redriven::WouldAsk(id) => format!("export {id}: {function} would be asked for it again"),
        Redriven::WouldRemove(event, why) => format!("{}: would be removed, because {why}", failed(event)),
        Redriven::Called(event) => format!("{}: done, and removed", failed(event)),
        Redriven::Asked(id) => format!("export {id}: made, or settled otherwise"),
        Redriven::Removed(event, why) => format!("{}: removed, because {why}", failed(event)),
        Redriven::Failed(event, fault) => format!("{}: stays. {}", failed(event), fault.with_sources()),
        Redriven::FailedExport(id, fault) => format!("export {id}: not made. {}", fault.with_sources()),
        Redriven::Unclear(event) => format!("{}: stays, because it has no event", failed(event)),
    }
}
