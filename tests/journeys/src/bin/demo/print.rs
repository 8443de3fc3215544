//! The demonstration's output.

use api::{
    ChangeBody, CheckBody, EndpointPage, FieldProblem, HistoryBody, MonthFiguresBody, RunReportBody, TaskPage,
};
use journeys::Notification;

/// The title of a scene.
pub fn scene(title: &str) {
    println!("\n── {title} ──");
}

/// One thing that somebody did or saw.
pub fn say(line: &str) {
    println!("   {line}");
}

/// What is wrong with each field of what was refused.
pub fn fields(problems: &[FieldProblem]) {
    for problem in problems {
        say(&format!("     {}: {}", problem.field, problem.message));
    }
}

/// What a check found.
pub fn check(checked: &CheckBody) {
    if checked.ready {
        say("the check finds nothing: ready to submit");
    }
    for problem in &checked.problems {
        println!("     {:<24} {}", problem.field, problem.message);
    }
}

/// What waits, and how much.
pub fn work(list: &TaskPage) {
    let counts = list.counts.iter().flat_map(|counts| &counts.kinds);
    let counts: Vec<_> = counts.map(|one| format!("{} × {}", one.count, one.kind.0)).collect();
    say(&format!("the reviewer's work list ({}), the most urgent first:", counts.join(", ")));
    for task in &list.items {
        let reference = task.reference.as_deref().unwrap_or_default();
        let name = task.organisation_name.as_deref().unwrap_or_default();
        println!("     {}  {:<12} {:<24} {}", task.due, reference, task.kind.0, name);
    }
}

/// What was counted in a month.
pub fn figures(month: &MonthFiguresBody) {
    say(&format!("in {}:", month.month));
    let figures = &month.figures;
    for scale in &figures.changes {
        println!(
            "     {:<12} {} submitted, {} confirmed, {} rejected, {} withdrawn, {} completed",
            scale.scale.0, scale.submitted, scale.confirmed, scale.rejected, scale.withdrawn, scale.completed,
        );
    }
    let (reviews, oat) = (&figures.reviews, &figures.oat);
    say(&format!("reviews decided: {} in time, {} late", reviews.in_time, reviews.late));
    say(&format!("OAT passed: {} the first time, {} later", oat.passed_first_time, oat.passed_later));
}

/// The steps of a change.
pub fn steps(change: &ChangeBody) {
    say(&format!("the change {}; its steps:", change.status_words));
    for step in &change.steps {
        println!("     {:<40} {:<18} {}", step.title, step.state.code(), step.role.code());
    }
    say(&format!("its new endpoints: {}", change.going_live.state.code().replace('_', " ")));
}

/// The history of a change.
pub fn history(history: &HistoryBody) {
    say("its history:");
    for entry in &history.items {
        let by = entry.by.as_ref();
        let role = by.and_then(|by| by.role).map(|role| role.code());
        let who = role.or(by.and_then(|by| by.process).map(|process| process.code()));
        println!("     {}  {:<30} {:<24}", entry.at, entry.what, who.unwrap_or_default());
    }
}

/// An email: its recipient and subject, or all of it.
pub fn notification(notification: &Notification, whole: bool) {
    println!("     ✉ {}  →  {}", notification.subject, notification.to.join(", "));
    if whole {
        for line in notification.text.lines() {
            println!("     │ {line}");
        }
    }
}

/// The report of a run of OAT: every attempt.
pub fn run(report: &RunReportBody) {
    say(&format!("run {}: {}; its attempts:", report.run.number, report.run.state.code()));
    for attempt in &report.attempts {
        let answered = attempt.response.as_ref();
        let status = answered.map_or("no answer".to_owned(), |response| response.status.to_string());
        let version = attempt.tls.as_ref().and_then(|tls| tls.version.as_deref());
        let took = |phase: Option<f64>| phase.map_or("none".to_owned(), |took| took.to_string());
        let timings = &attempt.timings;
        println!(
            "     {}  {:<10} {}, {}, {} ms in all (DNS {}, connect {}, TLS {}, first byte {})",
            attempt.at,
            status,
            version.unwrap_or_default(),
            attempt.connected_to.as_deref().unwrap_or_default(),
            timings.total,
            took(timings.dns),
            took(timings.connect),
            took(timings.tls),
            took(timings.first_byte),
        );
        if let Some(cause) = &attempt.cause {
            println!("       {}", cause.explanation);
            println!("       {}", cause.advice);
        }
    }
}

/// The register of endpoints.
pub fn register(page: &EndpointPage) {
    for entry in &page.items {
        println!(
            "     {:<12} {:<10} since {}  {}",
            entry.endpoint_type.code(),
            entry.state.code(),
            entry.since.strftime("%Y-%m-%d"),
            entry.url,
        );
    }
}
