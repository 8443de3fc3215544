//! The prober alone: no queue, no leases, nothing recorded. It shows the share of the find requests themselves in a
//! batch.
//!
//! For each line of its input, it sends a find request to every URL of a file, keeps the observations, and prints how
//! many nanoseconds all of them took together. Must not: leave out anything that the function's own prober does.

#![recursion_limit = "256"]
#![expect(clippy::print_stdout, reason = "its output is how it answers")]

use std::fs::read_to_string;
use std::io::stdin;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use app::{Fault, FindProbe, FindRequest, Ids, KeyBundles, Signature};
use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use domain::oat::observation::Observation;
use futures_util::stream::{StreamExt, iter};
use newtype_uuid::GenericUuid;
use prober::{FindProfile, LocalAllowance, Prober, Settings};
use runtime::{RandomIds, SystemClock};
use secrecy::SecretString;
use uuid::Uuid;

/// As many as the function.
const AT_ONCE: usize = 250;
const ACCEPTED: u16 = 202;

/// A key bundle that is there already.
struct Ready(Arc<SecretString>);

impl KeyBundles for Ready {
    async fn current(&self) -> Result<Arc<SecretString>, Fault> {
        Ok(Arc::clone(&self.0))
    }
}

// As the function.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let files: Vec<_> = std::env::args().skip(1).collect();
    let [key_bundle, allowance, urls] = files.as_slice() else {
        anyhow::bail!("which key bundle, allowance, URLs?")
    };
    let local = LocalAllowance::from_json(&read_to_string(allowance)?, |roots| read_to_string(roots))?;
    let settings = Settings { profile: FindProfile::default(), local: Some(local) };
    let key_bundle = Ready(Arc::new(SecretString::from(read_to_string(key_bundle)?)));
    let prober = Prober::new(settings, key_bundle, SystemClock, RandomIds)?;
    let urls: Vec<_> =
        read_to_string(urls)?.lines().map(|url| EndpointUrl::restore(url.to_owned())).collect();
    for line in stdin().lines() {
        line?;
        let begun = Instant::now();
        let requests = urls.iter().map(|url| FindRequest {
            id: FindRequestId::from_untyped_uuid(Uuid::from_bytes(RandomIds.uuid())),
            url: url.clone(),
            signature: Signature::Pdp,
        });
        let sent = iter(requests).map(|request| prober.send(request)).buffer_unordered(AT_ONCE);
        let seen: Vec<Observation> = sent.collect().await;
        let took = begun.elapsed();
        let status = |seen: &Observation| seen.response.as_ref().map(|response| response.status);
        let other = seen.iter().find(|seen| status(seen) != Some(ACCEPTED));
        ensure!(other.is_none(), "{:?}", other.context("a request that was not accepted")?.ending);
        println!("{}", took.as_nanos());
    }
    Ok(())
}
