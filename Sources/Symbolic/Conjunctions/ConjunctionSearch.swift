/// The search for the terms: a beam over products, refinement of their factors, and rebuilding of
/// each term given the others.
struct ConjunctionSearch {
    /// A product of bands and its value in each row.
    struct Product {
        var bands: [FoundBand] = []
        var values: [Double]
        var gain = 0.0
    }

    let library: BandLibrary
    let target: [Double]
    let weights: [Double]
    let parameters: ConjunctionParameters
    let threads: Int
    private let ridge: Double
    /// Gains below this are rounding.
    private let noise: Double

    init(
        library: BandLibrary, target: [Double], weights: [Double],
        parameters: ConjunctionParameters, threads: Int
    ) {
        self.library = library
        self.target = target
        self.weights = weights
        self.parameters = parameters
        self.threads = threads
        let total = weights.reduce(0, +)
        ridge = parameters.ridge * total
        let mean = zip(weights, target).reduce(0) { $0 + $1.0 * $1.1 } / total
        noise =
            1e-12 * zip(weights, target).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    }

    /// The terms for one, two, ... terms; ends early where a further term gains nothing.
    func run(progress: ((Double) -> Void)?) throws -> [[[SoftBand]]] {
        var terms = [Product]()
        var path = [[[SoftBand]]]()
        for count in 1...parameters.maximumTerms {
            let (residual, basis) = residual(without: nil, terms)
            guard let found = try product(residual, basis) else { break }
            terms.append(found)
            if count > 1 { try rebuild(&terms) }
            path.append(terms.map(bands))
            progress?(Double(count) / Double(parameters.maximumTerms))
        }
        return path
    }

    private func bands(_ product: Product) -> [SoftBand] {
        product.bands.compactMap {
            $0.shape.band(variable: $0.variable, library.knots[$0.variable])
        }
    }

    /// Rebuilds each term given the others, and keeps what is better by half a per cent.
    private func rebuild(_ terms: inout [Product]) throws {
        // A term whose surroundings are as at its last rebuilding would come out the same.
        var lastChange = 0
        var clock = 0
        var tried = [Int](repeating: -1, count: terms.count)
        for _ in 0..<parameters.sweeps {
            for index in terms.indices where tried[index] < lastChange {
                clock += 1
                let (residual, basis) = residual(without: index, terms)
                let old = gain(terms[index].values, residual, basis)
                if let new = try product(residual, basis), new.gain > old * 1.005 {
                    terms[index] = new
                    lastChange = clock
                }
                tried[index] = clock
            }
        }
    }

    /// The best product for a residual; `nil` if nothing gains.
    private func product(_ residual: [Double], _ basis: [[Double]]) throws -> Product? {
        var best: Product?
        var beam = [Product(values: [Double](repeating: 1, count: library.rows))]
        for depth in 0..<parameters.maximumBands {
            // A single band and one minus it are as good as each other; extended they differ.
            let width = (depth == 0 ? 2 : 1) * parameters.beamWidth
            var candidates = [(gain: Double, origin: Int, band: FoundBand)]()
            for (origin, product) in beam.enumerated() {
                let scan = scan(product.values, residual, basis)
                let used = product.bands.map(\.variable)
                for band in try scan.best(
                    2 * width, excluding: used, threads: threads)
                {
                    candidates.append((band.gain, origin, band))
                }
            }
            let sorted = candidates.enumerated().sorted {
                $0.element.gain != $1.element.gain
                    ? $0.element.gain > $1.element.gain : $0.offset < $1.offset
            }
            var extended = [Product]()
            for (_, candidate) in sorted where extended.count < width {
                // The same gain is the same product in another order, or a copy of a column.
                let isKnown = extended.contains {
                    $0.gain - candidate.gain <= 1e-7 * $0.gain
                        && $0.bands.last?.isNegative == candidate.band.isNegative
                }
                if isKnown { continue }
                var product = beam[candidate.origin]
                product.bands.append(candidate.band)
                product.gain = candidate.gain
                library.multiply(
                    &product.values, by: candidate.band.shape, variable: candidate.band.variable)
                extended.append(product)
            }
            let needed = best.map { $0.gain * (1 + parameters.minimumGain) } ?? noise
            guard let first = extended.first, first.gain > needed else { break }
            best = first
            beam = extended
        }
        guard let best else { return nil }
        return try refined(best, residual, basis)
    }

    /// Chooses each factor anew with the others fixed, once.
    private func refined(
        _ product: Product, _ residual: [Double], _ basis: [[Double]]
    ) throws -> Product {
        var result = product
        guard result.bands.count > 1 else { return result }
        for index in result.bands.indices {
            var others = [Double](repeating: 1, count: library.rows)
            for (place, band) in result.bands.enumerated() where place != index {
                library.multiply(&others, by: band.shape, variable: band.variable)
            }
            var used = result.bands.map(\.variable)
            used.remove(at: index)
            let scan = scan(others, residual, basis)
            guard let band = try scan.best(1, excluding: used, threads: threads).first else {
                continue
            }
            result.bands[index] = band
            result.gain = band.gain
            library.multiply(&others, by: band.shape, variable: band.variable)
            result.values = others
        }
        return result
    }

    private func scan(
        _ product: [Double], _ residual: [Double], _ basis: [[Double]]
    ) -> BandScan {
        BandScan(
            library: library, ridge: ridge, product: product, weights: weights,
            residual: residual, basis: basis)
    }

    private func gain(_ values: [Double], _ residual: [Double], _ basis: [[Double]]) -> Double {
        let cross = dot(values, residual)
        let rest = basis.reduce(dot(values, values)) { sum, vector in
            let projection = dot(values, vector)
            return sum - projection * projection
        }
        return cross * cross / (max(rest, 0) + ridge)
    }

    /// What the intercept and the terms but one leave over, and their orthonormal basis.
    private func residual(
        without left: Int?, _ terms: [Product]
    ) -> (residual: [Double], basis: [[Double]]) {
        var vectors = [[Double](repeating: 1, count: library.rows)]
        for (index, term) in terms.enumerated() where index != left { vectors.append(term.values) }
        var basis = [[Double]]()
        for vector in vectors {
            let before = dot(vector, vector)
            // Twice is enough (doi:10.1007/s00211-005-0615-4).
            let rest = orthogonal(orthogonal(vector, basis), basis)
            let norm = dot(rest, rest)
            guard norm > 1e-12 * before, norm > 0 else { continue }
            let scale = 1 / norm.squareRoot()
            basis.append(rest.map { $0 * scale })
        }
        return (orthogonal(orthogonal(target, basis), basis), basis)
    }

    private func orthogonal(_ vector: [Double], _ basis: [[Double]]) -> [Double] {
        var result = vector
        for direction in basis {
            let projection = dot(result, direction)
            for row in result.indices { result[row] -= projection * direction[row] }
        }
        return result
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for row in a.indices { sum += weights[row] * a[row] * b[row] }
        return sum
    }
}
