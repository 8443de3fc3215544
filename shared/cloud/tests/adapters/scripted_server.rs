//! A server on this machine that reads each request and answers as told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Its reaction to a request after reading it.
#[derive(Clone)]
pub enum Answer {
    /// Answers with this status, error type and JSON body.
    With(u16, &'static str, &'static str),
    /// Answers with this status and these header lines (each ending in CRLF), without a body.
    Head(u16, String),
    Close,
    /// Nothing, until the other side goes away.
    Nothing,
}

/// A running server; it ends with the test.
pub struct ScriptedServer {
    pub url: String,
    /// Per connection, the requests that were read: first line, headers and body.
    pub connections: Arc<Mutex<Vec<Vec<String>>>>,
}

impl ScriptedServer {
    /// One that does the same with every request.
    pub fn start(answer: Answer) -> Self {
        Self::telling(move |_| answer.clone())
    }

    /// One that decides by the request.
    pub fn telling(tell: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let tell = Arc::new(tell);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let connections: Arc<Mutex<Vec<Vec<String>>>> = Arc::default();
        let seen = Arc::clone(&connections);
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().map_while(Result::ok).enumerate() {
                seen.lock().unwrap().push(Vec::new());
                let (seen, tell) = (Arc::clone(&seen), Arc::clone(&tell));
                std::thread::spawn(move || {
                    serve(stream, |request| {
                        let answer = tell(&request);
                        seen.lock().unwrap()[number].push(request);
                        answer
                    });
                });
            }
        });
        Self { url, connections }
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<String> {
        self.connections.lock().unwrap().concat()
    }
}

fn serve(mut stream: TcpStream, tell: impl Fn(String) -> Answer) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(request) = read(&mut reader) {
        match tell(request) {
            Answer::With(status, error, body) => {
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\nx-amzn-errortype: {error}\r\n\
                     content-length: {length}\r\n\r\n{body}"
                );
                stream.write_all(answer.as_bytes()).unwrap();
            }
            Answer::Head(status, headers) => {
                let answer = format!("HTTP/1.1 {status} Told\r\ncontent-length: 0\r\n{headers}\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
            }
            Answer::Close => return,
            Answer::Nothing => {
                reader.read_to_end(&mut Vec::new()).ok();
            }
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if reader.read_line(&mut request).ok()? == 0 {
            return None;
        }
    }
    let length = request.to_lowercase().split_once("content-length: ").map_or(0, |(_, rest)| {
        rest.lines().next().and_then(|length| length.trim().parse().ok()).unwrap_or(0)
    });
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.push_str(&String::from_utf8_lossy(&body));
    Some(request)
}
