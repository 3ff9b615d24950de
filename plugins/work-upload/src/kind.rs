//! The kinds of files that can be asked for, by name, extension, media type. What a file's bytes are is `sniff`'s matter.

use serde::{Deserialize, Serialize};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// An Excel workbook without macros.
    Xlsx,
    /// Values separated by commas, semicolons or tabs.
    Csv,
    /// A Word document without macros.
    Docx,
    /// A presentation without macros.
    Pptx,
    /// A PDF. Recognised, not read.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A GIF picture.
    Gif,
    /// A WebP picture.
    Webp,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 9] =
        [Self::Xlsx, Self::Csv, Self::Docx, Self::Pptx, Self::Pdf, Self::Png, Self::Jpeg, Self::Gif, Self::Webp];

    /// The kind's word in a config.
    pub fn word(self) -> &'static str {
        self.extensions()[0]
    }

    /// The extensions of such a file; the first one is the kind's word.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Xlsx => &["xlsx"],
            Self::Csv => &["csv", "tsv"],
            Self::Docx => &["docx"],
            Self::Pptx => &["pptx"],
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpeg", "jpg", "jpe"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
        }
    }

    /// The media types of such a file, the registered one first.
    pub fn media_types(self) -> &'static [&'static str] {
        match self {
            Self::Xlsx => &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
            Self::Csv => &["text/csv", "text/tab-separated-values", "application/csv", "text/plain"],
            Self::Docx => &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
            Self::Pptx => &["application/vnd.openxmlformats-officedocument.presentationml.presentation"],
            Self::Pdf => &["application/pdf"],
            Self::Png => &["image/png"],
            Self::Jpeg => &["image/jpeg"],
            Self::Gif => &["image/gif"],
            Self::Webp => &["image/webp"],
        }
    }

    /// By the extension of a name, whatever the file is.
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = extension(name)?;
        Self::ALL.into_iter().find(|kind| kind.extensions().contains(&extension.as_str()))
    }

    /// By a media type, whatever the file is; its parameters do not matter.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|kind| kind.media_types().contains(&essence.as_str()))
    }

    /// Whether checks on tables can look into it.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Xlsx | Self::Csv)
    }

    /// Whether checks on documents can look into it.
    pub fn is_document(self) -> bool {
        matches!(self, Self::Docx | Self::Pptx)
    }

    /// Whether checks on pictures can look into it.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }
}

/// What stands after the last dot of a name, in lower case.
pub(crate) fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::FileKind;

    #[test]
    fn kinds_by_name_and_media_type() {
        for (name, expected) in [
            ("a.xlsx", Some(FileKind::Xlsx)),
            ("A.B.JPG", Some(FileKind::Jpeg)),
            ("a.tsv", Some(FileKind::Csv)),
            ("xlsx", None),
            (".xlsx", None),
            ("a.xlsm", None),
            ("a.", None),
        ] {
            assert_eq!(FileKind::of_name(name), expected, "{name}");
        }
        assert_eq!(FileKind::of_media_type("Text/CSV; charset=utf-8"), Some(FileKind::Csv));
        assert_eq!(FileKind::of_media_type("application/zip"), None);
    }
}
