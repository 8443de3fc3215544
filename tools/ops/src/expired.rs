//! Deletes what has been kept as long as it has to be (A2, docs/retention.md): two people together.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Result, ensure};
use app::{
    DeletedThing, Deletions, Holding, Judgement, RemnantKind, Services, SignedBy, delete_remnants,
    delete_thing, judge, remnants_due,
};
use clap::Args;
use domain::calendar::{london_date, spoken};
use domain::retention::{Kept, YEARS_KEPT};
use domain::text::Name;
use jiff::Timestamp;

use crate::signed::{Signed, name};

/// Everything that ended long enough ago.
#[derive(Debug, Args)]
pub struct WhatIsExpired {
    #[command(flatten)]
    pub signed: Signed,
    /// The name of a second person, who has read what would be deleted and agrees.
    #[arg(long, value_parser = name, requires = "write")]
    pub with: Option<Name>,
}

impl WhatIsExpired {
    /// Both names and the reason; none when nothing is to be written.
    fn signature(&self) -> Result<Option<SignedBy>> {
        let Some(signature) = self.signed.signature() else { return Ok(None) };
        let Some(with) = self.with.clone() else {
            anyhow::bail!("it takes two people to delete: --with is the name of the second one");
        };
        let plain =
            |name: &Name| name.as_str().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        ensure!(
            plain(&with) != plain(&signature.operator),
            "it takes two people to delete: --who and --with are the same"
        );
        Ok(Some(SignedBy { with: Some(with), ..signature }))
    }
}

/// How much there is of each kind.
#[derive(Default)]
struct Counts {
    due: usize,
    deleted: usize,
    left: usize,
    in_use: usize,
}

/// Names what may go and what does not, and deletes the first if that is asked for. All is well when nothing is due, or everything was
/// deleted.
pub(crate) async fn run<S: Deletions>(
    what: &WhatIsExpired,
    services: &Services<S>,
    out: &mut impl Write,
) -> Result<bool> {
    let (signature, now) = (what.signature()?, services.clock.now());
    writeln!(out, "Reading the whole table. This takes a while.")?;
    let all = services.store.holdings(now).await?;
    let mut counts = Counts::default();
    for (thing, judgement) in judge(&all, now) {
        let Some(holding) = all.things.get(&thing) else { continue };
        let called = called(thing, holding);
        match why_it_stays(&judgement) {
            Stays::No(why) => {
                counts.due += 1;
                write!(out, "{called}: {why}; {}", size(thing, holding))?;
                if let Some(signature) = &signature {
                    let done = delete_thing(services, thing, holding, signature).await?;
                    counts.deleted += usize::from(done);
                    let said =
                        if done { "deleted" } else { "left, because something happened to it meanwhile" };
                    write!(out, "; {said}")?;
                }
                writeln!(out)?;
            }
            Stays::InUse => counts.in_use += 1,
            Stays::ForNow(why) => writeln!(out, "{called}: kept, because {why}")?,
            Stays::Unclear(why) => {
                counts.left += 1;
                writeln!(out, "{called}: left, because {why}")?;
            }
        }
    }
    for item in &all.unreadable {
        writeln!(out, "{item}: left, because it cannot be read")?;
    }
    counts.left += all.unreadable.len();
    let remnants = remnants_due(&all, now);
    let mut kinds: BTreeMap<RemnantKind, usize> = BTreeMap::new();
    remnants.iter().for_each(|remnant| *kinds.entry(remnant.kind).or_default() += 1);
    for (kind, count) in kinds {
        writeln!(out, "{count} {}: of no more use", kind.words())?;
    }
    counts.due += remnants.len();
    if let Some(signature) = &signature {
        counts.deleted += delete_remnants(services, &remnants, signature).await?;
    }
    last_words(&counts, signature.is_some(), out)?;
    Ok(counts.deleted == counts.due && counts.left == 0)
}

fn last_words(counts: &Counts, written: bool, out: &mut impl Write) -> Result<()> {
    let Counts { due, deleted, left, in_use } = counts;
    writeln!(out, "{in_use} have not ended, or are in use.")?;
    if *left > 0 {
        writeln!(out, "{left} cannot be judged: ops orphans says what mends them.")?;
    }
    match (written, due) {
        (_, 0) => writeln!(out, "Nothing is to be deleted: what ended is kept for {YEARS_KEPT} years.")?,
        (false, _) => writeln!(
            out,
            "{due} may be deleted. Nothing was written. --write --who NAME --with NAME --why TEXT deletes them for good."
        )?,
        (true, _) => writeln!(
            out,
            "{deleted} of {due} were deleted. The histories of their organisations say who did it and why."
        )?,
    }
    Ok(())
}

/// Whether a thing stays, and why.
enum Stays {
    /// It goes.
    No(String),
    InUse,
    ForNow(String),
    Unclear(String),
}

fn why_it_stays(judgement: &Judgement) -> Stays {
    match judgement {
        Judgement::Due { ended } => Stays::No(format!("ended on {}", day(*ended))),
        Judgement::GoesOn => Stays::No("its deletion was begun, and has not ended".to_owned()),
        Judgement::Kept(Kept::NotEnded | Kept::EndpointInUse(_)) => Stays::InUse,
        Judgement::Kept(kept) => Stays::ForNow(kept.to_string()),
        Judgement::Unreadable(items) => Stays::Unclear(format!("this cannot be read: {}", items.join(", "))),
        Judgement::NoState => Stays::Unclear("it has no state".to_owned()),
        Judgement::NoOrganisation => {
            Stays::Unclear("the record of its organisation cannot be read".to_owned())
        }
    }
}

fn day(at: Timestamp) -> String {
    spoken(london_date(at))
}

fn called(thing: DeletedThing, holding: &Holding) -> String {
    let name = match thing {
        DeletedThing::Change(id) => format!("change {id}"),
        DeletedThing::InitialConnection(id) => format!("request for OAT {id}"),
        DeletedThing::Notice(id) => format!("notice of downtime {id}"),
        DeletedThing::PreFlight(id) => format!("pre-flight {id}"),
        DeletedThing::Remains => "what belongs to nothing".to_owned(),
    };
    holding.state.reference().map_or(name.clone(), |reference| format!("{name} ({reference})"))
}

fn size(thing: DeletedThing, holding: &Holding) -> String {
    let counted = holding.counted(thing);
    let (entries, mails, others) = (counted.entries, counted.notifications, counted.others);
    format!("{entries} entries, {mails} notifications, {others} other items")
}
