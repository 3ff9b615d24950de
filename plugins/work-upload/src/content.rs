//! What is in a file: its bytes read by the kind that they are. A file is read whole, within bounds, or not at all.

use crate::document::{Document, read_docx, read_pptx};
use crate::fault::Fault;
use crate::formula::Computed;
use crate::kind::FileKind;
use crate::sniff::sniff;
use crate::table::Workbook;
use crate::{csv, xlsx};

/// What was read of a file.
#[derive(Debug)]
pub enum Content {
    /// Tables, and what their formulas come to.
    Tables(Workbook, Computed),
    /// Text with structure.
    Document(Document),
    /// A picture's size in pixels.
    Picture {
        /// From left to right.
        width: u64,
        /// From top to bottom.
        height: u64,
    },
    /// A PDF: its kind was recognised, its pages are not read.
    Unread,
}

/// Reads a file by what it is.
///
/// # Errors
///
/// Why it was not read.
pub fn read(bytes: &[u8]) -> Result<(FileKind, Content), (Option<FileKind>, Fault)> {
    let kind = sniff(bytes).map_err(|fault| (None, fault))?;
    let content = match kind {
        FileKind::Xlsx => xlsx::read(bytes).and_then(tables),
        FileKind::Csv => csv::read(bytes).and_then(tables),
        FileKind::Docx => read_docx(bytes).and_then(document),
        FileKind::Pptx => read_pptx(bytes).and_then(document),
        FileKind::Pdf => Ok(Content::Unread),
        FileKind::Png | FileKind::Jpeg | FileKind::Gif | FileKind::Webp => picture(kind, bytes),
    };
    content.map(|content| (kind, content)).map_err(|fault| (Some(kind), fault))
}

fn tables(book: Workbook) -> Result<Content, Fault> {
    if book.filled() == 0 {
        return Err(Fault::empty("表格里没有任何内容。", "no cell of it holds anything"));
    }
    let computed = Computed::of(&book);
    Ok(Content::Tables(book, computed))
}

fn document(document: Document) -> Result<Content, Fault> {
    if document.is_empty() {
        return Err(Fault::empty("文档里没有文字、图片或图表。", "it has no text, no picture and no chart"));
    }
    Ok(Content::Document(document))
}

fn picture(kind: FileKind, bytes: &[u8]) -> Result<Content, Fault> {
    let cut_off = || Fault::damaged("图片没有结尾。", "the picture has no end");
    let size = imagesize::blob_size(bytes)
        .map_err(|_| Fault::damaged("图片的尺寸无法读取。", "the picture's size cannot be read"))?;
    let tail = bytes.get(bytes.len().saturating_sub(4096)..).unwrap_or_default();
    let ends = match kind {
        FileKind::Png => tail.windows(4).any(|window| window == b"IEND"),
        FileKind::Jpeg => tail.windows(2).any(|window| window == [0xff, 0xd9]),
        FileKind::Gif => tail.contains(&0x3b),
        _ => bytes
            .get(4..8)
            .and_then(|size| <[u8; 4]>::try_from(size).ok())
            .is_some_and(|size| u64::from(u32::from_le_bytes(size)) <= bytes.len() as u64 - 8),
    };
    if !ends {
        return Err(cut_off());
    }
    match (size.width as u64, size.height as u64) {
        (0, _) | (_, 0) => Err(Fault::damaged("图片的宽或高为 0。", "the picture's width or height is 0")),
        (width, height) => Ok(Content::Picture { width, height }),
    }
}
