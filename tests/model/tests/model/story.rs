//! A step in words, for a counterexample that a person reads.

use crate::model::{Model, Runner, Sending, Step};
use crate::state::{Holder, NotificationState, Run, State};

const CHANGES: [&str; 2] = ["the first change", "the second change"];

/// What happens, and what comes of it.
pub fn tell(model: &Model, before: &State, step: Step, after: &State) -> String {
    let asks = |runner| match runner {
        Runner::DueWork(_) => {
            format!("the due-work job makes {} live", CHANGES[place_of(before, after, runner)])
        }
        Runner::Errand { errand, copy } => {
            let plan = model.scenario.plans[errand];
            let again = if copy > 0 { " (the same request again)" } else { "" };
            format!("{} {} {}{again}", plan.who, plan.ask.words(), CHANGES[place_of(before, after, runner)])
        }
    };
    let what = match step {
        Step::Tick => format!("it is {}", model.instant(after.now)),
        Step::Look(errand) => {
            let plan = model.scenario.plans[errand];
            format!("{} looks at {}", plan.who, CHANGES[plan.place])
        }
        Step::Read(runner, place) => format!("{}: {} is read", asks(runner), CHANGES[place]),
        Step::Write(runner) => format!("{}: the transaction", asks(runner)),
        Step::WriteRest(runner) => format!("{}: the rest is written", asks(runner)),
        Step::Crash(runner) => format!("{}: a crash", asks(runner)),
        Step::Deliver(_, sending) => format!("a notification: {}", sending_words(sending)),
        Step::News(_) => "news comes that the notification was taken".to_owned(),
        Step::NewsLost(_) => "news that the notification was taken is lost".to_owned(),
        Step::Restore(place) => format!("{} is put back to what it was one event ago", CHANGES[place]),
    };
    let outcomes = outcomes(model, before, step, after);
    if outcomes.is_empty() { what } else { format!("{what} -> {}", outcomes.join(", ")) }
}

fn place_of(before: &State, after: &State, runner: Runner) -> usize {
    let run = |state: &State| match runner {
        Runner::Errand { errand, copy } => Some(state.errands[errand].runs[copy]),
        Runner::DueWork(job) => state.jobs.get(job).copied(),
    };
    let place = |run: Option<Run>| match run {
        Some(Run::Decided { place, .. } | Run::Again { place } | Run::Half { place, .. }) => Some(place),
        _ => None,
    };
    // Runs of the due-work job have no names: one that has just begun stands last.
    let begun = after.jobs.iter().rev().find_map(|run| place(Some(*run)));
    place(run(before)).or_else(|| place(run(after))).or(begun).unwrap_or_default()
}

const fn sending_words(sending: Sending) -> &'static str {
    match sending {
        Sending::See(_) => "it is read",
        Sending::Take => "its state is advanced",
        Sending::Sent => "the mail service takes it",
        Sending::Refused => "the mail service refuses it",
        Sending::SentUnheard => "the mail service takes it, and the answer is lost",
        Sending::Lost => "the call is lost",
        Sending::Note => "the result is noted",
        Sending::Crash => "its sender crashes",
    }
}

fn state_words(state: NotificationState) -> String {
    match state {
        NotificationState::Pending => "is to be sent".to_owned(),
        NotificationState::Sending { until, .. } => format!("is being sent, until second {until}"),
        NotificationState::Failed { failures, .. } => format!("failed {failures} time(s)"),
        NotificationState::Ambiguous { since, .. } => format!("is of unknown state since second {since}"),
        NotificationState::Sent => "was sent".to_owned(),
    }
}

fn outcomes(model: &Model, before: &State, step: Step, after: &State) -> Vec<String> {
    let mut found = Vec::new();
    for (place, name) in CHANGES.iter().enumerate() {
        let (was, is) = (&before.rows[place], &after.rows[place]);
        let known = model.arena.entries(was.history);
        let new = model.arena.entries(is.history).iter().filter(|entry| !known.contains(entry));
        found.extend(new.map(|(version, event)| {
            format!("version {version} of {name}: {}", model.arena.event(*event).kind.code())
        }));
        if was.live != is.live {
            found.push(format!("{} endpoints of {name} are live", is.live));
        }
    }
    for (at, url) in model.arena.urls().iter().enumerate() {
        if before.urls[at] != after.urls[at] {
            let holder = match after.urls[at] {
                Holder::Nobody => "nobody".to_owned(),
                Holder::Change(place) => CHANGES[place].to_owned(),
                Holder::Company(company) => format!("organisation {company:?}"),
            };
            found.push(format!("{} is of {holder}", url.url));
        }
    }
    for (at, notification) in after.notifications.iter().enumerate() {
        let was = before.notifications.get(at);
        if was.is_none_or(|was| was.state != notification.state) {
            found.push(format!("the notification {}", state_words(notification.state)));
        }
        if was.is_some_and(|was| was.taken != notification.taken) {
            found.push(format!("taken {} time(s)", notification.taken));
        }
    }
    if found.is_empty() && matches!(step, Step::Write(_)) {
        found.push("nothing is written".to_owned());
    }
    found
}
