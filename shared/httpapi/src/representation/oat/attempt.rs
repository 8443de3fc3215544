//! One attempt of the probe, as people read it (O6).

use std::time::Duration;

use app::ProbeAttempt;
use domain::oat::observation::{CertificateFacts, Ending, Observation, ResponseFacts, TlsFacts};
use domain::oat::{Cause, warnings};
use domain::policy::OatLimits;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::codes::{CauseClassCode, CauseCode, ClientCertificateCode};

/// Why an attempt was no pass.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CauseBody {
    /// For programs.
    #[schema(value_type = CauseCode)]
    pub code: &'static str,
    /// What it means for the test: whether it can pass by itself, needs to be fixed, or is PDP's own fault.
    #[schema(value_type = CauseClassCode)]
    pub class: &'static str,
    /// What happened, for people.
    #[schema(example = "Your endpoint did not answer in time.")]
    pub explanation: String,
    /// What to do next.
    pub advice: &'static str,
}

impl From<Cause> for CauseBody {
    fn from(cause: Cause) -> Self {
        Self {
            code: cause.code(),
            class: cause.class().code(),
            explanation: cause.to_string(),
            advice: cause.advice(),
        }
    }
}

/// One attempt.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttemptBody {
    /// The endpoint's id in the register.
    #[schema(format = "uuid")]
    pub endpoint: String,
    /// Where the request was sent to.
    pub url: String,
    /// Its number in the run, from 1.
    #[schema(minimum = 1)]
    pub number: u32,
    /// The id that was sent as `X-Request-ID`.
    #[schema(format = "uuid")]
    pub request_id: String,
    /// When it began.
    #[schema(format = DateTime)]
    pub at: String,
    /// Whether it was a pass.
    pub passed: bool,
    /// Why not.
    #[schema(required = true)]
    pub cause: Option<CauseBody>,
    /// More of how it ended, in the words of DNS, TLS or HTTP, when there is more.
    #[schema(required = true, example = "certificate_required")]
    pub detail: Option<String>,
    /// What is worth knowing even of a pass, for people.
    pub warnings: Vec<String>,
    /// Every address the name led to.
    pub addresses: Vec<String>,
    /// The address and port that were connected to.
    #[schema(required = true, example = "198.51.100.7:443")]
    pub connected_to: Option<String>,
    /// How long each phase took.
    pub timings: TimingsBody,
    /// What was agreed on for a secure connection, as far as that got.
    #[schema(required = true)]
    pub tls: Option<TlsBody>,
    /// What was answered.
    #[schema(required = true)]
    pub response: Option<ResponseBody>,
    /// What came in and could not be read as HTTP.
    #[schema(required = true)]
    pub unread: Option<UnreadBody>,
}

/// What could not be read as HTTP.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnreadBody {
    /// Why not.
    #[schema(example = "a header line has a character that HTTP does not allow")]
    pub why: String,
    /// The first 2 kB of what came in, as text; to PDP alone (O9).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub start: Option<String>,
}

/// How long each phase took, in milliseconds; none when it was not reached.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimingsBody {
    /// Asking for the name.
    #[schema(required = true)]
    pub dns: Option<f64>,
    /// Connecting.
    #[schema(required = true)]
    pub connect: Option<f64>,
    /// The TLS handshake.
    #[schema(required = true)]
    pub tls: Option<f64>,
    /// Until the first byte of the answer.
    #[schema(required = true)]
    pub first_byte: Option<f64>,
    /// All of it.
    pub total: f64,
    /// How long it might have taken.
    pub deadline: f64,
}

/// A TLS connection.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TlsBody {
    /// The version.
    #[schema(required = true, example = "TLSv1.3")]
    pub version: Option<String>,
    /// The cipher suite.
    #[schema(required = true)]
    pub cipher: Option<String>,
    /// The application protocol.
    #[schema(required = true, example = "http/1.1")]
    pub alpn: Option<String>,
    /// What the endpoint did about PDP's client certificate; none when it did not come that far, and of attempts before this was
    /// noted.
    #[schema(required = true, value_type = Option<ClientCertificateCode>)]
    pub client_certificate: Option<&'static str>,
    /// The certificates the endpoint sent, its own first.
    pub certificates: Vec<CertificateBody>,
}

/// A certificate.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CertificateBody {
    /// Whose it is.
    pub subject: String,
    /// The names it is for.
    pub names: Vec<String>,
    /// Who made it.
    pub issuer: String,
    /// Its serial number, in hex.
    pub serial: String,
    /// Its SHA-256, in hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// From when on it is valid.
    #[schema(format = DateTime)]
    pub not_before: String,
    /// Until when.
    #[schema(format = DateTime)]
    pub not_after: String,
    /// Whether it is between the endpoint and a trusted root; others were sent for nothing. None of attempts before this was noted.
    #[schema(required = true)]
    pub used: Option<bool>,
}

/// An answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResponseBody {
    /// The status.
    #[schema(minimum = 100, maximum = 999)]
    pub status: u16,
    /// Selected headers, each a name and a value.
    pub headers: Vec<HeaderBody>,
    /// Bytes of the body that were read.
    pub body_bytes: u64,
    /// SHA-256 of what was read, in hex.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub body_sha256: String,
    /// The first 2 kB of it as text; to PDP alone (O9).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub body_start: Option<String>,
}

/// A header.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeaderBody {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl AttemptBody {
    /// `attempt`, with bodies only when PDP reads it (O9).
    pub fn new(attempt: &ProbeAttempt, limits: &OatLimits, to_pdp: bool) -> Self {
        let seen = &attempt.observation;
        Self {
            endpoint: attempt.endpoint.to_string(),
            url: seen.url.to_string(),
            number: attempt.number,
            request_id: seen.request.to_string(),
            at: seen.at.to_string(),
            passed: attempt.cause.is_none(),
            cause: attempt.cause.map(Into::into),
            detail: detail(seen),
            warnings: warnings(seen, limits).iter().map(ToString::to_string).collect(),
            addresses: seen.addresses.iter().map(ToString::to_string).collect(),
            connected_to: seen.peer.map(|peer| peer.to_string()),
            timings: seen.into(),
            tls: seen.tls.as_ref().map(Into::into),
            response: seen.response.as_ref().map(|response| ResponseBody::new(response, to_pdp)),
            unread: seen.unread.as_ref().map(|unread| UnreadBody {
                why: unread.why.clone(),
                start: to_pdp.then(|| String::from_utf8_lossy(&unread.start).into_owned()),
            }),
        }
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

impl From<&Observation> for TimingsBody {
    fn from(seen: &Observation) -> Self {
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

impl From<&TlsFacts> for TlsBody {
    fn from(tls: &TlsFacts) -> Self {
        Self {
            version: tls.version.clone(),
            cipher: tls.cipher.clone(),
            alpn: tls.alpn.clone(),
            client_certificate: tls.client_certificate.map(|state| state.code()),
            certificates: tls.chain.iter().map(Into::into).collect(),
        }
    }
}

impl From<&CertificateFacts> for CertificateBody {
    fn from(certificate: &CertificateFacts) -> Self {
        Self {
            subject: certificate.subject.clone(),
            names: certificate.names.clone(),
            issuer: certificate.issuer.clone(),
            serial: certificate.serial.clone(),
            sha256: hex::encode(certificate.sha256),
            not_before: certificate.not_before.to_string(),
            not_after: certificate.not_after.to_string(),
            used: certificate.used,
        }
    }
}

impl ResponseBody {
    fn new(response: &ResponseFacts, to_pdp: bool) -> Self {
        let header =
            |(name, value): &(String, String)| HeaderBody { name: name.clone(), value: value.clone() };
        Self {
            status: response.status,
            headers: response.headers.iter().map(header).collect(),
            body_bytes: response.body_bytes,
            body_sha256: hex::encode(response.body_sha256),
            body_start: to_pdp.then(|| String::from_utf8_lossy(&response.body_start).into_owned()),
        }
    }
}
