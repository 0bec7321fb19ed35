//! Lengths as evidence, after Gale and Church (1993): the difference between a text's length and what its
//! counterpart's leads one to expect is near to normal, its variance in proportion to the length.

/// The largest penalty for lengths that do not fit: a free translation is rare, not impossible.
const WORST: f32 = 8.0;
/// Pseudo-observations of the first variance when it is estimated anew.
const PRIOR_WEIGHT: f32 = 20.0;
const FIRST_VARIANCE: f32 = 6.0;
/// The share of the worst-fitting beads left out of the estimate: they are mistakes, or free.
const TRIM: f32 = 0.1;

/// How target lengths follow from source lengths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LengthModel {
    /// Target characters for a source character.
    pub ratio: f32,
    /// Variance of the difference for each character.
    pub variance: f32,
    /// The logarithm of how much likelier lengths that fit exactly are between translations than by chance.
    pub bonus: f32,
}

impl LengthModel {
    /// The model before anything is known but a ratio.
    pub fn new(ratio: f32, bonus: f32) -> Self {
        Self { ratio, variance: FIRST_VARIANCE, bonus }
    }

    /// Estimates ratio and variance from the lengths of paired groups (source, target).
    pub fn estimate(self, pairs: &[(f32, f32)]) -> Self {
        let (source, target) = pairs.iter().fold((0.0, 0.0), |(s, t), p| (s + p.0, t + p.1));
        // As much text as a short statement stands for the ratio known before.
        const KNOWN: f32 = 400.0;
        let ratio = (target + KNOWN * self.ratio) / (source + KNOWN);
        let model = Self { ratio, ..self };
        let mut squares: Vec<f32> = pairs.iter().map(|&(s, t)| model.square(s, t)).collect();
        squares.sort_unstable_by(f32::total_cmp);
        squares.truncate((squares.len() as f32 * (1.0 - TRIM)) as usize);
        let variance =
            (squares.iter().sum::<f32>() + PRIOR_WEIGHT * FIRST_VARIANCE) / (squares.len() as f32 + PRIOR_WEIGHT);
        Self { variance: variance.clamp(1.0, 40.0), ..model }
    }

    /// The squared difference by the length it stands beside.
    fn square(&self, source: f32, target: f32) -> f32 {
        let expected = source * self.ratio;
        let difference = target - expected;
        difference * difference / (0.5 * (target + expected)).max(1.0)
    }

    /// How much the lengths of two groups speak for their being translations (log likelihood ratio).
    pub fn gain(&self, source: f32, target: f32) -> f32 {
        self.bonus - (self.square(source, target) / (2.0 * self.variance)).min(WORST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_that_fit_gain_and_others_lose() {
        let model = LengthModel::new(1.1, 2.0);
        assert_eq!(model.gain(100.0, 110.0), 2.0);
        assert!(model.gain(100.0, 115.0) > model.gain(100.0, 140.0));
        assert!(model.gain(100.0, 30.0) < 0.0);
        assert!(model.gain(0.0, 1e9).is_finite());
    }

    #[test]
    fn the_ratio_is_learnt() {
        let model = LengthModel::new(1.0, 2.0).estimate(&vec![(50.0, 100.0); 500]);
        assert!((model.ratio - 2.0).abs() < 0.05);
        assert_eq!(LengthModel::new(1.0, 2.0).estimate(&[]), LengthModel::new(1.0, 2.0));
    }
}
