//! One attempt of the probe, as people read it (O6).

use domain::ids::{EndpointId, FindRequestId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CauseClassCode, CauseCode, ClientCertificateCode, FindProfileBody};

/// Why an attempt was no pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CauseBody {
    /// For programs.
    pub code: CauseCode,
    /// What it means for the test: whether it can pass by itself, needs to be fixed, or is PDP's own fault.
    pub class: CauseClassCode,
    /// What happened, for people.
    #[schema(example = "Your endpoint did not answer in time.")]
    pub explanation: String,
    /// What to do next.
    pub advice: String,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AttemptBody {
    /// The endpoint's id in the register.
    #[schema(value_type = String, format = "uuid")]
    pub endpoint: EndpointId,
    /// Where the request was sent to.
    pub url: String,
    /// Its number in the run, from 1.
    #[schema(minimum = 1)]
    pub number: u32,
    /// The id that was sent as `X-Request-ID`.
    #[schema(value_type = String, format = "uuid")]
    pub request_id: FindRequestId,
    /// The find profile by which the request was made; none of attempts from before it was kept.
    #[schema(required = true)]
    pub find_profile: Option<FindProfileBody>,
    /// When it began.
    pub at: Timestamp,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
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
    #[schema(required = true)]
    pub client_certificate: Option<ClientCertificateCode>,
    /// The certificates the endpoint sent, its own first.
    pub certificates: Vec<CertificateBody>,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
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
    pub not_before: Timestamp,
    /// Until when.
    pub not_after: Timestamp,
    /// Whether it is between the endpoint and a trusted root; others were sent for nothing. None of attempts before this was noted.
    #[schema(required = true)]
    pub used: Option<bool>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HeaderBody {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}
