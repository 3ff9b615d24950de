//! Quantiles beside `NumPy`'s.

use touchstone_core::statistics::quantile;

use crate::data::{check, python};

#[test]
fn quantiles_equal_numpy() {
    let expected = python();
    for (text, share) in [("0", 0.0), ("0.025", 0.025), ("0.25", 0.25), ("0.5", 0.5), ("0.975", 0.975), ("1", 1.0)] {
        check(quantile(&[3.0, 1.0, 4.0, 1.5, 9.0, 2.6], share).unwrap(), &expected, &format!("/quantiles/{text}"));
    }
}
