//! Percentiles and rounding. Must not know the measures.

/// The value below which a share `p` of the samples lies; NaN without samples.
#[must_use]
pub fn percentile(samples: &[f64], p: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1) as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index between 0 and the last")]
    sorted.get((last * p).round() as usize).copied().unwrap_or(f64::NAN)
}

#[must_use]
pub fn median(samples: &[f64]) -> f64 {
    percentile(samples, 0.5)
}

/// Rounds to a tenth, because people read these lines too.
#[must_use]
pub fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[must_use]
pub fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
