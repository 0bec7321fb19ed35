//! Logarithm and exponential from additions, multiplications and divisions alone: fast, and the same to the
//! last bit on every machine (those of the system's mathematics library are not, and an alignment must be).

use std::f32::consts::{LN_2, SQRT_2};

/// The natural logarithm of a positive, finite number, to about 1e-7. Anything else counts as the smallest
/// positive number.
pub(super) fn ln(x: f32) -> f32 {
    let x = if x.is_finite() { x.max(f32::MIN_POSITIVE) } else { f32::MIN_POSITIVE };
    let bits = x.to_bits();
    let mut exponent = (bits >> 23) as i32 - 127;
    let mut mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    if mantissa > SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    // ln m = 2 artanh s, |s| < 0.172: five terms of the series.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let q = s * s;
    exponent as f32 * LN_2 + 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (0.2 + q * (1.0 / 7.0 + q / 9.0))))
}

/// The exponential of a number that is not positive, to about 1e-6 of its value; 0 below -80.
pub(super) fn exp(x: f64) -> f64 {
    if x <= -80.0 || x.is_nan() {
        return 0.0;
    }
    let x = x.min(80.0);
    let power = (x / std::f64::consts::LN_2).round();
    let r = x - power * std::f64::consts::LN_2;
    let series = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)))));
    series * f64::from_bits(((power as i64 + 1023) as u64) << 52)
}

/// ln(eᵃ + eᵇ), to about 1e-8.
pub(super) fn add_logs(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low < high - 20.0 || low == f64::NEG_INFINITY {
        return high;
    }
    high + f64::from(ln(1.0 + exp(low - high) as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_system() {
        for i in 1..2000 {
            let x = (i * i) as f32 / 777.0;
            assert!((ln(x) - x.ln()).abs() < 2e-6, "{x}");
            let y = -f64::from(i) / 40.0;
            assert!((exp(y) - y.exp()).abs() <= 3e-6 * y.exp(), "{y}");
        }
        assert!(
            (add_logs(-3.0, -4.0) - (-3f64.exp().ln_1p() * 0.0 + ((-3f64).exp() + (-4f64).exp()).ln())).abs() < 1e-6
        );
        assert_eq!(add_logs(f64::NEG_INFINITY, -4.0), -4.0);
        assert_eq!(exp(-1000.0), 0.0);
        assert!(ln(0.0).is_finite() && ln(f32::NAN).is_finite());
    }
}
