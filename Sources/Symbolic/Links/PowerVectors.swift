/// Products of powers of some variables, with their units.
enum PowerVectors {
    struct Product: Sendable {
        /// One whole exponent for each variable.
        var exponents: [Int]
        var unit: UnitVector

        /// The sum of the sizes of the exponents.
        var size: Int { exponents.reduce(0) { $0 + abs($1) } }
    }

    /// All products of up to a size whose unit is wanted, the smallest first.
    static func all(
        _ units: [UnitVector], one: UnitVector, size: Int, where isWanted: (UnitVector) -> Bool
    ) -> [Product] {
        var found = [Product]()
        func extend(_ exponents: [Int], _ unit: UnitVector, _ room: Int) {
            guard exponents.count < units.count else {
                if isWanted(unit) { found.append(Product(exponents: exponents, unit: unit)) }
                return
            }
            let own = units[exponents.count]
            for exponent in -room...room {
                extend(
                    exponents + [exponent], unit.times(own, doubled: 2 * exponent),
                    room - abs(exponent))
            }
        }
        extend([], one, size)
        return found.ordered(by: \.size)
    }

    /// The largest size, up to `most`, of which there are no more than so many products.
    static func size(variables: Int, most: Int, products: Int) -> Int {
        (1...most).last { count(variables: variables, size: $0) <= products } ?? 1
    }

    private static func count(variables: Int, size: Int) -> Int {
        var rows = [Int](repeating: 1, count: size + 1)
        for _ in 0..<variables {
            rows = (0...size).map { room in
                (-room...room).reduce(0) { $0 + rows[room - abs($1)] }
            }
        }
        return rows[size]
    }

    /// Pure numbers that no other with fewer variables is part of: the groups of dimensional
    /// analysis (Buckingham, Phys. Rev. 4, 345 (1914), doi:10.1103/PhysRev.4.345), each with the
    /// smallest whole exponents, the first above zero.
    static func groups(_ units: [UnitVector], one: UnitVector, size: Int) -> [Product] {
        var kept = [Product]()
        for product in all(units, one: one, size: size, where: \.isDimensionless) {
            let own = Set(product.exponents.indices.filter { product.exponents[$0] != 0 })
            guard let first = product.exponents.first(where: { $0 != 0 }), first > 0 else {
                continue
            }
            let holdsAnother = kept.contains { other in
                other.exponents.indices.allSatisfy {
                    other.exponents[$0] == 0 || own.contains($0)
                }
            }
            if !holdsAnother { kept.append(product) }
        }
        return kept
    }
}

extension Expression {
    /// A product of powers of variables; `nil` for the empty one or where an operator is missing.
    static func product(_ exponents: [Int], _ operators: OperatorSet) -> Expression? {
        func power(_ variable: Int, _ exponent: Int) -> [Expression] {
            let x = Expression.variable(variable)
            switch exponent {
            case 0: return []
            case 1: return [x]
            case 2 where operators.has(.square): return [.unary(.square, x)]
            case 3 where operators.has(.cube): return [.unary(.cube, x)]
            default:
                let isCube = operators.has(.cube) && exponent >= 3
                let part = isCube ? 3 : operators.has(.square) ? 2 : 1
                return power(variable, part) + power(variable, exponent - part)
            }
        }
        func joined(_ factors: [Expression]) -> Expression? {
            guard let first = factors.first else { return nil }
            return factors.dropFirst().reduce(first) { .binary(.multiply, $0, $1) }
        }
        let above = exponents.indices.flatMap { power($0, max(0, exponents[$0])) }
        let below = exponents.indices.flatMap { power($0, max(0, -exponents[$0])) }
        let factors = max(above.count, below.count)
        guard factors < 2 || operators.has(.multiply) else { return nil }
        guard below.isEmpty || operators.has(.divide) else { return nil }
        switch (joined(above), joined(below)) {
        case (let top?, let bottom?): return .binary(.divide, top, bottom).canonical
        case (let top?, nil): return top.canonical
        case (nil, let bottom?): return .binary(.divide, .constant(1), bottom).canonical
        case (nil, nil): return nil
        }
    }
}
