//! Products of eight numbers at a time: by the instruction that WebAssembly has for it, and natively by plain arithmetic, of which the compiler
//! makes the processor's own. Both give the same, for the numbers are whole.

/// Eight factors.
pub(crate) type Eight = [i16; 8];

#[cfg(target_arch = "wasm32")]
mod machine {
    use std::arch::wasm32::{i32x4_add, i32x4_dot_i16x8, i32x4_splat, v128};

    use super::Eight;

    pub(super) type Four = v128;

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(super) fn zero() -> Four {
        i32x4_splat(0)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(super) fn products(sums: Four, one: Eight, other: Eight) -> Four {
        i32x4_add(sums, i32x4_dot_i16x8(bytemuck::cast(one), bytemuck::cast(other)))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod machine {
    use super::Eight;

    pub(super) type Four = [i32; 4];

    #[inline]
    pub(super) fn zero() -> Four {
        [0; 4]
    }

    #[inline]
    pub(super) fn products(sums: Four, one: Eight, other: Eight) -> Four {
        let product = |at: usize| i32::from(one[at]) * i32::from(other[at]);
        std::array::from_fn(|lane| sums[lane].wrapping_add(product(2 * lane).wrapping_add(product(2 * lane + 1))))
    }
}

/// Four sums in 32 bits, which the caller keeps from overflowing.
#[derive(Clone, Copy)]
pub(crate) struct Sums(machine::Four);

impl Default for Sums {
    #[inline]
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn default() -> Self {
        Self(machine::zero())
    }
}

/// Adds the products of `one` and `other` to the sums.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn products(sums: Sums, one: Eight, other: Eight) -> Sums {
    Sums(machine::products(sums.0, one, other))
}

impl Sums {
    /// The sum of the four.
    #[inline]
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub(crate) fn total(self) -> i32 {
        let four: [i32; 4] = bytemuck::cast(self.0);
        four.into_iter().fold(0, i32::wrapping_add)
    }
}
