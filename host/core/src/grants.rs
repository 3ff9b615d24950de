//! What a plugin is allowed: capabilities, and limits that are lower than its own. Decided by administrators and jobs; enforced elsewhere.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::limits::SomeLimits;
use crate::words::Capability;

/// What somebody allows a plugin.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    /// What it may use. Nothing by default.
    pub capabilities: BTreeSet<Capability>,
    /// The most it may spend. What is not named stays as it is.
    #[serde(default)]
    pub limits: SomeLimits,
}

impl Grants {
    /// These capabilities, and the plugin's own limits.
    pub fn of(capabilities: impl IntoIterator<Item = Capability>) -> Self {
        Self { capabilities: capabilities.into_iter().collect(), limits: SomeLimits::new() }
    }

    /// What both allow.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.capabilities.retain(|capability| other.capabilities.contains(capability));
        for (&name, &most) in &other.limits {
            let limit = self.limits.entry(name).or_insert(most);
            *limit = most.min(*limit);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::LimitName;

    #[test]
    fn both_have_to_allow_a_capability_and_the_lower_limit_counts() {
        let one = Grants {
            capabilities: [Capability::RunCode, Capability::Attachments].into(),
            limits: [(LimitName::Fuel, 5), (LimitName::Handles, 7)].into(),
        };
        let other = Grants {
            capabilities: [Capability::RunCode].into(),
            limits: [(LimitName::Fuel, 9), (LimitName::Handles, 3), (LimitName::LogLines, 1)].into(),
        };
        let both = Grants {
            capabilities: [Capability::RunCode].into(),
            limits: [(LimitName::Fuel, 5), (LimitName::Handles, 3), (LimitName::LogLines, 1)].into(),
        };
        assert_eq!(one.clone().and(&other), both);
        assert_eq!(other.and(&one), both);
    }
}
