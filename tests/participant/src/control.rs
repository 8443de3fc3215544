//! The control API: a few resources over HTTP on loopback, for people, tests and the demonstration.
//!
//! Must not: obey a web page. A request that changes something must declare JSON, which no page of another origin can.

use std::net::SocketAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::behaviour::Behaviour;
use crate::names::Answer;
use crate::request::{self, Request};
use crate::shared::{Shared, Unknown};

/// Adds a behaviour of a provider after earlier ones, in place of one that would last for ever.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    pub provider: String,
    pub behaviour: Behaviour,
    /// How many times before it recovers; until it is cleared when absent.
    #[serde(default)]
    pub times: Option<u32>,
}

/// Says what a name leads to.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    pub name: String,
    /// An answer for each query, the last for ever; none to clear the script.
    pub answers: Vec<Answer>,
}

/// A refused request: the status and the reason.
struct Refused(u16, String);

impl From<Unknown> for Refused {
    fn from(unknown: Unknown) -> Self {
        Self(404, unknown.to_string())
    }
}

impl From<serde_json::Error> for Refused {
    fn from(error: serde_json::Error) -> Self {
        Self(400, error.to_string())
    }
}

/// Serves it until it is stopped.
pub(crate) async fn serve(shared: Arc<Shared>, listener: TcpListener, name_server: SocketAddr) {
    let Ok(control) = listener.local_addr() else { return };
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                let shared = Arc::clone(&shared);
                connections.spawn(async move { serve_one(&shared, stream, control, name_server).await });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve_one(shared: &Shared, mut stream: TcpStream, control: SocketAddr, name_server: SocketAddr) {
    let Ok(request) = request::read(&mut stream).await else { return };
    let (status, body) = match obey(shared, &request, control, name_server).await {
        Ok(body) => (200, body),
        Err(Refused(status, problem)) => (status, json!({ "problem": problem })),
    };
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} Done\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // The client may have gone.
    let _ = stream.write_all((head + &body).as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn obey(
    shared: &Shared,
    request: &Request,
    control: SocketAddr,
    name_server: SocketAddr,
) -> Result<Value, Refused> {
    // A page under a name that leads here must not read anything here.
    let here = [control.to_string(), format!("localhost:{}", control.port())];
    if !request.header("host").is_some_and(|host| here.iter().any(|here| here == host)) {
        return Err(Refused(421, "this is the simulator's own address".to_owned()));
    }
    if request.method == "POST" && request.header("content-type") != Some("application/json") {
        return Err(Refused(415, "the content type is application/json".to_owned()));
    }
    let done = Ok(json!({}));
    match (request.method.as_str(), request.target.as_str()) {
        ("GET", "/") => Ok(json!(shared.running(control, name_server))),
        ("POST", "/behaviours") => {
            let Arm { provider, behaviour, times } = serde_json::from_slice(&request.body)?;
            shared.provider(&provider)?.arm(behaviour, times).await;
            done
        }
        ("DELETE", "/behaviours") => {
            for played in &shared.played {
                played.recover().await;
            }
            done
        }
        ("DELETE", target) if target.starts_with("/behaviours/") => {
            shared.provider(target.trim_start_matches("/behaviours/"))?.recover().await;
            done
        }
        ("POST", "/names") => {
            let Script { name, answers } = serde_json::from_slice(&request.body)?;
            shared.names.script(&name, answers);
            done
        }
        ("DELETE", "/names") => {
            shared.names.clear();
            done
        }
        ("GET", "/log") => Ok(json!({ "entries": shared.log.entries() })),
        ("DELETE", "/log") => {
            shared.log.clear();
            done
        }
        (method, target) => Err(Refused(404, format!("there is no {method} {target} here"))),
    }
}
