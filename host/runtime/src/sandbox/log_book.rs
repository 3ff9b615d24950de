//! What a plugin logged in one call: capped in lines and bytes, free of control characters, with a count of what was dropped.

use std::fmt::Write;

/// How serious a line is, by the plugin's own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// For the author.
    Debug,
    /// For the administrator.
    Info,
    /// Unexpected.
    Warn,
    /// Stopped the work.
    Error,
}

/// The lines of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogBook {
    /// What was kept, control characters escaped.
    pub lines: Vec<(LogLevel, String)>,
    /// How many lines were dropped or cut because of the caps.
    pub dropped: u64,
    lines_left: u64,
    bytes_left: u64,
}

impl LogBook {
    pub(crate) fn new(lines: u64, bytes: u64) -> Self {
        Self { lines: Vec::new(), dropped: 0, lines_left: lines, bytes_left: bytes }
    }

    pub(crate) fn write(&mut self, level: LogLevel, message: &str) {
        if self.lines_left == 0 || self.bytes_left == 0 {
            self.dropped += 1;
            return;
        }
        let mut line = String::new();
        for character in message.trim_end_matches('\n').chars() {
            if is_unsafe(character) {
                let _ = write!(line, "{}", character.escape_default());
            } else {
                line.push(character);
            }
            if line.len() as u64 >= self.bytes_left {
                self.dropped += 1;
                break;
            }
        }
        self.lines_left -= 1;
        self.bytes_left = self.bytes_left.saturating_sub(line.len() as u64);
        self.lines.push((level, line));
    }
}

/// Whether a character could end the line, move the cursor, or turn the order in which a line is read.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_over_the_caps_are_counted_and_control_characters_escaped() {
        let mut book = LogBook::new(2, 1_000);
        book.write(LogLevel::Info, "a\nb\u{1b}[31m\n");
        book.write(LogLevel::Warn, "c");
        book.write(LogLevel::Warn, "d");
        assert_eq!(book.lines, [(LogLevel::Info, "a\\nb\\u{1b}[31m".to_owned()), (LogLevel::Warn, "c".to_owned())]);
        assert_eq!(book.dropped, 1);
    }

    #[test]
    fn a_line_over_the_bytes_is_cut_and_counted() {
        let mut book = LogBook::new(10, 4);
        book.write(LogLevel::Info, "abcdefgh");
        book.write(LogLevel::Info, "i");
        assert_eq!(book.lines, [(LogLevel::Info, "abcd".to_owned())]);
        assert_eq!(book.dropped, 2);
    }
}
