//! The network: from the tokens of sentences to their vectors. The large products are of whole numbers; what is between them is computed in
//! floats in a fixed order, by operations that are exact everywhere, and the one function that is not comes from `libm`.

use std::collections::BTreeMap;

use crate::lanes::Eight;
use crate::matrix::{largest, round, step, to_float};
use crate::model::Model;
use crate::shape::{BRANCHES, CHANNELS, FEATURES, WIDTH};
use crate::vector::Vector;

/// Sentences are computed together until they have so many tokens: their numbers then stay in a processor's cache.
const TOKENS_AT_ONCE: usize = 384;

/// Eights of numbers in the row of a branch.
const EIGHTS: usize = CHANNELS / 8;

/// Numbers of a projected token, for all branches.
const PROJECTED: usize = BRANCHES.len() * CHANNELS;

/// What the original keeps from division by zero.
const TINY: f32 = 1e-12;

/// The vectors of sentences, each of which is given by the rows of its tokens.
pub(crate) fn vectors(model: &Model, sentences: impl Iterator<Item = Vec<usize>>) -> Vec<Vector> {
    let mut vectors = Vec::new();
    let mut together: Vec<Vec<usize>> = Vec::new();
    let mut tokens = 0;
    for sentence in sentences {
        if tokens + sentence.len() > TOKENS_AT_ONCE {
            vectors.extend(batch(model, &std::mem::take(&mut together)));
            tokens = 0;
        }
        tokens += sentence.len();
        together.push(sentence);
    }
    vectors.extend(batch(model, &together));
    vectors
}

fn batch(model: &Model, sentences: &[Vec<usize>]) -> Vec<Vector> {
    if sentences.is_empty() {
        return Vec::new();
    }
    let tokens = Tokens::of(model, sentences);
    let mut features = vec![0.0; tokens.order.len() * FEATURES];
    for (row, token) in features.chunks_exact_mut(FEATURES).zip(&tokens.order) {
        tokens.embed(*token, &mut row[..WIDTH]);
    }
    let projected = tokens.projected(model);
    for number in 0..model.branches.len() {
        tokens.branch(model, number, &projected, &mut features);
    }
    finish(model, sentences, &mut features)
}

/// The tokens of some sentences, each distinct one once.
struct Tokens<'a> {
    sentences: &'a [Vec<usize>],
    /// The place in `embeddings` of each token, sentence after sentence.
    order: Vec<usize>,
    numbers: Vec<Eight>,
    /// The factor and the summand of each embedding.
    scales: Vec<(f32, f32)>,
}

impl<'a> Tokens<'a> {
    fn of(model: &Model, sentences: &'a [Vec<usize>]) -> Self {
        let (mut places, mut order) = (BTreeMap::new(), Vec::new());
        let (mut numbers, mut scales) = (Vec::new(), Vec::new());
        for row in sentences.iter().flatten() {
            order.push(*places.entry(*row).or_insert_with(|| {
                let (embedding, scale, low) = model.embedding(*row);
                numbers.extend_from_slice(embedding.as_chunks().0);
                scales.push((scale, low));
                scales.len() - 1
            }));
        }
        Self { sentences, order, numbers, scales }
    }

    /// Writes a token's embedding.
    fn embed(&self, token: usize, numbers: &mut [f32]) {
        let (scale, low) = self.scales[token];
        let rounded = self.numbers[token * WIDTH / 8..].as_flattened();
        for (number, rounded) in numbers.iter_mut().zip(rounded) {
            *number = f32::from(*rounded) * scale + low;
        }
    }

    /// Writes what a branch makes of the projected tokens into its columns of the features.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn branch(&self, model: &Model, number: usize, projected: &[f32], features: &mut [f32]) {
        let branch = &model.branches[number];
        let projected = |token: usize| &projected[token * PROJECTED + number * CHANNELS..][..CHANNELS];
        let (width, left) = branch.window;
        let layout = Layout::of(self.sentences, width, left);
        let mut window = vec![[0; 8]; layout.rows * EIGHTS];

        let projected_step = step(branch.bound);
        for (place, token) in layout.places.iter().zip(&self.order) {
            round(projected(*token), projected_step, &mut window[place * EIGHTS..][..EIGHTS]);
        }
        let starts: Vec<usize> = layout.places.iter().map(|place| (place - left) * EIGHTS).collect();
        let sums = branch.first.times(&window, &starts);
        let mut convolved = vec![0.0; sums.len()];
        let rows = convolved.chunks_exact_mut(CHANNELS).zip(sums.chunks_exact(CHANNELS)).zip(&self.order);
        for ((convolved, sums), token) in rows {
            convolve(sums, projected_step * branch.first.scale, branch.first_biases, projected(*token), convolved);
        }

        let (mut steps, mut first) = (Vec::with_capacity(self.order.len()), 0);
        for sentence in self.sentences {
            let rows = &convolved[first * CHANNELS..][..sentence.len() * CHANNELS];
            let sentence_step = step(largest(rows));
            for (place, row) in layout.places[first..].iter().zip(rows.chunks_exact(CHANNELS)) {
                round(row, sentence_step, &mut window[place * EIGHTS..][..EIGHTS]);
                steps.push(sentence_step);
            }
            first += sentence.len();
        }
        let sums = branch.second.times(&window, &starts);
        let rows = features.chunks_exact_mut(FEATURES).zip(sums.chunks_exact(CHANNELS));
        for (((features, sums), row), step) in rows.zip(convolved.chunks_exact(CHANNELS)).zip(steps) {
            let features = &mut features[WIDTH + number * CHANNELS..][..CHANNELS];
            convolve(sums, step * branch.second.scale, branch.second_biases, row, features);
        }
    }

    /// The distinct tokens' embeddings, projected for all branches and normalised: a row has the numbers of each branch in turn.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    fn projected(&self, model: &Model) -> Vec<f32> {
        let starts: Vec<usize> = (0..self.scales.len()).map(|token| token * WIDTH / 8).collect();
        let mut projected = vec![0.0; self.scales.len() * PROJECTED];
        for (number, branch) in model.branches.iter().enumerate() {
            let sums = branch.projection.times(&self.numbers, &starts);
            let rows = projected.chunks_exact_mut(PROJECTED).zip(sums.chunks_exact(CHANNELS)).zip(&self.scales);
            for ((row, sums), (scale, low)) in rows {
                let factor = scale * branch.projection.scale;
                let constants = branch.projection_sums.iter().zip(branch.projection_biases);
                for ((number, sum), (ones, bias)) in row[number * CHANNELS..].iter_mut().zip(sums).zip(constants) {
                    *number = to_float(*sum) * factor + (ones * low + bias);
                }
            }
        }
        for row in projected.chunks_exact_mut(PROJECTED) {
            normalize(row);
            for (row, branch) in row.chunks_exact_mut(CHANNELS).zip(&model.branches) {
                for ((number, gain), bias) in row.iter_mut().zip(branch.gains).zip(branch.biases) {
                    *number = *number * gain + bias;
                }
            }
        }
        projected
    }
}

/// Where the tokens of some sentences stand, with as many empty rows around each sentence as a window can reach beyond it.
struct Layout {
    places: Vec<usize>,
    rows: usize,
}

impl Layout {
    fn of(sentences: &[Vec<usize>], width: usize, left: usize) -> Self {
        let (mut places, mut rows) = (Vec::new(), 0);
        for sentence in sentences {
            rows += left;
            places.extend(rows..rows + sentence.len());
            rows += sentence.len() + width - 1 - left;
        }
        Self { places, rows }
    }
}

/// What a convolution adds to a row: its sums, scaled and with biases, where they are positive.
#[inline]
fn convolve(sums: &[i32], factor: f32, biases: &[f32], row: &[f32], results: &mut [f32]) {
    for (((result, sum), bias), number) in results.iter_mut().zip(sums).zip(biases).zip(row) {
        *result = positive(to_float(*sum) * factor + bias) + number;
    }
}

#[inline]
fn positive(number: f32) -> f32 {
    if number > 0.0 { number } else { 0.0 }
}

/// Shifts and scales numbers to the mean 0 and the mean square 1.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "a small number")]
fn normalize(numbers: &mut [f32]) {
    let count = numbers.len() as f32;
    let mean = sum(numbers, |number| number) / count;
    for number in &mut *numbers {
        *number -= mean;
    }
    let factor = 1.0 / (sum(numbers, |number| number * number) / count + TINY).sqrt();
    for number in numbers {
        *number *= factor;
    }
}

/// The sum over eights of numbers, in eight sums that are added last.
#[inline]
fn sum(numbers: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; 8];
    for eight in numbers.as_chunks::<8>().0 {
        for (lane, number) in lanes.iter_mut().zip(eight) {
            *lane += of(*number);
        }
    }
    lanes.into_iter().fold(0.0, |sum, lane| sum + lane)
}

/// Sums the features of each sentence's tokens and passes the sums through the last layers.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn finish(model: &Model, sentences: &[Vec<usize>], features: &mut [f32]) -> Vec<Vector> {
    let lengths: Vec<f32> = sentences.iter().map(|sentence| count(sentence)).collect();
    let mut sums = vec![0.0; sentences.len() * FEATURES];
    let mut rows = features.chunks_exact_mut(FEATURES);
    for ((sentence, length), sums) in sentences.iter().zip(&lengths).zip(sums.chunks_exact_mut(FEATURES)) {
        for row in rows.by_ref().take(sentence.len()) {
            normalize(row);
            for (sum, number) in sums.iter_mut().zip(row) {
                *sum += *number;
            }
        }
        for ((sum, gain), bias) in sums.iter_mut().zip(model.feature_gains).zip(model.feature_biases) {
            *sum = *sum * gain + length * bias;
        }
    }
    let mut means = model.sum.apply(&sums);
    for (means, length) in means.chunks_exact_mut(WIDTH).zip(&lengths) {
        let factor = 1.0 / length.sqrt();
        for (mean, bias) in means.iter_mut().zip(model.sum_biases) {
            *mean = (*mean + length * bias) * factor;
        }
    }
    let [d0, d1, p1, d2, p3, d3] = &model.layers;
    let beside = d1.apply(&all_positive(d0.apply(&means)));
    let hidden = all_positive(added(p1.apply(&means), &beside));
    let beside = d3.apply(&all_positive(d2.apply(&hidden)));
    let mut last = added(p3.apply(&hidden), &beside);
    for number in &mut last {
        *number = libm::tanhf(*number);
    }
    last.chunks_exact_mut(WIDTH).map(unit).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a small number")]
fn count(tokens: &[usize]) -> f32 {
    tokens.len() as f32
}

fn all_positive(mut numbers: Vec<f32>) -> Vec<f32> {
    for number in &mut numbers {
        *number = positive(*number);
    }
    numbers
}

fn added(mut numbers: Vec<f32>, others: &[f32]) -> Vec<f32> {
    numbers.iter_mut().zip(others).for_each(|(number, other)| *number += other);
    numbers
}

fn unit(numbers: &mut [f32]) -> Vector {
    let factor = 1.0 / sum(numbers, |number| number * number).max(TINY).sqrt();
    for number in &mut *numbers {
        *number *= factor;
    }
    Vector::of(numbers)
}
