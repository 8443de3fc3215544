//! Judges the observation of an attempt (O3, O6): a pass or one cause. Pure and total.

use super::Cause;
use super::observation::{CertificateFacts, ClientCertificate, Ending, Observation, ResponseFacts};

/// The one answer that is a pass (O3).
const ACCEPTED: u16 = 202;

/// Statuses of gateways that got no answer: those of RFC 9110, and those a large content network has of its own.
const NOBODY_BEHIND: [u16; 11] = [502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530];

/// Statuses of nginx: the client certificate is wrong, or missing. It sends them as 400, others as they are.
const CERTIFICATE_WRONG: u16 = 495;
const CERTIFICATE_MISSING: u16 = 496;

/// What pages say that turn a client certificate down, in lower case: nginx and all that is built on it, IIS (its substatuses),
/// and servers that write it out.
const TURNED_DOWN: [&str; 7] = [
    "ssl certificate error",
    "no required ssl certificate",
    "client certificate",
    "403.7 ",
    "403.13 ",
    "403.16 ",
    "403.17 ",
];

/// Headers by which web application firewalls say that they answered in place of the service; the value when only one means it.
pub(super) const CHALLENGES: [(&str, Option<&str>); 3] =
    [("x-amzn-waf-action", None), ("cf-mitigated", Some("challenge")), ("x-datadome", None)];

/// Alerts after the handshake that can pass by themselves.
const PASSING_ALERTS: [&str; 2] = ["internal_error", "user_canceled"];

/// Why the attempt was no pass; none when it was: 202, all of it within the deadline. Nothing else passes (O3).
pub fn cause_of(seen: &Observation) -> Option<Cause> {
    Some(match &seen.ending {
        Ending::Answered => return answered(seen),
        Ending::UrlRefused { .. } => Cause::UrlNotAllowed,
        Ending::NameNotFound => Cause::NameNotFound,
        Ending::NameServerTimedOut => Cause::NameServerTimedOut,
        Ending::NameServerFailed => Cause::NameServerFailed,
        Ending::AddressRefused { .. } => Cause::AddressNotPublic,
        Ending::ConnectionRefused => Cause::ConnectionRefused,
        Ending::ConnectTimedOut => Cause::ConnectTimedOut,
        Ending::ConnectionFailed => Cause::ConnectionFailed,
        Ending::TlsFailed { what } => of_handshake(what),
        Ending::CertificateExpired => out_of_time(seen),
        Ending::CertificateForOtherName if own_certificate(seen).is_some_and(|own| own.names.is_empty()) => {
            Cause::CertificateWithoutNames
        }
        Ending::CertificateForOtherName => Cause::CertificateForOtherName,
        Ending::CertificateUntrusted => Cause::CertificateUntrusted,
        Ending::CertificateTooWeak => Cause::CertificateTooWeak,
        Ending::TlsTooOld => Cause::TlsTooOld,
        Ending::ClientCertificateRefused { .. } => Cause::ClientCertificateRefused,
        // Whatever the connection ended in: it is of no use without the certificate that was asked for too late.
        Ending::BrokenOff { .. } | Ending::Reset | Ending::TimedOut if was_asked_late(seen) => {
            Cause::ClientCertificateAskedLate
        }
        Ending::BrokenOff { what } if PASSING_ALERTS.contains(&what.as_str()) => Cause::ConnectionReset,
        Ending::BrokenOff { .. } => Cause::TlsBrokenOff,
        Ending::Reset => Cause::ConnectionReset,
        Ending::TimedOut => Cause::NoAnswerInTime,
        Ending::Malformed if seen.unread.as_ref().is_some_and(|unread| is_newer_http(&unread.start)) => {
            Cause::OnlyNewerHttp
        }
        Ending::Malformed => Cause::Malformed,
        Ending::HeaderTooLarge => Cause::HeaderTooLarge,
        Ending::BodyTooLarge => Cause::BodyTooLarge,
        Ending::BodyTooSlow if seen.response.as_ref().is_some_and(is_without_end) => Cause::AnswerWithoutEnd,
        Ending::BodyTooSlow => Cause::BodyTooSlow,
        Ending::OwnFault(fault) => (*fault).into(),
    })
}

fn answered(seen: &Observation) -> Option<Cause> {
    // Answered, and no answer kept: the probe contradicts itself.
    let Some(response) = &seen.response else { return Some(Cause::OurFault) };
    if response.status == ACCEPTED {
        return (seen.timings.total > seen.deadline).then_some(Cause::NoAnswerInTime);
    }
    let of_certificate = || about_client_certificate(seen, response);
    let of_firewall = || is_challenge(response).then_some(Cause::Challenged);
    of_certificate().or_else(of_firewall).or_else(|| Some(of_status(response.status)))
}

/// The cause of a status that is not 202.
fn of_status(status: u16) -> Cause {
    match status {
        200..=299 | 304 => Cause::NotAccepted,
        300..=399 => Cause::Redirect,
        401 => Cause::Unauthorised,
        403 => Cause::Forbidden,
        404 | 410 => Cause::NotFound,
        405 => Cause::MethodNotAllowed,
        408 => Cause::RequestTimedOut,
        421 => Cause::HostNotServed,
        426 => Cause::OnlyNewerHttp,
        429 => Cause::TooManyRequests,
        400..=499 => Cause::OtherClientError,
        _ if NOBODY_BEHIND.contains(&status) => Cause::GatewayError,
        // From 600 on there is no class; a client treats it as 5xx (RFC 9110, 15).
        500.. => Cause::ServerError,
        _ => Cause::Malformed,
    }
}

/// What an answer says of PDP's client certificate, if it turned the request down because of it.
fn about_client_certificate(seen: &Observation, response: &ResponseFacts) -> Option<Cause> {
    let state = seen.tls.as_ref().and_then(|tls| tls.client_certificate);
    if state == Some(ClientCertificate::AskedLate) && (400..=499).contains(&response.status) {
        return Some(Cause::ClientCertificateAskedLate);
    }
    let says_so = match response.status {
        CERTIFICATE_WRONG | CERTIFICATE_MISSING => true,
        400 | 403 => {
            let body = String::from_utf8_lossy(&response.body_start).to_lowercase();
            TURNED_DOWN.iter().any(|words| body.contains(words))
        }
        _ => false,
    };
    says_so.then_some(match state {
        Some(ClientCertificate::NotAsked) => Cause::ClientCertificateNotAsked,
        _ => Cause::ClientCertificateRefused,
    })
}

/// Whether a web application firewall answered, and wants something of a person.
pub(super) fn is_challenge(response: &ResponseFacts) -> bool {
    CHALLENGES.iter().any(|(header, only)| {
        response.header(header).is_some_and(|value| only.is_none_or(|only| value.eq_ignore_ascii_case(only)))
    })
}

fn of_handshake(what: &str) -> Cause {
    match what {
        "unrecognized_name" => Cause::HostNotServed,
        "no_application_protocol" => Cause::OnlyNewerHttp,
        _ => Cause::TlsFailed,
    }
}

/// Which certificate is out of its time, and how. The server's own counts first: others may have been sent for nothing.
fn out_of_time(seen: &Observation) -> Cause {
    match own_certificate(seen) {
        Some(own) if own.not_before > seen.at => Cause::CertificateNotYetValid,
        Some(own) if own.not_after >= seen.at => Cause::IntermediateNotValid,
        _ => Cause::CertificateExpired,
    }
}

fn own_certificate(seen: &Observation) -> Option<&CertificateFacts> {
    seen.tls.as_ref()?.chain.first()
}

fn was_asked_late(seen: &Observation) -> bool {
    let state = seen.tls.as_ref().and_then(|tls| tls.client_certificate);
    state == Some(ClientCertificate::AskedLate)
}

/// Whether it says neither how long it is nor that it comes in pieces.
fn is_without_end(response: &ResponseFacts) -> bool {
    response.header("content-length").is_none() && response.header("transfer-encoding").is_none()
}

/// Whether it begins with the first frame of HTTP/2: settings, of no stream (RFC 9113, 4.1 and 6.5).
fn is_newer_http(start: &[u8]) -> bool {
    const SETTINGS: u8 = 4;
    matches!(start, [0, 0, _, SETTINGS, _, 0, 0, 0, 0, ..])
}
