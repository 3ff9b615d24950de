//! Near-copies between the candidates of an example: hands their answers to core, and says what it found. No score depends on it.

use std::collections::BTreeMap;

use touchstone_core::answer::Answer;
use touchstone_core::ids::CandidateId;
use touchstone_core::similarity::{
    AnswerPlace, Gathered, Pair, Quote, Settings, SimilarityReport, UntoldReason, Upload, compare,
};

use super::Language;
use super::example::Example;
use crate::page::{Page, Style};

/// How many of each list are shown. A job may have hundreds.
const SHOWN: usize = 20;

/// What is asked for on the command line.
#[derive(clap::Args)]
pub(super) struct Similar {
    /// Tell which answers share much text or code: for a person, never for a score
    #[arg(long)]
    similar: bool,
    /// How much of the shorter answer two have to share to be told, in percent
    #[arg(long, value_name = "PERCENT", requires = "similar", default_value_t = Settings::default().share)]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=100))]
    similar_from: u8,
}

impl Similar {
    /// What the candidates' answers share, if that was asked for.
    pub(super) fn report(&self, example: &Example) -> Option<SimilarityReport> {
        if !self.similar {
            return None;
        }
        let mut gathered = Gathered::default();
        for attempt in &example.attempts {
            for (item, answer) in attempt.sheet.answers() {
                let names = match answer {
                    Answer::Files(files) => files.as_slice(),
                    _ => &[],
                };
                let files = names.iter().zip(attempt.files(item));
                let uploads = files.map(|(file, bytes)| Upload { name: &file.name, bytes });
                gathered.add(attempt.id(), item, answer, uploads);
            }
        }
        let settings = Settings { share: self.similar_from, ..Settings::default() };
        Some(compare(&example.interview, gathered, &settings))
    }
}

/// The section below the ranking.
pub(super) fn write(page: &mut Page, example: &Example, report: &SimilarityReport, language: Language) {
    let names =
        example.attempts.iter().map(|attempt| (attempt.id(), attempt.sheet.candidate().name.as_str())).collect();
    let mut section = Section { page, example, names, language, words: language.pick(&CHINESE, &ENGLISH) };
    section.write(report);
}

struct Section<'a> {
    page: &'a mut Page,
    example: &'a Example,
    names: BTreeMap<&'a CandidateId, &'a str>,
    language: Language,
    words: &'static Words,
}

impl Section<'_> {
    fn write(&mut self, report: &SimilarityReport) {
        let words = self.words;
        self.page.blank();
        self.page.line(&Style::Bold.around(words.title));
        self.page.wrapped("  ", words.no_verdict, Style::Plain);
        let nothing =
            report.pairs.is_empty() && report.identical_answers.is_empty() && report.identical_files.is_empty();
        if nothing {
            self.page.wrapped("  ", &(words.nothing)(report.compared, report.share), Style::Plain);
        }
        for same in report.identical_files.iter().take(SHOWN) {
            let who: Vec<String> =
                same.holders.iter().map(|holder| format!("{} {}", self.who(&holder.answer), holder.name)).collect();
            self.list(words.identical_files, &who);
        }
        self.more(report.identical_files.len());
        for same in report.identical_answers.iter().take(SHOWN) {
            let who: Vec<String> = same.holders.iter().map(|holder| self.who(holder)).collect();
            self.list(words.identical_answers, &who);
            self.quote("", &same.quote);
        }
        self.more(report.identical_answers.len());
        for pair in report.pairs.iter().take(SHOWN) {
            self.pair(pair);
        }
        self.more(report.pairs.len() + report.more_pairs);
        self.untold(report);
    }

    fn pair(&mut self, pair: &Pair) {
        let Pair { share, shared: _, one, other, passage } = pair;
        self.page.blank();
        let who = [one, other].map(|side| format!("{}\u{a0}{}\u{a0}%", self.who(&side.answer), side.share));
        let label = format!("  {share}\u{a0}%  ").replace('\u{a0}', " ");
        self.page.wrapped(&label, &who.join(" · "), Style::Plain);
        self.quote(one.answer.candidate.as_str(), &passage.one);
        self.quote(other.answer.candidate.as_str(), &passage.other);
    }

    fn list(&mut self, title: &str, who: &[String]) {
        self.page.blank();
        let mut text = who.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(" · ");
        if who.len() > SHOWN {
            text.push(' ');
            text.push_str(&(self.words.more)(who.len() - SHOWN));
        }
        self.page.wrapped(&format!("  {title}: "), &text, Style::Plain);
    }

    fn quote(&mut self, whose: &str, quote: &Quote) {
        let place = match quote.place.as_deref() {
            Some(file) if !file.starts_with('/') && quote.first_line == quote.last_line => {
                format!("{file}:{}", quote.first_line)
            }
            Some(file) if !file.starts_with('/') => format!("{file}:{}–{}", quote.first_line, quote.last_line),
            pointer => {
                let characters = (self.words.characters)(quote.from + 1, quote.to);
                [pointer, Some(characters.as_str())].into_iter().flatten().collect::<Vec<_>>().join(", ")
            }
        };
        let label = [whose, &place].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let cut = if quote.cut { " …" } else { "" };
        self.page.wrapped(&format!("    {label}: "), &format!("{}{cut}", quote.text), Style::Dim);
    }

    fn more(&mut self, of: usize) {
        if of > SHOWN {
            self.page.wrapped("  ", &(self.words.more)(of - SHOWN), Style::Plain);
        }
    }

    fn untold(&mut self, report: &SimilarityReport) {
        let mut counts: BTreeMap<UntoldReason, usize> = BTreeMap::new();
        for untold in &report.untold {
            *counts.entry(untold.reason).or_default() += 1;
        }
        if !counts.is_empty() {
            self.page.blank();
        }
        for (reason, count) in counts {
            self.page.wrapped("  ", &(self.words.untold)(reason, count), Style::Dim);
        }
    }

    /// A candidate, and the item where there are several.
    fn who(&self, answer: &AnswerPlace) -> String {
        let name = self.names.get(&answer.candidate).copied().unwrap_or_default();
        let items = self.example.interview.items();
        let item = items.iter().find(|item| item.id == answer.item && items.len() > 1);
        let item = item.map(|item| format!(", {}", item.title.in_language(self.language.tag())));
        format!("{name} ({}){}", answer.candidate, item.unwrap_or_default())
    }
}

struct Words {
    title: &'static str,
    no_verdict: &'static str,
    /// How many answers, and the percentage from which a pair is told.
    nothing: fn(usize, u8) -> String,
    identical_files: &'static str,
    identical_answers: &'static str,
    characters: fn(usize, usize) -> String,
    more: fn(usize) -> String,
    untold: fn(UntoldReason, usize) -> String,
}

const CHINESE: Words = Words {
    title: "雷同提示",
    no_verdict: "供人查看，不是结论，也不影响任何得分：雷同可能出于同一本书、同一位老师或巧合。百分比是各自答案中与对方相同的部分，\
                 题目自带的和许多人都有的内容不算在内；下面是最长的相同段落。",
    nothing: |compared, share| {
        format!("比较了 {compared} 份答案，没有两份的相同部分达到较短一份的 {share}\u{a0}%，也没有长段相同。")
    },
    identical_files: "内容完全相同的文件",
    identical_answers: "除标点、空白和代码中的名称外完全相同的答案",
    characters: |from, to| format!("第 {from}–{to} 字"),
    more: |count| format!("还有 {count} 处，见 `--json`"),
    untold: |reason, count| match reason {
        UntoldReason::TooShort => format!("{count} 份答案太短，无法判断。"),
        UntoldReason::NothingOwn => format!("{count} 份答案几乎全部来自题目，或与许多人相同，无法判断。"),
        UntoldReason::TooLong => format!("{count} 份答案过长，只比较了开头的 256 KiB。"),
        UntoldReason::TooMuch => format!("全部答案超过 256 MiB，其中 {count} 份没有比较，或没有比较完。"),
    },
};

const ENGLISH: Words = Words {
    title: "Near-copies",
    no_verdict: "For a person to look at. This is no verdict and changes no score: two who share a book, a teacher or a habit can look the \
                 same. A percentage is how much of that answer the other one has too, without what the question says and what many \
                 candidates have; below it is the longest passage in common.",
    nothing: |compared, share| {
        format!(
            "Compared {} with each other: no two share {share}\u{a0}% of the shorter one, or a long passage.",
            counted(compared)
        )
    },
    identical_files: "Files with the same bytes",
    identical_answers: "Answers that are the same but for punctuation, spacing and names in code",
    characters: |from, to| format!("characters {from}–{to}"),
    more: |count| format!("and {count} more: see `--json`"),
    untold: |reason, count| match reason {
        UntoldReason::TooShort => format!("Too short to tell: {}.", counted(count)),
        UntoldReason::NothingOwn => {
            format!("Nearly all in the question, or in many answers, so nothing can be told: {}.", counted(count))
        }
        UntoldReason::TooLong => {
            format!("Longer than 256 KiB, of which only the beginning was compared: {}.", counted(count))
        }
        UntoldReason::TooMuch => {
            format!("All answers have more than 256 MiB; not compared, or not to the end: {}.", counted(count))
        }
    },
};

fn counted(answers: usize) -> String {
    if answers == 1 { "1 answer".to_owned() } else { format!("{answers} answers") }
}
