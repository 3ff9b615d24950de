//! Numbers by their spellings.

use super::{English, EnglishNumber, ONE, chinese, english, figures, key};

#[test]
fn figures_are_read_with_separators_and_fractions() {
    for (written, expected) in
        [("3,200,000", "#3200000"), ("3.50", "#3.5"), ("12k", "#12000"), ("0.000001", "#0.000001"), ("007", "#7")]
    {
        assert_eq!(figures(written).map(|value| key(value, false)).as_deref(), Some(expected), "{written}");
    }
    for written in ["abc", "3a", "", ".5", "99999999999999999999", "9999999999999"] {
        assert_eq!(figures(written), None, "{written}");
    }
}

#[test]
fn chinese_numerals_are_numbers() {
    for (written, rest, expected) in [
        ("三百二十万元", "元", "#3200000"),
        ("百分之三十", "", "#30%"),
        ("百分之三点五的", "的", "#3.5%"),
        ("三成客户", "客户", "#30%"),
        ("两个月", "个月", "#2"),
        ("十二月", "月", "#12"),
        ("三百零五", "", "#305"),
        ("三万二", "", "#32000"),
        ("三万零二十", "", "#30020"),
        ("一亿两千万", "", "#120000000"),
        ("二〇二六年", "年", "#2026"),
        ("三点五万", "", "#35000"),
        ("一万二千三百四十五", "", "#12345"),
    ] {
        let (bytes, value, percent) = chinese(written).unwrap_or_else(|| panic!("{written} is no number"));
        assert_eq!((key(value, percent).as_str(), &written[bytes..]), (expected, rest), "{written}");
    }
}

#[test]
fn numerals_in_other_words_are_no_numbers() {
    for written in ["一起", "一个", "万一", "千万不要", "十分", "三成功", "三四个", "百货", "一些", "二手"]
    {
        assert_eq!(chinese(written), None, "{written}");
    }
}

#[test]
fn english_words_make_numbers() {
    let read = |words: &[&str]| {
        words
            .iter()
            .try_fold(EnglishNumber::default(), |number, word| number.then(english(word)?))
            .map(EnglishNumber::value)
    };
    for (words, expected) in [
        (&["thirty"][..], 30),
        (&["twenty", "five"], 25),
        (&["three", "hundred", "five"], 305),
        (&["two", "million", "three", "hundred", "thousand"], 2_300_000),
        (&["hundred"], 100),
    ] {
        assert_eq!(read(words), Some(expected * ONE), "{words:?}");
    }
    assert_eq!(read(&["five", "thirty"]), None);
    assert_eq!(read(&["thirty", "twelve"]), None);
    assert_eq!(
        EnglishNumber::of(3_200_000).then(English::Times(1_000_000)).map(EnglishNumber::value),
        Some(3_200_000 * ONE)
    );
}
