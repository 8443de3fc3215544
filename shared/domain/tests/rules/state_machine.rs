//! `docs/state-machine.md`: rendered from what the code decides, and a test that says when the page is stale.
//!
//! `UPDATE_DOCS=1 cargo nextest run -p domain the_page_about_states_is_fresh` writes it again.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::{env, fs};

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::change::{Change, Command, CommandKind, Refusal, Status, apply, authorise, decide, draft};
use jiff::Timestamp;

use crate::steps_page;
use crate::support::commands::{fitting_actor, fitting_moment, good_command};
use crate::support::context;
use crate::support::people::one_per_role;
use crate::support::positions::{applies, commands_with_consequences, in_status, last_commands};
use crate::support::put_page;
use crate::support::samples::{answers, monday_morning};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/state-machine.md");

const HEAD: &str = "\
# The states of a technical change

Generated from the code, not written: `UPDATE_DOCS=1 cargo nextest run -p domain the_page_about_states_is_fresh` writes it
again, and that test fails while it is stale. Every command is put to a change in every status, where possible to one on which
it has something to do; what comes of it is what you read here. Below stand the [steps of a confirmed
change](#the-steps-of-a-confirmed-change) and [going live](#going-live).
";

const TABLE_HEAD: &str = "
## What each command leads to

`→` is the status it leads to, *stays* means that something happens and the status stays, *nothing* that it is so already or
not yet the time for it, and a code is the refusal. A person of another organisation is refused with `not_found` throughout
(P1), anyone else who may not with `role_required` or `system_only`. The inspection of a file is told even when the change has
ended meanwhile: it is a fact about the file. Who may take a step or decide on it, and who may open which support request,
depends on the step and the kind: the table shows it for service acceptance and for a request of no special kind.
";

/// The result of a good command.
struct Outcome {
    to: Result<Status, Refusal>,
    events: Vec<&'static str>,
}

fn put(mut change: Change, command: Command, actor: &Actor, now: Timestamp) -> Outcome {
    match decide(&change, command, actor, &context(now)).map(Trail::into_events) {
        Err(refusal) => Outcome { to: Err(refusal), events: vec![] },
        Ok(events) => {
            events.iter().for_each(|event| apply(&mut change, event));
            Outcome {
                to: Ok(change.status()),
                events: events.iter().map(|event| event.kind.code()).collect(),
            }
        }
    }
}

fn outcome(status: Status, kind: CommandKind) -> Outcome {
    put(applies(kind, status), good_command(kind), &fitting_actor(kind), fitting_moment(kind))
}

/// What comes of each of these.
fn outcomes(samples: Vec<(Change, Command, Actor)>) -> impl Iterator<Item = (CommandKind, Outcome)> {
    samples
        .into_iter()
        .map(|(change, command, actor)| (command.kind(), put(change, command, &actor, monday_morning())))
}

/// Who is not refused for who they are.
fn who_may(kind: CommandKind) -> Vec<String> {
    let change = in_status(Status::Confirmed);
    let may = |actor: &Actor| authorise(&change, &good_command(kind), actor).is_ok();
    one_per_role().into_iter().filter(|(_, actor)| may(actor)).map(|(name, _)| name).collect()
}

fn who_may_draft() -> Vec<String> {
    let id = in_status(Status::Draft).id;
    let may = |actor: &Actor| draft(id, answers(), true, actor, &context(monday_morning())).is_ok();
    one_per_role().into_iter().filter(|(_, actor)| may(actor)).map(|(name, _)| name).collect()
}

/// From and to, with the commands that lead there; staying where one is is no transition.
fn transitions() -> BTreeMap<(Status, Status), Vec<&'static str>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for from in Status::ALL {
        for kind in CommandKind::ALL {
            if let Ok(to) = outcome(*from, *kind).to
                && to != *from
            {
                found.entry((*from, to)).or_default().push(kind.code());
            }
        }
    }
    for (kind, outcome) in outcomes(last_commands()) {
        let to = outcome.to.expect("a last command is accepted");
        found.entry((Status::Confirmed, to)).or_default().push(kind.code());
    }
    found
}

fn diagram(page: &mut String) -> std::fmt::Result {
    writeln!(page, "\n```mermaid\nstateDiagram-v2\n    [*] --> draft: draft")?;
    for ((from, to), commands) in transitions() {
        writeln!(page, "    {} --> {}: {}", from.code(), to.code(), commands.join(", "))?;
    }
    for status in Status::ALL.iter().filter(|status| status.is_terminal()) {
        writeln!(page, "    {} --> [*]", status.code())?;
    }
    writeln!(page, "```\n\n| status | the change … | led there by |\n|---|---|---|")?;
    let transitions = transitions();
    for status in Status::ALL {
        let mut by: Vec<_> =
            transitions.iter().filter(|((_, to), _)| to == status).flat_map(|(_, by)| by.clone()).collect();
        by.sort_unstable();
        by.dedup();
        let by = if *status == Status::Draft { "draft".to_owned() } else { by.join(", ") };
        let end = match status {
            Status::Rejected => "; nothing more can be done with it, unless PDP takes that back (Q5)",
            status if status.is_terminal() => "; nothing more can be done with it",
            _ => "",
        };
        writeln!(page, "| `{}` | {status}{end} | {by} |", status.code())?;
    }
    Ok(())
}

fn table(page: &mut String) -> std::fmt::Result {
    let columns: Vec<_> = Status::ALL.iter().map(|status| format!("`{}`", status.code())).collect();
    writeln!(page, "{TABLE_HEAD}\n| command | who may | {} |", columns.join(" | "))?;
    writeln!(page, "|---|---|{}", "---|".repeat(columns.len()))?;
    for kind in CommandKind::ALL {
        let cells: Vec<_> = Status::ALL
            .iter()
            .map(|status| match outcome(*status, *kind) {
                Outcome { to: Ok(_), events } if events.is_empty() => "*nothing*".to_owned(),
                Outcome { to: Ok(to), .. } if to == *status => "*stays*".to_owned(),
                Outcome { to: Ok(to), .. } => format!("→ `{}`", to.code()),
                Outcome { to: Err(refusal), .. } => format!("`{}`", refusal.code()),
            })
            .collect();
        writeln!(page, "| `{}` | {} | {} |", kind.code(), who_may(*kind).join(", "), cells.join(" | "))?;
    }
    Ok(())
}

fn events(page: &mut String) -> std::fmt::Result {
    writeln!(page, "\n## What each command records\n\n| command | who may | events |\n|---|---|---|")?;
    writeln!(page, "| `draft` | {} | `change_drafted` |", who_may_draft().join(", "))?;
    for kind in CommandKind::ALL {
        let usual = Status::ALL.iter().map(|status| outcome(*status, *kind));
        let more = outcomes(commands_with_consequences()).chain(outcomes(last_commands()));
        let more = more.filter(|(more, _)| more == kind).map(|(_, outcome)| outcome);
        let mut recorded: Vec<_> = usual.chain(more).flat_map(|outcome| outcome.events).collect();
        let mut seen = Vec::new();
        recorded.retain(|event| {
            !seen.contains(event) && {
                seen.push(*event);
                true
            }
        });
        let recorded: Vec<_> = recorded.iter().map(|event| format!("`{event}`")).collect();
        writeln!(page, "| `{}` | {} | {} |", kind.code(), who_may(*kind).join(", "), recorded.join(", "))?;
    }
    Ok(())
}

fn rendered() -> String {
    let mut page = HEAD.to_owned();
    diagram(&mut page).and_then(|()| table(&mut page)).and_then(|()| events(&mut page)).expect("a page");
    page.push_str(&steps_page::rendered());
    page
}

#[test]
fn the_page_about_states_is_fresh() {
    let page = rendered();
    if env::var_os("UPDATE_DOCS").is_some() {
        put_page(PAGE, &page);
    }
    let stored = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(stored == page, "docs/state-machine.md is stale: run the command in its first lines");
}

#[test]
fn only_a_taken_back_rejection_leads_out_of_an_end() {
    let transitions = transitions();
    let out: Vec<_> = transitions.iter().filter(|((from, _), _)| from.is_terminal()).collect();
    let taken_back = vec![CommandKind::TakeBackRejection.code()];
    assert_eq!(out, [(&(Status::Rejected, Status::InReview), &taken_back)]);
}
