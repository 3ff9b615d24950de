//! Two trees over ranks, so that explaining every move takes n·log n steps and not n².

use std::ops::Range;

/// The least and the greatest of every stretch of a list.
pub(super) struct Extremes {
    /// The root is 1, the children of n are 2n and 2n + 1; the leaves are the list, padded with what no search finds.
    nodes: Vec<Stretch>,
    leaves: usize,
}

#[derive(Clone, Copy)]
struct Stretch {
    least: usize,
    most: usize,
}

/// How many ranks were added, for any bound.
pub(super) struct Counts(Vec<usize>);

impl Extremes {
    pub(super) fn of(list: Vec<usize>) -> Self {
        let leaves = list.len().next_power_of_two();
        let mut nodes = vec![Stretch { least: usize::MAX, most: 0 }; 2 * leaves];
        for (n, value) in list.into_iter().enumerate() {
            nodes[leaves + n] = Stretch { least: value, most: value };
        }
        for n in (1..leaves).rev() {
            let (left, right) = (nodes[2 * n], nodes[2 * n + 1]);
            nodes[n] = Stretch { least: left.least.min(right.least), most: left.most.max(right.most) };
        }
        Self { nodes, leaves }
    }

    /// The first places from `start` whose values are less than `bound`; `limit` at most.
    pub(super) fn first_below(&self, start: usize, bound: usize, limit: usize) -> Vec<usize> {
        let holds = |places: &Range<usize>, stretch: Stretch| places.end > start && stretch.least < bound;
        self.search(&holds, |[left, right]| [left, right], limit)
    }

    /// The last places before `end` whose values are `bound` (1 at least) or more, the last of them first; `limit` at most.
    pub(super) fn last_from(&self, end: usize, bound: usize, limit: usize) -> Vec<usize> {
        let holds = |places: &Range<usize>, stretch: Stretch| places.start < end && stretch.most >= bound;
        self.search(&holds, |[left, right]| [right, left], limit)
    }

    /// Walks down wherever `holds` may be true, the half that `first` puts first before the other.
    fn search(
        &self,
        holds: &dyn Fn(&Range<usize>, Stretch) -> bool,
        first: fn([usize; 2]) -> [usize; 2],
        limit: usize,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open = vec![1_usize];
        while let Some(node) = open.pop() {
            let width = self.leaves >> node.ilog2();
            let start = node * width - self.leaves;
            if found.len() == limit || !holds(&(start..start + width), self.nodes[node]) {
                continue;
            }
            if width == 1 {
                found.push(start);
            } else {
                let [next, later] = first([2 * node, 2 * node + 1]);
                open.extend([later, next]);
            }
        }
        found
    }
}

impl Counts {
    /// For ranks from 1 to `most`.
    pub(super) fn up_to(most: usize) -> Self {
        Self(vec![0; most + 1])
    }

    pub(super) fn add(&mut self, rank: usize) {
        let mut node = rank;
        while let Some(count) = self.0.get_mut(node) {
            *count += 1;
            node += node & node.wrapping_neg();
        }
    }

    /// How many ranks less than this one were added.
    pub(super) fn below(&self, rank: usize) -> usize {
        let mut node = rank - 1;
        let mut sum = 0;
        while node > 0 {
            sum += self.0[node];
            node &= node - 1;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_find_what_a_scan_finds() {
        let list: Vec<usize> = (0..37).map(|n| 1 + n * 17 % 23).collect();
        let tree = Extremes::of(list.clone());
        for (place, bound, limit) in (0..=37).flat_map(|place| (1..25).map(move |bound| (place, bound, 1 + bound % 4)))
        {
            let forward: Vec<_> = (place..37).filter(|&n| list[n] < bound).take(limit).collect();
            assert_eq!(tree.first_below(place, bound, limit), forward, "from {place}, below {bound}");
            let back: Vec<_> = (0..place).rev().filter(|&n| list[n] >= bound).take(limit).collect();
            assert_eq!(tree.last_from(place, bound, limit), back, "before {place}, from {bound}");
        }
        assert!(Extremes::of(Vec::new()).first_below(0, 9, 1).is_empty());
    }

    #[test]
    fn counts_below() {
        let mut counts = Counts::up_to(9);
        for rank in [3, 9, 1, 3] {
            counts.add(rank);
        }
        assert_eq!((1..=9).map(|rank| counts.below(rank)).collect::<Vec<_>>(), [0, 1, 1, 3, 3, 3, 3, 3, 3]);
    }
}
