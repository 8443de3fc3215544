//! Wires the program: arguments, the table, its clock.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, ensure};
use app::{Fault, Services};
use clap::Parser as _;
use cloud::{Sdk, SdkSettings};
use ops::{AllIsWell, Program, Tools};
use runtime::{BusinessClock, Environment, RandomIds};
use store::DynamoStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Program::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // Nobody is left to tell if this fails.
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::from(2)
        }
    }
}

/// Tells the operator, whatever else comes of it.
fn name_unreadable(pk: &str, sk: &str, why: &Fault) {
    let _ = writeln!(io::stderr(), "cannot read the item {pk} {sk}: {}", why.with_sources());
}

async fn run(program: Program) -> Result<AllIsWell> {
    let mut environment = Environment::of_process();
    let mut missing = Vec::new();
    let settings = SdkSettings::read(&mut |name, needed| {
        let value = environment.optional(name);
        if needed && value.is_none() {
            missing.push(name.to_owned());
        }
        value
    });
    ensure!(missing.is_empty(), "not set in the environment: {}", missing.join(", "));
    let clock = BusinessClock::read(&mut environment);
    environment.finish()?;
    let sdk = Sdk::new(settings)?;
    let store = DynamoStore::new(sdk.dynamodb(), program.table, name_unreadable);
    let services = Services::new(store, Arc::new(clock), Arc::new(RandomIds));
    ops::run(&program.command, &Tools { services, sdk }, &mut io::stdout()).await
}
