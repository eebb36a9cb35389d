import Basis
import Materials
import Testing

@Test func fractionsAreAmountsOverTheSum() throws {
    let composition = try Composition("Al63Cu25Fe12")
    #expect(composition.elements.map(\.symbol) == ["Al", "Fe", "Cu"])
    let percent: [Double] = [63, 12, 25]
    #expect(composition.fractions == percent.map { $0 / 100 })
    #expect(try composition.fraction(of: element("Cu")) == 0.25)
    #expect(try composition.fraction(of: element("Zn")) == 0)
    #expect(try composition == Composition("Fe24Cu50Al126"))
    #expect(try composition == Composition("Al0.63Cu0.25Fe0.12"))
}

@Test func exactZerosAreDroppedAndBadAmountsRefused() throws {
    let al = try element("Al")
    let cu = try element("Cu")
    #expect(try Composition(amounts: [(al, 2), (cu, 0), (al, 1)]) == Composition("Al"))
    for bad in [-1, Double.nan, .infinity, -.infinity] {
        let error = #expect(throws: FormulaError.self) {
            try Composition(amounts: [(al, 1), (cu, bad)])
        }
        #expect(error == .badAmount(cu, "\(bad)"))
    }
    #expect(throws: FormulaError.noAmount) { try Composition(amounts: [(al, 0)]) }
    #expect(throws: FormulaError.noAmount) { try Composition(amounts: []) }
}

@Test func formulaReadsBackBitForBit() throws {
    var stream = RandomStream(seed: 7).child("round trip")
    #if DEBUG
        let count = 10_000
    #else
        let count = 100_000
    #endif
    for _ in 0..<count {
        let composition = try randomComposition(&stream)
        let again = try Composition(composition.formula)
        guard again == composition else {
            Issue.record("\(composition.formula) reads back as \(again.fractions)")
            return
        }
    }
}

@Test func normalisingTwiceChangesNothing() throws {
    var stream = RandomStream(seed: 8).child("normalise")
    for _ in 0..<5000 {
        let amounts = (0..<118).map { index in
            (element: Element.allCases[index], amount: stream.unit())
        }
        let once = try Composition(amounts: amounts)
        let twice = try Composition(
            amounts: zip(once.elements, once.fractions).map { (element: $0, amount: $1) })
        #expect(once == twice)
    }
}

@Test func formulasAreShortWherePossible() throws {
    #expect(try Composition("Cd6Yb1").formula == "Cd6Yb")
    #expect(try Composition("Al63Cu25Fe12").description == "Al63Fe12Cu25")
    #expect(try Composition("Al50Cu50").formula == "AlCu")
    #expect(try Composition("Al85.1Cu14.9").formula == "Al851Cu149")
    #expect(try Composition("Al0.999999999Cu1e-9").formula == "Al0.999999999Cu1e-09")
}

@Test func displayFormulasAreInAtomicPercent() throws {
    let composition = try Composition("Al63Cu25Fe12")
    #expect(composition.formula(decimals: 0) == "Al63Fe12Cu25")
    #expect(composition.formula(decimals: 2) == "Al63Fe12Cu25")
    #expect(try Composition("Cd5.7Yb").formula(decimals: 1) == "Cd85.1Yb14.9")
    #expect(try Composition("Cd6Yb").formula(decimals: 3) == "Cd85.714Yb14.286")
    #expect(try Composition("Al99.96Cu0.04").formula(decimals: 0) == "Al100Cu0.04")
    #expect(try Composition("Al").formula(decimals: 2) == "Al100")
}

@Test func majorityElementTiesGoToTheLowerAtomicNumber() throws {
    #expect(try Composition("Cu40Al40Fe20").majorityElement == element("Al"))
    #expect(try Composition("Al40Cu41Fe19").majorityElement == element("Cu"))
}

@Test func distanceIsTheFractionOfAtomsToExchange() throws {
    let icosahedral = try Composition("Al63Cu25Fe12")
    #expect(abs(try icosahedral.distance(to: Composition("Al62Cu25.5Fe12.5")) - 0.01) < 1e-12)
    #expect(try icosahedral.distance(to: Composition("Cd6Yb")) == 1)
    #expect(abs(try icosahedral.distance(to: Composition("Al")) - 0.37) < 1e-12)
    #expect(icosahedral.distance(to: icosahedral) == 0)
}

@Test func distanceIsAMetric() throws {
    var stream = RandomStream(seed: 9).child("metric")
    for _ in 0..<3000 {
        let a = try randomComposition(&stream)
        let b = try randomComposition(&stream)
        let c = try randomComposition(&stream)
        let ab = a.distance(to: b)
        #expect(ab == b.distance(to: a))
        #expect((0...1).contains(ab))
        #expect(ab <= a.distance(to: c) + c.distance(to: b) + 1e-12)
    }
}

@Test func nearestAgreesWithExhaustiveSearch() throws {
    var stream = RandomStream(seed: 10).child("nearest")
    let symbols = ["Al", "Cu", "Fe", "Mn", "Pd", "Zn", "Mg", "Y"]
    let pool = try symbols.map(element)
    func sample() throws -> Composition {
        try Composition(
            amounts: (0...stream.below(4)).map { _ in
                (pool[stream.below(pool.count)], Double(1 + stream.below(6)))
            })
    }
    let entries = try (0..<400).map { _ in try sample() }
    let index = CompositionIndex(entries)
    for trial in 0..<150 {
        let query = try sample()
        let accepts: ((Int) -> Bool)? = trial.isMultiple(of: 3) ? { !$0.isMultiple(of: 2) } : nil
        let count = [1, 3, 390][trial % 3 == 0 ? 2 : trial % 2]
        let expected = entries.indices.filter { accepts?($0) ?? true }
            .map { (index: $0, distance: query.distance(to: entries[$0])) }
            .sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(count)
        let found = index.nearest(to: query, count: count, where: accepts)
        #expect(found.map(\.index) == expected.map(\.index))
        #expect(found.map(\.distance) == expected.map(\.distance))
        let accepted = entries.indices.filter { accepts?($0) ?? true }
        let least = accepted.map { query.distance(to: entries[$0]) }.min()
        #expect(
            index.nearestTies(to: query, where: accepts)
                == accepted.filter { query.distance(to: entries[$0]) == least })
        guard accepts == nil, let nearest = expected.first?.distance else { continue }
        for limit in [0.01, 0.03, 0.1, nearest, nearest.nextUp, 0.5, 1] where limit > 0 {
            #expect(index.hasEntry(closerThan: limit, to: query) == (nearest < limit))
        }
    }
}

@Test func wholePartsGiveTheBitsOfTheirAmounts() throws {
    var stream = RandomStream(seed: 14)
    for _ in 0..<500 {
        var elements = Set<Element>()
        while elements.count < 1 + stream.below(8) {
            elements.insert(Element.allCases[stream.below(118)])
        }
        let rising = elements.sorted()
        let parts = rising.map { _ in 1 + stream.below(1000) }
        let expected = try Composition(amounts: zip(rising, parts).map { ($0, Double($1)) })
        #expect(Composition(rising: rising) { parts[$0] } == expected)
    }
    #expect(try Composition(rising: [element("Fe")]) { _ in 1 } == Composition("Fe"))
}

@Test func nearestWithoutSharedElementsStandsAtOne() throws {
    let index = CompositionIndex(try [Composition("AlCu"), Composition("FeNi")])
    let found = index.nearest(to: try Composition("Cd6Yb"), count: 5)
    #expect(found.map(\.index) == [0, 1])
    #expect(found.map(\.distance) == [1, 1])
    #expect(!index.hasEntry(closerThan: 1, to: try Composition("Cd6Yb")))
    #expect(!CompositionIndex([]).hasEntry(closerThan: 1, to: try Composition("Al")))
    #expect(CompositionIndex([]).nearest(to: try Composition("Al")).isEmpty)
    #expect(index.nearest(to: try Composition("Al"), where: { _ in false }).isEmpty)
    #expect(index.nearestTies(to: try Composition("Al"), where: { _ in false }).isEmpty)
    #expect(index.nearestTies(to: try Composition("Cd6Yb")) == [0, 1])
}

@Test func theSpellingOfACompositionDoesNotMatter() throws {
    func rounded(_ value: Double, _ digits: Int) -> Double {
        let scale = Double((0..<digits).reduce(1) { power, _ in power * 10 })
        return (value * scale).rounded() / scale
    }
    var stream = RandomStream(seed: 4).child("spelling")
    for _ in 0..<2000 {
        let count = 2 + stream.below(4)
        var elements = Element.allCases.map { $0 }
        for index in 0..<count {
            elements.swapAt(index, index + stream.below(elements.count - index))
        }
        let parts = (0..<count).map { _ in 1 + stream.below(25) }
        let total = Double(parts.reduce(0, +))
        func composition(_ amount: (Int) -> Double) throws -> Composition {
            try Composition(amounts: parts.indices.map { (elements[$0], amount(parts[$0])) })
        }
        let plain = try composition(Double.init)
        let factor = [0.001, 1 / 3.0, 7, stream.unit() + 0.01, 1e5][stream.below(5)]
        #expect(try composition { Double($0) * factor } == plain)
        #expect(try composition { rounded(100 * Double($0) / total, 6) } == plain)
        #expect(try composition { rounded(Double($0) / total, 8) } == plain)
        let reversed = parts.indices.reversed().map { (elements[$0], Double(parts[$0])) }
        #expect(try Composition(amounts: reversed) == plain)
        #expect(plain.fractions.reduce(0, +).distance(to: 1).magnitude < 1e-14)
        let exact = zip(plain.elements, plain.fractions).allSatisfy { element, fraction in
            fraction
                == elements.prefix(count).firstIndex(of: element).map {
                    Double(parts[$0]) / total
                }
        }
        #expect(exact)
    }
}

@Test(arguments: [
    ("Mg4CuAl6", "Al54.545455Cu9.090909Mg36.363636"), ("Al6CuMg4", "Al54.5455Cu9.09091Mg36.3636"),
    ("Al63Cu25Fe12", "Al0.63Cu0.25Fe0.12"), ("Al63.25Cu24.5Fe12.25", "Al253Cu98Fe49"),
    ("Cd5.7Yb", "Cd57Yb10"), ("Al13Fe4", "Al76.470588Fe23.529412"),
])
func twoSpellingsAreOneComposition(one: String, other: String) throws {
    #expect(try Composition(one) == Composition(other))
    #expect(try Composition(one).distance(to: Composition(other)) == 0)
}

@Test func compositionsThatDifferStayApart() throws {
    for (one, other) in [
        ("Al63Cu25Fe12", "Al63.001Cu24.999Fe12"), ("Al50Cu50", "Al50.0001Cu49.9999"),
        ("Al99.99Cu0.01", "Al99.991Cu0.009"), ("AlCu1e-9", "Al"),
    ] { #expect(try Composition(one) != Composition(other)) }
    var stream = RandomStream(seed: 8).child("drawn")
    for _ in 0..<2000 {
        let amounts = (0..<2 + stream.below(3)).map { (Element.allCases[$0], stream.unit() + 1e-6) }
        let total = amounts.reduce(0) { $0 + $1.1 }
        let composition = try Composition(amounts: amounts.map { ($0.0, $0.1) })
        for (fraction, amount) in zip(composition.fractions, amounts) {
            #expect(abs(fraction - amount.1 / total) <= 6e-7)
        }
    }
}

@Test func equalDistancesHaveEqualBits() throws {
    let base = try Composition("Al70Cu20Fe10")
    for step in 1...20 {
        let other = try Composition("Al\(70 - step)Cu\(20 + step)Fe10")
        #expect(base.distance(to: other) == Double(step) / 100)
    }
}

/// A number in six significant digits, as people and tables write amounts.
private func sixDigits(_ value: Double) -> Double {
    var scale = 1.0
    while value * scale < 1e5 { scale *= 10 }
    while value * scale >= 1e6 { scale /= 10 }
    return (value * scale).rounded() / scale
}

@Test func sixDigitsOfAScaledFormulaAreTheSameCompositionOnEveryPath() throws {
    var stream = RandomStream(seed: 21).child("six digits")
    var known = [Composition]()
    var map = CompositionMap<Int>()
    for _ in 0..<600 {
        var elements = Element.allCases.map { $0 }
        let count = 2 + stream.below(4)
        for index in 0..<count {
            elements.swapAt(index, index + stream.below(elements.count - index))
        }
        let amounts = (0..<count).map { _ in
            stream.below(2) == 0 ? Double(1 + stream.below(1999)) / 10 : 1 + 99 * stream.unit()
        }
        let composition = try Composition(
            amounts: amounts.indices.map { (elements[$0], amounts[$0]) })
        guard !map.contains(composition) else { continue }
        map[composition] = known.count
        known.append(composition)
    }
    let atoms = CompositionIndex(known)
    let likeness = ChemicalIndex(known)
    for (number, plain) in known.enumerated() {
        // Scaled by any factor, in any order, in six digits; both ways of writing may be so rounded.
        let factor = 0.01 + 100 * stream.unit()
        let written = try Composition(
            amounts: plain.elements.indices.reversed().map {
                (plain.elements[$0], sixDigits(plain.fractions[$0] * factor))
            })
        #expect(written.isSpelling(of: plain) && plain.isSpelling(of: written))
        #expect(written.distance(to: plain) == 0)
        #expect(map[written] == number)
        #expect(atoms.nearest(to: written).first?.index == number)
        #expect(atoms.nearest(to: written).first?.distance == 0)
        #expect(atoms.nearestTies(to: written) == [number])
        let near = likeness.nearest(to: written, count: 2)
        #expect(near.first?.index == number)
        #expect(near.first?.distance == 0 && near.first?.chemicalDistance == 0)
        #expect(written.majorityElement == plain.majorityElement)
        // A change in the fourth digit is another composition.
        let other = try Composition(
            amounts: plain.elements.indices.map {
                (plain.elements[$0], plain.fractions[$0] * ($0 == 0 ? 1.001 : 1))
            })
        #expect(map[other] == nil && other.distance(to: plain) > 0)
    }
}

@Test func equalAmountsAreATieHoweverTheyAreWritten() throws {
    var stream = RandomStream(seed: 22)
    for _ in 0..<500 {
        var elements = Element.allCases.map { $0 }
        for index in 0..<4 {
            elements.swapAt(index, index + stream.below(elements.count - index))
        }
        let amounts = [2.0, 2, 1, 0.5]
        let factor = 0.01 + 100 * stream.unit()
        let written = try Composition(
            amounts: amounts.indices.reversed().map { index in
                let error = 1 + 4e-6 * (2 * stream.unit() - 1)
                return (elements[index], amounts[index] * factor * error)
            })
        #expect(written.mostFrequent.count == 2)
        #expect(written.majorityElement == min(elements[0], elements[1]))
    }
}

@Test func aMapKeepsTheOrderAndTheFirstOfEqualCompositions() throws {
    var map = CompositionMap<String>()
    #expect(map.value(of: try Composition("Al70.5Pd21Re8.5"), orNew: "a") == "a")
    #expect(map.value(of: try Composition("Al10.0714Pd3Re1.21429"), orNew: "b") == "a")
    #expect(map.value(of: try Composition("Al70Pd21Re9"), orNew: "c") == "c")
    map[try Composition("Re8.5Pd21Al70.5")] = "d"
    #expect(map.values == ["d", "c"] && map.count == 2)
    #expect(map[try Composition("Fe")] == nil)
    map[try Composition("Fe")] = "e"
    #expect(map[try Composition("Fe3")] == "e")
}
