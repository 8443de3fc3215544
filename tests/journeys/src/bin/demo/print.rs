//! The demonstration's output.

use journeys::{Answer, Letter};
use serde_json::Value;

/// The title of a scene.
pub fn scene(title: &str) {
    println!("\n── {title} ──");
}

/// One thing that somebody did or saw.
pub fn say(line: &str) {
    println!("   {line}");
}

/// The findings of a check.
pub fn check(checked: &Answer) {
    if checked.body["ready"] == true {
        say("the check finds nothing: ready to submit");
    }
    for problem in items(&checked.body["problems"]) {
        println!("     {:<24} {}", text(problem, "field"), text(problem, "message"));
    }
}

/// The steps of a change.
pub fn steps(change: &Answer) {
    say(&format!("the change {}; its steps:", change.text("/status_words")));
    for step in items(&change.body["steps"]) {
        println!("     {:<40} {:<18} {}", text(step, "title"), text(step, "state"), text(step, "role"));
    }
    say(&format!("its new endpoints: {}", change.text("/going_live/state").replace('_', " ")));
}

/// The history of a change.
pub fn history(history: &Answer) {
    say("its history:");
    for entry in items(&history.body["items"]) {
        let by = &entry["by"];
        let who = [text(by, "role"), text(by, "process")].concat();
        println!("     {}  {:<30} {:<24}", text(entry, "at"), text(entry, "what"), who);
    }
}

/// An email: its recipient and subject, or all of it.
pub fn letter(letter: &Letter, whole: bool) {
    println!("     ✉ {}  →  {}", letter.subject, letter.to.join(", "));
    if whole {
        for line in letter.text.lines() {
            println!("     │ {line}");
        }
    }
}

/// The report of a run of OAT: every attempt.
pub fn run(report: &Answer) {
    say(&format!("run {}: {}; its attempts:", report.body["run"]["number"], report.text("/run/state")));
    for attempt in items(&report.body["attempts"]) {
        let status = attempt["response"]["status"].as_u64().map_or("no answer".to_owned(), |s| s.to_string());
        let timings = &attempt["timings"];
        println!(
            "     {}  {:<10} {}, {}, {} ms in all (DNS {}, connect {}, TLS {}, first byte {})",
            text(attempt, "at"),
            status,
            text(&attempt["tls"], "version"),
            text(attempt, "connected_to"),
            timings["total"],
            timings["dns"],
            timings["connect"],
            timings["tls"],
            timings["first_byte"],
        );
        if attempt["cause"].is_object() {
            println!("       {}", text(&attempt["cause"], "explanation"));
            println!("       {}", text(&attempt["cause"], "advice"));
        }
    }
}

/// The register of endpoints.
pub fn register(page: &Answer) {
    for entry in items(&page.body["items"]) {
        let since = text(entry, "since");
        println!(
            "     {:<12} {:<10} since {}  {}",
            text(entry, "endpoint_type"),
            text(entry, "state"),
            since.get(..10).unwrap_or(&since),
            text(entry, "url"),
        );
    }
}

/// The entries of a list.
pub fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// A text in `value`; empty when it is not there.
pub fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
