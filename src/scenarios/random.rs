//! Python's `random`, seeded: the same numbers as CPython's, from the same Mersenne Twister.

use rand_mt::Mt;

/// `random.Random(seed)`.
pub struct Random(Mt);

impl Random {
    /// `random.seed(seed)` with a whole number; as in Python its sign does not matter.
    pub fn seed(seed: i64) -> Self {
        let seed = seed.unsigned_abs();
        // CPython's key is the number in 32-bit digits, lowest first, and one digit for zero.
        let (low, high) = (seed as u32, (seed >> 32) as u32);
        let digits = if high == 0 { &[low][..] } else { &[low, high] };
        Self(Mt::new_with_key(digits.iter().copied()))
    }

    /// `random.random()`: 53 random bits, from 0 up to but not 1.
    pub fn random(&mut self) -> f64 {
        let high = f64::from(self.0.next_u32() >> 5);
        let low = f64::from(self.0.next_u32() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    /// `random.uniform(a, b)`
    pub fn uniform(&mut self, a: f64, b: f64) -> f64 {
        a + (b - a) * self.random()
    }

    /// `random.randint(a, b)`: both ends are included. `a` itself where Python raises, for no
    /// numbers at all.
    pub fn randint(&mut self, a: i64, b: i64) -> i64 {
        let width = b.wrapping_sub(a) as u64;
        match width.checked_add(1) {
            Some(count) if a <= b => a.wrapping_add(self.below(count) as i64),
            _ => a,
        }
    }

    /// `random.shuffle(items)`
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u64 + 1) as usize;
            items.swap(last, other);
        }
    }

    /// `Random._randbelow`: draws as many bits as `count` has until they are below it.
    fn below(&mut self, count: u64) -> u64 {
        let bits = u64::BITS - count.leading_zeros();
        loop {
            let drawn = self.bits(bits);
            if drawn < count {
                return drawn;
            }
        }
    }

    /// `random.getrandbits(count)`, of 1 to 64 bits: the lowest 32 are drawn first.
    fn bits(&mut self, count: u32) -> u64 {
        if count <= 32 {
            return u64::from(self.0.next_u32() >> (32 - count));
        }
        let low = u64::from(self.0.next_u32());
        let high = u64::from(self.0.next_u32() >> (64 - count));
        high << 32 | low
    }
}
