//! A port, kept open, closed or full; it hands on incoming connections. Must not: speak to them.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::behaviour::Door;
use crate::played::Order;

/// Connections that may wait to be taken.
const BACKLOG: u32 = 4096;

/// A port that nobody else gets while this value lives.
pub(crate) struct Port {
    address: SocketAddr,
    /// Bound and never listening. Connections are refused while nothing else listens, and the number stays ours.
    _held: TcpSocket,
}

/// A port that is kept in some way.
enum Kept {
    Open(TcpListener),
    Closed,
    /// A listener that never accepts, and the connection that fills it.
    Full(#[expect(dead_code, reason = "open while it is kept")] (TcpListener, TcpStream)),
}

impl Port {
    /// This port of 127.0.0.1, or any for 0.
    pub(crate) fn hold(port: u16) -> io::Result<Self> {
        let held = bound(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        Ok(Self { address: held.local_addr()?, _held: held })
    }

    pub(crate) fn number(&self) -> u16 {
        self.address.port()
    }

    async fn keep(&self, door: Door) -> io::Result<Kept> {
        Ok(match door {
            Door::Open => Kept::Open(self.open()?),
            Door::Closed => Kept::Closed,
            Door::Full => {
                // With a backlog of 0 the system lets one connection wait and leaves others unanswered.
                let listener = bound(self.address)?.listen(0)?;
                let filler = TcpStream::connect(self.address).await?;
                Kept::Full((listener, filler))
            }
        })
    }

    /// Begins to listen.
    pub(crate) fn open(&self) -> io::Result<TcpListener> {
        bound(self.address)?.listen(BACKLOG)
    }

    /// Keeps the port, open at first, as the commands say until there are no more senders; `handle` serves each
    /// connection.
    pub(crate) async fn serve<Handled>(
        self,
        listener: TcpListener,
        mut orders: mpsc::Receiver<Order>,
        handle: impl Fn(TcpStream) -> Handled,
    ) where
        Handled: Future<Output = ()> + Send + 'static,
    {
        let mut connections = JoinSet::new();
        let mut kept = Kept::Open(listener);
        loop {
            tokio::select! {
                order = orders.recv() => {
                    let Some((door, done)) = order else { return };
                    // The old listener goes first, because two listeners would share the connections.
                    drop(kept);
                    // A port that cannot be kept as wanted is closed, and tests notice that.
                    kept = self.keep(door).await.unwrap_or(Kept::Closed);
                    // The sender of the command may have gone.
                    let _ = done.send(());
                }
                Ok(stream) = next(&kept) => {
                    connections.spawn(handle(stream));
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

async fn next(kept: &Kept) -> io::Result<TcpStream> {
    match kept {
        Kept::Open(listener) => {
            let (stream, _) = listener.accept().await?;
            // Answers are small and needed at once. A socket that refuses this is closed already.
            let _ = stream.set_nodelay(true);
            Ok(stream)
        }
        Kept::Closed | Kept::Full(_) => std::future::pending().await,
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
