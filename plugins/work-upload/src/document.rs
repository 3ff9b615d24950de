//! The text and structure of a Word document or a presentation in `.pptx`: headings, paragraphs, tables, pictures, charts, slides. Looks,
//! fonts and positions are not read; neither are headers, footers, notes and comments.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::fault::Fault;
use crate::package::Package;
use crate::xml::{Element, Node};

/// Text of one document, in bytes.
const TEXT_BYTES: usize = 8 << 20;

/// Slides of one presentation.
const SLIDES: usize = 1_000;

/// What was read of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Headings, or slides' titles, in order.
    pub headings: Vec<String>,
    /// Paragraphs with text, headings among them.
    pub paragraphs: u64,
    /// Chinese characters one by one, and words of other scripts.
    pub words: u64,
    /// Tables.
    pub tables: u64,
    /// Pictures.
    pub images: u64,
    /// Charts.
    pub charts: u64,
    /// Slides that are shown; none in a text document.
    pub slides: u64,
    /// All paragraphs, a line each.
    pub text: String,
}

impl Document {
    /// Whether nobody has put anything into it.
    pub fn is_empty(&self) -> bool {
        self.words == 0 && self.images == 0 && self.charts == 0
    }

    fn paragraph(&mut self, text: &str, heading: bool) -> Result<(), Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        self.paragraphs += 1;
        self.words += words(text);
        if heading {
            self.headings.push(text.to_owned());
        }
        self.text.push_str(text);
        self.text.push('\n');
        if self.text.len() <= TEXT_BYTES {
            return Ok(());
        }
        Err(Fault::too_large(
            "文字超过 8 MiB，未读取，需要人工查看。",
            "it has more than 8 MiB of text and was not read; a person has to look",
        ))
    }
}

/// Reads a Word document.
pub(crate) fn read_docx(bytes: &[u8]) -> Result<Document, Fault> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let parts = package.relationships(&main)?;
    let heading_styles = match parts.iter().find(|part| part.kind == "styles") {
        Some(styles) => heading_styles(&mut package, &styles.target)?,
        None => HashSet::new(),
    };
    let mut document = Document { charts: charts(&parts), ..Document::default() };
    read_text(&mut package, &main, &mut document, |element, paragraph| match element.name() {
        b"pStyle" => {
            let style = element.attribute("val").unwrap_or_default();
            paragraph.heading |= heading_styles.contains(&style) || style.to_lowercase().starts_with("heading");
        }
        b"outlineLvl" => paragraph.heading |= is_outline_level(element),
        _ => {}
    })?;
    Ok(document)
}

/// Reads a presentation.
pub(crate) fn read_pptx(bytes: &[u8]) -> Result<Document, Fault> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let parts = package.relationships(&main)?;
    let mut ids = Vec::new();
    package.walk(&main, |node| {
        if let Node::Start(element) = node
            && element.name() == b"sldId"
            && let Some(id) = element.attribute_with_prefix("r", "id")
        {
            ids.push(id);
        }
        Ok(if ids.len() <= SLIDES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    if ids.len() > SLIDES {
        return Err(Fault::too_large(
            format!("幻灯片超过 {SLIDES} 张，未读取，需要人工查看。"),
            format!("it has more than {SLIDES} slides and was not read; a person has to look"),
        ));
    }
    let mut document = Document::default();
    for id in ids {
        let Some(slide) = parts.iter().find(|part| part.id == id) else { continue };
        let mut hidden = false;
        package.walk(&slide.target, |node| {
            if let Node::Start(element) = node {
                hidden = element.name() == b"sld"
                    && element.attribute("show").is_some_and(|show| show == "0" || show == "false");
                return Ok(ControlFlow::Break(()));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if hidden {
            continue;
        }
        let mut title = false;
        let there = read_text(&mut package, &slide.target, &mut document, |element, paragraph| {
            match element.name() {
                b"sp" => title = false,
                b"ph" => title = matches!(element.attribute("type").as_deref(), Some("title" | "ctrTitle")),
                _ => {}
            }
            paragraph.heading = title;
        })?;
        document.slides += u64::from(there);
        document.charts += charts(&package.relationships(&slide.target)?);
    }
    Ok(document)
}

/// A paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    text: String,
    heading: bool,
}

/// Reads the text of a part; `mark` sees every element with the innermost paragraph.
fn read_text(
    package: &mut Package<'_>,
    part: &str,
    document: &mut Document,
    mut mark: impl FnMut(&Element<'_>, &mut Paragraph),
) -> Result<bool, Fault> {
    let (mut open, mut outside): (Vec<Paragraph>, Paragraph) = (Vec::new(), Paragraph::default());
    let (mut in_text, mut in_fallback) = (false, 0_u32);
    package.walk(part, |node| {
        match node {
            // What older programs show instead of what stands before it: the same once more.
            Node::Start(element) if element.name() == b"Fallback" => in_fallback += 1,
            Node::End(b"Fallback") => in_fallback = in_fallback.saturating_sub(1),
            _ if in_fallback > 0 => {}
            Node::Start(element) => {
                match element.name() {
                    b"p" => open.push(Paragraph::default()),
                    b"t" => in_text = true,
                    b"tab" | b"br" | b"cr" => {
                        if let Some(paragraph) = open.last_mut() {
                            paragraph.text.push(' ');
                        }
                    }
                    b"tbl" => document.tables += 1,
                    b"blip" | b"imagedata" => document.images += 1,
                    _ => {}
                }
                mark(&element, open.last_mut().unwrap_or(&mut outside));
            }
            Node::End(b"t") => in_text = false,
            Node::End(b"p") => {
                if let Some(paragraph) = open.pop() {
                    document.paragraph(&paragraph.text, paragraph.heading)?;
                }
            }
            Node::Text(text) if in_text => {
                if let Some(paragraph) = open.last_mut()
                    && paragraph.text.len() + text.len() <= TEXT_BYTES
                {
                    paragraph.text.push_str(text);
                }
            }
            Node::End(_) | Node::Text(_) => {}
        }
        Ok(ControlFlow::Continue(()))
    })
}

fn main_part(package: &mut Package<'_>) -> Result<String, Fault> {
    let part = package.relationships("")?.into_iter().find(|part| part.kind == "officeDocument");
    match part {
        Some(part) if package.has(&part.target) => Ok(part.target),
        _ => Err(Fault::damaged("压缩包内没有正文。", "there is no document in it")),
    }
}

/// The styles that make a paragraph a heading: by their name, which is English in every edition of Word, or by their level.
fn heading_styles(package: &mut Package<'_>, part: &str) -> Result<HashSet<String>, Fault> {
    let (mut styles, mut current) = (HashSet::new(), String::new());
    package.walk(part, |node| {
        if let Node::Start(element) = node {
            let name = || element.attribute("val").unwrap_or_default().to_lowercase();
            match element.name() {
                b"style" => current = element.attribute("styleId").unwrap_or_default(),
                b"name" if name().starts_with("heading") || name() == "title" || name().starts_with("标题") => {
                    styles.insert(current.clone());
                }
                b"outlineLvl" if is_outline_level(&element) => drop(styles.insert(current.clone())),
                _ => {}
            }
        }
        Ok(if styles.len() < 5_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    styles.remove("");
    Ok(styles)
}

/// Levels 0 to 8 are headings, 9 is body text.
fn is_outline_level(element: &Element<'_>) -> bool {
    element.attribute("val").and_then(|level| level.parse::<u8>().ok()).is_some_and(|level| level <= 8)
}

fn charts(parts: &[crate::package::Relationship]) -> u64 {
    parts.iter().filter(|part| part.kind == "chart" || part.kind == "chartEx").count() as u64
}

/// Chinese, Japanese and Korean characters one by one; of other scripts runs of letters and digits.
pub(crate) fn words(text: &str) -> u64 {
    let (mut count, mut within) = (0, false);
    for c in text.chars() {
        let alone = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
        let letter = c.is_alphanumeric() && !alone;
        count += u64::from(alone || letter && !within);
        within = letter || within && matches!(c, '\'' | '’' | '-' | '.' | ',' | '\u{300}'..='\u{36f}');
    }
    count
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_of_two_scripts() {
        for (text, expected) in
            [("", 0), ("销售额 up 12.5%", 5), ("It's a well-known fact.", 4), ("。，！", 0), ("a\u{301}b c", 2)]
        {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
