//! `make demo`: plays a technical change through the public API of the running local stack, as its people would, and prints
//! what they see.

#![expect(clippy::print_stdout, reason = "it is a demonstration: what it prints is its purpose")]

use anyhow::{Context, Result, ensure};
use filecheck::corpus;
use journeys::{Answer, Caller, Letter, Mailbox, Stack, eventually, post_form};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let stack = Stack::running()?;
    let mailbox = Mailbox::of(&stack);
    let contact = stack.sign_in("meadow-business")?;
    let reviewer = stack.sign_in("pdp-reviewer")?;

    scene("1. Meadow's primary business contact drafts, checks, adds evidence and submits");
    let (change, reference) = submit(&stack, &contact)?;
    show_mail(&mailbox.wait_for(&reference, "business@meadow-pensions.example.org", "")?);

    scene("2. PDP's reviewer works on the review queue");
    review(&reviewer, &contact, &change, &reference, &mailbox)?;

    scene("3. Meadow reads the outcome, and the change with its steps and history");
    show_mail(&mailbox.wait_for(&reference, "business@meadow-pensions.example.org", "moderate")?);
    read_outcome(&contact, &change)?;

    scene("4. A person of another organisation asks for it");
    let stranger = stack.sign_in("harbour-business")?;
    let answer = stranger.get(&format!("/technical-changes/{change}"))?.expect(404)?;
    say(&format!("404: {}", answer.text("/detail")));
    println!("\nThe demonstration is complete: {reference} is confirmed at moderate scale.");
    Ok(())
}

/// Plays the submission; answers the change's id and reference.
fn submit(stack: &Stack, contact: &Caller) -> Result<(String, String)> {
    let me = contact.get("/me")?.expect(200)?;
    say(&format!("signed in as {} of {}", me.text("/name"), me.text("/organisation/name")));
    let drafted = contact.post("/technical-changes", None, &json!({}))?.expect(201)?;
    let id = drafted.text("/id").to_owned();
    let path = format!("/technical-changes/{id}");
    say("began an empty draft, and runs the check:");
    show_check(&contact.get(&format!("{path}/check"))?.expect(200)?);

    // A fresh host name each time, so that the demonstration can be played again.
    let host = format!("{}.meadow-pensions.example.org", &uuid::Uuid::new_v4().simple().to_string()[..8]);
    let mut answers = json!({
        "change_type": "both",
        "reason": "We are moving our find and view services to a new version of the platform, and add endpoints for a second region.",
        "oat_requested": false,
        "suggested_scale": "minor",
        "needs_downtime": false,
        "new_endpoints": [
            { "endpoint_type": "find", "url": format!("https://find.{host}/pdp/") },
            { "endpoint_type": "view", "url": format!("https://view.{host}/pdp") },
            { "endpoint_type": "pat_refresh", "url": "https://192.0.2.7/pat" },
        ],
    });
    let etag = drafted.etag.context("a draft has an entity tag")?;
    let saved = contact.put(&path, &etag, &answers)?.expect(200)?;
    say("filled in the form, with three new endpoints, and runs the check again:");
    show_check(&contact.get(&format!("{path}/check"))?.expect(200)?);

    answers["new_endpoints"][0]["url"] = json!(format!("https://find.{host}/pdp"));
    answers["new_endpoints"][2]["url"] = json!(format!("https://pat.{host}/pdp"));
    let etag = saved.etag.context("a draft has an entity tag")?;
    contact.put(&path, &etag, &answers)?.expect(200)?;
    say("corrected both URLs");
    upload(stack, contact, &path)?;

    let checked = contact.get(&format!("{path}/check"))?.expect(200)?;
    show_check(&checked);
    let submitted =
        contact.post(&format!("{path}/submission"), checked.etag.as_deref(), &json!({}))?.expect(200)?;
    let reference = submitted.text("/reference").to_owned();
    say(&format!(
        "submitted: reference {reference}, PDP aims to review it by {}",
        submitted.text("/review_due")
    ));
    Ok((id, reference))
}

fn upload(stack: &Stack, contact: &Caller, path: &str) -> Result<()> {
    let wanted = json!({ "file_name": "service-acceptance.pdf", "media_type": "application/pdf" });
    let upload = contact.post(&format!("{path}/evidence"), None, &wanted)?.expect(201)?;
    let (status, answer) = post_form(stack, &upload.body["form"], "service-acceptance.pdf", &corpus::pdf())?;
    ensure!((200..300).contains(&status), "the object store refused the upload: {status} {answer}");
    say("posted service-acceptance.pdf with the upload form, straight to the object store");
    let file = format!("{path}/evidence/{}", upload.text("/evidence/id"));
    let mut last = String::new();
    let accepted = eventually("the inspection of the file", || {
        let seen = contact.get(&file)?.expect(200)?;
        if seen.text("/state") != last {
            seen.text("/state").clone_into(&mut last);
            say(&format!("  the file is: {last}"));
        }
        Ok(matches!(last.as_str(), "accepted" | "rejected").then_some(seen))
    })?;
    ensure!(last == "accepted", "the file was rejected: {}", accepted.text("/rejection"));
    say(&format!("  SHA-256 {}", accepted.text("/sha256")));
    Ok(())
}

fn review(reviewer: &Caller, contact: &Caller, id: &str, reference: &str, mailbox: &Mailbox) -> Result<()> {
    let path = format!("/technical-changes/{id}");
    show_queue(reviewer, reference)?;
    let read = reviewer.get(&path)?.expect(200)?;
    let question = json!({ "question": "Does the new version change how find requests are matched?" });
    reviewer.post(&format!("{path}/question"), read.etag.as_deref(), &question)?.expect(200)?;
    say("asked for more information; the clock is stopped");
    let letter = mailbox.wait_for(reference, "business@meadow-pensions.example.org", "question")?;
    show_mail(&letter);

    let read = contact.get(&path)?.expect(200)?;
    let answer = json!({ "answer": "No. Matching stays as it is; the runtime of both services moves from Java to Rust." });
    let answered = contact.post(&format!("{path}/answer"), read.etag.as_deref(), &answer)?.expect(200)?;
    say(&format!("Meadow answered; the review is now due by {}", answered.text("/review_due")));

    let read = reviewer.get(&path)?.expect(200)?;
    let other_scale = json!({
        "scale": "moderate",
        "reason": "Rewriting both services in another language is a change of the technology stack.",
    });
    let reclassified =
        reviewer.post(&format!("{path}/reclassification"), read.etag.as_deref(), &other_scale)?;
    let reclassified = reclassified.expect(200)?;
    say(&format!("reclassified it from minor to {}", reclassified.text("/scale")));
    let outcome = json!({ "outcome": "confirm", "scale": "moderate", "oat_required": true });
    reviewer.post(&format!("{path}/review"), reclassified.etag.as_deref(), &outcome)?.expect(200)?;
    say("confirmed it, and requires OAT");
    Ok(())
}

fn show_queue(reviewer: &Caller, reference: &str) -> Result<()> {
    say("the review queue, by due date:");
    let mut cursor = String::new();
    loop {
        let page = reviewer.get(&format!("/review-queue?limit=100{cursor}"))?.expect(200)?;
        for row in page.body["items"].as_array().into_iter().flatten() {
            let mark = if row["reference"] == reference { "→" } else { " " };
            let text = |name: &str| row[name].as_str().unwrap_or("-").to_owned();
            println!(
                "   {mark} {}  due {}  {}  {}",
                text("reference"),
                text("review_due"),
                text("scale"),
                text("organisation_name"),
            );
        }
        match page.body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(()),
        }
    }
}

fn read_outcome(contact: &Caller, id: &str) -> Result<()> {
    let read = contact.get(&format!("/technical-changes/{id}"))?.expect(200)?;
    say(&format!("the change {}; its steps:", read.text("/status_words")));
    for step in read.body["steps"].as_array().into_iter().flatten() {
        let blocked: Vec<_> =
            step["blocked_by"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let after =
            if blocked.is_empty() { String::new() } else { format!(", after {}", blocked.join(", ")) };
        let text = |name: &str| step[name].as_str().unwrap_or_default().to_owned();
        println!("     {:<40} {:<18} {}{after}", text("title"), text("state"), text("role"));
    }
    say("its history:");
    let history = contact.get(&format!("/technical-changes/{id}/history?limit=100"))?.expect(200)?;
    for entry in history.body["items"].as_array().into_iter().flatten() {
        let text =
            |pointer: &str| entry.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let who = [text("/by/role"), text("/by/process")].concat();
        println!("     {}  {:<24} {:<24} {}", text("/at"), text("/what"), who, text("/after"));
    }
    Ok(())
}

fn show_check(checked: &Answer) {
    if checked.body["ready"] == true {
        say("the check finds nothing: ready to submit");
    }
    for problem in checked.body["problems"].as_array().into_iter().flatten() {
        let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
        println!("     {:<24} {}", text("field"), text("message"));
    }
}

fn show_mail(letter: &Letter) {
    say(&format!("e-mail to {}:", letter.to.join(", ")));
    println!("     │ {}", letter.subject);
    println!("     │");
    for line in letter.text.lines() {
        println!("     │ {line}");
    }
}

fn scene(title: &str) {
    println!("\n── {title} ──");
}

fn say(line: &str) {
    println!("   {line}");
}
