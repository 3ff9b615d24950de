//! The figures of `touchstone-core` beside those of independent tools on public data. `data/README.md` says which, and how to print
//! them again.

mod agreement;
mod data;
mod fairness;
mod items;
mod quantiles;
