import CMoments

/// Weighted sums over the rows of a part.
extension LinkScoring {
    func centres(_ index: Int) -> Bool { hasIntercept && isNumber[index] }

    func column(_ index: Int, centre: Double) -> [Double] {
        let values = parts.values[index * parts.stride..<(index + 1) * parts.stride]
        return centres(index) ? values.map { $0 - centre } : Array(values)
    }

    /// The weighted sum, sum of squares and product with a target of a part.
    func moments(
        of index: Int, _ weights: [Double], _ weighted: [Double]
    ) -> (sum: Double, square: Double, product: Double) {
        var sums = (0.0, 0.0, 0.0)
        withPart(index) { values in
            withUnsafeMutableBytes(of: &sums) { sums in
                qs_part_sums(
                    values, weights, weighted, parts.stride,
                    sums.assumingMemoryBound(to: Double.self).baseAddress)
            }
        }
        return (sums.0, sums.1, sums.2)
    }

    func product(of index: Int, _ weighted: [Double]) -> Double {
        withPart(index) { qs_part_product($0, weighted, parts.stride) }
    }

    private func withPart<Result>(
        _ index: Int, _ body: (UnsafePointer<Double>?) -> Result
    ) -> Result {
        parts.values.withUnsafeBufferPointer { values in
            body(values.baseAddress.map { $0 + index * parts.stride })
        }
    }
}
