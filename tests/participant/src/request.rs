//! Reads one HTTP/1.1 request, byte for byte. Must not: judge it, or read for ever.

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Bytes of a request line with its headers that are read.
const MOST_HEAD: usize = 64 * 1024;

/// Bytes of a body that are read.
const MOST_BODY: usize = 1024 * 1024;

/// A request, as it was sent.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) version: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Bytes that arrived after the body in the same read.
    pub(crate) more: usize,
}

/// There is no request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the other side closed the connection before the request was complete")]
    Closed,
    #[error("the connection broke: {0}")]
    Broken(#[from] std::io::Error),
    #[error("it is not HTTP: {0}")]
    NotHttp(&'static str),
    #[error("it is too large")]
    TooLarge,
}

impl Request {
    /// The only value of a header, or none; names in any case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }
}

/// Reads one.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Request, Unreadable> {
    let mut buffer = Vec::with_capacity(4096);
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if buffer.len() > MOST_HEAD {
            return Err(Unreadable::TooLarge);
        }
        if stream.read_buf(&mut buffer).await? == 0 {
            return Err(Unreadable::Closed);
        }
    };
    let rest = buffer.split_off(end + 4);
    let mut request = head(&buffer[..end])?;
    let length = match request.header("content-length") {
        Some(length) => length.parse().map_err(|_| Unreadable::NotHttp("the length is no number"))?,
        None => 0,
    };
    if length > MOST_BODY {
        return Err(Unreadable::TooLarge);
    }
    request.body = rest;
    while request.body.len() < length {
        if stream.read_buf(&mut request.body).await? == 0 {
            return Err(Unreadable::Closed);
        }
    }
    request.more = request.body.len() - length;
    request.body.truncate(length);
    Ok(request)
}

fn head(bytes: &[u8]) -> Result<Request, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotHttp("the head is not text"))?;
    let mut lines = text.split("\r\n");
    let words: Vec<_> = lines.next().unwrap_or_default().split(' ').collect();
    let [method, target, version] = words[..] else {
        return Err(Unreadable::NotHttp("the first line has not three words"));
    };
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').ok_or(Unreadable::NotHttp("a header without a colon"))?;
        Ok((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()))
    });
    Ok(Request {
        method: method.to_owned(),
        target: target.to_owned(),
        version: version.to_owned(),
        headers: headers.collect::<Result<_, Unreadable>>()?,
        body: Vec::new(),
        more: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_text(text: &str) -> Result<Request, Unreadable> {
        read(&mut text.as_bytes()).await
    }

    #[tokio::test]
    async fn what_was_sent_is_what_is_read() {
        let sent = "POST /find HTTP/1.1\r\nHost: a.example.org\r\nContent-Length: 2\r\n\r\n{}EXTRA";
        let request = read_text(sent).await.unwrap();
        assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/find"));
        assert_eq!(request.header("HOST"), Some("a.example.org"));
        assert_eq!((request.body.as_slice(), request.more), (b"{}".as_slice(), 5));
    }

    #[tokio::test]
    async fn a_header_that_comes_twice_has_no_value() {
        let request = read_text("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n").await.unwrap();
        assert_eq!(request.header("host"), None);
    }

    #[tokio::test]
    async fn half_a_request_is_none() {
        for sent in ["", "POST /find HTTP/1.1\r\n", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}"] {
            assert!(matches!(read_text(sent).await, Err(Unreadable::Closed)), "{sent:?}");
        }
        let endless = "x".repeat(MOST_HEAD + 1);
        assert!(matches!(read_text(&endless).await, Err(Unreadable::TooLarge)));
        assert!(matches!(read_text("nonsense\r\n\r\n").await, Err(Unreadable::NotHttp(_))));
    }
}
