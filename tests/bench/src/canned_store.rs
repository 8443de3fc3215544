//! A store with fixed answers, given at once, so that a call's time is the client's alone.
//!
//! Must not: keep anything, or check anything.

use std::io::{self, BufReader, ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use anyhow::Result;
use serde_json::{Value, json};

use crate::emulator::endpoint;
use crate::http::{self, Message};
use crate::process::TABLE;

/// The health page of DynamoDB.
pub const HEALTHY: &str = "healthy: dynamodb.eu-west-2.amazonaws.com ";

/// Starts a store of these items of one partition, in which a read finds the first whose sort key it has among its keys, and writes
/// change nothing. Returns its address. It lives as long as this process.
///
/// # Errors
/// No free port.
pub fn start(items: &[&Value]) -> Result<String> {
    let of = |items: &[&Value]| json!({ "Responses": { TABLE: items }, "UnprocessedKeys": {} }).to_string();
    let found: Vec<(String, Arc<str>)> =
        items.iter().map(|item| (item["sk"].to_string(), Arc::from(of(&[item])))).collect();
    let (none, nothing, healthy) = (Arc::from(of(&[])), Arc::from("{}"), Arc::from(HEALTHY));
    answering(move |asked| match asked.header("x-amz-target") {
        "DynamoDB_20120810.BatchGetItem" => {
            let asked = String::from_utf8_lossy(&asked.body);
            let one = found.iter().find(|(key, _)| asked.contains(key.as_str()));
            Arc::clone(one.map_or(&none, |(_, answer)| answer))
        }
        "DynamoDB_20120810.TransactWriteItems" => Arc::clone(&nothing),
        _ => Arc::clone(&healthy),
    })
}

/// Starts a server that answers every request at once, with what `answer` has for it. Returns its address. It lives as
/// long as this process.
///
/// # Errors
/// No free port.
pub fn answering(answer: impl Fn(&Message) -> Arc<str> + Send + Sync + 'static) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || serve(stream, &*answer));
        }
    });
    Ok(endpoint(port))
}

fn serve(stream: TcpStream, answer: &impl Fn(&Message) -> Arc<str>) {
    let (Ok(()), Ok(reading)) = (stream.set_nodelay(true), stream.try_clone()) else { return };
    let mut reading = BufReader::new(reading);
    while let Ok(Some(asked)) = Message::read(&mut reading) {
        let body = answer(&asked);
        if http::answer(&stream, "200 OK", "content-type: application/x-amz-json-1.0\r\n", &body).is_err() {
            return;
        }
    }
}

/// Starts a listener that reads the TLS hello of every connection and closes it. Returns its address, and a receiver
/// for the number of bytes of each hello.
///
/// # Errors
/// No free port.
pub fn start_hanging_up() -> Result<(String, Receiver<usize>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let (sender, hellos) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Ok(bytes) = read_hello(stream)
                && sender.send(bytes).is_err()
            {
                return;
            }
        }
    });
    Ok((endpoint(port).replace("http:", "https:"), hellos))
}

/// A record of TLS: its type (22, handshake), version and length in five bytes, then a message (1, the client's hello).
fn read_hello(mut stream: TcpStream) -> io::Result<usize> {
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let mut message = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
    stream.read_exact(&mut message)?;
    let is_hello = head[0] == 22 && message.first() == Some(&1);
    if is_hello { Ok(message.len()) } else { Err(ErrorKind::InvalidData.into()) }
}
