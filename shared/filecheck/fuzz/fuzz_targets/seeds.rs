//! Writes the samples of `filecheck::corpus` to a folder, for `pdf` to begin with: `cargo run --bin seeds FOLDER`.

use std::path::PathBuf;

use filecheck::corpus::samples;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "corpus/pdf".to_owned()));
    std::fs::create_dir_all(&folder)?;
    for (number, sample) in samples().iter().enumerate().filter(|(_, sample)| sample.bytes.starts_with(b"%PDF-")) {
        // The first byte says that the rest is a whole file.
        std::fs::write(folder.join(number.to_string()), [&[0], &sample.bytes[..]].concat())?;
    }
    let parts: [(&str, &[u8]); 4] = [
        ("objects", b"\x01\x11\x07 0 << /S /JavaScript /JS (x) >>"),
        ("entries", b"\x02\x01\0\0\0\x0f\0\0\x02\0\0\0\x06\0\0\0\0\0\0\0\xff\xff"),
        ("old-lock", b"\x03/V 2 /R 3 /Length 128 /P -4 /O <00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff> /U <00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff>"),
        ("new-lock", b"\x03/V 5 /R 6 /P -4 /CF << /StdCF << /CFM /AESV3 >> >> /StmF /StdCF /O <00> /U <00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff> /UE <00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff>"),
    ];
    for (name, bytes) in parts {
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
