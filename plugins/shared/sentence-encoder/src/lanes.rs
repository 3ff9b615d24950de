//! Sums of products of whole numbers: by the instruction that WebAssembly has for eight of them, and natively by plain loops, of which the
//! compiler makes the processor's own. Both give the same, for whole numbers add up to the same in every order.

/// Eight factors.
pub(crate) type Eight = [i16; 8];

/// Rows that are multiplied at once, and columns. Their sums and factors fit into sixteen registers.
pub(crate) const ROWS: usize = 4;
pub(crate) const COLUMNS: usize = 2;

/// Eights that go by at once: every row has a multiple of them.
#[cfg(target_arch = "wasm32")]
const STRIDE: usize = 4;

/// Weights in eight bits, widened: those of the first column and those of the second.
#[cfg(target_arch = "wasm32")]
#[inline]
#[target_feature(enable = "simd128")]
pub(crate) fn widened(weights: [[i8; 8]; COLUMNS]) -> [Eight; COLUMNS] {
    use std::arch::wasm32::{i16x8_extend_high_i8x16, i16x8_extend_low_i8x16, v128};

    let weights: v128 = bytemuck::cast(weights);
    [bytemuck::cast(i16x8_extend_low_i8x16(weights)), bytemuck::cast(i16x8_extend_high_i8x16(weights))]
}

/// Weights in eight bits, widened: those of the first column and those of the second.
#[cfg(not(target_arch = "wasm32"))]
#[inline]
pub(crate) fn widened(weights: [[i8; 8]; COLUMNS]) -> [Eight; COLUMNS] {
    weights.map(|eight| eight.map(i16::from))
}

/// The sums of products of each row with each column. The caller keeps them within 32 bits.
#[cfg(target_arch = "wasm32")]
#[inline]
#[target_feature(enable = "simd128")]
pub(crate) fn products<const R: usize>(rows: [&[Eight]; R], columns: [&[Eight]; COLUMNS]) -> [[i32; COLUMNS]; R] {
    use std::arch::wasm32::{i32x4_add, i32x4_dot_i16x8, i32x4_extract_lane, i32x4_splat, v128};

    let rows = rows.map(|row| row.as_chunks::<STRIDE>().0);
    let [first, second] = columns.map(|column| column.as_chunks::<STRIDE>().0);
    let rows = rows.map(|row| &row[..first.len()]);
    let mut sums = [[i32x4_splat(0); COLUMNS]; R];
    for (at, columns) in first.iter().zip(second).enumerate() {
        for step in 0..STRIDE {
            let columns: [v128; COLUMNS] = [bytemuck::cast(columns.0[step]), bytemuck::cast(columns.1[step])];
            for (sums, row) in sums.iter_mut().zip(rows) {
                let row: v128 = bytemuck::cast(row[at][step]);
                for (sum, column) in sums.iter_mut().zip(columns) {
                    *sum = i32x4_add(*sum, i32x4_dot_i16x8(row, column));
                }
            }
        }
    }
    sums.map(|sums| {
        sums.map(|four| {
            let four = [
                i32x4_extract_lane::<0>(four),
                i32x4_extract_lane::<1>(four),
                i32x4_extract_lane::<2>(four),
                i32x4_extract_lane::<3>(four),
            ];
            four.into_iter().fold(0, i32::wrapping_add)
        })
    })
}

/// The sums of products of each row with each column. The caller keeps them within 32 bits.
#[cfg(not(target_arch = "wasm32"))]
#[inline]
pub(crate) fn products<const R: usize>(rows: [&[Eight]; R], columns: [&[Eight]; COLUMNS]) -> [[i32; COLUMNS]; R] {
    rows.map(|row| columns.map(|column| sum_of_products(row.as_flattened(), column.as_flattened())))
}

#[cfg(not(target_arch = "wasm32"))]
fn sum_of_products(one: &[i16], other: &[i16]) -> i32 {
    let mut sum = 0_i32;
    for (one, other) in one.iter().zip(other) {
        sum = sum.wrapping_add(i32::from(*one).wrapping_mul(i32::from(*other)));
    }
    sum
}
