import Materials

extension SystemSummary {
    /// The formula of a grid point in at.%, such as `Al63Cu25Fe12`, elements by atomic number.
    ///
    /// Whole percentages are written without going through a composition: a sweep of the whole
    /// periodic table prints half a million of them.
    ///
    /// - Returns: `nil` where an amount is not a whole percentage.
    public func wholeFormula(counts: [Int]) -> String? {
        let divisions = counts.reduce(section.fixedParts, +)
        guard divisions > 0, 100 % divisions == 0 else { return nil }
        let percent = 100 / divisions
        var parts = zip(system.elements, counts).filter { $0.1 > 0 }
        if let fixed = section.fixed { parts.append((fixed.element, fixed.parts)) }
        parts.sort { $0.0 < $1.0 }
        var text = ""
        for (element, count) in parts {
            text += element.symbol
            text += (percent * count).description
        }
        return text
    }
}
