//! Tests of the rules of operational acceptance testing (O1–O11).
//!
//! Given / when / then: `given(oat).when(actor, command).then(&["event_code"])`, see [`scenario`].

mod causes;
mod connection_dates;
mod downtime;
mod every_pair;
mod findings;
mod going_live;
mod overrides;
mod own_faults;
mod permissions;
mod positions;
mod pre_flights;
mod refusals;
mod requests;
mod retests;
mod retry_after;
mod runs;
pub mod samples;
mod scenario;
mod spacing;
mod states_page;
mod subjects;
mod support_sessions;
mod tested_live;
mod undecided;
mod walks;
mod warnings;
