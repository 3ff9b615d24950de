//! The sizes of the encoder's parts. The build script, which packs the weights, includes this file.

/// Numbers in a sentence's vector, and in the embedding of a token.
pub(crate) const WIDTH: usize = 512;

/// Channels of one branch.
pub(crate) const CHANNELS: usize = 256;

/// What a branch sees: so many tokens, of which so many are before the one it stands at.
pub(crate) const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];

/// Numbers that describe a token in its sentence: its embedding and the three branches.
pub(crate) const FEATURES: usize = WIDTH + BRANCHES.len() * CHANNELS;

/// Numbers between the layers at the end.
pub(crate) const HIDDEN: usize = 320;

/// Token ids that leave the same remainder are quantised alike.
pub(crate) const CHUNKS: usize = 17;

/// Bytes of an embedding: six bits for each number.
pub(crate) const ROW_BYTES: usize = WIDTH * 6 / 8;

/// Inputs and outputs of each matrix, in the order in which they are packed.
pub(crate) const MATRICES: [(usize, usize); 16] = [
    (WIDTH, CHANNELS),
    (WIDTH, CHANNELS),
    (WIDTH, CHANNELS),
    (2 * CHANNELS, CHANNELS),
    (3 * CHANNELS, CHANNELS),
    (5 * CHANNELS, CHANNELS),
    (2 * CHANNELS, CHANNELS),
    (3 * CHANNELS, CHANNELS),
    (5 * CHANNELS, CHANNELS),
    (FEATURES, WIDTH),
    (WIDTH, HIDDEN),
    (HIDDEN, HIDDEN),
    (WIDTH, HIDDEN),
    (HIDDEN, WIDTH),
    (HIDDEN, WIDTH),
    (WIDTH, WIDTH),
];
