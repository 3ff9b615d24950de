//! The arithmetic of an anchored scale: from how far each point was made to a level, a score and the nearest anchor. Integers only; it
//! knows no texts, and does not decide when a person has to look.

use touchstone_sdk::FULL_MARKS;

/// One level, in the unit that levels are computed in.
pub const LEVEL: u32 = 1_000_000;

/// A scale as arithmetic sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The points' weights.
    pub weights: Vec<u32>,
    /// The anchors, from the lowest level up.
    pub anchors: Vec<Mark>,
}

/// An anchor as arithmetic sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its level.
    pub level: u32,
    /// For each point, whether answers of this level make it.
    pub makes: Vec<bool>,
}

/// Where an answer lies on a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The weight of what was made, of all weight, in millionths.
    pub coverage: u32,
    /// The level that this comes to, in millionths of a level.
    pub level: u32,
    /// The way from the lowest anchor to the highest, in millionths.
    pub score: u32,
    /// The position of the anchor whose points are most like those made; of several, the one next in level.
    pub nearest: usize,
    /// How far the level is from the next anchor's, in millionths of a level.
    pub apart: u32,
}

impl Rule {
    /// Places an answer that makes each point to so many millionths.
    ///
    /// Between two neighbouring anchors the level rises evenly with the weight of what was made, from what the lower stands for to
    /// what the higher does; below the lowest and above the highest it stays. `None` for a scale without anchors.
    pub fn place(&self, degrees: &[u32]) -> Option<Placement> {
        let made = self.amount(degrees.iter().copied());
        let level = self.level_of(made)?;
        let lowest = self.anchors.first()?.millionths();
        let highest = self.anchors.last()?.millionths();
        let (nearest, _) = self
            .anchors
            .iter()
            .map(|anchor| (self.difference(anchor, degrees), anchor.millionths().abs_diff(level)))
            .enumerate()
            .min_by_key(|(index, (difference, apart))| (*difference, *apart, *index))?;
        Some(Placement {
            coverage: share(made, self.whole()),
            level,
            score: share(u64::from(level.saturating_sub(lowest)), u64::from(highest.saturating_sub(lowest))),
            nearest,
            apart: self.anchors.iter().map(|anchor| anchor.millionths().abs_diff(level)).min()?,
        })
    }

    /// The place of what is no answer: the lowest anchor.
    pub fn floor(&self) -> Option<Placement> {
        let level = self.anchors.first()?.millionths();
        Some(Placement { coverage: 0, level, score: 0, nearest: 0, apart: 0 })
    }

    /// The weight of what an anchor stands for, of all weight, in millionths.
    pub fn coverage(&self, anchor: &Mark) -> u32 {
        share(self.stands_for(anchor), self.whole())
    }

    fn level_of(&self, made: u64) -> Option<u32> {
        let below = self.anchors.iter().take_while(|anchor| self.stands_for(anchor) <= made).count();
        let Some(lower) = below.checked_sub(1).and_then(|position| self.anchors.get(position)) else {
            return self.anchors.first().map(Mark::millionths);
        };
        let Some(higher) = self.anchors.get(below) else { return Some(lower.millionths()) };
        let from = self.stands_for(lower);
        let way = share(made.saturating_sub(from), self.stands_for(higher).saturating_sub(from));
        let rise = u64::from(higher.millionths().saturating_sub(lower.millionths())) * u64::from(way);
        Some(lower.millionths().saturating_add(u32::try_from(rise / u64::from(FULL_MARKS)).unwrap_or(0)))
    }

    /// How much an answer and an anchor differ, point by point.
    fn difference(&self, anchor: &Mark, degrees: &[u32]) -> u64 {
        let apart = anchor.degrees().zip(degrees).map(|(expected, degree)| expected.abs_diff(*degree));
        self.amount(apart)
    }

    fn stands_for(&self, anchor: &Mark) -> u64 {
        self.amount(anchor.degrees())
    }

    fn whole(&self) -> u64 {
        self.amount(self.weights.iter().map(|_| FULL_MARKS))
    }

    fn amount(&self, degrees: impl Iterator<Item = u32>) -> u64 {
        let weighted = self.weights.iter().zip(degrees).map(|(weight, degree)| u64::from(*weight) * u64::from(degree));
        weighted.fold(0, u64::saturating_add)
    }
}

impl Mark {
    fn millionths(&self) -> u32 {
        self.level.saturating_mul(LEVEL)
    }

    fn degrees(&self) -> impl Iterator<Item = u32> {
        self.makes.iter().map(|makes| if *makes { FULL_MARKS } else { 0 })
    }
}

/// `part` of `whole` in millionths, rounded down; 0 of nothing.
fn share(part: u64, whole: u64) -> u32 {
    let share = u128::from(part.min(whole)) * u128::from(FULL_MARKS);
    share.checked_div(u128::from(whole)).and_then(|share| u32::try_from(share).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{LEVEL, Mark, Rule};
    use touchstone_sdk::FULL_MARKS;

    /// Points a, b, c, d of the weights 1, 1, 2, 4; level 1 makes none, 3 makes a and b, 5 all.
    fn rule() -> Rule {
        let mark = |level, made: [u8; 4]| Mark { level, makes: made.map(|it| it == 1).to_vec() };
        Rule { weights: vec![1, 1, 2, 4], anchors: vec![mark(1, [0; 4]), mark(3, [1, 1, 0, 0]), mark(5, [1; 4])] }
    }

    /// Each row: the points' degrees in tenths, the level in thousandths, the score in thousandths, the nearest anchor's level, how far
    /// the next anchor is in thousandths of a level.
    #[test]
    fn answers_are_placed_between_the_anchors() {
        for (tenths, level, score, nearest, apart) in [
            ([0, 0, 0, 0], 1000, 0, 1, 0),
            ([5, 0, 0, 0], 1500, 125, 1, 500),
            ([10, 0, 0, 0], 2000, 250, 1, 1000),
            ([10, 5, 0, 0], 2500, 375, 3, 500),
            ([10, 10, 0, 0], 3000, 500, 3, 0),
            ([10, 10, 10, 0], 3666, 666, 3, 666),
            ([0, 0, 10, 0], 3000, 500, 1, 0),
            ([0, 0, 0, 10], 3666, 666, 5, 666),
            ([10, 0, 0, 10], 4000, 750, 5, 1000),
            ([10, 10, 0, 10], 4333, 833, 5, 666),
            ([10, 10, 10, 10], 5000, 1000, 5, 0),
        ] {
            let degrees = tenths.map(|tenth| tenth * FULL_MARKS / 10);
            let placed = rule().place(&degrees).unwrap();
            let got =
                (placed.level / 1000, placed.score / 1000, rule().anchors[placed.nearest].level, placed.apart / 1000);
            assert_eq!(got, (level, score, nearest, apart), "{tenths:?}");
        }
    }

    #[test]
    fn the_highest_anchor_need_not_make_every_point_nor_the_lowest_none() {
        let mut rule = rule();
        rule.anchors[0].makes[0] = true;
        rule.anchors[2].makes[3] = false;
        for (degrees, level) in [([0, 0, 0, 0], 1), ([1, 0, 0, 0], 1), ([1, 1, 1, 0], 5), ([1, 1, 1, 1], 5)] {
            let placed = rule.place(&degrees.map(|degree| degree * FULL_MARKS)).unwrap();
            assert_eq!(placed.level, level * LEVEL, "{degrees:?}");
        }
    }

    #[test]
    fn more_is_never_worth_less() {
        let rule = rule();
        let steps = [0, 1, 250_000, 999_999, FULL_MARKS];
        let scores = |at: usize, degree: u32| {
            steps.map(|other| {
                let mut degrees = [other; 4];
                degrees[at] = degree;
                rule.place(&degrees).unwrap().score
            })
        };
        for at in 0..4 {
            for pair in steps.windows(2) {
                let (less, more) = (scores(at, pair[0]), scores(at, pair[1]));
                assert!(less.iter().zip(more).all(|(less, more)| *less <= more), "{at} {pair:?}");
            }
        }
    }

    #[test]
    fn who_makes_no_point_stands_above_who_gives_no_answer() {
        let mut rule = rule();
        rule.anchors.insert(0, Mark { level: 0, makes: vec![false; 4] });
        let placed = rule.place(&[0; 4]).unwrap();
        assert_eq!((placed.level, placed.score, placed.nearest), (LEVEL, 200_000, 1));
        let floor = rule.floor().unwrap();
        assert_eq!((floor.level, floor.score, floor.nearest), (0, 0, 0));
    }

    #[test]
    fn a_scale_of_nothing_places_nothing() {
        assert_eq!(Rule { weights: vec![], anchors: vec![] }.place(&[]), None);
        let flat = Rule { weights: vec![], anchors: vec![Mark { level: 1, makes: vec![] }] };
        assert_eq!(flat.place(&[]).unwrap().score, 0);
    }
}
