//! The HTTP/1.1 that the counterparts on loopback need: reading whole messages, writing whole answers.
//!
//! Must not: reach beyond this machine.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// A request or an answer.
#[derive(Debug)]
pub struct Message {
    /// The first line, without its end.
    pub start: String,
    headers: Vec<(String, String)>,
    /// The body, out of its chunks.
    pub body: Vec<u8>,
}

impl Message {
    /// A header by its name in lower case; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(have, _)| have == name).map_or("", |(_, value)| value)
    }

    /// Reads the next message; none at the end of the stream.
    pub fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Self>> {
        let start = line(stream)?;
        if start.is_empty() {
            return Ok(None);
        }
        let mut message = Self { start, headers: Vec::new(), body: Vec::new() };
        loop {
            let header = line(stream)?;
            let Some((name, value)) = header.split_once(':') else { break };
            message.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        if message.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
            message.body = chunks(stream)?;
        } else {
            let length = message.header("content-length").parse().unwrap_or(0);
            take(stream, length, &mut message.body)?;
        }
        Ok(Some(message))
    }
}

/// Writes a whole answer in one piece. `headers` are lines with their ends.
pub fn answer(mut stream: &TcpStream, status: &str, headers: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    let whole = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}");
    stream.write_all(whole.as_bytes())
}

/// Sends a request to an address on loopback, on a new connection.
///
/// # Errors
/// No connection, or no whole answer with status 200 (the answer's body is then in the error).
pub fn ask(port: u16, method: &str, path: &str, headers: &str, body: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )?;
    let answer = Message::read(&mut BufReader::new(stream))?.context("no answer")?;
    let said = String::from_utf8_lossy(&answer.body);
    ensure!(answer.start.contains(" 200"), "{}: {said}", answer.start);
    Ok(answer.body)
}

/// Asks a DynamoDB on loopback, as nobody in particular.
///
/// # Errors
/// As [`ask`].
pub fn dynamodb(port: u16, operation: &str, body: &Value) -> Result<Value> {
    let headers = format!(
        "content-type: application/x-amz-json-1.0\r\nx-amz-target: DynamoDB_20120810.{operation}\r\n\
         x-amz-date: 20261122T000000Z\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=test/20261122/eu-west-2/dynamodb/aws4_request, \
         SignedHeaders=host, Signature=0\r\n"
    );
    let answer = ask(port, "POST", "/", &headers, &body.to_string())?;
    Ok(serde_json::from_slice(&answer)?)
}

fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    line.truncate(line.trim_end().len());
    Ok(line)
}

fn take(stream: &mut BufReader<TcpStream>, length: u64, into: &mut Vec<u8>) -> io::Result<()> {
    let got = stream.take(length).read_to_end(into)?;
    if got as u64 == length { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

fn chunks(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length = u64::from_str_radix(&line(stream)?, 16).map_err(|_| ErrorKind::InvalidData)?;
        take(stream, length, &mut body)?;
        line(stream)?;
        if length == 0 {
            return Ok(body);
        }
    }
}
