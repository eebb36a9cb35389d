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
        try CandidateRanking.rank(
            summaries, known: CompositionIndex(known.map { try Composition($0) }),
            threads: threads)
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

    @Test func theNearestKnownCompoundStandsBeside() throws {
        let found = try rank(
            [summary("Al-Cu-Fe", [("Al7FeCu2", 0.9, 0.1)])],
            known: ["NaCl", "Al6FeCu3", "Al7FeCu3"])
        #expect(found[0].nearest?.index == 2)
        let distance = try #require(found[0].nearest?.distance)
        // 7, 1, 2 of 10 against 7, 1, 3 of 11: 3/11 - 2/10 of the atoms.
        #expect(abs(distance - (3.0 / 11 - 0.2)) < 1e-15)
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
        #expect(range.violations(of: [1 + 0.9e-9, 2, 5 + 4e-9]) == [])
        #expect(range.violations(of: [1 + 2e-9, 2, 5 - 6e-9]) == [0, 2])
    }

    @Test func bothFormsAgree() {
        let rows: [[Double]] = [
            [0, 2, 5], [1.5, 0, 5], [0, 0, 5.1], [1 + 0.9e-9, 2, 5], [1 + 2e-9, 2, 5],
            [1, 2, 5 - 6e-9], [1, -2 - 1e-9, 5],
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
