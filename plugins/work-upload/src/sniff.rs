//! What a file is by its bytes, whatever it is called. Reads no more of it than that takes.

use std::ops::ControlFlow;

use crate::fault::Fault;
use crate::kind::FileKind;
use crate::package::Package;
use crate::xml::Node;

/// The kind of a file, or why it is none that can be asked for.
pub(crate) fn sniff(bytes: &[u8]) -> Result<FileKind, Fault> {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    match bytes {
        [] => Err(Fault::empty("文件是空的（0 字节）。", "it is empty (0 bytes)")),
        [b'P', b'K', 3 | 5 | 7, ..] => office(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(compound(bytes)),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(FileKind::Png),
        [0xff, 0xd8, 0xff, ..] => Ok(FileKind::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(FileKind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(FileKind::Webp),
        [b'M', b'Z', ..] | [0x7f, b'E', b'L', b'F', ..] | [b'#', b'!', ..] => {
            Err(Fault::wrong_kind("这是一个程序，不是要求的文件。", "it is a program, not a file that was asked for"))
        }
        _ if contains(head, b"%PDF-") => pdf(bytes),
        _ if is_markup(head) => {
            let zh = "这是网页或 XML 文本，不是要求的文件：请从原来的软件另存。";
            Err(Fault::wrong_kind(zh, "it is a web page or XML text: save it from its program in the format asked for"))
        }
        _ if crate::csv::decoded(bytes).is_some() => Ok(FileKind::Csv),
        _ => Err(Fault::wrong_kind("内容不是任何可识别的文件。", "its content is no kind of file that is known here")),
    }
}

fn office(bytes: &[u8]) -> Result<FileKind, Fault> {
    let mut package = Package::open(bytes)?;
    let (mut kind, mut macros) = (None, false);
    package.walk("[Content_Types].xml", |node| {
        if let Node::Start(element) = node
            && let Some(content) = element.attribute("ContentType")
        {
            macros |= content.contains("macroEnabled") || content.contains("vbaProject");
            kind = kind.or(match content.as_str() {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml" => Some(FileKind::Xlsx),
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml" => {
                    Some(FileKind::Docx)
                }
                "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml" => {
                    Some(FileKind::Pptx)
                }
                _ => None,
            });
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if macros || package.names().iter().any(|name| name.ends_with("vbaproject.bin")) {
        return Err(Fault::macros());
    }
    kind.ok_or_else(|| {
        Fault::wrong_kind(
            "这是一个压缩包，不是 Office 文件。",
            "it is an archive and no Office file: hand in the file itself",
        )
    })
}

/// The container of old Office files, and of encrypted new ones.
fn compound(bytes: &[u8]) -> Fault {
    let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if contains(bytes, &marker) {
        return Fault::encrypted();
    }
    Fault::wrong_kind(
        "这是旧版 Office 文件（.xls、.doc、.ppt）：请另存为 .xlsx、.docx 或 .pptx。",
        "it is in the old Office format (.xls, .doc, .ppt): save it as .xlsx, .docx or .pptx",
    )
}

fn pdf(bytes: &[u8]) -> Result<FileKind, Fault> {
    let tail = bytes.get(bytes.len().saturating_sub(2048)..).unwrap_or_default();
    if contains(tail, b"%%EOF") {
        Ok(FileKind::Pdf)
    } else {
        Err(Fault::damaged("PDF 没有结尾。", "the PDF has no end"))
    }
}

fn is_markup(head: &[u8]) -> bool {
    let text =
        String::from_utf8_lossy(head).trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).to_ascii_lowercase();
    ["<?xml", "<!doctype", "<html", "<table", "<svg"].iter().any(|start| text.starts_with(start))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
