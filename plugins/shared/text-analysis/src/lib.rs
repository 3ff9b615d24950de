//! Reads a written answer in Chinese, English or both: sentences and words, the points that it makes with the sentence that makes each,
//! and what looks like gaming. Pure and deterministic; the work is bounded by the text's length. It gives no score of its own and writes
//! no message: plugins do.
//!
//! ```
//! use std::collections::BTreeMap;
//! use text_analysis::{Outcome, Point, PointSet, Text, NoMeaning, read};
//!
//! let point = Point {
//!     id: "refund".to_owned(),
//!     weight: 1,
//!     title: BTreeMap::new(),
//!     dimension: "content".to_owned(),
//!     phrases: vec!["退款".to_owned(), "refund customer".to_owned()],
//!     all_of: Vec::new(),
//!     says: Vec::new(),
//! };
//! let text = Text::new("我先道歉。然後給他退款。");
//! let reading = read(&text, &PointSet::new(&[point]), &[], &NoMeaning);
//! assert!(matches!(reading.points[0], Outcome::Found { sentence: 1, .. }));
//! assert_eq!(text.quote(1), "然後給他退款。");
//! ```

mod gaming;
mod lexicon;
mod links;
mod matching;
mod meaning;
mod normal;
mod numbers;
mod point;
mod problems;
mod reading;
mod text;
mod words;

pub use links::{Link, LinkKind, links};
pub use meaning::{Meaning, NoMeaning, SentenceVectors};
pub use point::{Point, PointSet};
pub use problems::{PointProblem, point_problems};
pub use reading::{Mark, Outcome, Reading, read};
pub use text::{Language, MAX_CHARACTERS, Sentence, Text};
pub use words::{Token, TokenKind};

/// The whole in millionths.
pub const WHOLE: u32 = 1_000_000;

/// Loads dictionaries and tables. A plugin hands this to `touchstone_sdk::prepare!`, so that it runs once, when the plugin is built;
/// natively they load at first use.
pub fn prepare() {
    normal::prepare();
    words::prepare();
    lexicon::prepare();
    sentence_encoder::prepare();
}

/// `part` of `whole` in millionths, rounded down, at most [`WHOLE`]; 0 of an empty whole.
pub fn share(part: u64, whole: u64) -> u32 {
    if whole == 0 {
        return 0;
    }
    let share = u128::from(part) * u128::from(WHOLE) / u128::from(whole);
    u32::try_from(share).map_or(WHOLE, |share| share.min(WHOLE))
}
