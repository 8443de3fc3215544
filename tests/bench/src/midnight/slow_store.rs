//! A proxy in front of the store: each call is answered so long after it was asked, as DynamoDB takes its time; and a mail service that
//! takes everything. It counts both.
//!
//! Must not: change a request or an answer.

use std::io::{self, BufReader, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::canned_store::HEALTHY;
use crate::emulator::endpoint;
use crate::http::{self, Message};

/// How long after a request its answer comes.
const ANSWER: Duration = Duration::from_millis(5);
/// Emails are counted in so many seconds: answers come a little sooner or later, so one second says little.
const BUSIEST: Duration = Duration::from_secs(10);
/// What a request of the SDK says that the store needs.
const HEADERS: [&str; 4] = ["content-type", "x-amz-target", "x-amz-date", "authorization"];
const JSON: &str = "content-type: application/x-amz-json-1.0\r\n";

/// A running one. It lives as long as this process.
pub struct SlowStore {
    endpoint: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    calls: AtomicU64,
    /// Those of them that were written.
    transactions: AtomicU64,
    emails: Mutex<Vec<Instant>>,
}

impl SlowStore {
    /// Starts one in front of the store at this port of loopback.
    ///
    /// # Errors
    /// No free port.
    pub fn start(port: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let endpoint = endpoint(listener.local_addr()?.port());
        let seen = Arc::<Seen>::default();
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = Arc::clone(&shared);
                // A connection ends when either side does.
                thread::spawn(move || serve(stream, port, &seen));
            }
        });
        Ok(Self { endpoint, seen })
    }

    /// Where it is.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Calls to the table so far.
    pub fn calls(&self) -> u64 {
        self.seen.calls.load(Ordering::Relaxed)
    }

    /// Transactions that were written so far.
    pub fn transactions(&self) -> u64 {
        self.seen.transactions.load(Ordering::Relaxed)
    }

    /// How many emails were sent, and how many a second in the busiest ten seconds.
    pub fn emails(&self) -> (usize, f64) {
        let emails = self.seen.emails.lock().unwrap_or_else(PoisonError::into_inner);
        let from = |place: usize| emails.iter().skip(place);
        let together = |(place, first): (usize, &Instant)| {
            from(place).take_while(|email| email.duration_since(*first) < BUSIEST).count()
        };
        let most = emails.iter().enumerate().map(together).max().unwrap_or_default();
        (emails.len(), most as f64 / BUSIEST.as_secs_f64())
    }
}

fn serve(stream: TcpStream, port: u16, seen: &Seen) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let store = TcpStream::connect(("127.0.0.1", port))?;
    store.set_nodelay(true)?;
    let (mut stream, mut store) = (BufReader::new(stream), BufReader::new(store));
    while let Some(asked) = Message::read(&mut stream)? {
        let begun = Instant::now();
        let operation = asked.header("x-amz-target").rsplit('.').next().unwrap_or_default();
        let (status, body) = match operation {
            "" if asked.start.contains("/outbound-emails") => {
                let mut emails = seen.emails.lock().unwrap_or_else(PoisonError::into_inner);
                emails.push(begun);
                ("200 OK".to_owned(), format!("{{\"MessageId\":\"bench-{}\"}}", emails.len()))
            }
            "" => ("200 OK".to_owned(), HEALTHY.to_owned()),
            operation => {
                seen.calls.fetch_add(1, Ordering::Relaxed);
                let (status, body) = pass_on(&mut store, port, &asked)?;
                if operation == "TransactWriteItems" && status.starts_with("200") {
                    seen.transactions.fetch_add(1, Ordering::Relaxed);
                }
                (status, body)
            }
        };
        thread::sleep(ANSWER.saturating_sub(begun.elapsed()));
        http::answer(stream.get_ref(), &status, JSON, &body)?;
    }
    Ok(())
}

/// The answer of the store: its status and its body.
fn pass_on(store: &mut BufReader<TcpStream>, port: u16, asked: &Message) -> io::Result<(String, String)> {
    let mut request = format!("{}\r\nhost: 127.0.0.1:{port}\r\n", asked.start);
    for name in HEADERS {
        request.push_str(&format!("{name}: {}\r\n", asked.header(name)));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", asked.body.len()));
    let mut request = request.into_bytes();
    request.extend_from_slice(&asked.body);
    store.get_mut().write_all(&request)?;
    let answer = Message::read(store)?.ok_or(ErrorKind::UnexpectedEof)?;
    let status = answer.start.split_once(' ').map_or("500", |(_, status)| status);
    Ok((status.to_owned(), String::from_utf8_lossy(&answer.body).into_owned()))
}
