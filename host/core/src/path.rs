//! Paths that a plugin's author or a candidate writes: relative, with `/`, staying inside their folder. Never looks at a disk.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// A file inside some folder, such as `schemas/question.json`: parts joined by `/`, none of them empty, `.` or `..`,
/// no backslash, no control character, at most 255 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct RelativePath(String);

/// Why a text is no [`RelativePath`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` {fault}")]
pub struct PathError {
    /// The text.
    pub path: String,
    /// What is wrong with it.
    pub fault: PathFault,
}

/// What is wrong with a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// Nothing there.
    #[error("is empty")]
    Empty,
    /// Longer than 255 bytes.
    #[error("is longer than 255 bytes")]
    TooLong,
    /// Starts with `/`.
    #[error("is absolute")]
    Absolute,
    /// A part is `.` or `..`.
    #[error("has a part `.` or `..`")]
    Dots,
    /// Two `/` in a row, or one at the end.
    #[error("has an empty part")]
    EmptyPart,
    /// A backslash, a colon or a control character.
    #[error("has a backslash, a colon or a control character")]
    Character,
}

/// What to write instead; the same for every fault.
pub(crate) const PATH_REMEDY: &str =
    "write a path inside the folder, with `/` between its parts, such as `tests/data.csv`";

impl RelativePath {
    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RelativePath {
    type Err = PathError;

    fn from_str(path: &str) -> Result<Self, PathError> {
        let fault = if path.is_empty() {
            PathFault::Empty
        } else if path.len() > 255 {
            PathFault::TooLong
        } else if path.starts_with('/') {
            PathFault::Absolute
        } else if path.contains(['\\', ':']) || path.contains(char::is_control) {
            PathFault::Character
        } else if path.split('/').any(|part| part == "." || part == "..") {
            PathFault::Dots
        } else if path.split('/').any(str::is_empty) {
            PathFault::EmptyPart
        } else {
            return Ok(Self(path.to_owned()));
        };
        Err(PathError { path: path.to_owned(), fault })
    }
}

impl<'de> Deserialize<'de> for RelativePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_the_folder_or_nowhere() {
        let cases = [
            ("main.py", None),
            ("a/b/c.py", None),
            ("数据/表.csv", None),
            ("..data/x", None),
            ("", Some(PathFault::Empty)),
            ("/etc/passwd", Some(PathFault::Absolute)),
            ("../x", Some(PathFault::Dots)),
            ("a/../../x", Some(PathFault::Dots)),
            ("./x", Some(PathFault::Dots)),
            ("a//b", Some(PathFault::EmptyPart)),
            ("a/", Some(PathFault::EmptyPart)),
            ("a\\b", Some(PathFault::Character)),
            ("c:x", Some(PathFault::Character)),
            ("a\0b", Some(PathFault::Character)),
        ];
        for (path, fault) in cases {
            assert_eq!(path.parse::<RelativePath>().err().map(|error| error.fault), fault, "{path:?}");
        }
        assert_eq!("x".repeat(256).parse::<RelativePath>().unwrap_err().fault, PathFault::TooLong);
    }
}
