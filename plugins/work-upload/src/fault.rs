//! Why a file was not read, as a finding says it. Every way in which a file can be hostile or broken ends here and never in a trap.

use touchstone_sdk::{Message, Severity};

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The finding's code.
    pub code: &'static str,
    /// The finding's severity.
    pub severity: Severity,
    /// What is wrong, and what to do about it.
    pub message: Message,
    /// A limit of this plugin was met, by what may be honest work: a person has to look.
    pub person: bool,
}

impl Fault {
    fn new(code: &'static str, severity: Severity, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, severity, message: Message::zh_en(zh, en), person: false }
    }

    pub(crate) fn empty(zh: &str, en: &str) -> Self {
        Self::new("empty-file", Severity::Major, zh, en)
    }

    pub(crate) fn damaged(zh: &str, en: &str) -> Self {
        Self::new(
            "damaged-file",
            Severity::Major,
            format!("文件损坏或不完整：{zh}"),
            format!("damaged or cut off: {en}"),
        )
    }

    pub(crate) fn wrong_kind(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new("wrong-kind", Severity::Major, zh, en)
    }

    pub(crate) fn encrypted() -> Self {
        let zh = "文件已加密，无法读取：请去掉密码后再上传。";
        Self::new("encrypted-file", Severity::Major, zh, "encrypted, so it cannot be read: save it without a password")
    }

    pub(crate) fn macros() -> Self {
        let zh = "文件含有宏，未读取：请另存为不带宏的格式。";
        Self::new(
            "macros",
            Severity::Major,
            zh,
            "it carries macros and was not read: save it in a format without macros",
        )
    }

    pub(crate) fn bomb(limit: u64) -> Self {
        let limit = crate::text::bytes(limit);
        Self::new(
            "decompression-bomb",
            Severity::Critical,
            format!("压缩包解开后超过 {limit}，或压缩率高得反常，未读取。"),
            format!("unpacked it is over {limit}, or packed beyond what honest files are; it was not read"),
        )
    }

    pub(crate) fn unsafe_archive(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new("unsafe-archive", Severity::Critical, zh, en)
    }

    pub(crate) fn unsafe_xml() -> Self {
        let zh = "文件内的 XML 声明了文档类型或实体，Office 文件不会这样；未读取。";
        let en = "its XML declares a document type or entities, which no Office file does; it was not read";
        Self::new("unsafe-xml", Severity::Critical, zh, en)
    }

    pub(crate) fn unchanged(name: &str) -> Self {
        let name = crate::text::quoted(name);
        Self::new(
            "unchanged-template",
            Severity::Major,
            format!("与提供的 {name} 一字不差，没有做任何工作。"),
            format!("it is {name} as it was given out, with nothing done to it"),
        )
    }

    pub(crate) fn duplicate() -> Self {
        Self::new("duplicate-file", Severity::Minor, "与前面的文件完全相同。", "it is the same as an earlier file")
    }

    pub(crate) fn too_large(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { person: true, ..Self::new("too-large", Severity::Major, zh, en) }
    }
}
