//! `docs/oat-states.md`: rendered from what the code decides, and a test that says when the page is stale.
//!
//! `UPDATE_DOCS=1 cargo nextest run -p domain the_page_about_oat_is_fresh` writes it again.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::{env, fs};

use domain::oat::{Cause, CauseClass, CommandKind, Status, authorise};

use super::positions::{OF_CHANGE, OF_CONNECTION, OF_LIVE_CHANGE, Subject};
use crate::support::people::one_per_role;
use crate::support::put_page;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/oat-states.md");

const HEAD: &str = "\
# The states of a request for operational acceptance testing

Generated from the code, not written: `UPDATE_DOCS=1 cargo nextest run -p domain the_page_about_oat_is_fresh` writes it again,
and that test fails while it is stale. Every command is put to a request in every status, where possible to one on which it has
something to do; what comes of it is what you read here. Attempts that are recorded here pass; what else can come of them stands
under [causes](#causes).
";

const LEGEND: &str = "
`→` is the status it leads to, *stays* means that something happens and the status stays, *nothing* that it is so already or not
yet the time for it, and a code is the refusal. A person of another organisation is refused with `not_found` throughout (P1),
anyone else who may not with `role_required` or `system_only`.
";

const CAUSES: &str = "
## Causes

The closed list (O6), with the words and the advice an organisation is given. What may pass by itself is tried up to three times
in a run; a fault on PDP’s side never counts and is tried until there is an answer (O7).
";

fn who_may(kind: CommandKind) -> String {
    let request = OF_CONNECTION.in_status(Status::Failed);
    let may = one_per_role().into_iter().filter(|(_, actor)| authorise(&request, kind, actor).is_ok());
    may.map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

fn diagram(page: &mut String) -> std::fmt::Result {
    let mut transitions: BTreeMap<(Status, Status), Vec<&'static str>> = BTreeMap::new();
    for from in Status::ALL {
        for kind in CommandKind::ALL {
            if let Ok((request, _)) = OF_CONNECTION.put(*from, *kind)
                && request.status() != *from
            {
                transitions.entry((*from, request.status())).or_default().push(kind.code());
            }
        }
    }
    // Attempts that fail, and a re-run of a pass whose subject is gone.
    let failing = CommandKind::RecordAttempts.code();
    transitions.entry((Status::Testing, Status::Failed)).or_default().push(failing);
    transitions.entry((Status::Passed, Status::Closed)).or_default().push(CommandKind::Close.code());
    writeln!(page, "\n```mermaid\nstateDiagram-v2\n    [*] --> testing: request")?;
    for ((from, to), commands) in transitions {
        writeln!(page, "    {} --> {}: {}", from.code(), to.code(), commands.join(", "))?;
    }
    writeln!(page, "    live --> [*]\n```\n\n| status | the OAT … |\n|---|---|")?;
    for status in Status::ALL {
        writeln!(page, "| `{}` | {status} |", status.code())?;
    }
    Ok(())
}

fn table(page: &mut String, title: &str, subject: Subject, statuses: &[Status]) -> std::fmt::Result {
    let columns: Vec<_> = statuses.iter().map(|status| format!("`{}`", status.code())).collect();
    writeln!(page, "\n## {title}\n\n| command | who may | {} |", columns.join(" | "))?;
    writeln!(page, "|---|---|{}", "---|".repeat(columns.len()))?;
    for kind in CommandKind::ALL {
        let cells: Vec<_> = statuses
            .iter()
            .map(|status| match subject.put(*status, *kind) {
                Ok((_, events)) if events.is_empty() => "*nothing*".to_owned(),
                Ok((request, _)) if request.status() == *status => "*stays*".to_owned(),
                Ok((request, _)) => format!("→ `{}`", request.status().code()),
                Err(refusal) => format!("`{}`", refusal.code()),
            })
            .collect();
        writeln!(page, "| `{}` | {} | {} |", kind.code(), who_may(*kind), cells.join(" | "))?;
    }
    Ok(())
}

fn causes(page: &mut String) -> std::fmt::Result {
    writeln!(page, "{CAUSES}\n| cause | tried again | what happened | what to do next |\n|---|---|---|---|")?;
    for cause in Cause::ALL {
        let again = match cause.class() {
            CauseClass::MayPass => "yes",
            CauseClass::NeedsAction => "no",
            CauseClass::Ours => "until answered",
        };
        writeln!(page, "| `{}` | {again} | {cause} | {} |", cause.code(), cause.advice())?;
    }
    Ok(())
}

fn rendered() -> String {
    let mut page = HEAD.to_owned();
    let of_change = [Status::Testing, Status::Failed, Status::Passed, Status::Closed];
    diagram(&mut page)
        .map(|()| page.push_str(LEGEND))
        .and_then(|()| table(&mut page, "An initial connection", OF_CONNECTION, Status::ALL))
        .and_then(|()| table(&mut page, "A technical change", OF_CHANGE, &of_change))
        .and_then(|()| {
            table(&mut page, "A technical change whose endpoints are live", OF_LIVE_CHANGE, &of_change)
        })
        .and_then(|()| causes(&mut page))
        .expect("a page");
    page
}

#[test]
fn the_page_about_oat_is_fresh() {
    let page = rendered();
    if env::var_os("UPDATE_DOCS").is_some() {
        put_page(PAGE, &page);
    }
    let stored = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(stored == page, "docs/oat-states.md is stale: run the command in its first lines");
}
