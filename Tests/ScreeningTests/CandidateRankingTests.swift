import Basis
import Materials
import Screening
import Ternary
import Testing

/// An assessment with this grade.
private func domain(_ grade: DomainGrade) -> DomainAssessment {
    DomainAssessment(
        isolation: grade == .outside ? 0.99 : 0.5, distance: 1, positiveDistance: 2,
        imputedShare: grade == .edge ? 0.5 : 0)
}

/// A summary with regions whose peaks are given as formulas of 10 atoms.
private func summary(
    _ system: String, _ regions: [(peak: String, probability: Double, area: Double)]
) throws -> SystemSummary {
    let system = try ChemicalSystem(system)
    return try SystemSummary(
        system: system, bestCounts: [[10, 0, 0]], bestProbability: [1],
        bestDomain: [domain(.inside)], areaShares: [1],
        outOfDomainShare: 0,
        regions: try regions.map { region in
            let peak = try Composition(region.peak)
            return ScreenedRegion(
                pointCount: 1, areaShare: region.area, centroid: [1, 0, 0],
                peakCounts: system.elements.map { Int((10 * peak.fraction(of: $0)).rounded()) },
                peakProbability: region.probability, meanProbability: region.probability,
                peakDomain: domain(region.area < 0.4 ? .inside : .outside))
        })
}

@Suite struct CandidateRankingTests {
    private func rank(
        _ summaries: [SystemSummary], known: [String] = [], threads: Int = 1
    ) throws -> [Candidate] {
        try CandidateRanking(
            summaries, known: known.map { try Composition($0) },
            threads: threads
        ).candidates
    }

    @Test func candidatesFallInGradeThenProbabilityThenAreaThenLabel() throws {
        let summaries = try [
            summary("Mg-Zn-Y", [("Mg3Zn6Y", 0.9, 0.2), ("MgZn8Y", 0.5, 0.1)]),
            summary(
                "Al-Cu-Fe", [("Al6FeCu3", 0.9, 0.2), ("Al7FeCu2", 0.9, 0.3), ("Al5Fe4Cu", 1, 0.5)]),
        ]
        let found = try rank(summaries)
        #expect(
            found.map(\.composition)
                == (try ["Al7FeCu2", "Al6FeCu3", "Mg3Zn6Y", "MgZn8Y", "Al5Fe4Cu"].map {
                    try Composition($0)
                }))
        #expect(found.map(\.probability) == [0.9, 0.9, 0.9, 0.5, 1])
        #expect(found.map(\.domain.isInDomain) == [true, true, true, true, false])
        #expect(found.allSatisfy { $0.nearest == nil })
        #expect(try rank(summaries.reversed(), threads: 3) == found)
    }

    @Test func theGradeGoesBeforeTheProbability() throws {
        let grades: [DomainGrade] = [.outside, .edge, .inside, .edge, .outside, .inside]
        var given = try summary(
            "Al-Cu-Fe",
            (1...6).map { (peak: "Al\($0)Cu\(9 - $0)Fe", probability: 1 - 0.1 * Double($0), 0.1) })
        for index in given.regions.indices {
            given.regions[index].peakDomain = domain(grades[index])
        }
        let found = try rank([given])
        #expect(found.map(\.domain.grade) == grades.sorted())
        for grade in DomainGrade.allCases {
            let falling = found.filter { $0.domain.grade == grade }.map(\.probability)
            #expect(falling.count == 2)
            #expect(falling == falling.sorted(by: >))
        }
    }

    @Test func aBinaryPeakOfSeveralSystemsIsOneCandidate() throws {
        let summaries = try [
            summary("Al-Cu-Fe", [("Al8Cu2", 0.9, 0.1)]),
            summary("Al-Co-Cu", [("Al8Cu2", 0.9, 0.2)]),
            summary("Al-Cu-Mn", [("Al8Cu2", 0.9, 0.3), ("Al8CuMn", 0.2, 0.1)]),
        ]
        let found = try rank(summaries)
        #expect(found.map(\.composition) == (try ["Al4Cu", "Al8CuMn"].map { try Composition($0) }))
        #expect(found[0].system == summaries.map(\.system).min())
        #expect(found[1].system == summaries[2].system)
        #expect(try rank(summaries.reversed()) == found)
    }

    @Test func aPeakOnTheEdgesOfSectionsIsOneCandidate() throws {
        func section(_ label: String, _ counts: [Int]) throws -> SystemSummary {
            SystemSummary(
                section: try TernarySection(label), bestCounts: [counts], bestProbability: [0.9],
                bestDomain: [domain(.inside)], areaShares: [1], outOfDomainShare: 0,
                regions: [
                    ScreenedRegion(
                        pointCount: 1, areaShare: 0.1, centroid: [1, 0, 0], peakCounts: counts,
                        peakProbability: 0.9, meanProbability: 0.9, peakDomain: domain(.inside))
                ])
        }
        // Al7Cu2Mg from four sides, and the same counts of the corners with more magnesium.
        let summaries = try [
            section("(Al-Cu-Fe)9Mg1", [7, 2, 0]), section("(Al-Fe-Mg)8Cu2", [7, 0, 1]),
            section("Al-Cu-Mg", [7, 2, 1]), section("(Al-Cu-Ni)9Mg1", [7, 2, 0]),
            section("(Al-Cu-Fe)9Mg2", [7, 2, 0]),
        ]
        let found = try rank(summaries)
        #expect(
            found.map(\.composition)
                == (try ["Al7Cu2Mg", "Al7Cu2Mg2"].map { try Composition($0) }))
        #expect(found.map(\.section.label) == ["(Al-Cu-Fe)9Mg1", "(Al-Cu-Fe)9Mg2"])
        #expect(try rank(summaries.reversed()) == found)
        #expect(
            SystemSummary.ranked(summaries, by: 0).map(\.section)
                == summaries.map(\.section).sorted())
    }

    @Test func peaksCloserThanTheToleranceAreTheBetterOne() throws {
        func system(
            _ label: String, _ counts: [[Int]], _ probabilities: [Double]
        ) throws
            -> SystemSummary
        {
            var found = try summary(
                label, probabilities.map { (peak: "\(label.prefix(2))", probability: $0, 0.1) })
            for index in counts.indices { found.regions[index].peakCounts = counts[index] }
            return found
        }
        // Al-Cu-Fe and Al-Cu-Mn next to their common edge: one atom of a hundred apart.
        let summaries = try [
            system("Al-Cu-Fe", [[70, 29, 1], [70, 20, 10]], [0.8, 0.5]),
            system("Al-Cu-Mn", [[70, 30, 0], [69, 20, 11]], [0.9, 0.4]),
            // Two steps of the grid: a candidate of its own.
            system("Al-Cu-Ni", [[70, 28, 2]], [0.7]),
        ]
        let ranking = try CandidateRanking(
            summaries, known: [], threads: 1)
        #expect(ranking.candidates.map(\.probability) == [0.9, 0.7, 0.5, 0.4])
        #expect(ranking.candidates.map(\.mergedPeaks) == [1, 0, 0, 0])
        #expect(ranking.peaks == 5)
        #expect(ranking.merged == 1)
        let all = try CandidateRanking(
            summaries, known: [], tolerance: 0, threads: 1)
        #expect(all.candidates.map(\.probability) == [0.9, 0.8, 0.7, 0.5, 0.4])
        #expect(all.merged == 0)
    }

    @Test func excludedElementsTakeTheirPeaksAwayAndAreCounted() throws {
        let summaries = try [
            summary("Cd-Mg-Y", [("Cd6Mg3Y", 0.9, 0.1)]),
            summary("Al-Cu-Tc", [("Al6Cu3Tc", 0.8, 0.1), ("Al7Cu3", 0.7, 0.1)]),
            summary("Cd-Tc-Y", [("Cd6Tc3Y", 0.6, 0.1)]),
            summary("Al-Cu-Y", [("Al6Cu3Y", 0.5, 0.1)]),
        ]
        let yttrium = ElementExclusion("named", elements: [try #require(Element(symbol: "Y"))])
        let ranking = try CandidateRanking(
            summaries, known: [], excluding: [.radioactive, .toxic, yttrium],
            threads: 1)
        #expect(ranking.candidates.map(\.composition) == [try Composition("Al7Cu3")])
        // Each peak is counted once, with the first rule that it breaks.
        #expect(ranking.leftOut.map(\.rule.name) == ["radioactive", "toxic", "named"])
        #expect(ranking.leftOut.map(\.peaks) == [2, 1, 1])
        #expect(ranking.peaks == 5)
    }

    @Test func theElementListsHoldWhatTheirSourcesName() {
        let radioactive = ElementExclusion.radioactive.elements.map(\.symbol)
        #expect(radioactive.prefix(4) == ["Tc", "Pm", "Po", "At"])
        for symbol in ["Th", "U", "Pu", "Ra"] { #expect(radioactive.contains(symbol)) }
        for symbol in ["Bi", "Sm", "Re"] { #expect(!radioactive.contains(symbol)) }
        #expect(
            ElementExclusion.toxic.elements.map(\.symbol) == ["Be", "As", "Cd", "Hg", "Tl", "Pb"])
    }

    @Test func elementsAboveAPriceAreLeftOutAndUnsoldOnesToo() throws {
        let dear = ElementExclusion.dearer(than: 1000).elements.map(\.symbol)
        for symbol in ["Sc", "Rh", "Pd", "Au", "At", "Pa", "Po"] {
            #expect(dear.contains(symbol), "\(symbol)")
        }
        for symbol in ["Al", "Cu", "Ag", "Yb", "Tb", "Th"] {
            #expect(!dear.contains(symbol), "\(symbol)")
        }
        let gold = try #require(Element(symbol: "Au"))
        let price = try #require(ElementPrice.perKilogram(gold))
        #expect(!ElementExclusion.dearer(than: price).elements.contains(gold))
        #expect(ElementExclusion.dearer(than: price.nextDown).elements.contains(gold))
    }

    /// Comparing all pairs would take sixteen times as long for four times the peaks.
    @Test func theTimeOfARankingGrowsWithItsPeaks() throws {
        var random = RandomStream(seed: 5)
        let metals = Array(Element.allCases[2..<92])
        let summaries = try (0..<50_000).map { _ in
            var members = metals
            random.shuffle(&members)
            let system = try ChemicalSystem(Array(members.prefix(3)))
            var found = try summary(
                system.label, [0, 1].map { _ in (system.elements[0].symbol, random.unit(), 0.1) })
            for index in 0..<2 {
                let first = Int(100 * random.unit())
                let second = Int(Double(100 - first) * random.unit())
                found.regions[index].peakCounts = [first, second, 100 - first - second]
            }
            return found
        }
        let clock = ContinuousClock()
        func time(_ count: Int) throws -> Duration {
            try clock.measure {
                let ranking = try CandidateRanking(
                    Array(summaries.prefix(count)), known: [], threads: 2)
                #expect(Double(ranking.peaks) > 1.8 * Double(count))
                #expect(ranking.candidates.count + ranking.merged == ranking.peaks)
            }
        }
        let few = try (0..<3).map { _ in try time(12_500) }.min() ?? .zero
        let many = try time(50_000)
        #expect(many < few * 10, "\(few) and \(many)")
    }

    @Test func theNearestKnownCompoundStandsBeside() throws {
        let found = try rank(
            [summary("Al-Cu-Fe", [("Al7FeCu2", 0.9, 0.1)])],
            known: ["NaCl", "Al6FeCu3", "Al7FeCu3"])
        #expect(found[0].nearest?.index == 2)
        let distance = try #require(found[0].nearest?.distance)
        // 7, 1, 2 of 10 against 7, 1, 3 of 11: 3/11 - 2/10 of the atoms.
        #expect(abs(distance - (3.0 / 11 - 0.2)) < 1e-9)
    }

    /// Nearest is what is chemically near; news is what is far from every compound in at.%.
    @Test func noveltyIsMeasuredToEveryCompound() throws {
        let found = try rank(
            [summary("Al-Cu-Fe", [("Al70Cu20Fe10", 0.9, 0.1)])],
            known: ["Al70Cu20Ru10", "Al64Cu20Co16", "Al70Cu13Fe10Ge7"])
        let nearest = try #require(found[0].nearest)
        #expect(nearest.index == 1 && nearest.chemicalDistance > 0)
        #expect(abs(nearest.distance - 0.16) < 1e-9)
        #expect(abs(found[0].novelty - 0.07) < 1e-9)
        #expect(try rank([summary("Al-Cu-Fe", [("AlCu", 0.9, 0.1)])])[0].novelty == 1)
    }

    @Test func systemsFallInProbabilityThenAreaThenLabel() throws {
        func system(_ label: String, _ best: Double, _ area: Double) throws -> SystemSummary {
            try SystemSummary(
                system: ChemicalSystem(label), bestCounts: [[1, 0, 0], [0, 1, 0]],
                bestProbability: [0, best], bestDomain: [domain(.inside), domain(.outside)],
                areaShares: [0, area], outOfDomainShare: 0, regions: [])
        }
        let given = try [
            system("Mg-Zn-Y", 0.5, 0.1), system("Al-Fe-Cu", 0.5, 0.1), system("Al-Mn-Pd", 0.5, 0.2),
            system("Al-Co-Ni", 0.7, 0),
        ]
        #expect(
            SystemSummary.ranked(given, by: 1).map(\.system)
                == [given[3], given[2]].map(\.system) + [given[0], given[1]].map(\.system).sorted())
    }

    @Test func unevaluatedSystemsComeLastByTheirBound() throws {
        let evaluated = try summary("Mg-Zn-Y", [])
        let bounded = try [("Al-Cu-Fe", 0.1), ("Al-Co-Ni", 0.2), ("Al-Co-Cu", 0.1)].map {
            SystemSummary(bounded: try TernarySection($0), upperBound: $1)
        }
        let ranked = SystemSummary.ranked(bounded + [evaluated], by: 0)
        #expect(
            ranked.map(\.system.label) == ["Mg-Y-Zn", "Al-Co-Ni", "Al-Co-Cu", "Al-Cu-Fe"])
        #expect(ranked.map(\.isBounded) == [false, true, true, true])
        #expect(try rank(bounded) == [])
    }

    @Test(arguments: [1, 2, 4, 5, 10, 20, 25, 50, 100])
    func wholePercentagesAreWrittenAsACompositionWritesThem(divisions: Int) throws {
        let found = try summary("Zn-Al-Mg", [])
        for i in 0...divisions {
            for j in 0...(divisions - i) where (i + j) % 3 == 0 || divisions < 30 {
                let counts = [i, j, divisions - i - j]
                #expect(
                    try found.wholeFormula(counts: counts)
                        == found.composition(counts: counts).formula(decimals: 2))
            }
        }
    }

    @Test func wholePercentagesOfASectionHoldItsFixedElement() throws {
        for label in ["(Al-Mg-Zn)19Cu1", "(Al-Cu-Mg)9Zn11", "(Al-Mg-Zn)6Cu1"] {
            let found = SystemSummary(bounded: try TernarySection(label), upperBound: 1)
            let rest = try found.section.grid(divisions: found.section.fixed?.total ?? 0).divisions
            for i in 0...rest {
                let counts = [i, 0, rest - i]
                let whole = try found.composition(counts: counts).formula(decimals: 2)
                #expect(
                    found.wholeFormula(counts: counts) == (label.contains("6Cu1") ? nil : whole))
            }
        }
    }

    @Test func otherAmountsAreNotWholePercentages() throws {
        for counts in [[1, 1, 1], [333, 333, 334], [0, 0, 0], [7, 2, 3]] {
            #expect(try summary("Zn-Al-Mg", []).wholeFormula(counts: counts) == nil)
        }
    }

    @Test func thereMayBeNoCandidate() throws {
        #expect(try rank([]) == [])
        #expect(try rank([summary("Al-Cu-Fe", [])]) == [])
    }
}

@Suite struct FeatureRangeTests {
    private let range = FeatureRange(lower: [0, -2, 5], upper: [1, 2, 5])

    @Test func theBoundsBelongToTheRange() {
        #expect(range.violations(of: [0, 2, 5]) == [])
        #expect(range.violations(of: [1, -2, 5]) == [])
        #expect(range.violations(of: [1.1, 0, 5]) == [0])
        #expect(range.violations(of: [-0.1, 2.1, 4]) == [0, 1, 2])
    }

    @Test func roundingErrorsAreForgivenAndNoMore() {
        #expect(range.violations(of: [1 + 0.9e-6, 2, 5 + 4e-6]) == [])
        #expect(range.violations(of: [1 + 2e-6, 2, 5 - 6e-6]) == [0, 2])
    }

    @Test func bothFormsAgree() {
        let rows: [[Double]] = [
            [0, 2, 5], [1.5, 0, 5], [0, 0, 5.1], [1 + 0.9e-6, 2, 5], [1 + 2e-6, 2, 5],
            [1, 2, 5 - 6e-6], [1, -2 - 1e-6, 5],
        ]
        for row in rows {
            let contained = row.withUnsafeBufferPointer { range.contains($0) }
            #expect(contained == range.violations(of: row).isEmpty, "\(row)")
        }
    }

    @Test func aTableSpansItsRange() {
        let table = Matrix(rows: 3, columns: 2, values: [1, -1, 3, 0, 2, -5])
        let range = FeatureRange(of: table)
        #expect(range.lower == [1, -5])
        #expect(range.upper == [3, 0])
        for row in 0..<3 { #expect(range.violations(of: Array(table.row(row))) == []) }
    }
}
