//! Figures of statistics, and refusals in their place, as people read them. Computes nothing.

use touchstone_core::statistics::{Counted, Figure, Refusal, Statistic};

use crate::page::{Page, Style};
use crate::score::Language;

/// To three decimals: `0.742`, or `−0.031`.
pub(crate) fn decimals(figure: f64) -> String {
    let text = format!("{figure:.3}");
    if text == "-0.000" { "0.000".to_owned() } else { text.replacen('-', "−", 1) }
}

/// A share as a percentage to two decimals: `43.21 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2}\u{a0}%", share * 100.0)
}

/// A figure, or in a few words why there is none.
pub(crate) fn figure_or_why<T>(figure: &Figure<T>, language: Language, show: impl Fn(&T) -> String) -> String {
    match figure {
        Figure::Known(known) => show(known),
        Figure::Refused(refusal) => in_a_few_words(refusal, language),
    }
}

/// The refusals of a report, each said once and at length.
#[derive(Default)]
pub(crate) struct Refusals(Vec<Refusal>);

impl Refusals {
    /// Notes the refusal of a figure, if it was refused.
    pub(crate) fn note<T>(&mut self, figure: &Figure<T>) {
        if let Some(refusal) = figure.refusal()
            && !self.0.contains(refusal)
        {
            self.0.push(refusal.clone());
        }
    }

    pub(crate) fn write(&self, page: &mut Page, language: Language) {
        for refusal in &self.0 {
            page.wrapped(language.pick("未给出：", "Not given: "), &at_length(refusal, language), Style::Dim);
        }
    }
}

fn in_a_few_words(refusal: &Refusal, language: Language) -> String {
    match refusal {
        Refusal::TooSmall { have, need, .. } => {
            language.pick(format!("样本太小\u{a0}{have}/{need}"), format!("too\u{a0}few\u{a0}{have}/{need}"))
        }
        Refusal::OneCategory { .. } => language.pick("仅一类", "one\u{a0}category").to_owned(),
        Refusal::NoVariation { .. } => language.pick("无差异", "no\u{a0}variation").to_owned(),
        Refusal::NegativeCovariance { .. } => {
            language.pick("与总分相反", "falls\u{a0}as\u{a0}totals\u{a0}rise").to_owned()
        }
        Refusal::NoneSelected { .. } => language.pick("无人入选", "none\u{a0}selected").to_owned(),
        Refusal::SmallCategory { .. } => language.pick("类别过小", "small\u{a0}category").to_owned(),
    }
}

fn at_length(refusal: &Refusal, language: Language) -> String {
    let Language::Chinese = language else { return refusal.to_string() };
    let what = statistic(refusal.what());
    match refusal {
        Refusal::TooSmall { counted, have, need, .. } => {
            format!("{what}至少需要 {need} {}，现有 {have}；再增加 {}，或只看计数", counted_in(*counted), need - have)
        }
        Refusal::OneCategory { .. } => format!("{what}需要用到两个等级，现只有一个；请加入质量不同的作答"),
        Refusal::NoVariation { .. } => format!("分数全无差异时，{what}没有定义；请排除该题，或增加候选人"),
        Refusal::NegativeCovariance { .. } => format!("题目得分随总分升高而降低时，{what}没有定义；请先检查其评分"),
        Refusal::NoneSelected { .. } => format!("最高的比率为 0 时，{what}没有定义；无人入选"),
        Refusal::SmallCategory { .. } => format!("不足 2% 的类别不给出{what}；其比率已列出"),
    }
}

fn statistic(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Kappa => "二次加权 κ",
        Statistic::MeanDifference => "平均差",
        Statistic::StandardError => "测量标准误",
        Statistic::KappaDifference => "两个 κ 之差",
        Statistic::Facility => "难度指数（得分率）",
        Statistic::StandardDeviation => "标准差",
        Statistic::Discrimination => "区分度",
        Statistic::DiscriminativeEfficiency => "区分效率",
        Statistic::EffectiveWeight => "有效权重",
        Statistic::Alpha => "克龙巴赫 α",
        Statistic::ImpactRatio => "影响比",
    }
}

fn counted_in(counted: Counted) -> &'static str {
    match counted {
        Counted::DoubleMarked => "份双人评分的作答",
        Counted::Scored => "份既有人评又有机评的作答",
        Counted::Complete => "名各题均有得分的候选人",
        Counted::Candidates => "名该题有得分的候选人",
        Counted::Items => "道题",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_a_name_in_both_languages() {
        let refusal = Refusal::TooSmall { what: Statistic::Kappa, counted: Counted::Scored, have: 12, need: 30 };
        let figure: Figure = Figure::Refused(refusal.clone());
        let show = |figure: &f64| decimals(*figure);
        assert_eq!(figure_or_why(&figure, Language::English, show), "too\u{a0}few\u{a0}12/30");
        assert_eq!(figure_or_why(&figure, Language::Chinese, show), "样本太小\u{a0}12/30");
        assert!(at_length(&refusal, Language::English).contains("needs 30 answers marked and scored and there are 12"));
        assert!(at_length(&refusal, Language::Chinese).contains("二次加权 κ至少需要 30"));
        assert_eq!(figure_or_why(&Figure::Known(-0.0004), Language::English, show), "0.000");
        assert_eq!(figure_or_why(&Figure::Known(-0.0306), Language::English, show), "−0.031");
    }
}
