//! A ZIP archive as Office writes it, opened within bounds: how many entries, how they are called, how large they come out, by what
//! their headers say and again while they are read. Entries that are archives themselves are never opened.

use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read};
use std::ops::ControlFlow;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::fault::Fault;
use crate::text::quoted;
use crate::xml::{self, Exceeded, Node};

/// Entries of one archive.
const ENTRIES: usize = 5_000;

/// One entry, unpacked.
const ENTRY_BYTES: u64 = 64 << 20;

/// How many times its size a file may grow to a whole entry before it counts as a bomb.
const GROWTH: u64 = 50;

/// All entries that are read, unpacked; also what their headers may say in sum.
const ARCHIVE_BYTES: u64 = 128 << 20;

/// An opened archive.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// By name in lower case with slashes.
    entries: HashMap<String, usize>,
    left: u64,
    packed: u64,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut headers = bytes.windows(4).filter(|window| *window == b"PK\x01\x02");
        if headers.by_ref().nth(ENTRIES).is_some() {
            return Err(Fault::unsafe_archive(
                format!("压缩包内的条目超过 {ENTRIES} 个，未读取。"),
                format!("it holds more than {ENTRIES} entries and was not read"),
            ));
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
        let (mut entries, mut declared) = (HashMap::new(), 0_u64);
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(|_| broken())?;
            if entry.encrypted() {
                return Err(Fault::encrypted());
            }
            let name = entry.name().replace('\\', "/");
            if leaves_its_folder(&name) {
                return Err(Fault::unsafe_archive(
                    format!("压缩包内的路径 {} 指向包外，未读取。", quoted(&name)),
                    format!("the path {} in it leads outside of it; it was not read", quoted(&name)),
                ));
            }
            declared = declared.saturating_add(entry.size());
            entries.insert(name.to_lowercase(), index);
        }
        if declared > ARCHIVE_BYTES {
            return Err(oversize(bytes.len() as u64, Fault::bomb(ARCHIVE_BYTES)));
        }
        Ok(Self { archive, entries, left: ARCHIVE_BYTES, packed: bytes.len() as u64 })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&name.to_lowercase())
    }

    /// The names of all entries, in lower case, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.entries.keys().cloned().collect();
        names.sort();
        names
    }

    /// Hands every piece of an entry's XML to `visit`; `false` when there is no such entry.
    pub(crate) fn walk(
        &mut self,
        name: &str,
        visit: impl FnMut(Node<'_>) -> Result<ControlFlow<()>, Fault>,
    ) -> Result<bool, Fault> {
        let Some(&index) = self.entries.get(&name.to_lowercase()) else { return Ok(false) };
        self.walk_entry(index, visit)?;
        Ok(true)
    }

    /// Reads all XML once, as a reader without bounds would meet it later; entries that share a name too.
    pub(crate) fn walk_all_xml(&mut self, mut visit: impl FnMut(Node<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
        for index in 0..self.archive.len() {
            let name = self.archive.name_for_index(index).unwrap_or_default().to_lowercase();
            if [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending)) {
                self.walk_entry(index, |node| visit(node).map(ControlFlow::Continue))?;
            }
        }
        self.left = ARCHIVE_BYTES;
        Ok(())
    }

    /// The relationships of a part: `(type's last word, target as a name, id)`.
    pub(crate) fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, Fault> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = format!("{folder}{}_rels/{file}.rels", if folder.is_empty() { "" } else { "/" });
        let mut found = Vec::new();
        self.walk(&rels, |node| {
            if let Node::Start(element) = node
                && element.name() == b"Relationship"
                && let (Some(kind), Some(target)) = (element.attribute("Type"), element.attribute("Target"))
                && element.attribute("TargetMode").is_none_or(|mode| mode != "External")
            {
                found.push(Relationship {
                    id: element.attribute("Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolved(folder, &target),
                });
            }
            Ok(if found.len() < ENTRIES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(found)
    }

    fn walk_entry(
        &mut self,
        index: usize,
        visit: impl FnMut(Node<'_>) -> Result<ControlFlow<()>, Fault>,
    ) -> Result<(), Fault> {
        let entry = self.archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(_) => {
                Fault::damaged("使用了不支持的压缩方式。", "it is packed by a method that is not known")
            }
            _ => broken(),
        })?;
        let allowed = self.left.min(ENTRY_BYTES);
        let mut reader = Limited { inner: entry, left: allowed };
        let walked = xml::walk(BufReader::with_capacity(1 << 15, &mut reader), visit);
        self.left -= allowed - reader.left;
        walked.map_err(|fault| oversize(self.packed, fault))
    }
}

/// A part that another one names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relationship {
    pub(crate) id: String,
    /// The last word of its type: `worksheet`, `drawing`, `chart`.
    pub(crate) kind: String,
    pub(crate) target: String,
}

/// A target seen from a folder, without `.` and `..`.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let (base, target) = target.strip_prefix('/').map_or((folder, target.as_str()), |absolute| ("", absolute));
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn leaves_its_folder(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with('/') || drive || name.split('/').any(|part| part == "..") || name.contains('\0')
}

/// A bomb grows beyond what honest work does; a large file that unpacks to a larger one is for a person.
fn oversize(packed: u64, fault: Fault) -> Fault {
    if fault.code != "decompression-bomb" || packed < ENTRY_BYTES / GROWTH {
        return fault;
    }
    Fault::too_large(
        "解开后超过可读取的大小，未读取，需要人工查看。",
        "unpacked it is larger than what is read here; a person has to look",
    )
}

fn broken() -> Fault {
    Fault::damaged("压缩包的目录无法读取。", "the directory of its archive cannot be read")
}

/// Ends with an error at the bound instead of going on.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(Exceeded::Size(ENTRY_BYTES))),
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{leaves_its_folder, resolved};

    #[test]
    fn targets_stay_inside() {
        for (folder, target, expected) in [
            ("xl/worksheets", "../drawings/drawing1.xml", "xl/drawings/drawing1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("", "../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolved(folder, target), expected);
        }
        for name in ["/etc/passwd", "../x", "a/../../x", "C:/x"] {
            assert!(leaves_its_folder(name), "{name}");
        }
        assert!(!leaves_its_folder("xl/a..b.xml"));
    }
}
