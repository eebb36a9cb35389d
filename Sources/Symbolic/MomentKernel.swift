/// Weighted sums over the products of one column with many others.
///
/// Unsafe pointers: this is the innermost loop of the search, and bounds checks would keep it from
/// two-lane arithmetic. The order of addition depends only on the shape, not on threads.
enum MomentKernel {
    /// Columns that are read for one left: `w a`, `w a a` and `w a r`, `r` the first residual.
    struct LeftColumns {
        var weighted: UnsafePointer<Double>
        var squared: UnsafePointer<Double>
        var residual: UnsafePointer<Double>
    }

    /// Adds the sums of rows `range` for four neighbouring columns to `sums`:
    /// `w a b`, `w a a b b`, `w a r b`, four of each.
    @inline(__always)
    static func accumulate(
        _ left: LeftColumns, _ rights: UnsafePointer<Double>, stride: Int, range: Range<Int>,
        into sums: UnsafeMutablePointer<Double>
    ) {
        typealias Pair = SIMD2<Double>
        var m0 = Pair.zero, m1 = Pair.zero, m2 = Pair.zero, m3 = Pair.zero
        var q0 = Pair.zero, q1 = Pair.zero, q2 = Pair.zero, q3 = Pair.zero
        var r0 = Pair.zero, r1 = Pair.zero, r2 = Pair.zero, r3 = Pair.zero
        var row = range.lowerBound
        while row < range.upperBound {
            let wa = load(left.weighted + row)
            let waa = load(left.squared + row)
            let war = load(left.residual + row)
            let b0 = load(rights + row)
            m0 += wa * b0
            r0 += war * b0
            q0 += waa * (b0 * b0)
            let b1 = load(rights + stride + row)
            m1 += wa * b1
            r1 += war * b1
            q1 += waa * (b1 * b1)
            let b2 = load(rights + 2 * stride + row)
            m2 += wa * b2
            r2 += war * b2
            q2 += waa * (b2 * b2)
            let b3 = load(rights + 3 * stride + row)
            m3 += wa * b3
            r3 += war * b3
            q3 += waa * (b3 * b3)
            row += 2
        }
        sums[0] += m0.sum()
        sums[1] += m1.sum()
        sums[2] += m2.sum()
        sums[3] += m3.sum()
        sums[4] += q0.sum()
        sums[5] += q1.sum()
        sums[6] += q2.sum()
        sums[7] += q3.sum()
        sums[8] += r0.sum()
        sums[9] += r1.sum()
        sums[10] += r2.sum()
        sums[11] += r3.sum()
    }

    /// Adds the sums of `left * right` over rows `range` for four neighbouring columns to `sums`.
    @inline(__always)
    static func dots(
        _ left: UnsafePointer<Double>, _ rights: UnsafePointer<Double>, stride: Int,
        range: Range<Int>, into sums: UnsafeMutablePointer<Double>
    ) {
        typealias Pair = SIMD2<Double>
        var r0 = Pair.zero, r1 = Pair.zero, r2 = Pair.zero, r3 = Pair.zero
        var row = range.lowerBound
        while row < range.upperBound {
            let a = load(left + row)
            r0 += a * load(rights + row)
            r1 += a * load(rights + stride + row)
            r2 += a * load(rights + 2 * stride + row)
            r3 += a * load(rights + 3 * stride + row)
            row += 2
        }
        sums[0] += r0.sum()
        sums[1] += r1.sum()
        sums[2] += r2.sum()
        sums[3] += r3.sum()
    }

    /// The sum of `a * b`.
    static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Double {
        var even = SIMD2<Double>.zero
        var odd = SIMD2<Double>.zero
        var row = 0
        while row + 4 <= count {
            even += load(a + row) * load(b + row)
            odd += load(a + row + 2) * load(b + row + 2)
            row += 4
        }
        var total = (even + odd).sum()
        while row < count {
            total += a[row] * b[row]
            row += 1
        }
        return total
    }

    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Double>) -> SIMD2<Double> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD2<Double>.self)
    }
}
