extension ViewerContent {
    /// - Throws: ``ReportingError/unusableMap(viewer:system:_:)``.
    func check(viewer: String) throws {
        func need(_ holds: Bool, _ problem: @autoclosure () -> String) throws {
            if !holds {
                throw ReportingError.unusableMap(viewer: viewer, system: nil, problem())
            }
        }
        try need(
            (2...255).contains(classes.count), "\(classes.count) classes; two to 255 are shown")
        try need(classes.indices.contains(target), "the target class \(target) does not exist")
        try need(quantum.isFinite && quantum >= 1e-9 && quantum <= 1, "the quantum is \(quantum)")
        try need(
            uncertaintyQuantum.isFinite && uncertaintyQuantum > 0,
            "the quantum of uncertainty is \(uncertaintyQuantum)")
        try need(rules.count <= UInt16.bitWidth, "\(rules.count) rules where 16 fit")
        try need((2...250).contains(ramp.count), "\(ramp.count) colours in the ramp")
        for colour in ramp + classes.flatMap({ [$0.area, $0.marker] }) {
            try need(ViewerContent.isColour(colour), "\"\(colour)\" is not a colour #rrggbb")
        }
        for compound in compounds {
            try need(
                classes.indices.contains(compound.classIndex),
                "\"\(compound.formula)\" has the unknown class \(compound.classIndex)")
            try need(
                compound.parts.allSatisfy { (0...1).contains($0.fraction) },
                "\"\(compound.formula)\" has a fraction outside 0 to 1")
        }
        for system in systems {
            if let problem = problem(of: system) {
                throw ReportingError.unusableMap(
                    viewer: viewer, system: system.label, problem)
            }
        }
    }

    private func problem(of system: TernaryViewer.System) -> String? {
        if system.corners.count != 3 { return "\(system.corners.count) corners" }
        if !(1...2000).contains(system.divisions) { return "\(system.divisions) divisions" }
        if let fixed = system.fixed, !(fixed.fraction > 0 && fixed.fraction < 1) {
            return "the fixed content is \(fixed.fraction)"
        }
        let points = (system.divisions + 1) * (system.divisions + 2) / 2
        let lengths = [
            ("counts", system.counts.count, points * classes.count),
            ("rule masks", system.rulesMet?.count ?? points, points),
            ("domain values", system.domain?.count ?? points, points),
            ("uncertainties", system.uncertainty?.count ?? points, points),
        ]
        for (name, found, expected) in lengths where found != expected {
            return "\(found) \(name) where the grid has \(expected)"
        }
        if system.rulesMet?.contains(where: { Int($0) >> rules.count > 0 }) == true {
            return "a rule mask names more than the \(rules.count) rules"
        }
        if let value = system.domain?.first(where: { $0 > 2 }) {
            return "a domain value is \(value)"
        }
        return nil
    }

    private static func isColour(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 7 && bytes[0] == 0x23
            && bytes.dropFirst().allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
                default: false
                }
            }
    }
}
