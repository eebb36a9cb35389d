import CMoments

/// Columns of factors, one after the other, padded with zeros to `stride`, a multiple of eight.
struct FactorTable: Sendable {
    var rows: Int
    var stride: Int
    var values: [Double]
}

extension FeatureSpace {
    /// The factor columns of some rows only, in the order given.
    func gathering(rows chosen: [Int]) -> FactorTable {
        let width = (chosen.count + 7) / 8 * 8
        var gathered = [Double](repeating: 0, count: factors.count * width)
        for factor in factors.indices {
            for (position, row) in chosen.enumerated() {
                gathered[factor * width + position] = values[factor * stride + row]
            }
        }
        return FactorTable(rows: chosen.count, stride: width, values: gathered)
    }
}

/// Makes columns from those of the factors; the pointers keep bounds checks out of the innermost
/// loops.
struct ColumnBuilder {
    let factors: UnsafePointer<Double>
    let rows: Int
    let stride: Int

    func factor(_ index: Int32) -> UnsafePointer<Double> { factors + Int(index) * stride }

    /// Writes the values of a piece into `target`; they may be not finite.
    func fill(_ piece: Piece, into target: UnsafeMutablePointer<Double>) {
        if piece.isFactor {
            target.update(from: factor(piece.first), count: stride)
            return
        }
        join(factor(piece.first), piece.joining, factor(piece.second), into: target)
        if piece.transform != .alone { transform(target, piece.transform, into: target) }
        if piece.inverted { invert(target, into: target) }
    }

    func join(
        _ a: UnsafePointer<Double>, _ joining: Joining, _ b: UnsafePointer<Double>,
        into target: UnsafeMutablePointer<Double>
    ) {
        qs_join(a, b, Int32(joining.rawValue) - 1, rows, stride, target)
    }

    func transform(
        _ a: UnsafePointer<Double>, _ joining: Joining, into target: UnsafeMutablePointer<Double>
    ) {
        switch joining {
        case .squareRoot: qs_transform(a, Int32(qs_square_root), rows, stride, target)
        case .square: qs_transform(a, Int32(qs_square), rows, stride, target)
        case .cube: qs_transform(a, Int32(qs_cube), rows, stride, target)
        case .absolute: qs_transform(a, Int32(qs_absolute), rows, stride, target)
        default:
            if let unary = joining.unary {
                for row in 0..<rows { target[row] = unary(a[row]) }
            }
            for row in rows..<stride { target[row] = 0 }
        }
    }

    func invert(_ a: UnsafePointer<Double>, into target: UnsafeMutablePointer<Double>) {
        qs_transform(a, Int32(qs_inverse), rows, stride, target)
    }

    /// Whether all values are in the domain of a transform.
    func isInDomain(_ column: UnsafePointer<Double>, _ transform: Joining) -> Bool {
        switch transform {
        case .squareRoot: qs_lowest(column, rows) >= 0
        case .logarithm: qs_lowest(column, rows) > 0
        default: true
        }
    }

    /// Whether all values are finite.
    func isFinite(_ column: UnsafePointer<Double>) -> Bool {
        qs_is_finite(column, stride) != 0
    }
}
