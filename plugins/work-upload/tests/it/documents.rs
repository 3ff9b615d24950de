//! Checks on documents, presentations and pictures, one by one.

use serde_json::json;

use crate::common::{RELATIONSHIPS, docx, office, png, run};

#[test]
fn a_document_has_headings_text_tables_and_pictures() {
    let file = docx(
        "<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>一、背景 Background</w:t></w:r></w:p>\
         <w:p><w:r><w:t>用户投诉 &amp; 分析</w:t></w:r><w:r><w:t xml:space=\"preserve\"> root cause</w:t></w:r></w:p>\
         <w:p><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr><w:r><w:t>方案</w:t></w:r></w:p>\
         <w:p><w:r><w:delText>删除的</w:delText></w:r></w:p>\
         <w:tbl><w:tr><w:tc><w:p><w:r><w:t>单元格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
         <w:p><mc:AlternateContent><mc:Choice><w:drawing><a:blip r:embed=\"x\"/></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:imagedata/></w:pict></mc:Fallback></mc:AlternateContent></w:p>",
    );
    for (test, score, says) in [
        (json!({"kind": "headings", "headings": [["背景"], ["方案", "Solution"]]}), 1_000_000, ""),
        (json!({"kind": "headings", "headings": [["分析"], ["方案"], ["风险"]]}), 333_333, "`分析`, `风险`"),
        (json!({"kind": "mentions", "phrases": [["Root Cause", "根因"], ["投诉&分析"]]}), 1_000_000, ""),
        (json!({"kind": "mentions", "phrases": [["删除"]]}), 0, "`删除`"),
        (json!({"kind": "count", "of": "words", "at_least": 17, "at_most": 17}), 1_000_000, ""),
        (json!({"kind": "count", "of": "images", "at_least": 1, "at_most": 1}), 1_000_000, ""),
        (json!({"kind": "count", "of": "tables", "at_least": 2}), 500_000, "there are 1"),
        (json!({"kind": "count", "of": "paragraphs", "at_least": 4, "at_most": 4}), 1_000_000, ""),
        (json!({"kind": "count", "of": "headings", "at_least": 0, "at_most": 1}), 0, "at most 1"),
    ] {
        let (got, _, words) = run("plan.docx", &file, &test);
        assert_eq!(got, score, "{test}: {words}");
        assert!(words.contains(says), "{test}: {words}");
    }
}

#[test]
fn a_presentation_has_slides_with_titles_and_hidden_ones_do_not_count() {
    let slide = |show: &str, title: &str, text: &str| {
        format!(
            "<p:sld{show}><p:sp><p:nvPr><p:ph type=\"title\"/></p:nvPr><a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:sp>\
             <p:sp><p:nvPr><p:ph idx=\"1\"/></p:nvPr><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp></p:sld>"
        )
    };
    let relationship = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONSHIPS}/{kind}\" Target=\"{target}\"/>")
    };
    let rels = |inner: &str| format!("<Relationships>{inner}</Relationships>");
    let slides = rels(
        &["1", "2", "3"].map(|n| relationship(&format!("r{n}"), "slide", &format!("slides/slide{n}.xml"))).concat(),
    );
    let chart = rels(&relationship("c", "chart", "../charts/chart1.xml"));
    let file = office(
        "ppt/presentation.xml",
        "presentationml.presentation",
        &[
            (
                "ppt/presentation.xml",
                "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"r2\"/><p:sldId id=\"257\" r:id=\"r1\"/><p:sldId id=\"258\" r:id=\"r3\"/></p:sldIdLst></p:presentation>",
            ),
            ("ppt/_rels/presentation.xml.rels", &slides),
            ("ppt/slides/slide1.xml", &slide("", "市场", "增长 12%")),
            ("ppt/slides/_rels/slide1.xml.rels", &chart),
            ("ppt/slides/slide2.xml", &slide(" show=\"1\"", "目标", "三个")),
            ("ppt/slides/slide3.xml", &slide(" show=\"0\"", "备用", "秘密")),
        ],
    );
    for (test, score) in [
        (json!({"kind": "count", "of": "slides", "at_least": 2, "at_most": 2}), 1_000_000),
        (json!({"kind": "count", "of": "charts", "at_least": 1, "at_most": 1}), 1_000_000),
        (json!({"kind": "headings", "headings": [["市场"], ["目标"]]}), 1_000_000),
        (json!({"kind": "headings", "headings": [["增长"]]}), 0),
        (json!({"kind": "mentions", "phrases": [["增长"], ["秘密"]]}), 500_000),
    ] {
        let (got, _, words) = run("deck.pptx", &file, &test);
        assert_eq!(got, score, "{test}: {words}");
    }
}

#[test]
fn pictures_have_a_size() {
    let test = |min: u64, max: u64| json!({"kind": "picture", "min_width": min, "max_height": max});
    let jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x20\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9".to_vec();
    let gif = b"GIF89a\x20\0\x10\0\0\0\0\x3b".to_vec();
    let webp = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0\0\0\0\0".to_vec();
    for (name, content) in [("a.png", png(32, 16)), ("a.jpg", jpeg), ("a.gif", gif), ("a.webp", webp)] {
        assert_eq!(run(name, &content, &test(32, 16)).0, 1_000_000, "{name}");
        let (score, codes, words) = run(name, &content, &test(33, 16));
        assert_eq!((score, codes), (0, vec!["wrong-picture".to_owned()]), "{name}");
        assert!(words.contains("32 by 16"), "{name}: {words}");
    }
    assert_eq!(run("a.png", &png(u32::MAX, 1), &test(1, 9)).0, 1_000_000);
    assert_eq!(run("a.png", &png(0, 1), &test(1, 9)).1, ["damaged-file"]);
    assert_eq!(run("a.png", &png(9, 9)[..30], &test(1, 9)).1, ["damaged-file"]);
}
