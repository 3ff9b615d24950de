//! Reads XML piece by piece within bounds: no document types, no entities, no endless tokens, no depths. Keeps no tree.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;
use quick_xml::{Error, Reader};

use crate::fault::Fault;

/// The longest tag, comment or text between two tags.
const TOKEN_BYTES: u64 = 1 << 20;

/// How deep elements may stand in each other.
const DEPTH: usize = 200;

/// A piece of XML. Names are without their prefix.
pub(crate) enum Node<'a> {
    /// An element begins; one without content ends right after.
    Start(Element<'a>),
    /// An element ends.
    End(&'a [u8]),
    /// Text between tags, in as many pieces as the file has it.
    Text(&'a str),
}

/// An element's name and attributes.
pub(crate) struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    pub(crate) fn name(&self) -> &[u8] {
        self.0.local_name().into_inner()
    }

    /// The first attribute of this name, whatever its prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.find(|key| key.local_name().as_ref() == name.as_bytes())
    }

    /// The attribute of this name whose prefix is this one, as every program writes it.
    pub(crate) fn attribute_with_prefix(&self, prefix: &str, name: &str) -> Option<String> {
        self.find(|key| {
            key.prefix().is_some_and(|found| found.as_ref() == prefix.as_bytes())
                && key.local_name().as_ref() == name.as_bytes()
        })
    }

    /// Whether the first attribute of this name, if there is one, is as it should be, as it stands in the file.
    pub(crate) fn attribute_is(&self, name: &[u8], good: impl Fn(&str) -> bool) -> bool {
        let mut attributes = self.0.attributes();
        let found =
            attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name);
        found.is_none_or(|attribute| std::str::from_utf8(&attribute.value).is_ok_and(&good))
    }

    fn find(&self, fits: impl Fn(QName<'_>) -> bool) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|attribute| fits(attribute.key))?;
        let raw = String::from_utf8_lossy(&found.value).into_owned();
        Some(quick_xml::escape::unescape(&raw).map(std::borrow::Cow::into_owned).unwrap_or(raw))
    }
}

/// Hands every piece to `visit` until it breaks off.
pub(crate) fn walk(
    reader: impl BufRead,
    mut visit: impl FnMut(Node<'_>) -> Result<ControlFlow<()>, Fault>,
) -> Result<(), Fault> {
    let since = Rc::new(Cell::new(0));
    let mut xml = Reader::from_reader(Meter { inner: reader, since: Rc::clone(&since) });
    xml.config_mut().expand_empty_elements = true;
    let (mut buffer, mut depth) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        since.set(0);
        let flow = match xml.read_event_into(&mut buffer).map_err(|error| fault(&error))? {
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(Fault::damaged("XML 嵌套过深。", "its XML is nested too deep"));
                }
                visit(Node::Start(Element(&start)))?
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::End(end.local_name().as_ref()))?
            }
            Event::Text(text) => visit(Node::Text(&String::from_utf8_lossy(&text)))?,
            Event::CData(text) => visit(Node::Text(&String::from_utf8_lossy(&text)))?,
            Event::GeneralRef(reference) => visit(Node::Text(&character(&reference)?.to_string()))?,
            Event::DocType(_) => return Err(Fault::unsafe_xml()),
            Event::Eof if depth > 0 => return Err(Fault::damaged("XML 没有写完。", "its XML ends too early")),
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return Ok(());
        }
    }
}

fn character(reference: &BytesRef<'_>) -> Result<char, Fault> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Ok(c);
    }
    let name: &[u8] = reference;
    match name {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"apos" => Ok('\''),
        b"quot" => Ok('"'),
        name if name.starts_with(b"#") => Ok('\u{fffd}'),
        _ => Err(Fault::unsafe_xml()),
    }
}

fn fault(error: &Error) -> Fault {
    match error {
        Error::Io(error) => from_io(error),
        _ => Fault::damaged("XML 有错误。", "its XML is broken"),
    }
}

/// What an error of a bounded reader stands for.
pub(crate) fn from_io(error: &io::Error) -> Fault {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Exceeded>()) {
        Some(Exceeded::Size(limit)) => Fault::bomb(*limit),
        Some(Exceeded::Token) => Fault::damaged("XML 中有过长的片段。", "a piece of its XML is longer than 1 MiB"),
        None => Fault::damaged("压缩数据有错误。", "its packed data is broken"),
    }
}

/// A bound that a reader met.
#[derive(Debug)]
pub(crate) enum Exceeded {
    /// So many bytes, unpacked.
    Size(u64),
    /// A token's length.
    Token,
}

impl std::fmt::Display for Exceeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a bound was met")
    }
}

impl std::error::Error for Exceeded {}

/// Counts what is read since the last token, so that no token fills the memory.
struct Meter<R> {
    inner: R,
    since: Rc<Cell<u64>>,
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.inner.read(into)
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since.get() > TOKEN_BYTES { Err(io::Error::other(Exceeded::Token)) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        self.since.set(self.since.get().saturating_add(count as u64));
        self.inner.consume(count);
    }
}
