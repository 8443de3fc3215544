//! The attempts at each endpoint, of a run or of a pre-flight: the picture of their phases, what each showed and what to do next, and
//! the facts for a technical team. What failed comes first (O6).

use api::{AttemptBody, CertificateBody, FindProfileBody, ResponseBody, TlsBody};
use domain::oat::CauseClass;

use super::standing::explained;
use crate::components::{Row, Timed, Waterfall};
use crate::words;

/// An attempt, with what a pre-flight made of it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub attempt: &'a AttemptBody,
    /// The code of what a pre-flight showed, and what that means; none of an attempt of a run, which has its cause.
    pub shown: Option<(&'a str, &'a str)>,
}

/// The attempts at one endpoint.
pub struct AtEndpoint {
    pub url: String,
    /// What the table of their times is called.
    pub times: String,
    pub chart: Waterfall,
    pub attempts: Vec<AttemptLine>,
}

/// An attempt.
pub struct AttemptLine {
    pub title: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub when: String,
    /// What happened.
    pub what: String,
    /// What that means for the test.
    pub means: Option<&'static str>,
    pub next: Option<String>,
    pub warnings: Vec<String>,
    /// What the facts are called.
    pub summary: String,
    pub facts: Vec<Row>,
}

/// What is so of all attempts of a page.
#[derive(Debug, Clone, Copy)]
pub struct Whole<'a> {
    /// The find profile of the whole (Q10).
    pub profile: Option<&'a FindProfileBody>,
    /// Whether somebody at PDP reads it. Advice to the organisation does not address them.
    pub is_pdp: bool,
}

/// The attempts by their endpoints, those first at which something failed.
pub fn at_endpoints(seen: &[Seen<'_>], whole: Whole<'_>) -> Vec<AtEndpoint> {
    let mut endpoints: Vec<Vec<Seen<'_>>> = Vec::new();
    for one in seen {
        match endpoints.iter_mut().find(|those| those[0].attempt.endpoint == one.attempt.endpoint) {
            Some(those) => those.push(*one),
            None => endpoints.push(vec![*one]),
        }
    }
    endpoints.sort_by_key(|those| !those.iter().any(fails));
    endpoints.iter().map(|those| at_endpoint(those, whole)).collect()
}

fn at_endpoint(seen: &[Seen<'_>], whole: Whole<'_>) -> AtEndpoint {
    let timed: Vec<_> = seen.iter().map(|one| timed(one.attempt)).collect();
    let mut in_order: Vec<_> = seen.iter().collect();
    in_order.sort_by_key(|one| !fails(one));
    let url = seen[0].attempt.url.clone();
    AtEndpoint {
        times: format!("How long each attempt at {url} took"),
        url,
        chart: Waterfall::new(&timed),
        attempts: (0..in_order.len()).map(|at| line(in_order[at], &in_order[..at], whole)).collect(),
    }
}

/// Whether it shows something to put right.
fn fails(seen: &Seen<'_>) -> bool {
    match seen.shown {
        Some((code, _)) => code != "reached",
        None => !seen.attempt.passed,
    }
}

fn name(attempt: &AttemptBody) -> String {
    format!("Attempt {}", attempt.number)
}

fn timed(attempt: &AttemptBody) -> Timed {
    let times = &attempt.timings;
    let result = match (&attempt.response, &attempt.cause) {
        (Some(response), _) => format!("answered {}", response.status),
        (None, Some(_)) => "no answer".to_owned(),
        (None, None) => "nothing noted".to_owned(),
    };
    Timed {
        label: name(attempt),
        result,
        took: [times.dns, times.connect, times.tls, times.first_byte],
        total: times.total,
        deadline: times.deadline,
    }
}

/// An attempt, after those that are shown `before` it: what is the same there is not said twice.
fn line(seen: &Seen<'_>, before: &[&Seen<'_>], whole: Whole<'_>) -> AttemptLine {
    let attempt = seen.attempt;
    let cause = attempt.cause.as_ref();
    let alike = cause.and_then(|cause| {
        let is_it = |one: &&&Seen<'_>| one.attempt.cause.as_ref().is_some_and(|of| of.code == cause.code);
        before.iter().find(is_it).map(|one| one.attempt)
    });
    let is_ours = cause.is_some_and(|cause| cause.class == CauseClass::Ours);
    let (state, colour) = match seen.shown {
        Some(("reached", _)) => ("Reached", "green"),
        Some(("accepted_unsigned", _)) => ("Accepted without a signature", "yellow"),
        Some(_) if is_ours => ("A fault on PDP’s side", "grey"),
        Some(_) => ("Something is in the way", "red"),
        None if attempt.passed => ("Passed", "green"),
        None if is_ours => ("A fault on PDP’s side", "grey"),
        None => ("Not passed", "red"),
    };
    let is_pdp = whole.is_pdp;
    let told = if is_pdp { "What the organisation is told to do" } else { "What to do next" };
    let (what, next) = match (seen.shown, cause, alike) {
        (Some((_, explanation)), ..) => (explanation.to_owned(), None),
        (None, Some(cause), Some(other)) => {
            let next = format!("{told} is the same as for attempt {}.", other.number);
            (explained(cause, is_pdp), Some(next))
        }
        (None, Some(cause), None) => {
            let advice = &cause.advice;
            let advice = if is_pdp { format!("“{advice}”") } else { advice.clone() };
            (explained(cause, is_pdp), Some(format!("{told}: {advice}")))
        }
        (None, None, _) if is_pdp => ("The endpoint answered 202 in time.".to_owned(), None),
        (None, None, _) => ("Your endpoint answered 202 in time.".to_owned(), None),
    };
    let of = if is_pdp { "" } else { " for your technical team" };
    AttemptLine {
        title: name(attempt),
        state,
        colour,
        when: format!(
            "{}, {}",
            words::day(domain::calendar::london_date(attempt.at)),
            words::second(attempt.at)
        ),
        what,
        means: cause.filter(|_| seen.shown.is_none()).map(|cause| means(cause.class.0, is_pdp)),
        next,
        warnings: attempt.warnings.iter().map(|warning| format!("{warning}.")).collect(),
        summary: format!("Facts of {}{of}", words::inside(&name(attempt))),
        facts: facts(attempt, before, whole),
    }
}

/// What a cause means for the test.
const fn means(class: CauseClass, is_pdp: bool) -> &'static str {
    match class {
        CauseClass::MayPass => {
            "This can clear up without a change, so PDP tries again before the test counts as not passed."
        }
        CauseClass::NeedsAction => {
            "Something has to be changed at the endpoint before the test can be passed."
        }
        CauseClass::Ours if is_pdp => "This does not count against the organisation.",
        CauseClass::Ours => "This does not count against you.",
    }
}

fn facts(attempt: &AttemptBody, before: &[&Seen<'_>], whole: Whole<'_>) -> Vec<Row> {
    let addresses =
        if attempt.addresses.is_empty() { "None".to_owned() } else { attempt.addresses.join(", ") };
    let rows = [
        Some(Row::new("Request id (X-Request-ID)", attempt.request_id.to_string())),
        attempt.detail.as_ref().map(|detail| Row::new("How it ended", detail.clone())),
        Some(Row::new("Addresses of the host name", addresses)),
        attempt.connected_to.as_ref().map(|to| Row::new("Connected to", to.clone())),
        attempt.find_profile.as_ref().filter(|own| Some(*own) != whole.profile).map(profile_row),
    ];
    let mut rows: Vec<_> = rows.into_iter().flatten().collect();
    if let Some(tls) = &attempt.tls {
        rows.extend(of_tls(tls, before, whole.is_pdp));
    }
    if let Some(response) = &attempt.response {
        rows.extend(of_answer(response));
    }
    if let Some(unread) = &attempt.unread {
        rows.push(Row::new("What could not be read as HTTP", unread.why.clone()));
        rows.extend(unread.start.as_ref().map(|start| Row::new("Beginning of what came in", start.clone())));
    }
    rows
}

/// By which find profile a request was made (Q10).
pub fn profile_row(profile: &FindProfileBody) -> Row {
    let since = match profile.request_has_changed_since {
        Some(true) => ". PDP has changed the request since: another test would send another one",
        Some(false) => ". PDP’s tests still send this request",
        None => "",
    };
    Row::new("Find profile", format!("“{}”{since}. SHA-256: {}", profile.label, profile.digest))
}

fn of_tls(tls: &TlsBody, before: &[&Seen<'_>], is_pdp: bool) -> Vec<Row> {
    let agreed: Vec<_> = [&tls.version, &tls.cipher, &tls.alpn].into_iter().flatten().cloned().collect();
    let whose = if is_pdp { "the" } else { "your" };
    let client = tls.client_certificate.map(|state| words::first(&state.to_string()));
    let rows = [
        (!agreed.is_empty()).then(|| Row::new("Secure connection (TLS)", agreed.join(", "))),
        client.map(|words| Row::new("PDP’s client certificate", words)),
    ];
    let has_them = |one: &&&Seen<'_>| {
        one.attempt.tls.as_ref().is_some_and(|other| other.certificates == tls.certificates)
    };
    let certificates = match before.iter().find(has_them) {
        Some(one) if !tls.certificates.is_empty() => {
            let same = format!("The same as in {}", words::inside(&name(one.attempt)));
            vec![Row::new(&format!("Certificates of {whose} endpoint"), same)]
        }
        _ => (1..).zip(&tls.certificates).map(|(number, one)| certificate(number, one, whose)).collect(),
    };
    rows.into_iter().flatten().chain(certificates).collect()
}

fn certificate(number: usize, certificate: &CertificateBody, whose: &str) -> Row {
    let names = if certificate.names.is_empty() { "none".to_owned() } else { certificate.names.join(", ") };
    let mut lines = vec![
        format!("Subject: {}", certificate.subject),
        format!("Names: {names}"),
        format!("Issued by: {}", certificate.issuer),
        format!(
            "Valid from {} until {}",
            words::moment(certificate.not_before),
            words::moment(certificate.not_after)
        ),
        format!("Serial number: {}", certificate.serial),
        format!("SHA-256: {}", certificate.sha256),
    ];
    if certificate.used == Some(false) {
        lines.push(format!("Not needed: it is not between {whose} endpoint and a trusted root"));
    }
    let own = if number == 1 { format!(", {whose} endpoint’s own") } else { String::new() };
    Row::new(&format!("Certificate {number}{own}"), lines.join("\n"))
}

fn of_answer(response: &ResponseBody) -> Vec<Row> {
    let headers = response.headers.iter().map(|header| format!("{}: {}", header.name, header.value));
    let headers: Vec<_> = headers.collect();
    let body = match response.body_bytes {
        0 => "Empty".to_owned(),
        bytes => format!("{bytes} bytes read. SHA-256: {}", response.body_sha256),
    };
    let rows = [
        Some(Row::new("Status", response.status.to_string())),
        (!headers.is_empty()).then(|| Row::new("Headers", headers.join("\n"))),
        Some(Row::new("Body", body)),
        response.body_start.as_ref().map(|start| Row::new("Beginning of the body", start.clone())),
    ];
    rows.into_iter().flatten().collect()
}
