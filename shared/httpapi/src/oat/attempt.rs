//! One attempt of the probe, as people read it (O6).

use std::time::Duration;

use api::{
    AttemptBody, CauseBody, CertificateBody, HeaderBody, ResponseBody, TimingsBody, TlsBody, UnreadBody,
};
use domain::ids::EndpointId;
use domain::oat::observation::{CertificateFacts, Ending, Observation, ResponseFacts, TlsFacts};
use domain::oat::{Cause, ProfileMark, warnings};
use domain::policy::OatLimits;

use super::profile::find_profile_body;
use crate::shown::Of;

impl Of<Cause> for CauseBody {
    fn of(cause: Cause) -> Self {
        Self {
            code: cause.into(),
            class: cause.class().into(),
            explanation: cause.to_string(),
            advice: cause.advice().to_owned(),
        }
    }
}

/// What was `seen` by the attempt of this number, by these limits and beside the present find profile, with bodies only when PDP reads it (O9).
pub(crate) fn attempt_body(
    (endpoint, number): (EndpointId, u32),
    seen: &Observation,
    cause: Option<Cause>,
    (limits, present): (&OatLimits, Option<&ProfileMark>),
    to_pdp: bool,
) -> AttemptBody {
    AttemptBody {
        endpoint,
        url: seen.url.to_string(),
        number,
        request_id: seen.request,
        find_profile: seen.profile.as_ref().map(|mark| find_profile_body(mark, present)),
        at: seen.at,
        passed: cause.is_none(),
        cause: cause.map(Of::of),
        detail: detail(seen),
        warnings: warnings(seen, limits).iter().map(ToString::to_string).collect(),
        addresses: seen.addresses.iter().map(ToString::to_string).collect(),
        connected_to: seen.peer.map(|peer| peer.to_string()),
        timings: Of::of(seen),
        tls: seen.tls.as_ref().map(Of::of),
        response: seen.response.as_ref().map(|response| response_body(response, to_pdp)),
        unread: seen.unread.as_ref().map(|unread| UnreadBody {
            why: unread.why.clone(),
            start: to_pdp.then(|| String::from_utf8_lossy(&unread.start).into_owned()),
        }),
    }
}

/// What the cause alone does not say.
fn detail(seen: &Observation) -> Option<String> {
    match &seen.ending {
        Ending::UrlRefused { what } => Some(what.to_string()),
        Ending::AddressRefused { address } => Some(address.to_string()),
        Ending::TlsFailed { what }
        | Ending::ClientCertificateRefused { what }
        | Ending::BrokenOff { what } => Some(what.clone()),
        _ => seen.unread.as_ref().map(|unread| unread.why.clone()),
    }
}

impl Of<&Observation> for TimingsBody {
    fn of(seen: &Observation) -> Self {
        let timings = &seen.timings;
        Self {
            dns: timings.dns.map(milliseconds),
            connect: timings.connect.map(milliseconds),
            tls: timings.tls.map(milliseconds),
            first_byte: timings.first_byte.map(milliseconds),
            total: milliseconds(timings.total),
            deadline: milliseconds(seen.deadline),
        }
    }
}

/// Milliseconds, to a hundredth.
fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 100_000.0).round() / 100.0
}

impl Of<&TlsFacts> for TlsBody {
    fn of(tls: &TlsFacts) -> Self {
        Self {
            version: tls.version.clone(),
            cipher: tls.cipher.clone(),
            alpn: tls.alpn.clone(),
            client_certificate: tls.client_certificate.map(Of::of),
            certificates: tls.chain.iter().map(Of::of).collect(),
        }
    }
}

impl Of<&CertificateFacts> for CertificateBody {
    fn of(certificate: &CertificateFacts) -> Self {
        Self {
            subject: certificate.subject.clone(),
            names: certificate.names.clone(),
            issuer: certificate.issuer.clone(),
            serial: certificate.serial.clone(),
            sha256: hex::encode(certificate.sha256),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            used: certificate.used,
        }
    }
}

fn response_body(response: &ResponseFacts, to_pdp: bool) -> ResponseBody {
    let header = |(name, value): &(String, String)| HeaderBody { name: name.clone(), value: value.clone() };
    ResponseBody {
        status: response.status,
        headers: response.headers.iter().map(header).collect(),
        body_bytes: response.body_bytes,
        body_sha256: hex::encode(response.body_sha256),
        body_start: to_pdp.then(|| String::from_utf8_lossy(&response.body_start).into_owned()),
    }
}
