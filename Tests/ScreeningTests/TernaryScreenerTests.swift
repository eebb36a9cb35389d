import Basis
import Descriptors
import Learning
import Materials
import Screening
import Ternary
import Testing

/// Random forests on random compositions; what they learn does not matter here.
private struct RandomModel {
    let featurizer: Featurizer
    let forest: RandomForest
    let features: Matrix
    let classNames: [String]

    init(seed: UInt64, descriptors: DescriptorSet, classes: Int, bootstrap: Bool) throws {
        var random = RandomStream(seed: seed).child("compositions")
        featurizer = try Featurizer(table: ElementTable.standard, descriptors: descriptors)
        let elements = ElementTable.standard.elements
        let compositions = try (0..<60).map { _ in
            var members = elements
            random.shuffle(&members)
            return try Composition(
                amounts: members.prefix(1 + random.below(4)).map {
                    (element: $0, amount: Double(1 + random.below(40)))
                })
        }
        features = try featurizer.features(of: compositions).matrix
        let labels = compositions.indices.map { _ in random.below(classes) }
        let set = try TrainingSet(features: features, labels: labels, classCount: classes)
        forest = try ForestLearner(
            ForestParameters(
                trees: 9, maxFeatures: .log2, sampling: bootstrap ? .bootstrap : .all, seed: seed)
        ).fit(set, threads: 1).model
        classNames = (0..<classes).map { "class \($0)" }
    }

    var screener: TernaryScreener {
        TernaryScreener(
            featurizer: featurizer, model: forest, classNames: classNames,
            range: FeatureRange(of: features))
    }
}

@Suite struct TernaryScreenerTests {
    @Test(arguments: 0..<6)
    func aMapIsWhatTheForestSaysOfEachComposition(seed: Int) throws {
        let all = Statistic.allCases.filter { !$0.needsPositiveValues }
        let descriptors =
            seed % 2 == 0
            ? DescriptorSet.liu2021
            : DescriptorSet(properties: ["density", "period", "melting_point"], statistics: all)
        let model = try RandomModel(
            seed: UInt64(seed), descriptors: descriptors, classes: 2 + seed % 3,
            bootstrap: seed % 2 == 1)
        let grid = try TernaryGrid(divisions: [1, 2, 7, 16, 20, 25][seed])
        var random = RandomStream(seed: UInt64(seed)).child("systems")
        for _ in 0..<3 {
            var members = ElementTable.standard.elements
            random.shuffle(&members)
            let system = try ChemicalSystem(Array(members.prefix(3)))
            let screened = try model.screener.screen(system, grid: grid)
            let compositions = try (0..<grid.count).map { try screened.map.composition(at: $0) }
            // Corners are elements and edges binaries: nothing of an absent element enters.
            #expect(compositions.count { $0.elements.count == 1 } == 3)
            #expect(compositions.count { $0.elements.count == 2 } == 3 * (grid.divisions - 1))
            let rows = try model.featurizer.features(of: compositions)
            let expected = try model.forest.probabilities(of: rows.matrix, threads: 1)
            #expect(screened.map.probabilities.count == expected.values.count)
            #expect(zip(screened.map.probabilities, expected.values).allSatisfy { $0 == $1 })
            #expect(screened.map.system == system)

            let inDomain = (0..<grid.count).map { row in
                model.screener.range.violations(of: Array(rows.matrix.row(row))).isEmpty
            }
            #expect(screened.inDomain.count == inDomain.count)
            #expect(zip(screened.inDomain, inDomain).allSatisfy { $0 == $1 })
            #expect(
                screened.outOfDomainShare
                    == Double(inDomain.count { !$0 }) / Double(inDomain.count))
        }
    }

    @Test(arguments: 0..<6)
    func aSectionIsWhatTheForestSaysOfEachComposition(seed: Int) throws {
        let descriptors =
            seed % 2 == 0
            ? DescriptorSet.liu2021
            : DescriptorSet(
                properties: ["density", "period", "melting_point"],
                statistics: [.mean, .range, .standardDeviation],
                stoichiometry: StoichiometryDescriptor.allCases)
        let model = try RandomModel(
            seed: UInt64(seed), descriptors: descriptors, classes: 2 + seed % 3, bootstrap: false)
        let total = [2, 3, 7, 16, 20, 25][seed]
        var random = RandomStream(seed: UInt64(seed)).child("sections")
        for _ in 0..<3 {
            var members = ElementTable.standard.elements
            random.shuffle(&members)
            let parts = 1 + random.below(total - 1)
            let section = try TernarySection(
                ChemicalSystem(Array(members.prefix(3))), fixed: members[3], parts: parts,
                of: total)
            let grid = try section.grid(divisions: total)
            let screened = try model.screener.screen(section, grid: grid)
            let compositions = try (0..<grid.count).map { try screened.map.composition(at: $0) }
            #expect(
                compositions.allSatisfy {
                    $0.fraction(of: members[3]) == Double(parts) / Double(total)
                })
            #expect(compositions.count { $0.elements.count == 2 } == 3)
            #expect(compositions.count { $0.elements.count == 3 } == 3 * (grid.divisions - 1))
            let rows = try model.featurizer.features(of: compositions)
            let expected = try model.forest.probabilities(of: rows.matrix, threads: 1)
            #expect(screened.map.section == section)
            #expect(screened.map.probabilities == expected.values)
            #expect(
                screened.inDomain
                    == (0..<grid.count).map {
                        model.screener.range.violations(of: Array(rows.matrix.row($0))).isEmpty
                    })
            let summary = try SystemSummary(screened, target: 1) {
                $0.map { _ in
                    DomainAssessment(isolation: 0, distance: 0, positiveDistance: nil)
                }
            }
            #expect(summary.section == section)
            for column in 0..<model.classNames.count {
                let best = screened.map.best(class: column).point
                #expect(
                    try summary.composition(counts: summary.bestCounts[column])
                        == compositions[best])
            }
        }
    }

    @Test func aSectionOnAnotherGridIsRefused() throws {
        let model = try RandomModel(
            seed: 1, descriptors: .liu2021, classes: 3, bootstrap: false)
        let section = try TernarySection("(Al-Cu-Fe)9Mg1")
        #expect(
            throws: TernaryError.anotherTotal(section: section.label, total: 10, divisions: 11)
        ) { try model.screener.screen(section, grid: TernaryGrid(divisions: 10)) }
    }

    @Test func theOrderOfElementsInALabelDoesNotMatter() throws {
        let model = try RandomModel(
            seed: 1, descriptors: .liu2021, classes: 3, bootstrap: false)
        let grid = try TernaryGrid(divisions: 6)
        let first = try model.screener.screen(ChemicalSystem("Al-Cu-Fe"), grid: grid)
        let second = try model.screener.screen(ChemicalSystem("Fe-Al-Cu"), grid: grid)
        #expect(first.map.probabilities == second.map.probabilities)
    }

    @Test func aSummaryTellsWhatTheMapShows() throws {
        let model = try RandomModel(
            seed: 4, descriptors: .liu2021, classes: 3, bootstrap: false)
        let grid = try TernaryGrid(divisions: 15)
        let screened = try model.screener.screen(ChemicalSystem("Al-Cu-Fe"), grid: grid)
        var asked = [Composition]()
        let summary = try SystemSummary(screened, target: 1) { compositions in
            asked = compositions
            return compositions.indices.map {
                DomainAssessment(isolation: 0, distance: Double($0), positiveDistance: nil)
            }
        }
        // One assessment for the best point of each class, one for the peak of each region.
        #expect(asked.count == 3 + summary.regions.count)
        for (index, counts) in (summary.bestCounts + summary.regions.map(\.peakCounts)).enumerated()
        {
            #expect(try summary.composition(counts: counts) == asked[index])
        }
        let assessments = summary.bestDomain + summary.regions.map(\.peakDomain)
        #expect(assessments.map(\.distance) == asked.indices.map { Double($0) })
        #expect(abs(summary.areaShares.reduce(0, +) - 1) < 1e-12)
        for column in 0..<3 {
            let values = screened.map.probabilities(class: column)
            #expect(summary.bestProbability[column] == values.max())
            let counts = summary.bestCounts[column]
            #expect(counts.reduce(0, +) == 15)
            #expect(values[grid.index(i: counts[0], j: counts[1])] == values.max())
            let composition = try summary.composition(counts: counts)
            let row = Matrix(
                rows: 1, columns: model.featurizer.count,
                values: try model.featurizer.features(of: composition))
            #expect(
                try model.forest.probabilities(of: row, threads: 1)[0, column] == values.max())
        }
        #expect(
            summary.regions.reduce(0) { $0 + $1.pointCount }
                == screened.map.predictedClasses.count { $0 == 1 })
        #expect(summary.outOfDomainShare == screened.outOfDomainShare)
    }
}
