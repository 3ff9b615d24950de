//! The evaluator's config: points, and anchored scales over them. Whether it makes sense is `scale_check`'s question.

use serde::Deserialize;
use text_analysis::Point;

use crate::placement::{LEVEL, Mark, Rule};
use crate::text::Localized;

/// What a good answer does, and what its levels look like.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleConfig {
    /// The points of all scales; each belongs to the one of its dimension.
    pub points: Vec<Point>,
    /// One for each dimension that is measured.
    pub scales: Vec<AnchoredScale>,
    /// When a person has to look.
    #[serde(default)]
    pub review: ReviewRules,
}

/// A behaviourally anchored rating scale.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnchoredScale {
    /// What it measures; one of the manifest's dimensions.
    pub dimension: String,
    /// Its anchors, from the lowest level up.
    pub anchors: Vec<Anchor>,
}

/// What answers of a level look like.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The level.
    pub level: u32,
    /// What who stands here does.
    pub behaviour: Localized,
    /// The points that such an answer makes.
    pub points: Vec<String>,
    /// Answers of this level, or what of them bears on the dimension, in whatever language.
    pub examples: Vec<String>,
}

/// When a person has to look, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewRules {
    /// So far from every anchor, in hundredths of a level, an answer is between two.
    pub between: u32,
    /// By more than this, in hundredths of a level, points and meaning may not disagree.
    pub disagreement: u32,
    /// Less like every anchor than this, in hundredths, and without a point, an answer is far from all.
    pub far: u32,
}

impl Default for ReviewRules {
    fn default() -> Self {
        Self { between: 50, disagreement: 100, far: 45 }
    }
}

impl ReviewRules {
    /// Hundredths of a level in the unit of levels.
    pub(crate) fn levels(hundredths: u32) -> u32 {
        hundredths.saturating_mul(LEVEL / 100)
    }
}

impl ScaleConfig {
    /// The scale of a dimension.
    pub fn scale(&self, dimension: &str) -> Option<&AnchoredScale> {
        self.scales.iter().find(|scale| scale.dimension == dimension)
    }

    /// The points of a scale with their positions, in the config's order.
    pub fn points_of(&self, scale: &AnchoredScale) -> impl Iterator<Item = (usize, &Point)> {
        self.points.iter().enumerate().filter(|(_, point)| point.dimension == scale.dimension)
    }

    /// A scale as arithmetic.
    pub fn rule(&self, scale: &AnchoredScale) -> Rule {
        let points: Vec<&Point> = self.points_of(scale).map(|(_, point)| point).collect();
        let mark = |anchor: &Anchor| Mark {
            level: anchor.level,
            makes: points.iter().map(|point| anchor.points.contains(&point.id)).collect(),
        };
        Rule {
            weights: points.iter().map(|point| u32::try_from(point.weight).unwrap_or(u32::MAX)).collect(),
            anchors: scale.anchors.iter().map(mark).collect(),
        }
    }
}
