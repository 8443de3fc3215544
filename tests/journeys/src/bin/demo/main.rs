//! `make demo`: takes technical changes of every scale from draft to live through the public API of the running local
//! stack, as their people would, and prints what they see. It moves time with the stack's clock.

#![expect(clippy::print_stdout, reason = "it is a demonstration: what it prints is its purpose")]

mod changes;
mod downtime;
mod emergency;
mod figures;
mod oat;
mod play;
mod print;
mod reminders;
mod team;

use std::process::ExitCode;

use anyhow::Result;
use api_client::{Paging, WhichEndpoints};
use jiff::civil::Date;
use journeys::{Wait, special_days};

use crate::play::Play;

fn main() -> ExitCode {
    journeys::end(run())
}

fn run() -> Result<()> {
    let given: Vec<_> = std::env::args().skip(1).collect();
    let play = Play::begin(given.iter().any(|argument| argument == "--emails"))?;
    if given.iter().any(|argument| argument == "--days") {
        return list_days(&play);
    }
    let from = given.iter().find_map(|argument| argument.strip_prefix("--from="));
    let shown = from.map_or(Ok(()), |day| begin_on(&play, day.parse()?)).and_then(|()| perform(&play));
    // Later commands use the real time again, even if the demonstration broke off.
    play.clock.reset()?;
    shown
}

/// Prints every special day to start the demonstration on, with its special feature.
fn list_days(play: &Play) -> Result<()> {
    for (day, words) in special_days(play.clock.now().date())? {
        println!("{day} {words}");
    }
    Ok(())
}

/// Sets the clock to the morning of `day`.
fn begin_on(play: &Play, day: Date) -> Result<()> {
    play.clock.reset()?;
    let morning = day.at(9, 30, 0, 0).to_zoned(play.clock.now().time_zone().clone())?;
    play.clock.to(&morning).map(|_| ())
}

fn perform(play: &Play) -> Result<()> {
    print::scene("1. Minimal: one more endpoint on the same platform");
    changes::minimal(play)?;
    print::scene("2. Minor: PDP asks a question; going live is delayed until a date");
    changes::minor(play)?;
    print::scene("3. Moderate: every step up to live, with a step returned, and a hold that is released");
    changes::moderate(play)?;
    print::scene("4. Significant: reclassified half way; it adds no endpoint");
    changes::significant(play)?;
    print::scene("5. Withdrawn before it went live");
    changes::withdrawn(play)?;

    print::scene("6. OAT: passed; scheduled, and live on its date");
    oat::passed(play)?;
    print::scene("7. OAT: not passed (401), a support session, the fix, a re-test");
    oat::fixed(play)?;
    print::scene("8. OAT: a slow provider that recovers");
    oat::recovered(play)?;
    print::scene("9. OAT: a wrong 200, and an override by two people of PDP");
    oat::overridden(play)?;
    print::scene("10. OAT: an initial connection");
    oat::connected(play)?;

    print::scene("11. Downtime without a change");
    downtime::announced(play)?;

    print::scene("12. The register of endpoints");
    for organisation in ["meadow", "harbour", "orchard"] {
        let contact = play.person(&format!("{organisation}-business"))?;
        print::say(&format!("as {organisation} sees its own:"));
        let page = WhichEndpoints { page: Paging::first(100), ..WhichEndpoints::default() };
        print::register(&*contact.list_endpoints(&page).wait()?);
    }
    print::scene("13. A live endpoint is suspended in an emergency, and two people make it live again");
    emergency::suspended(play)?;
    print::scene("14. A role at PDP, given by two administrators");
    team::two_administrators(play)?;
    print::scene("15. A question that stays open: the reminder");
    reminders::reminded(play)?;
    print::scene("16. The figures of the month");
    figures::counted(play)?;
    print::scene("Look at it in the portal");
    play.pages()?;
    println!("\nThe demonstration is complete.");
    Ok(())
}
