extension FeatureSpace {
    /// The two factors of pair `index`: 0 and 1, 0 and 2, 1 and 2, 0 and 3, and so on.
    static func pair(_ index: Int) -> (first: Int, second: Int) {
        var second = Int(((1 + (1 + 8 * Double(index)).squareRoot()) / 2).rounded(.down))
        // Rounding may be off by one either way.
        while second * (second - 1) / 2 > index { second -= 1 }
        while second * (second + 1) / 2 <= index { second += 1 }
        return (index - second * (second - 1) / 2, second)
    }

    /// The combinations of two factors.
    func pairs(_ index: Int, _ units: inout UnitRegistry) -> [Left] {
        let (first, second) = FeatureSpace.pair(index)
        let left = left(factor: first)
        return masks.joinings(left, with: second).compactMap {
            joined(left, $0, second, &units)
        }
    }

    /// A combination of two factors, its inverse, its transforms and their inverses: what is joined
    /// further from rung 2 on.
    func pieces(_ pair: Left, _ units: inout UnitRegistry) -> [Left] {
        var result = [pair]
        if let inverse = inverse(pair, &units) { result.append(inverse) }
        for operation in operators.unary {
            guard let joining = Joining(operation),
                let transformed = transformed(pair, joining, &units)
            else { continue }
            result.append(transformed)
            if let inverse = inverse(transformed, &units) { result.append(inverse) }
        }
        return result
    }
}
