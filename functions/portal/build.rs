//! Embeds the portal's styles and script, which `make` puts into build/portal, with a digest of each in its name.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

fn main() {
    // Only cargo says where it wants what it includes.
    #[expect(clippy::disallowed_methods, reason = "cargo speaks to a build script through its environment")]
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../build/portal");
    let mut code = String::new();
    let mut entries = String::new();
    for (constant, name, end, kind) in [
        ("STYLES", "portal", "css", "text/css; charset=utf-8"),
        ("SCRIPT", "portal", "js", "text/javascript; charset=utf-8"),
    ] {
        let file = made.join(format!("{name}.{end}"));
        println!("cargo::rerun-if-changed={}", file.display());
        let Ok(content) = fs::read(&file) else {
            println!(
                "cargo::error={} is missing: `make build/portal/.made` makes it (it needs Node.js)",
                file.display()
            );
            return;
        };
        let digest = Sha256::digest(&content).iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let _ = writeln!(code, "const {constant}_ADDRESS: &str = \"/portal/assets/{name}-{digest}.{end}\";");
        let _ = writeln!(
            entries,
            "Asset {{ name: \"{name}-{digest}.{end}\", kind: {kind:?}, plain: include_bytes!({:?}), \
             brotli: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
            file,
            made.join(format!("{name}.{end}.br")),
            made.join(format!("{name}.{end}.gz")),
        );
    }
    let _ = writeln!(code, "const ASSETS: [Asset; 2] = [{entries}];");
    if let Err(fault) = fs::write(out.join("assets.rs"), code) {
        println!("cargo::error=failed to write the code of the assets: {fault}");
    }
}
