//! Lists in pages: at most so many, behind the last one seen.

use serde::Deserialize;
use touchstone_store::{Document, Scan};
use utoipa::IntoParams;

use crate::app::App;
use crate::problem::{Code, Problem};

/// The most of one page.
const MOST: usize = 200;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// `next` of the page before.
    #[param(max_length = 300, pattern = r"^[^\x00]*$")]
    after: Option<String>,
    /// The most that the page holds; 100 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

impl PageQuery {
    /// The documents of the page, and what to ask the next one with. `prefix` is not part of what `after` says.
    pub(super) async fn read(
        self,
        app: &App,
        scan: Scan,
        prefix: &str,
    ) -> Result<(Vec<Document>, Option<String>), Problem> {
        let limit = self.limit.unwrap_or(100);
        if !(1..=MOST).contains(&limit) {
            return Err(Problem::new(Code::WrongQuery, format!("`limit` is {limit}; ask for 1 to {MOST}")));
        }
        if self.after.as_ref().is_some_and(|after| after.contains('\0') || after.chars().count() > 300) {
            return Err(Problem::new(Code::WrongQuery, "`after` is none of ours; send `next` of the page before"));
        }
        // One more tells whether there is a next page.
        let scan = scan.limit(limit + 1);
        let scan = if let Some(after) = self.after { scan.after(format!("{prefix}{after}")) } else { scan };
        let mut documents = app.store().scan(scan).await?;
        let more = documents.len() > limit;
        documents.truncate(limit);
        let last = documents.last().filter(|_| more);
        let next = last.map(|last| last.key.strip_prefix(prefix).unwrap_or(&last.key).to_owned());
        Ok((documents, next))
    }
}
