//! Random changes to real files: whatever comes out, it is scored or has a finding, soon, and nothing panics. The number of rounds is
//! raised by hand with `MUTATIONS`.

use std::time::{Duration, Instant};

use crate::common::{archive, docx, png, sales};

/// A small generator of numbers that look random (`xorshift64*`), so that a failure can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % bound.max(1)
    }
}

/// Some bytes changed, cut out, doubled, or replaced by what numbers like to break at.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(6) {
        let (at, length) = (random.below(bytes.len()), 1 + random.below(16));
        let end = (at + length).min(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            3 => bytes[at..end].fill([0, 0xff, b'9', b'<', b'Z'][random.below(5)]),
            _ if bytes.is_empty() => {}
            _ => {
                let bit = random.below(8);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
        }
        if bytes.is_empty() {
            return;
        }
    }
}

/// The entries of an archive.
fn entries(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let read = |index| {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        (entry.name().to_owned(), content)
    };
    (0..zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap().len()).map(read).collect()
}

#[test]
fn changed_files_are_findings_and_never_panics() {
    let rounds: usize = std::env::var("MUTATIONS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3_000);
    let document = docx("<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>背景 &amp; x</w:t></w:r></w:p><w:tbl/>");
    let seeds = [
        sales(),
        document,
        png(3, 4),
        b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x20\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9".to_vec(),
        b"GIF89a\x20\0\x10\0\0\0\0\x3b".to_vec(),
        b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0\0\0\0\0".to_vec(),
        "月份,额\n1月,\"1,200\"\n".as_bytes().to_vec(),
        b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF".to_vec(),
    ];
    let archives: Vec<Vec<(String, Vec<u8>)>> = seeds[..2].iter().map(|seed| entries(seed)).collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut read, mut slowest) = (0, Duration::ZERO);
    for round in 0..rounds {
        // Every other round changes what is inside of an archive, so that the readers behind the decompression meet it.
        let bytes = if round % 2 == 0 {
            let mut parts = archives[random.below(archives.len())].clone();
            let part = random.below(parts.len());
            mutate(&mut parts[part].1, &mut random);
            archive(&parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect::<Vec<_>>())
        } else {
            let mut bytes = seeds[random.below(seeds.len())].clone();
            mutate(&mut bytes, &mut random);
            bytes
        };
        let start = Instant::now();
        read += usize::from(work_upload::read(&bytes).is_ok());
        slowest = slowest.max(start.elapsed());
    }
    assert!(
        read > rounds / 20,
        "only {read} of {rounds} changed files could still be read: the changes are too coarse to test much"
    );
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
}
