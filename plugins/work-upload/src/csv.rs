//! Reads comma-, semicolon- or tab-separated values as people's programs write them: UTF-8, UTF-16 with its mark, or GB 18030.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030};

use crate::fault::Fault;
use crate::table::{LAST_ROW, Sheet, Value, Workbook};

/// The text of a file, if it is text at all.
pub(crate) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes.get(mark..)?)?;
        return (!text.contains('\0')).then_some(text);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (!text.contains('\0')).then_some(Cow::Borrowed(text));
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    let binary = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    (!binary).then_some(text)
}

/// The table of a file.
pub(crate) fn read(bytes: &[u8]) -> Result<Workbook, Fault> {
    let text = decoded(bytes).ok_or_else(|| Fault::damaged("文字编码无法识别。", "its text has no known encoding"))?;
    let mut book = Workbook::default();
    book.is_csv = true;
    book.sheets.push(Sheet::default());
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).flexible(true).delimiter(delimiter(&text)).from_reader(text.as_bytes());
    let (mut record, mut next) = (csv::StringRecord::new(), 0_u64);
    while reader.read_record(&mut record).map_err(|_| Fault::damaged("CSV 有错误。", "its values cannot be read"))?
    {
        // The reader passes over blank lines, and counts a line late after `\r\n`.
        let line = record.position().map_or(1, csv::Position::line).saturating_sub(1).max(next);
        next = line + 1;
        let row = u32::try_from(line).ok().filter(|row| *row <= LAST_ROW).ok_or_else(|| {
            Fault::too_large(
                "超过 1,048,576 行，未读取，需要人工查看。",
                "it has more than 1,048,576 lines and was not read; a person has to look",
            )
        })?;
        for (column, field) in (0..).zip(&record) {
            book.add(row, column, Value::Text(field))?;
        }
    }
    book.complete_sheet();
    Ok(book)
}

/// The one of the three that the first line with any has most of, outside quotes.
fn delimiter(text: &str) -> u8 {
    let counts = |line: &str| {
        let (mut counts, mut within) = ([0_usize; 3], false);
        for byte in line.bytes().take(65_536) {
            match byte {
                b'"' => within = !within,
                b',' if !within => counts[0] += 1,
                b';' if !within => counts[1] += 1,
                b'\t' if !within => counts[2] += 1,
                _ => {}
            }
        }
        counts
    };
    let lines = text.lines().take(50).map(counts);
    match lines.into_iter().find(|counts| counts.iter().any(|count| *count > 0)) {
        Some([commas, semicolons, tabs]) if tabs > commas && tabs > semicolons => b'\t',
        Some([commas, semicolons, _]) if semicolons > commas => b';',
        _ => b',',
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let book = read(bytes).unwrap();
        let row = |row: crate::table::Row<'_>| row.values().map(|(_, value)| value.text().to_owned()).collect();
        book.sheets[0].rows().map(|(_, cells)| row(cells)).collect()
    }

    #[test]
    fn dialects_and_encodings() {
        let expected = [vec!["月份".to_owned(), "额".to_owned()], vec!["1,5".to_owned(), "2".to_owned()]];
        let gbk = encoding_rs::GB18030.encode("月份;额\r\n1,5;2\r\n").0.into_owned();
        let utf16: Vec<u8> = "\u{feff}月份\t额\n1,5\t2".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&gbk[..], &utf16, "\u{feff}月份,额\n\"1,5\",2".as_bytes(), "月份\t额\r1,5\t2\r".as_bytes()]
        {
            assert_eq!(cells(bytes), expected);
        }
    }

    #[test]
    fn strange_quotes_and_ragged_rows_are_values() {
        assert_eq!(cells(b"a,b\n\"open,1\n2"), [vec!["a", "b"], vec!["open,1\n2"]]);
        assert_eq!(cells(b"a\nb,c,d\n\n,,e"), [vec!["a"], vec!["b", "c", "d"], vec!["e"]]);
        assert!(read(b"a\0b").is_err());
        assert!(read(&[0xff, 0xff, 0xff]).is_err());
    }
}
