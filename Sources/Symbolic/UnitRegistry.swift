/// Numbers for units, so that equal units are found by comparing integers.
///
/// A copy may be extended without a lock; units that were known before keep their numbers.
struct UnitRegistry: Sendable {
    private var units: [Unit] = []
    // Looked up, never iterated.
    private var numbers: [Unit: Int] = [:]
    private var products: [UInt64: Int] = [:]
    private var others: [UInt64: Int] = [:]

    mutating func number(_ unit: Unit) -> Int {
        if let known = numbers[unit] { return known }
        numbers[unit] = units.count
        units.append(unit)
        return units.count - 1
    }

    var count: Int { units.count }

    mutating func product(_ a: Int, _ b: Int) -> Int {
        let key = UInt64(a) << 32 | UInt64(b)
        if let known = products[key] { return known }
        let result = number(units[a].product(units[b]))
        products[key] = result
        return result
    }

    mutating func inverse(_ a: Int) -> Int { transformed(a, .inverse) ?? a }

    /// The number of the transformed unit; `nil` where the operation needs a pure number.
    mutating func transformed(_ a: Int, _ operation: UnaryOperator) -> Int? {
        let key = UInt64(a) << 32 | UInt64(operation.rank)
        if let known = others[key] { return known < 0 ? nil : known }
        guard let unit = operation.unit(units[a]) else {
            others[key] = -1
            return nil
        }
        let result = number(unit)
        others[key] = result
        return result
    }
}
