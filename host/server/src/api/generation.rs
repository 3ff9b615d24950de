//! Results as they are shown now, or as an earlier generation showed them.

use serde::Deserialize;
use utoipa::IntoParams;

/// Which generation of evaluations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct GenerationQuery {
    /// An accepted one, as it was shown last; the one of now when left out.
    #[param(minimum = 1, maximum = 99_999_999)]
    pub(super) generation: Option<u32>,
}
