#ifndef QUASISCREEN_ELEMENTARY_INLINE_H
#define QUASISCREEN_ELEMENTARY_INLINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// A fused product would round otherwise than the same code on a processor without one.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__) && !defined(QS_ONE_TARGET)
#define QS_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define QS_CLONES
#endif

#define QS_INLINE static inline __attribute__((always_inline))

QS_INLINE uint64_t bits_of(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

QS_INLINE double from_bits(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// ln 2 in two parts: the first has 42 bits, so that its product with an exponent is exact.
static const double ln2_high = 0x1.62e42fefa38p-1;
static const double ln2_low = 0x1.ef35793c7673p-45;

// A number of this size holds a whole number in its low bits; adding it rounds to one.
static const double whole = 0x1.8p52;

// exp(x) = 2^k exp(r) with r = x - k ln 2, |r| <= ln(2) / 2 (Cody and Waite), and exp(r) = 1 + r +
// r^2 q(r). The polynomial q is of least greatest error r^2 |q - (exp(r) - 1 - r) / r^2|, 2^-58 on
// that interval, found by Remez's exchange in 250 bits. What r and 1 + r lose to rounding is
// carried along, so that the last addition makes most of the error.
//
// Returns exp(r); `shifted` becomes k + 1.5 * 2^52.
QS_INLINE double exp_reduced(double x, double *shifted) {
    *shifted = x * 0x1.71547652b82fep+0 + whole;
    double k = *shifted - whole;
    double high = x - k * ln2_high;
    double low = k * ln2_low;
    double r = high - low;
    double lost = (high - r) - low;
    double r2 = r * r;
    double odd = 0x1.af85802c411f7p-26;
    double even = 0x1.28b0494c6545ap-22;
    odd = odd * r2 + 0x1.71dddfd15b2b2p-19;
    even = even * r2 + 0x1.a019969379fccp-16;
    odd = odd * r2 + 0x1.a01a01badf7d0p-13;
    even = even * r2 + 0x1.6c16c185a7721p-10;
    odd = odd * r2 + 0x1.111111110d642p-7;
    even = even * r2 + 0x1.555555555002fp-5;
    odd = odd * r2 + 0x1.5555555555561p-3;
    even = even * r2 + 0x1.000000000000bp-1;
    double q = even + r * odd;
    double sum = 1 + r;
    double rest = r - (sum - 1);
    return sum + (rest + (lost + r2 * q));
}

// 2^k comes in two factors: the first cannot overflow, nor can its product with exp(r) be
// subnormal, so that the second multiplication alone rounds.
QS_INLINE double exp_of(double x) {
    x = x > 710 ? 710 : x;
    x = x < -746 ? -746 : x;
    double shifted;
    double power = exp_reduced(x, &shifted);
    uint64_t bias = x < 0 ? 1023 + 128 : 1023 - 128;
    double second = x < 0 ? 0x1p-128 : 0x1p128;
    return power * from_bits((bits_of(shifted) + bias) << 52) * second;
}

// The bits of exp_of for x <= 0, with less work.
QS_INLINE double exp_below(double x) {
    x = x < -746 ? -746 : x;
    double shifted;
    double power = exp_reduced(x, &shifted);
    return power * from_bits((bits_of(shifted) + (1023 + 128)) << 52) * 0x1p-128;
}

// log(x) = k ln 2 + log(1 + f) with x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)). With s = f /
// (2 + f), log(1 + f) = 2 artanh(s) = 2 s + s z p(z), z = s^2, and 2 s = f - f^2 / 2 + s f^2 / 2
// leaves f, which is exact, as the leading term. The polynomial p is of least greatest absolute
// error in the logarithm, 2^-61, found by Remez's exchange in 250 bits.
QS_INLINE double log_of(double x) {
    const uint64_t root = 0x3fe6a09e667f3bcd;  // of 1/2
    const uint64_t one = 0x3ff0000000000000;
    int tiny = x < 0x1p-1022;
    double scaled = tiny ? x * 0x1p54 : x;
    double shift = tiny ? -54 : 0;
    uint64_t bits = bits_of(scaled) + (one - root);
    // The exponent, biased by 1023, as the low bits of a number of 2^52.
    double exponent = from_bits((bits >> 52) | 0x4330000000000000) - (0x1p52 + 1023);
    double k = exponent + shift;
    double f = from_bits((bits & 0x000fffffffffffff) + root) - 1;
    double s = f / (2 + f);
    double z = s * s;
    double z2 = z * z;
    double even = 0x1.307ffab8bfd2p-3;
    double odd = 0x1.39793790e874dp-3;
    even = even * z2 + 0x1.7467f60e6ddcp-3;
    odd = odd * z2 + 0x1.c71c48bbb598ep-3;
    even = even * z2 + 0x1.2492494f05f92p-2;
    odd = odd * z2 + 0x1.999999996e3d6p-2;
    even = even * z2 + 0x1.55555555555d6p-1;
    double p = even + z * odd;
    double half = 0.5 * f * f;
    double leading = k * ln2_high;
    double sum = leading + f;
    double rest = f - (sum - leading);
    double result = sum + (rest + (k * ln2_low - (half - s * (half + z * p))));
    result = x < __builtin_inf() ? result : x;
    result = x == 0 ? -__builtin_inf() : result;
    return x < 0 ? __builtin_nan("") : result;
}

#endif
