//! Why a figure is not given. A report carries the refusal in the figure's place, so that nobody reads a number out of noise.

use std::fmt;

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

/// A figure, or why there is none: `0.71`, or `{"refused": {"reason": "too-small", …}}`.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure<T = f64> {
    /// The figure.
    Known(T),
    /// Why there is none.
    Refused(Refusal),
}

/// Why a figure is not given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Fewer than the figure needs to mean anything.
    #[error("{what} needs {need} {} and there are {have}; add {} more, or read the counts", counted.as_str(), need - have)]
    TooSmall {
        /// The figure.
        what: Statistic,
        /// Of what there are too few.
        counted: Counted,
        /// How many there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// The same mark or category everywhere.
    #[error("{what} needs two categories in use and there is one; add answers of another quality")]
    OneCategory {
        /// The figure.
        what: Statistic,
    },
    /// Numbers that never differ.
    #[error("{what} is not defined where the scores never differ; leave the item out, or add candidates")]
    NoVariation {
        /// The figure.
        what: Statistic,
    },
    /// An item that goes down where the total goes up.
    #[error("{what} is not defined where an item's scores fall as the totals rise; look at its marking first")]
    NegativeCovariance {
        /// The figure.
        what: Statistic,
    },
    /// The highest rate is 0.
    #[error("{what} is not defined where the highest rate is 0; nobody was selected")]
    NoneSelected {
        /// The figure.
        what: Statistic,
    },
    /// A category set apart as a small one.
    #[error("{what} is not given for a category under 2 % of the data; its rate is listed")]
    SmallCategory {
        /// The figure.
        what: Statistic,
    },
}

macro_rules! names {
    ($(#[$doc:meta])* $name:ident: $($(#[$name_doc:meta])* $variant:ident = $word:literal, $said:literal;)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$name_doc])* $variant,)+
        }

        impl $name {
            /// For people.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $said,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $(Self::$variant => $word,)+
                })
            }
        }
    };
}

names! {
    /// A figure that can be refused.
    Statistic:
    /// Cohen's kappa with quadratic weights.
    Kappa = "quadratic-weighted-kappa", "quadratic weighted kappa";
    /// A mean of differences.
    MeanDifference = "mean-difference", "the mean difference";
    /// How far a measure lies from the same measure taken again.
    StandardError = "standard-error-of-measurement", "the standard error of measurement";
    /// The difference of two kappas.
    KappaDifference = "kappa-difference", "the difference of two kappas";
    /// An item's mean share.
    Facility = "facility", "the facility index";
    /// An item's spread.
    StandardDeviation = "standard-deviation", "the standard deviation";
    /// An item beside the rest.
    Discrimination = "discrimination", "the discrimination index";
    /// The same beside the best that it could be.
    DiscriminativeEfficiency = "discriminative-efficiency", "the discriminative efficiency";
    /// An item's part in the spread of the totals.
    EffectiveWeight = "effective-weight", "the effective weight";
    /// Cronbach's α.
    Alpha = "alpha", "Cronbach's alpha";
    /// A rate beside the highest.
    ImpactRatio = "impact-ratio", "the impact ratio";
}

names! {
    /// What a sample is counted in.
    Counted:
    /// Answers that two markers marked.
    DoubleMarked = "double-marked-answers", "answers marked by both";
    /// Answers that a marker marked and the evaluator scored.
    Scored = "scored-answers", "answers marked and scored";
    /// Candidates with a score on every item.
    Complete = "complete-candidates", "candidates with a score on every item";
    /// Candidates with a score on the item.
    Candidates = "candidates", "candidates with a score on the item";
    /// Items.
    Items = "items", "items";
}

impl<T> Figure<T> {
    /// The figure, unless it was refused.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(known) => Some(known),
            Self::Refused(_) => None,
        }
    }

    /// Why there is none.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Known(_) => None,
            Self::Refused(refusal) => Some(refusal),
        }
    }
}

impl<T> From<Result<T, Refusal>> for Figure<T> {
    fn from(result: Result<T, Refusal>) -> Self {
        result.map_or_else(Self::Refused, Self::Known)
    }
}

impl<T: Serialize> Serialize for Figure<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(known) => known.serialize(serializer),
            Self::Refused(refusal) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("refused", refusal)?;
                map.end()
            }
        }
    }
}

impl Refusal {
    /// As large a sample as `need`, or the refusal.
    pub(crate) fn unless(what: Statistic, counted: Counted, have: usize, need: usize) -> Result<(), Self> {
        if have < need { Err(Self::TooSmall { what, counted, have, need }) } else { Ok(()) }
    }

    /// The stable word for the reason.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::TooSmall { .. } => "too-small",
            Self::OneCategory { .. } => "one-category",
            Self::NoVariation { .. } => "no-variation",
            Self::NegativeCovariance { .. } => "negative-covariance",
            Self::NoneSelected { .. } => "none-selected",
            Self::SmallCategory { .. } => "small-category",
        }
    }

    /// Which figure was refused.
    pub fn what(&self) -> Statistic {
        match self {
            Self::TooSmall { what, .. }
            | Self::OneCategory { what }
            | Self::NoVariation { what }
            | Self::NegativeCovariance { what }
            | Self::NoneSelected { what }
            | Self::SmallCategory { what } => *what,
        }
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut refusal = serializer.serialize_struct("Refusal", 6)?;
        refusal.serialize_field("reason", self.reason())?;
        refusal.serialize_field("what", &self.what())?;
        if let Self::TooSmall { counted, have, need, .. } = self {
            refusal.serialize_field("counted", counted)?;
            refusal.serialize_field("have", have)?;
            refusal.serialize_field("need", need)?;
        }
        refusal.serialize_field("message", &self.to_string())?;
        refusal.end()
    }
}
