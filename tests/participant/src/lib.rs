//! The participant simulator. It plays pensions providers for the probe, correct ones and every kind of failure.
//!
//! Responsible for: any number of providers, each on a loopback port, with TLS of its own authority and a check of
//! client certificates; verifying each find request (O4), with other code than the prober's; a name server for their
//! names; an API to set who misbehaves, how and how often; a log of requests.
//! Must not: listen beyond loopback, or be trusted by anything but a local stack and tests.

mod answer;
mod authority;
mod behaviour;
mod broken_handshake;
mod clock;
mod config;
mod connection;
mod control;
mod door;
mod example;
mod finding;
mod late;
pub mod log;
mod material;
mod name_server;
mod names;
mod played;
mod request;
mod shared;
mod simulator;
mod tls;
mod tokens;
mod verify;

pub use self::authority::CertificateFault;
pub use self::behaviour::{
    Answer, Behaviour, Certificate, ClientAlert, ClientRefusal, Drip, Ending, Late, LateMessage,
    Part as AnswerPart, Raw,
};
pub use self::clock::Clock;
pub use self::config::{Config, Crowd, Expected, Provider};
pub use self::control::{Arm, Script};
pub use self::example::find_request_body;
pub use self::finding::{Finding, Part};
pub use self::material::{DEFAULT_KID, KeyBundle, Material, MaterialFault, write};
pub use self::names::{Answer as NameAnswer, Names};
pub use self::shared::{Running, RunningProvider, Unknown};
pub use self::simulator::{Simulator, StartFault};
pub use self::tls::TlsFault;
