//! A bundle of half a gigabyte passes through a few megabytes, and another program can read it.

use std::fs::File;
use std::io::Write;
use std::sync::{Arc, Mutex};

use app::Fault;
use domain::ids::ExportId;
use export::{ExportStore, Upload};

use crate::reader::{Found, TemporaryFile};
use crate::support::{Pattern, World, contact};

/// Twenty files of 25 MB: as many as a submission may have, each as large as it may be.
const FILES: u64 = 20;
const BYTES: u64 = 26_214_400;
/// The memory that the function may hold above its earlier level.
const MOST: u64 = 16 * 1024 * 1024;

/// An export store on a disk.
#[derive(Clone)]
struct Disk(Arc<Mutex<(File, Vec<usize>)>>);

impl ExportStore for Disk {
    type Upload = Self;

    async fn begin(&self, _: ExportId, _: u32, _: &str) -> Result<Self, Fault> {
        Ok(self.clone())
    }
}

impl Upload for Disk {
    async fn part(&mut self, bytes: Vec<u8>) -> Result<(), Fault> {
        let mut disk = self.0.lock().unwrap();
        disk.1.push(bytes.capacity());
        disk.0.write_all(&bytes).map_err(|error| Fault::lasting("write a part", error))
    }

    async fn finish(self) -> Result<(), Fault> {
        Ok(())
    }

    async fn abort(self) -> Result<(), Fault> {
        Ok(())
    }
}

/// The most memory this process ever had resident, in bytes. nextest runs every test in a separate process.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") * 1024
}

/// Holds A1.
#[test]
fn a_bundle_of_half_a_gigabyte_is_never_held() {
    let (file, open) = TemporaryFile::new();
    let disk = Disk(Arc::new(Mutex::new((open, Vec::new()))));
    let world = World::with(disk.clone());
    for seed in 1..=FILES {
        world.accept(&format!("{seed}.pdf"), Pattern { seed, bytes: BYTES });
    }
    let id = world.ask_for_bundle(&contact());
    let before = peak();
    assert!(!world.deliver(id));
    let held = peak() - before;
    assert!(held < MOST, "{held} bytes");
    let parts = disk.0.lock().unwrap().1.clone();
    assert!(parts.len() as u64 > FILES * BYTES / MOST, "{} parts", parts.len());
    assert!(parts.iter().all(|capacity| (*capacity as u64) < MOST), "{parts:?}");
    let found = Found::at(&file.0);
    assert_eq!(found.names().len() as u64, FILES + 5);
}
