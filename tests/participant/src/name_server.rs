//! The name server. It answers queries over UDP and TCP on loopback, and no answer may be cached (TTL 0).
//!
//! Must not: ask anybody else.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hickory_proto::op::{Edns, Message, MessageType, Metadata, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use crate::log::{Entry, Question};
use crate::names::{Answer, Family, plain};
use crate::shared::Shared;

/// Aliases that are followed.
const MOST_ALIASES: usize = 8;

/// The size that most queries fit into.
const MOST_QUESTION: usize = 4096;

/// Both ends of a name server.
pub(crate) struct NameServer {
    udp: UdpSocket,
    tcp: TcpListener,
}

impl NameServer {
    /// On this port, or any for 0.
    pub(crate) async fn bind(port: u16) -> io::Result<Self> {
        const ATTEMPTS: usize = 20;
        let mut last = None;
        for _ in 0..if port == 0 { ATTEMPTS } else { 1 } {
            let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).await?;
            match TcpListener::bind(udp.local_addr()?).await {
                Ok(tcp) => return Ok(Self { udp, tcp }),
                // Somebody has that number on TCP.
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
    }

    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.udp.local_addr()
    }

    /// Answers until it is stopped.
    pub(crate) async fn serve(self, shared: Arc<Shared>) {
        let mut buffer = vec![0; MOST_QUESTION];
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                Ok((length, from)) = self.udp.recv_from(&mut buffer) => {
                    if let Some(answer) = answer(&shared, &buffer[..length], false).await {
                        // A client that does not wait for it asks again.
                        let _ = self.udp.send_to(&answer, from).await;
                    }
                }
                Ok((stream, _)) = self.tcp.accept() => {
                    connections.spawn(serve_tcp(Arc::clone(&shared), stream));
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

async fn serve_tcp(shared: Arc<Shared>, mut stream: TcpStream) {
    while let Ok(length) = stream.read_u16().await {
        let mut question = vec![0; usize::from(length)];
        if stream.read_exact(&mut question).await.is_err() {
            return;
        }
        let Some(answer) = answer(&shared, &question, true).await else { continue };
        let Ok(length) = u16::try_from(answer.len()) else { return };
        let framed = [&length.to_be_bytes(), answer.as_slice()].concat();
        if stream.write_all(&framed).await.is_err() {
            return;
        }
    }
}

/// The answer to a query; none when the script says so, or when it is no query.
async fn answer(shared: &Shared, question: &[u8], tcp: bool) -> Option<Vec<u8>> {
    let question = Message::from_vec(question).ok()?;
    let query = question.queries.first().filter(|_| question.metadata.message_type == MessageType::Query)?;
    let (records, code) = records(shared, query).await;
    let said = match &code {
        Code::Response(ResponseCode::NoError) => {
            let records = records.iter().map(|record| record.data.to_string());
            records.collect::<Vec<_>>().join(", ")
        }
        code => format!("{code:?}"),
    };
    shared.log.add(Entry::Question(Question {
        at: shared.clock.now().to_string(),
        name: plain(&query.name().to_utf8()),
        record: query.query_type().to_string(),
        tcp,
        answer: said,
    }));
    let code = match code {
        Code::Silence => return None,
        Code::Garbage => {
            // The right id, so that the resolver accepts it, then a truncated answer.
            return Some([&question.metadata.id.to_be_bytes()[..], &[0x81, 0x80, 0, 1, 0, 1]].concat());
        }
        Code::Response(code) => code,
    };
    let mut message = Message::new(question.metadata.id, MessageType::Response, OpCode::Query);
    message.metadata = Metadata::response_from_request(&question.metadata);
    message.metadata.authoritative = true;
    message.metadata.recursion_available = true;
    message.metadata.response_code = code;
    message.add_query(query.clone());
    message.add_answers(records);
    if question.edns.is_some() {
        let mut edns = Edns::new();
        edns.set_max_payload(1232);
        message.set_edns(edns);
    }
    let bytes = message.to_vec().ok()?;
    let fits = tcp || bytes.len() <= usize::from(question.max_payload());
    if fits { Some(bytes) } else { message.truncate().to_vec().ok() }
}

/// The status of a query.
#[derive(Debug)]
enum Code {
    Response(ResponseCode),
    Silence,
    Garbage,
}

async fn records(shared: &Shared, query: &Query) -> (Vec<Record>, Code) {
    let nothing = |code| (Vec::new(), Code::Response(code));
    let family = match query.query_type() {
        RecordType::A => Family::V4,
        RecordType::AAAA => Family::V6,
        _ => return nothing(ResponseCode::NoError),
    };
    let mut name = query.name().clone();
    let mut records = Vec::new();
    for _ in 0..MOST_ALIASES {
        match shared.look_up(&plain(&name.to_utf8()), family).await {
            Answer::Addresses(addresses) => {
                let data = addresses.into_iter().filter_map(|address| match (address, family) {
                    (IpAddr::V4(address), Family::V4) => Some(RData::A(A(address))),
                    (IpAddr::V6(address), Family::V6) => Some(RData::AAAA(AAAA(address))),
                    _ => None,
                });
                records.extend(data.map(|data| Record::from_rdata(name.clone(), 0, data)));
                return (records, Code::Response(ResponseCode::NoError));
            }
            Answer::Alias(other) => {
                let Ok(other) = Name::from_utf8(&other) else { return nothing(ResponseCode::ServFail) };
                records.push(Record::from_rdata(name, 0, RData::CNAME(CNAME(other.clone()))));
                name = other;
            }
            Answer::NotFound => return (records, Code::Response(ResponseCode::NXDomain)),
            Answer::Failed => return nothing(ResponseCode::ServFail),
            Answer::Refused => return nothing(ResponseCode::Refused),
            Answer::Silence => return (records, Code::Silence),
            Answer::Garbage => return (records, Code::Garbage),
        }
    }
    // An endless chain is answered with its beginning, as real servers do.
    (records, Code::Response(ResponseCode::NoError))
}
