//! A second reader of bundles: Python's own, which shares no code with ours.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Opens the ZIP at the path that it is given, compares every checksum, size and digest with the manifest, and prints the names,
/// the times and the small texts in it.
const PROGRAM: &str = r#"
import hashlib, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
manifest = json.loads(archive.read("manifest.json"))
listed = {entry["name"]: entry for entry in manifest["contents"]}
names = archive.namelist()
assert len(set(names)) == len(names), names
assert set(listed) | {"manifest.json"} == set(names), (listed, names)
for name, entry in listed.items():
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as content:
        while piece := content.read(1 << 20):
            digest.update(piece)
            size += len(piece)
    assert (entry["bytes"], entry["sha256"]) == (size, digest.hexdigest()), name
texts = {name: archive.read(name).decode() for name in names if "files/" not in name}
times = {info.filename: "%d-%02d-%02dT%02d:%02d:%02d" % info.date_time for info in archive.infolist()}
stored = all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
print(json.dumps({"names": names, "texts": texts, "times": times, "stored": stored}))
"#;

/// Python's findings in a bundle.
#[derive(Debug)]
pub struct Found(Value);

impl Found {
    pub fn at(path: &Path) -> Self {
        let done = Command::new("python3").args(["-c", PROGRAM]).arg(path).output().expect("Python 3 runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Self(serde_json::from_slice(&done.stdout).unwrap())
    }

    pub fn in_bytes(bytes: &[u8]) -> Self {
        let file = TemporaryFile::with(bytes);
        Self::at(&file.0)
    }

    pub fn names(&self) -> Vec<&str> {
        self.0["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
    }

    pub fn text(&self, name: &str) -> &str {
        self.0["texts"][name].as_str().unwrap_or_else(|| panic!("{name}: {}", self.0))
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(self.text(name)).unwrap()
    }

    pub fn time(&self, name: &str) -> &str {
        self.0["times"][name].as_str().unwrap()
    }

    pub fn is_stored(&self) -> bool {
        self.0["stored"] == true
    }
}

/// A file that is deleted after the test.
pub struct TemporaryFile(pub std::path::PathBuf);

impl TemporaryFile {
    pub fn with(bytes: &[u8]) -> Self {
        let (file, mut open) = Self::new();
        open.write_all(bytes).unwrap();
        file
    }

    pub fn new() -> (Self, std::fs::File) {
        use std::hash::{BuildHasher, RandomState};
        let unlike_any_other = RandomState::new().hash_one(std::process::id());
        let path = std::env::temp_dir().join(format!("bundle-{unlike_any_other:x}.zip"));
        let open = std::fs::File::create_new(&path).unwrap();
        (Self(path), open)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}
