//! HTTP/1.1 as far as this proxy needs it: whole messages, read and written as they are.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long the emulator may take; it never comes near.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request or an answer, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The first line.
    pub start: String,
    /// Names and values, as they came.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Message {
    /// An answer of our own.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self { start: format!("HTTP/1.1 {status} Injected"), headers: headers.collect(), body: body.into() }
    }

    /// The next request; none when the other side has gone.
    pub fn read(from: &mut impl BufRead) -> Option<Self> {
        let (start, headers) = head(from)?;
        let mut message = Self { start, headers, body: Vec::new() };
        let length = message.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        message.body = vec![0; length];
        from.read_exact(&mut message.body).ok()?;
        Some(message)
    }

    /// The value of a header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The method of a request.
    pub fn method(&self) -> &str {
        self.start.split(' ').next().unwrap_or_default()
    }

    /// The path of a request, with its query.
    pub fn path(&self) -> &str {
        self.start.split(' ').nth(1).unwrap_or_default()
    }

    /// The status of an answer.
    pub fn status(&self) -> u16 {
        self.path().parse().unwrap_or(0)
    }

    /// A question for what is there now, by the function that made this request.
    pub fn head_of_the_same(&self) -> Self {
        let who = ["host", "authorization", "x-amz-date"];
        let told = |(name, _): &&(String, String)| who.iter().any(|who| name.eq_ignore_ascii_case(who));
        let headers = self.headers.iter().filter(told).cloned().collect();
        Self { start: format!("HEAD {} HTTP/1.1", self.path_alone()), headers, body: Vec::new() }
    }

    fn path_alone(&self) -> &str {
        self.path().split('?').next().unwrap_or_default()
    }

    /// As it goes over the wire. The answer to a HEAD tells the length of a body that it does not have.
    pub fn bytes(&self, to_head: bool) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.start);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !to_head {
            text.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Sends this request to `upstream`, on a connection of its own, and reads the whole answer.
    pub fn exchange(&self, upstream: &str) -> io::Result<Self> {
        let mut request = self.clone();
        request.without(&["connection", "content-length"]);
        request.headers.push(("connection".to_owned(), "close".to_owned()));
        let mut stream = TcpStream::connect(upstream)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(&request.bytes(false))?;
        let mut reader = BufReader::new(stream);
        let (start, headers) = head(&mut reader).ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut answer = Self { start, headers, body: Vec::new() };
        let has_no_body = self.method() == "HEAD";
        if has_no_body {
            answer.without(&["connection", "keep-alive", "transfer-encoding"]);
            return Ok(answer);
        }
        if answer.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            while let Some(mut chunk) = chunk(&mut reader)? {
                answer.body.append(&mut chunk);
            }
        } else {
            reader.read_to_end(&mut answer.body)?;
        }
        answer.without(&["connection", "keep-alive", "transfer-encoding", "content-length"]);
        Ok(answer)
    }

    fn without(&mut self, names: &[&str]) {
        self.headers.retain(|(given, _)| !names.iter().any(|name| given.eq_ignore_ascii_case(name)));
    }
}

/// The first line and the headers.
fn head(from: &mut impl BufRead) -> Option<(String, Vec<(String, String)>)> {
    let mut line = || {
        let mut line = String::new();
        let read = from.read_line(&mut line).ok()?;
        (read > 0).then(|| line.trim_end().to_owned())
    };
    let start = line()?;
    let mut headers = Vec::new();
    loop {
        let next = line()?;
        if next.is_empty() {
            return Some((start, headers));
        }
        let (name, value) = next.split_once(':')?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

/// The next chunk; none after the last.
fn chunk(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    let size = line.trim().split(';').next().unwrap_or_default();
    let size = usize::from_str_radix(size, 16).map_err(|_| io::ErrorKind::InvalidData)?;
    let mut bytes = vec![0; size + 2];
    from.read_exact(&mut bytes)?;
    bytes.truncate(size);
    Ok((size > 0).then_some(bytes))
}
