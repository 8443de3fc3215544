//! The behaviours of a provider: everything that a find request can meet. Must not: carry them out.

use serde::{Deserialize, Serialize};

/// A provider's behaviour on a connection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Behaviour {
    /// Correct: 202 to a request that passes verification, otherwise 400 or 401.
    #[default]
    Accept,

    /// The port is closed: connections are refused.
    Refuse,
    /// The port is open and nobody accepts, so connections are not made in time.
    NeverAccept,

    /// Passes the connection on, TLS included, to a person's own endpoint at this port of 127.0.0.1.
    Relay(u16),

    /// Accepts the connection and says nothing, not even in TLS.
    Silent,
    /// Resets the connection when TLS begins.
    ResetInHandshake,
    /// Closes the connection when TLS begins.
    CloseInHandshake,
    /// Answers TLS with HTTP.
    PlainText,
    /// Ends the handshake with this alert, by its number: 40 is `handshake_failure`, 70 `protocol_version`.
    Alert(u8),
    /// Agrees to TLS 1.1 only.
    Tls11,
    /// Shows a certificate that is wrong in this way.
    Certificate(Certificate),
    /// Agrees to TLS 1.2 only, and continues correctly.
    OnlyTls12,
    /// Does not take PDP's client certificate.
    RefuseClientCertificate(ClientRefusal),
    /// Agrees to TLS 1.2 only, and resets the connection when it has got PDP's client certificate.
    ResetOnClientCertificate,
    /// Does not ask for PDP's client certificate, and then behaves like this.
    WithoutClientCertificate(Box<Behaviour>),
    /// Agrees to HTTP/2 only, and says so in TLS.
    OnlyHttp2,
    /// Agrees on TLS, reads the request, and then says this in TLS.
    Late(Late),

    /// Answers with this status and nothing else.
    Status(u16),
    /// Answers with this, for any request.
    Answer(Answer),
    /// Sends elsewhere, with 302.
    Redirect(String),
    /// Answers as it should, after so many milliseconds.
    Slow(u64),
    /// Resets the connection after the first byte of the request.
    ResetWhileSending,
    /// Reads the request and resets the connection.
    Reset,
    /// Reads the request and closes the connection in good order.
    Close,
    /// Reads the request and never answers.
    NoAnswer,
    /// Answers with these bytes.
    Raw(Raw),
    /// Answers with 202 before it has read the body of the request.
    Early,
    /// Answers with so many bytes of headers.
    LargeHeader(usize),
    /// Answers with 202 and so many bytes of body.
    LargeBody(usize),
    /// Answers with 202 and a body that does not end, as fast as it is taken.
    EndlessBody,
    /// Announces more than it sends, and closes the connection in good order.
    Truncated,
    /// Sends its answer byte by byte.
    Drip(Drip),
}

/// A fault of a certificate, or an oddity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// It ended yesterday.
    Expired,
    /// It begins tomorrow.
    NotYetValid,
    /// It ends in ten days: good, and worth a warning (O6).
    ExpiresSoon,
    /// It is for another name.
    OtherName,
    /// Nobody the probe knows vouches for it.
    OtherAuthority,
    /// It is good, but its issuer is not shown.
    IncompleteChain,
    /// It is good, but another issuer is shown.
    WrongIntermediate,
    /// It vouches for itself.
    SelfSigned,
    /// It is good, and its issuer ended yesterday.
    ExpiredIntermediate,
    /// It is good, and a root that ended yesterday is sent along needlessly.
    WithExpiredRoot,
    /// It begins tomorrow, and a root that ended yesterday is sent along needlessly.
    NotYetValidWithExpiredRoot,
    /// It is good, and a root that ends in ten days is sent along needlessly.
    WithRootThatEndsSoon,
    /// It lasts six days, of which three are left: good.
    SixDays,
    /// It lasts six days, of which one is left: good, and worth a warning (O6).
    SixDaysNearlyOver,
    /// It has its host only as its common name.
    CommonNameOnly,
    /// It is for any name beside the host's: good.
    Wildcard,
    /// It is for an address.
    AddressOnly,
    /// Its issuer may sign for other names only.
    NameConstrained,
    /// It demands proof that it was not revoked, and none is sent: good, for clients that do not ask for proof.
    MustStaple,
}

/// A server's TLS message after it has read the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Late {
    pub message: LateMessage,
    /// In TLS 1.2; else in 1.3.
    #[serde(default)]
    pub tls12: bool,
    /// The message; then it closes the connection.
    #[serde(default)]
    pub then: String,
}

/// A message of TLS that comes late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateMessage {
    /// It asks for the client's certificate: by renegotiation in TLS 1.2, by post-handshake authentication in 1.3.
    AskForCertificate,
    /// It gives up, with this alert by its number.
    Alert(u8),
}

/// Bytes that are sent as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Raw {
    /// The bytes.
    pub text: String,
    /// The behaviour after them.
    #[serde(default)]
    pub then: Ending,
}

/// How a connection is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It is closed in good order.
    #[default]
    Close,
    /// It is closed, and TLS is not told.
    CloseWithoutNotice,
    /// It stays open.
    Stay,
}

/// How a client certificate is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct ClientRefusal {
    /// In these words.
    pub alert: ClientAlert,
    /// In TLS 1.2, where it is part of the handshake; else in 1.3, where it comes after the client's last word.
    #[serde(default)]
    pub tls12: bool,
}

/// Alerts about a client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAlert {
    /// Its authority is not known: the usual mistake.
    UnknownCa,
    /// It is broken.
    BadCertificate,
    /// It has expired.
    CertificateExpired,
    /// It was taken back.
    CertificateRevoked,
    /// It is for something else.
    UnsupportedCertificate,
    /// Something else is the matter with it.
    CertificateUnknown,
    /// It is good, and not allowed in.
    AccessDenied,
}

/// An answer, as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Answer {
    pub status: u16,
    /// Headers besides those about its length.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    #[serde(default)]
    pub body: String,
    /// The wait before it answers, in milliseconds.
    #[serde(default)]
    pub after_ms: u64,
}

/// An answer that trickles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Drip {
    /// The faulty part of it.
    pub part: Part,
    /// Milliseconds between bytes.
    pub every_ms: u64,
}

/// A part of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// From the status line on.
    Head,
    /// After the empty line.
    Body,
}

/// How a port is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// Connections are taken.
    Open,
    /// Connections are refused.
    Closed,
    /// Connections are left waiting.
    Full,
}

impl Behaviour {
    /// How it keeps the port, before there is a connection.
    pub(crate) fn door(&self) -> Door {
        match self {
            Self::Refuse => Door::Closed,
            Self::NeverAccept => Door::Full,
            Self::WithoutClientCertificate(then) => then.door(),
            _ => Door::Open,
        }
    }
}
