//! The counterpart of the process: Lambda's runtime API on loopback, one event at a time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::Value;

/// A listening runtime API.
pub struct Lambda {
    listener: TcpListener,
    connection: Option<BufReader<TcpStream>>,
}

impl Lambda {
    /// Listens on a free port; returns the value for `AWS_LAMBDA_RUNTIME_API`.
    pub fn listen() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        (Self { listener, connection: None }, address)
    }

    /// Hands an event to the process when it asks, and waits for its answer.
    pub fn invoke(&mut self, event: &str) -> Value {
        let (start, _) = self.read();
        assert!(start.contains("/invocation/next"), "{start}");
        let headers = "lambda-runtime-aws-request-id: 1\r\nlambda-runtime-deadline-ms: 4102444800000\r\n\
                       lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-west-2:000000000000:function:export\r\n";
        self.answer("200 OK", headers, event);
        let (start, body) = self.read();
        assert!(start.contains("/response"), "{start} {body}");
        self.answer("202 Accepted", "", "");
        serde_json::from_str(&body).unwrap()
    }

    /// First line and body of the next request, on any connection.
    fn read(&mut self) -> (String, String) {
        loop {
            let listener = &self.listener;
            let connection =
                self.connection.get_or_insert_with(|| BufReader::new(listener.accept().unwrap().0));
            match read(connection) {
                Some(request) => return request,
                None => self.connection = None,
            }
        }
    }

    fn answer(&mut self, status: &str, headers: &str, body: &str) {
        let length = body.len();
        let text = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        );
        self.connection.as_mut().unwrap().get_mut().write_all(text.as_bytes()).unwrap();
    }
}

fn read(connection: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if connection.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.to_lowercase();
    let mut body = Vec::new();
    if head.contains("transfer-encoding: chunked") {
        loop {
            let mut line = String::new();
            connection.read_line(&mut line).ok()?;
            let length = usize::from_str_radix(line.trim(), 16).ok()?;
            let mut chunk = vec![0; length + 2];
            connection.read_exact(&mut chunk).ok()?;
            if length == 0 {
                break;
            }
            body.extend_from_slice(&chunk[..length]);
        }
    } else if let Some((_, rest)) = head.split_once("content-length: ") {
        body = vec![0; rest.lines().next()?.trim().parse().ok()?];
        connection.read_exact(&mut body).ok()?;
    }
    Some((head.lines().next()?.to_owned(), String::from_utf8(body).ok()?))
}
