//! Random numbers from a seed (SplitMix64): the same seed gives the same data. Must not know what they are for.

/// A sequence of random numbers.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The sequence of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// At least 0 and below 1.
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Below `end`, which is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % end as u64).unwrap_or_default()
    }

    /// Whether something happens that has this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// One of some things.
    pub fn pick<T: Clone>(&mut self, things: &[T]) -> T {
        self.pick_ref(things).clone()
    }

    /// One of some things, borrowed.
    pub fn pick_ref<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// A place among `count`, the first ones more often than the last, as surnames and posted links are.
    pub fn frequent(&mut self, count: usize) -> usize {
        // The inverse of a distribution that falls as 1 / (place + 8).
        let (first, last) = (8.0_f64, count as f64 + 8.0);
        let place = first * (last / first).powf(self.share()) - first;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below `count`")]
        (place as usize).min(count - 1)
    }

    /// A time until the next of events that come at random, one in each `mean` on average.
    pub fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.share()).ln()
    }
}
