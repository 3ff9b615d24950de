//! Small words by what they do: negate, contrast, hold a sentence together. Closed lists of two languages, written for this library.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word does; a word can do several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Roles(u8);

impl Roles {
    /// Turns what follows into its opposite.
    pub(crate) const NEGATION: Self = Self(1);
    /// Ends what a negation before it reaches.
    pub(crate) const SCOPE_END: Self = Self(2);
    /// Holds a sentence together and says nothing by itself.
    pub(crate) const FUNCTION: Self = Self(4);
    /// Left out of a phrase whose words may stand apart.
    pub(crate) const PARTICLE: Self = Self(8);
    /// After a negation, makes it none: "not only".
    pub(crate) const UNDOES: Self = Self(16);

    pub(crate) fn has(self, role: Self) -> bool {
        self.0 & role.0 != 0
    }
}

/// The roles of a word in its written form.
pub(crate) fn roles(word: &str) -> Roles {
    if word.ends_with("n't") {
        return Roles(Roles::NEGATION.0 | Roles::FUNCTION.0);
    }
    ROLES.get(word).copied().unwrap_or_default()
}

pub(crate) fn prepare() {
    LazyLock::force(&ROLES);
}

static ROLES: LazyLock<HashMap<&'static str, Roles>> = LazyLock::new(|| {
    let mut roles: HashMap<&'static str, Roles> = HashMap::new();
    for (role, words) in [
        (Roles::NEGATION, NEGATIONS),
        (Roles::SCOPE_END, SCOPE_ENDS),
        (Roles::FUNCTION, FUNCTION_ZH),
        (Roles::FUNCTION, FUNCTION_EN),
        (Roles::PARTICLE, PARTICLES),
        (Roles::UNDOES, UNDOES),
    ] {
        for word in words.split_whitespace() {
            roles.entry(word).or_default().0 |= role.0;
        }
    }
    roles
});

/// With words such as "fail" and "hesitate", because "never fail to" and "without hesitation" are two negations.
const NEGATIONS: &str = "
    不 没 没有 未 并未 从未 尚未 未曾 未能 无法 不能 不能够 不会 不肯 不愿 不愿意 不想 不敢 不可 不可以 不可能 不再 不曾 不予 不准 不许
    不要 不用 不必 不该 不应 不应该 没法 没能 没办法 从不 从来不 从没 并不 并非 绝不 决不 毫不 毫无 不是 不给 不做 不支持 不同意 不承认
    无需 无须 不需要 不打算 不得 不让 不去 而非 别 勿 拒绝 犹豫 迟疑 耽搁 耽误 拖延 忘 忘记 忘了
    not never no without cannot nor neither none nobody nothing hardly unable
    refuse refused refuses refusing fail failed fails failing hesitate hesitated hesitation hesitating delay delayed delaying
    forget forgot forgets forgotten";

/// "and" is one: what stays negated is joined by "or".
const SCOPE_ENDS: &str = "
    但 但是 可是 可 不过 然而 而是 却 反而 只是 并 并且 而且 于是 所以 因此 因而 就 才 便 然后 因为 由于 除非
    but however yet although though because so therefore and then while until unless";

const UNDOES: &str = "only just merely simply doubt matter sooner problem least until wonder 仅 只 光 单 论 管 止 但";

const PARTICLES: &str = "的 地 得 了 着 过 把 将 给 这 那 这个 那个 这位 那位 a an the";

const FUNCTION_ZH: &str = "
    的 地 得 了 着 过 我 你 您 他 她 它 我们 你们 他们 她们 它们 咱们 自己 大家 别人 这 那 这个 那个 这些 那些 这样 那样 这种 那种 这次 那次
    这里 那里 哪 谁 什么 怎么 怎样 如何 是 有 在 和 与 及 或 或者 以及 也 都 就 才 还 又 再 很 非常 更 最 太 比较 十分 把 被 将 让 给 对
    对于 关于 向 跟 同 从 到 由 为 为了 以 于 用 通过 按 按照 根据 因为 由于 所以 因此 于是 但 但是 可是 不过 然而 虽然 尽管 如果 要是
    即使 只要 只有 无论 不管 而 而且 并 并且 不仅 不但 还是 然后 接着 之后 以后 之前 以前 时 时候 后 前 中 里 上 下 内 外 会 能 可以 可能
    应该 应当 要 想 需要 必须 得到 去 来 起来 出来 下来 过来 已 已经 曾 曾经 正 正在 一直 没 没有 不 不是 不会 不能 吗 呢 吧 啊 呀 嘛
    个 位 次 些 一个 一些 一位 一次 每 每个 各 各个 某 其 其中 其他 另 另外 首先 其次 最后 第一 第二 第三 同时 当 当时 现在 之 所 等 等等
    比 像 如 似的 一样 起 说 做 让 使 使得 只 仅 便 却 则 其实 当然 另一方面 一方面 例如 比如 譬如 因而 从而 以便 以免 否则 结果";

const FUNCTION_EN: &str = "
    a an the i you he she it we they me him her us them my your his its our their mine yours hers ours theirs myself yourself himself
    herself itself ourselves themselves this that these those who whom whose which what where when why how there here is am are was were
    be been being do does did done have has had having will would shall should can could may might must ought not no nor never and or but
    so yet if then than because since although though while until unless as of in on at by for from to into onto with without within about
    over under above below between among through during before after against out off up down again once very too also just only even still
    already more most much many some any each every all both few other another such own same one ones first second next last finally
    however therefore instead otherwise let's i'm i've i'd i'll it's that's we're we've we'd we'll they're they've you're you've he's
    she's there's what's get got make made s t";

#[cfg(test)]
mod tests {
    use super::{Roles, roles};

    #[test]
    fn words_do_what_they_do() {
        assert!(roles("didn't").has(Roles::NEGATION) && roles("没有").has(Roles::NEGATION));
        assert!(!roles("不同").has(Roles::NEGATION), "不同 means different");
        assert!(roles("但是").has(Roles::SCOPE_END) && roles("but").has(Roles::SCOPE_END));
        assert!(roles("the").has(Roles::PARTICLE) && roles("the").has(Roles::FUNCTION));
        assert!(!roles("refund").has(Roles::FUNCTION));
    }
}
