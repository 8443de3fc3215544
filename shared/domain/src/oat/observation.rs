//! The observation of one attempt to send a find request (O6): facts, no judgement.
//!
//! Must not: say whether that is a pass, or whose fault it is; [`super::cause`] does.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use jiff::Timestamp;

use super::ProfileMark;
use crate::endpoint::EndpointUrl;
use crate::ids::FindRequestId;

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The id that was sent as `X-Request-ID`.
    pub request: FindRequestId,
    /// When it began.
    pub at: Timestamp,
    pub url: EndpointUrl,
    /// The find profile by which the request was made; none of attempts before that was noted.
    pub profile: Option<ProfileMark>,
    /// Every address the name led to; none when it was not asked for or not answered.
    pub addresses: Vec<IpAddr>,
    /// The address that was connected to.
    pub peer: Option<SocketAddr>,
    /// How long it took.
    pub timings: Timings,
    /// How long an answer might take, from the beginning.
    pub deadline: Duration,
    /// What was agreed on, and who the server said it was; also of a handshake that failed, as far as it got.
    pub tls: Option<TlsFacts>,
    /// What was answered, as far as it was read.
    pub response: Option<ResponseFacts>,
    /// What came in and could not be read as HTTP; none when nothing did.
    pub unread: Option<Unread>,
    pub ending: Ending,
}

/// How long each phase took; none when it was not reached. A phase that failed counts until it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timings {
    /// Asking for the name.
    pub dns: Option<Duration>,
    pub connect: Option<Duration>,
    pub tls: Option<Duration>,
    /// From the first byte that was sent to the first that was answered.
    pub first_byte: Option<Duration>,
    pub total: Duration,
}

/// A TLS connection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TlsFacts {
    /// The version: `TLSv1.3`.
    pub version: Option<String>,
    /// The cipher suite: `TLS13_AES_256_GCM_SHA384`.
    pub cipher: Option<String>,
    /// The application protocol agreed on: `http/1.1`.
    pub alpn: Option<String>,
    /// What the server did about PDP's client certificate; none when the handshake did not come that far, and of attempts before
    /// that was noted.
    pub client_certificate: Option<ClientCertificate>,
    /// The certificates the server sent, its own first.
    pub chain: Vec<CertificateFacts>,
}

codes! {
    /// What a server did about PDP's client certificate (O5).
    ClientCertificate {
        /// It asked for it when the connection began, and got it.
        Sent = "sent", "asked for when the connection began, and sent";
        NotAsked = "not_asked", "not asked for";
        /// It asked only after the request: by renegotiation (TLS 1.2) or post-handshake authentication (TLS 1.3).
        AskedLate = "asked_late", "asked for only after the request was sent";
        /// It asked for one with a key of another kind than PDP's.
        OtherKind = "other_kind", "asked for with a kind of key that PDP does not have, so not sent";
    }
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whose it is, as in RFC 4514.
    pub subject: String,
    /// The names it is for; as text, whatever their kind.
    pub names: Vec<String>,
    pub issuer: String,
    /// Its serial number in hex.
    pub serial: String,
    /// SHA-256 of its DER form.
    pub sha256: [u8; 32],
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    /// Whether it is between the server and a trusted root; others were sent and are of no use. None of attempts before that was
    /// noted.
    pub used: Option<bool>,
}

/// What could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Why not, in words.
    pub why: String,
    /// The first of what came in, at most [`BODY_KEPT`] bytes; empty when it was read as far as its headers.
    pub start: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseFacts {
    /// The status: 202.
    pub status: u16,
    /// The headers that are kept, names in lower case; never more than the prober's list.
    pub headers: Vec<(String, String)>,
    pub body_bytes: u64,
    /// SHA-256 of what was read.
    pub body_sha256: [u8; 32],
    /// The first of it, at most [`BODY_KEPT`] bytes.
    pub body_start: Vec<u8>,
}

impl ResponseFacts {
    /// The first value of a header that is kept; its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known == name)?;
        Some(value)
    }
}

/// How much of a body is kept, in bytes (O6).
pub const BODY_KEPT: usize = 2048;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The whole answer was read in time.
    Answered,
    /// The URL is none that a find request may be sent to (O9).
    UrlRefused {
        what: UrlFault,
    },
    /// The name does not exist, or has no address.
    NameNotFound,
    NameServerTimedOut,
    /// The name servers answered that they cannot tell.
    NameServerFailed,
    /// The name leads to an address that is not globally routable (O9).
    AddressRefused {
        address: IpAddr,
    },
    ConnectionRefused,
    ConnectTimedOut,
    /// The connection could not be made, or broke before TLS was agreed on, for another reason.
    ConnectionFailed,
    /// The TLS handshake failed, for another reason than those below.
    TlsFailed {
        /// As the protocol calls it: `handshake_failure`.
        what: String,
    },
    /// A certificate that the server sent has expired, or is not valid yet.
    CertificateExpired,
    CertificateForOtherName,
    /// The server's certificate does not lead to a public root.
    CertificateUntrusted,
    /// The server's certificate, or one above it, has a signature or a key that is not accepted any more.
    CertificateTooWeak,
    /// The server does not speak TLS 1.2 or later (O5).
    TlsTooOld,
    /// The server did not accept PDP's client certificate.
    ClientCertificateRefused {
        /// As the protocol calls it: `certificate_required`.
        what: String,
    },
    /// The server ended the connection after the handshake, with an alert that is not about PDP's client certificate.
    BrokenOff {
        /// As the protocol calls it: `internal_error`.
        what: String,
    },
    /// The connection broke before the answer was complete.
    Reset,
    /// The answer was not there by the deadline.
    TimedOut,
    /// What was answered is not HTTP.
    Malformed,
    /// The headers are larger than is read.
    HeaderTooLarge,
    /// The body is larger than is read.
    BodyTooLarge,
    /// The body did not end by the deadline.
    BodyTooSlow,
    /// Something on our side.
    OwnFault(OwnFault),
}

codes! {
    /// What of a URL keeps the probe from it (C3, O9).
    UrlFault {
        /// Another scheme than `https`.
        Scheme = "scheme", "it does not begin with https";
        /// Another port than 443.
        Port = "port", "it names another port than 443";
        UserInfo = "user_info", "it holds a user name or password";
        /// An address, in whatever spelling, where a name should be.
        Address = "address", "it holds an IP address in place of a name";
        /// No name that DNS could know.
        Name = "name", "it holds no public host name";
    }
}

codes! {
    /// What can be wrong on our side; never counted against the organisation (O7).
    OwnFault {
        /// The key bundle cannot be fetched.
        SecretMissing = "secret_missing", "the probe's keys and certificates could not be fetched";
        /// A key or certificate of the pack cannot be read.
        KeyUnreadable = "key_unreadable", "one of the probe's keys or certificates could not be read";
        NoNetwork = "no_network", "the probe had no network";
        /// The name has only IPv6 addresses, and the network of the probe has no IPv6.
        IpVersion = "ip_version", "the probe’s network has no IPv6, and the host name has no IPv4 address";
        /// Anything else of ours.
        Internal = "internal", "the probe failed by itself";
    }
}
