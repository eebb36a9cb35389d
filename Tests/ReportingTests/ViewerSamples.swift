import Reporting
import Ternary

/// Maps with values that follow from a seed.
enum ViewerSamples {
    static let total = 65_535

    static let classes: [TernaryViewer.Look] = [
        .init(
            name: "quasicrystal", area: "#e69f00", marker: "#d55e00", hatch: .rising, shape: .star),
        .init(
            name: "approximant", area: "#56b4e9", marker: "#0072b2", hatch: .falling,
            shape: .diamond),
        .init(
            name: "ordinary", area: "#f2f2f2", marker: "#666666", hatch: .none, shape: .circle),
    ]

    static let ramp = (0..<20).map { "#8040" + ($0 < 10 ? "0\($0)" : "\($0)") }

    static let compounds: [TernaryViewer.Compound] = [
        compound("Al63Cu25Fe12", 0, [("Al", 0.63), ("Cu", 0.25), ("Fe", 0.12)]),
        compound("Al62Cu26Fe12", 0, [("Al", 0.62), ("Cu", 0.26), ("Fe", 0.12)]),
        compound("Al13Fe4", 1, [("Al", 13.0 / 17), ("Fe", 4.0 / 17)]),
        compound("Al2Cu", 2, [("Al", 2.0 / 3), ("Cu", 1.0 / 3)]),
        compound("Al70Pd20Mn10", 0, [("Al", 0.7), ("Pd", 0.2), ("Mn", 0.1)]),
        compound("Al60Cu20Fe10Mg10", 2, [("Al", 0.6), ("Cu", 0.2), ("Fe", 0.1), ("Mg", 0.1)]),
        compound("Cd6Yb", 1, [("Cd", 6.0 / 7), ("Yb", 1.0 / 7)]),
    ]

    static func compound(
        _ formula: String, _ place: Int, _ parts: [(String, Double)]
    ) -> TernaryViewer.Compound {
        .init(formula: formula, classIndex: place, parts: parts.map { .init($0.0, $0.1) })
    }

    static let rules: [TernaryViewer.Rule] = [
        .init(
            text: "electrons per atom", math: .row([.identifier("n"), .operator("<"), .number(2)])),
        .init(text: "atomic size", math: .identifier("r")),
        .init(text: "melting point", math: .identifier("t")),
    ]

    /// A map of noise; `spread` is the largest difference between neighbours' counts.
    static func system(
        _ label: String = "Al-Cu-Fe", divisions: Int, fixed: TernaryViewer.Part? = nil,
        isRounded: Bool = false, hasAll: Bool = true, spread: Int? = nil, seed: UInt64 = 1
    ) throws -> TernaryViewer.System {
        let grid = try TernaryGrid(divisions: divisions)
        var state = seed
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var counts = [UInt16]()
        grid.forEach { _, i, j, _ in
            var first = random(total + 1)
            if let spread { first = 20_000 + 150 * i + 100 * j + random(spread) }
            var second = random(total - first + 1)
            if let spread { second = 10_000 + 50 * i + random(spread) }
            // A rounded sum may miss the total by one.
            let rest = max(0, total - first - second - (isRounded ? random(2) : 0))
            counts += [UInt16(first), UInt16(second), UInt16(rest)]
        }
        let points = 0..<grid.count
        return TernaryViewer.System(
            label: label, corners: ["Al", "Cu", "Fe"], fixed: fixed, divisions: divisions,
            counts: counts, rulesMet: hasAll ? points.map { _ in UInt16(random(8)) } : nil,
            domain: hasAll ? points.map { _ in UInt8(random(3)) } : nil,
            uncertainty: hasAll ? points.map { _ in UInt16(random(total + 1)) } : nil)
    }

    static func viewer(
        _ systems: [TernaryViewer.System], compounds: [TernaryViewer.Compound] = compounds
    ) throws -> TernaryViewer {
        try TernaryViewer(
            id: "maps", title: "Maps", caption: ["A caption"], classes: classes,
            quantum: 1 / Double(total), target: 0, ramp: ramp, rules: rules, compounds: compounds,
            systems: systems, uncertaintyQuantum: 1e-5, note: ["Nothing is left out."])
    }

    static func page(_ systems: [TernaryViewer.System]) throws -> [UInt8] {
        Samples.document([.viewer(try viewer(systems))]).html()
    }

    /// Every text that data can bring, hostile.
    static func viewer(text: String) throws -> TernaryViewer {
        let looks = classes.map { look in
            var look = look
            look.name = text
            return look
        }
        var first = try system(text, divisions: 3)
        first.corners = [text, "B", "C"]
        first.fixed = .init("F" + text, 0.25)
        first.rulesMet = first.rulesMet?.map { $0 & 1 }
        return try TernaryViewer(
            id: text, title: text, caption: [.text(text)], classes: looks,
            quantum: 1 / Double(total), target: 0, ramp: ramp,
            rules: [.init(text: text, math: .words(text))],
            compounds: [
                compound(text, 1, [(text, 0.25), ("B", 0.25), ("C", 0.25), ("F" + text, 0.25)])
            ],
            systems: [first], note: [.text(text)])
    }
}
