//! The part of `docs/state-machine.md` about steps and going live, rendered from what the code decides. [`super::state_machine`]
//! writes the page and says when it is stale.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use domain::aggregate::Trail;
use domain::change::steps::StepStateKind;
use domain::change::{Change, Command, GoingLive, apply, decide};
use domain::policy::{Policy, Scale, Step};

use crate::going_live::situations;
use crate::step_states::{Try, in_state, outcome};
use crate::support::context;
use crate::support::people::go_live_process;

const STEPS_HEAD: &str = "
## The steps of a confirmed change

Computed from the scale, the decision about OAT, and what was done. A step can start when all before it are complete; one
that a smaller scale does not have any more is *not needed* and blocks nothing, and what was done on it counts again when a
larger scale has it (V4).

| step | who | PDP decides | minimal | minor | moderate | significant |
|---|---|---|---|---|---|---|
";

const STATES_HEAD: &str = "
What can be done with a step, by someone who may. *Do* is to submit it; for integration testing it is to arrange it, for OAT
that it was passed. `→` is the state it leads to, `=` means that nothing happens, and a code is the refusal.

| steps | its state | upload a file | do | approve | send back |
|---|---|---|---|---|---|
";

const LIVE_HEAD: &str = "
## Going live

Computed too, and asked for by one command, `go_live`, which does nothing until everything is done, no hold is in the way
and the date is reached; then all new endpoints of the change go live together, once (G4). Without OAT everything is done when
service acceptance is complete, at minimal scale when live cryptographic material is (G1); with OAT when that is passed (G2).

";

const SITUATIONS_HEAD: &str = "
| the change | going live | in the register | due work on 7 September at 10:00 | due work on 21 September at 00:00 |
|---|---|---|---|---|
";

fn order(page: &mut String) -> std::fmt::Result {
    page.push_str(STEPS_HEAD);
    for rule in &Policy::version(1).steps {
        let places: Vec<_> = Scale::ALL
            .iter()
            .map(|scale| rule.place[*scale as usize].map_or(String::new(), |place| place.to_string()))
            .collect();
        let decides = rule.approved_by.map_or(String::new(), |role| role.to_string());
        let only = if rule.only_with_oat { ", when required" } else { "" };
        writeln!(page, "| {}{only} | {} | {decides} | {} |", rule.step, rule.by, places.join(" | "))?;
    }
    Ok(())
}

fn states_diagram(page: &mut String) -> std::fmt::Result {
    let mut edges: BTreeMap<(&str, String), BTreeSet<&str>> = BTreeMap::new();
    for step in Step::ALL {
        for state in StepStateKind::ALL {
            let from = state.code();
            let Some(change) = in_state(*step, *state) else { continue };
            for tried in Try::ALL {
                let found = outcome(change.clone(), *step, tried);
                if let Some(to) = found.strip_prefix("→ ").filter(|to| *to != from) {
                    edges.entry((from, to.to_owned())).or_default().insert(tried.command(*step).code());
                }
            }
        }
    }
    writeln!(page, "\n```mermaid\nstateDiagram-v2\n    [*] --> cannot_start_yet")?;
    writeln!(page, "    cannot_start_yet --> to_do: all before it complete")?;
    for ((from, to), commands) in edges {
        let commands: Vec<_> = commands.into_iter().collect();
        writeln!(page, "    {from} --> {to}: {}", commands.join(", "))?;
    }
    writeln!(page, "```")
}

/// Steps that behave alike share their rows.
fn states(page: &mut String) -> std::fmt::Result {
    page.push_str(STATES_HEAD);
    let mut groups: Vec<(Vec<Step>, Vec<String>)> = Vec::new();
    for step in Step::ALL {
        let rows: Vec<String> = StepStateKind::ALL
            .iter()
            .filter_map(|state| Some((state.code(), in_state(*step, *state)?)))
            .map(|(code, change)| {
                let cells = Try::ALL.map(|tried| format!("`{}`", outcome(change.clone(), *step, tried)));
                format!("| `{code}` | {} |", cells.join(" | "))
            })
            .collect();
        match groups.iter_mut().find(|(_, known)| *known == rows) {
            Some((steps, _)) => steps.push(*step),
            None => groups.push((vec![*step], rows)),
        }
    }
    for (steps, rows) in groups {
        let names: Vec<_> = steps.iter().map(Step::to_string).collect();
        for row in rows {
            writeln!(page, "| {} {row}", names.join(", "))?;
        }
    }
    Ok(())
}

fn processed(change: &Change, now: &str) -> String {
    let mut change = change.clone();
    let ctx = context(crate::support::at(now));
    let events = decide(&change, Command::GoLive, &go_live_process(), &ctx)
        .map(Trail::into_events)
        .expect("a due-work job is never refused");
    events.iter().for_each(|event| apply(&mut change, event));
    if events.is_empty() {
        return "*nothing*".to_owned();
    }
    let codes: Vec<_> = events.iter().map(|event| format!("`{}`", event.kind.code())).collect();
    codes.join(", ")
}

fn shown(going_live: GoingLive) -> String {
    match going_live {
        GoingLive::Scheduled { on } => format!("`scheduled` on {on}"),
        other => format!("`{}`", other.code()),
    }
}

fn going_live(page: &mut String) -> std::fmt::Result {
    page.push_str(LIVE_HEAD);
    writeln!(page, "| scale | without OAT, live after | with OAT, live after |\n|---|---|---|")?;
    for scale in Scale::ALL {
        let last = |oat| Policy::version(1).last_step_before_live(*scale, oat);
        writeln!(page, "| {scale} | {} | {}, on the connection date |", last(false), last(true))?;
    }
    page.push_str(SITUATIONS_HEAD);
    for (words, change) in situations() {
        let register = change.register().first().map_or("", |entry| entry.state.code());
        let register = if register.is_empty() { String::new() } else { format!("`{register}`") };
        let jobs = [processed(&change, "2026-09-07T09:00:00Z"), processed(&change, "2026-09-20T23:00:00Z")];
        writeln!(page, "| {words} | {} | {register} | {} |", shown(change.going_live()), jobs.join(" | "))?;
    }
    Ok(())
}

/// The part of the page.
pub fn rendered() -> String {
    let mut page = String::new();
    order(&mut page).expect("a page");
    states_diagram(&mut page)
        .and_then(|()| states(&mut page))
        .and_then(|()| going_live(&mut page))
        .expect("a page");
    page
}
