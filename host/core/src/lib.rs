//! The pure part of Touchstone: ids, manifest, answers, interviews, rubric and scorecard.
