//! One request and its answer over a connection that is agreed on (O6, O9).
//!
//! Responsible for: reading a limited amount for a limited time, and reporting how it ended. Must not: follow a
//! redirect, send twice, decide what an answer means.

use std::pin::pin;
use std::time::Instant;

use bytes::Bytes;
use domain::oat::observation::{BODY_KEPT, Ending, ResponseFacts, Unread};
use http::{HeaderMap, HeaderName, Request, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout_at;

use crate::identity::Notes;
use crate::refusal::{ending_after_handshake, is_asking_late};
use crate::unreadable;
use crate::wire::{Break, Meter, Metered};

/// The limits of an answer: its head, its headers, its body, and everything with its framing.
const HEAD: usize = 16 * 1024;
const HEADERS: usize = 100;
const BODY: u64 = 64 * 1024;
const ALL: usize = 512 * 1024;

/// The headers that are kept (O6), and how much of each, in characters.
const KEPT: [HeaderName; 21] = [
    header::ALLOW,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::DATE,
    header::LOCATION,
    header::RETRY_AFTER,
    header::SERVER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::VIA,
    header::WWW_AUTHENTICATE,
    HeaderName::from_static("x-request-id"),
    // Intermediaries use these to say that they answered, and to find the request again.
    HeaderName::from_static("cf-mitigated"),
    HeaderName::from_static("cf-ray"),
    HeaderName::from_static("x-amz-cf-id"),
    HeaderName::from_static("x-amzn-requestid"),
    HeaderName::from_static("x-amzn-waf-action"),
    HeaderName::from_static("x-azure-ref"),
    HeaderName::from_static("x-datadome"),
    HeaderName::from_static("x-iinfo"),
];
const LONGEST_VALUE: usize = 512;

/// How it went.
pub struct Exchange {
    /// When the first byte went out, and when the first came in.
    pub sent: Option<Instant>,
    /// See `sent`.
    pub received: Option<Instant>,
    /// The answer, as far as it was read.
    pub response: Option<ResponseFacts>,
    /// The bytes that came in and could not be read.
    pub unread: Option<Unread>,
    pub ending: Ending,
}

/// The part read so far.
#[derive(Default)]
struct Answer {
    head: Option<(u16, Vec<(String, String)>)>,
    start: Vec<u8>,
    bytes: u64,
    digest: Sha256,
}

/// Sends the request and reads the answer, by `deadline` at the latest. `notes` holds the server's reaction to our
/// certificate and is updated here.
pub async fn exchange<S>(
    stream: S,
    request: Request<Full<Bytes>>,
    deadline: Instant,
    notes: &Notes,
) -> Exchange
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let meter = Meter::default();
    let mut answer = Answer::default();
    let metered = Metered::new(stream, meter.clone(), ALL);
    let result = timeout_at(deadline.into(), run(metered, request, &mut answer)).await;
    let measures = meter.read();
    let mut why = None;
    let ending = match result {
        Ok(Ok(())) => Ending::Answered,
        Ok(Err(Stop::TooLarge)) => Ending::BodyTooLarge,
        Ok(Err(Stop::Http(error))) => match measures.broken {
            Some(Break::Tls(error)) => {
                if is_asking_late(&error) {
                    notes.note_asked_late();
                }
                ending_after_handshake(&error, notes.sent())
            }
            Some(Break::TooMuch) if answer.head.is_some() => Ending::BodyTooLarge,
            Some(Break::TooMuch) => Ending::HeaderTooLarge,
            Some(Break::Reset) => Ending::Reset,
            None if error.is_parse_too_large() => Ending::HeaderTooLarge,
            None if error.is_incomplete_message() => Ending::Reset,
            None if error.is_parse() || !measures.ended => {
                why = Some(unreadable::why(&error));
                Ending::Malformed
            }
            None => Ending::Reset,
        },
        Err(_) if answer.head.is_some() => Ending::BodyTooSlow,
        Err(_) => Ending::TimedOut,
    };
    // Once the headers were read, the body is kept.
    let start = if answer.head.is_none() { measures.start } else { Vec::new() };
    let why = why.or_else(|| unreadable::unfinished(&ending, &start)).map(str::to_owned);
    let unread = why.map(|why| Unread { why, start });
    Exchange { sent: measures.sent, received: measures.received, response: answer.facts(), unread, ending }
}

/// Why it was not read to its end.
enum Stop {
    Http(hyper::Error),
    TooLarge,
}

impl From<hyper::Error> for Stop {
    fn from(error: hyper::Error) -> Self {
        Self::Http(error)
    }
}

async fn run<S>(stream: Metered<S>, request: Request<Full<Bytes>>, answer: &mut Answer) -> Result<(), Stop>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_header_size(HEAD)
        .max_headers(HEADERS)
        // A client has to read these, however old or wrong they are (RFC 9112, 5.1 and 5.2).
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .handshake(stream)
        .await?;
    let mut connection = pin!(connection);
    let mut reading = pin!(async {
        let response = sender.send_request(request).await?;
        answer.head = Some((response.status().as_u16(), kept(response.headers())));
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            if let Ok(data) = frame?.into_data()
                && !answer.add(&data)
            {
                return Err(Stop::TooLarge);
            }
        }
        Ok(())
    });
    // Both run in this task, so that nothing goes on once it is dropped. Reading reports a failure of the connection.
    tokio::select! {
        biased;
        read = &mut reading => return read,
        _ = &mut connection => {}
    }
    reading.await
}

impl Answer {
    /// Takes a piece of the body; returns whether more may come.
    fn add(&mut self, data: &[u8]) -> bool {
        let room = BODY_KEPT.saturating_sub(self.start.len());
        self.start.extend(data.iter().take(room));
        self.digest.update(data);
        self.bytes += data.len() as u64;
        self.bytes <= BODY
    }

    fn facts(self) -> Option<ResponseFacts> {
        let (status, headers) = self.head?;
        Some(ResponseFacts {
            status,
            headers,
            body_bytes: self.bytes,
            body_sha256: self.digest.finalize().into(),
            body_start: self.start,
        })
    }
}

/// The kept headers, in the order of the list, with anything but text replaced.
fn kept(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for name in KEPT {
        for value in headers.get_all(&name) {
            let text = String::from_utf8_lossy(value.as_bytes()).chars().take(LONGEST_VALUE).collect();
            values.push((name.to_string(), text));
        }
    }
    values
}
