//! Answers a request in the way set for the provider, byte by byte where that is wrong. Must not: decide what to
//! answer.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time;

use crate::behaviour::{Answer, Behaviour, Drip, Ending, Part};
use crate::broken_handshake::until_closed;
use crate::finding::Finding;
use crate::late;
use crate::tls::Stream;

/// The answer of a correct provider: 202, or the faults of the request.
pub(crate) fn verdict(findings: &[Finding]) -> Answer {
    let status = match findings {
        [] => return Answer { status: 202, ..Answer::default() },
        some if some.iter().any(|finding| finding.with.is_about_trust()) => 401,
        _ => 400,
    };
    let body = serde_json::json!({ "findings": findings }).to_string();
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Answer { status, headers, body, after_ms: 0 }
}

/// The status that will be answered, as far as there is one.
pub(crate) fn status(behaviour: &Behaviour, findings: &[Finding]) -> Option<u16> {
    match behaviour {
        Behaviour::Status(status) => Some(*status),
        Behaviour::Answer(answer) => Some(answer.status),
        Behaviour::Redirect(_) => Some(302),
        Behaviour::WithoutClientCertificate(then) => status(then, findings),
        Behaviour::LargeHeader(_)
        | Behaviour::Early
        | Behaviour::LargeBody(_)
        | Behaviour::EndlessBody
        | Behaviour::Truncated
        | Behaviour::Drip(_) => Some(202),
        Behaviour::Reset
        | Behaviour::Close
        | Behaviour::NoAnswer
        | Behaviour::Raw(_)
        | Behaviour::Late(_) => None,
        _ => Some(verdict(findings).status),
    }
}

/// Answers and ends the connection. An error means that the other side has gone.
pub(crate) async fn play(mut stream: Stream, behaviour: &Behaviour, findings: &[Finding]) -> io::Result<()> {
    let behaviour = match behaviour {
        Behaviour::WithoutClientCertificate(then) => then,
        other => other,
    };
    match behaviour {
        Behaviour::Late(late) => return late::play(stream, late).await,
        Behaviour::Status(status) => {
            plain(&mut stream, &Answer { status: *status, ..Answer::default() }).await?
        }
        Behaviour::Answer(answer) => plain(&mut stream, answer).await?,
        Behaviour::Redirect(place) => {
            let headers = vec![("location".to_owned(), place.clone())];
            plain(&mut stream, &Answer { status: 302, headers, ..Answer::default() }).await?;
        }
        Behaviour::Slow(after_ms) => {
            plain(&mut stream, &Answer { after_ms: *after_ms, ..verdict(findings) }).await?;
        }
        Behaviour::Reset => return stream.get_ref().0.set_zero_linger(),
        Behaviour::Close => {}
        Behaviour::NoAnswer => {
            until_closed(&mut stream).await;
            return Ok(());
        }
        Behaviour::Raw(raw) => {
            stream.write_all(raw.text.as_bytes()).await?;
            stream.flush().await?;
            match raw.then {
                Ending::Close => {}
                Ending::Stay => {
                    until_closed(&mut stream).await;
                    return Ok(());
                }
                Ending::CloseWithoutNotice => {
                    let (tcp, _) = stream.get_mut();
                    tcp.shutdown().await?;
                    until_closed(tcp).await;
                    return Ok(());
                }
            }
        }
        Behaviour::Early => plain(&mut stream, &Answer { status: 202, ..Answer::default() }).await?,
        Behaviour::LargeHeader(bytes) => {
            let filler = "a".repeat(*bytes);
            let head = format!("HTTP/1.1 202 Accepted\r\nx-filler: {filler}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
        }
        Behaviour::LargeBody(bytes) => {
            stream.write_all(head(&Answer { status: 202, ..Answer::default() }, *bytes).as_bytes()).await?;
            stream.write_all(&vec![b'a'; *bytes]).await?;
        }
        Behaviour::EndlessBody => {
            stream.write_all(b"HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            let chunk = format!("1000\r\n{}\r\n", "a".repeat(0x1000));
            loop {
                stream.write_all(chunk.as_bytes()).await?;
            }
        }
        Behaviour::Truncated => {
            stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\n\r\nnot 100").await?;
        }
        Behaviour::Drip(drip) => trickle(&mut stream, *drip).await?,
        _ => plain(&mut stream, &verdict(findings)).await?,
    }
    stream.shutdown().await?;
    until_closed(&mut stream).await;
    Ok(())
}

async fn plain(stream: &mut Stream, answer: &Answer) -> io::Result<()> {
    if answer.after_ms > 0 {
        let mut byte = [0];
        // A client that goes away while it waits needs no answer.
        let gone = time::timeout(Duration::from_millis(answer.after_ms), stream.read(&mut byte)).await;
        if gone.is_ok() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
    }
    let text = head(answer, answer.body.len()) + &answer.body;
    stream.write_all(text.as_bytes()).await?;
    stream.flush().await
}

fn head(answer: &Answer, length: usize) -> String {
    let mut text = format!("HTTP/1.1 {} Simulated\r\n", answer.status);
    for (name, value) in &answer.headers {
        text += &format!("{name}: {value}\r\n");
    }
    // 204 has no body and no length.
    if answer.status != 204 {
        text += &format!("content-length: {length}\r\n");
    }
    text + "connection: close\r\n\r\n"
}

async fn trickle(stream: &mut Stream, drip: Drip) -> io::Result<()> {
    const BODY: &str = "one byte after the other, and each of them in time";
    let head = head(&Answer { status: 202, ..Answer::default() }, BODY.len());
    let slow = match drip.part {
        Part::Head => head + BODY,
        Part::Body => {
            stream.write_all(head.as_bytes()).await?;
            stream.flush().await?;
            BODY.to_owned()
        }
    };
    let mut beat = time::interval(Duration::from_millis(drip.every_ms.max(1)));
    for byte in slow.as_bytes() {
        beat.tick().await;
        stream.write_all(&[*byte]).await?;
        stream.flush().await?;
    }
    Ok(())
}
