import Basis
import Descriptors
import Learning
import Materials
import Screening
import Ternary
import Testing

private let descriptorSets: [DescriptorSet] = [
    DescriptorSet(
        properties: ["period", "num_valance", "density", "atomic_radius"],
        statistics: [.mean, .variance, .maximum, .minimum]),
    DescriptorSet(
        properties: ["num_d_valence", "electron_negativity", "melting_point"],
        statistics: [.mean, .standardDeviation],
        stoichiometry: StoichiometryDescriptor.allCases),
    DescriptorSet(
        properties: ["atomic_number", "density", "melting_point"],
        statistics: [.range, .deviation, .geometricMean, .harmonicMean, .standardDeviation]),
]

private func agree(_ first: ScreenedSystem, _ second: ScreenedSystem) -> Bool {
    first.map.probabilities == second.map.probabilities && first.inDomain == second.inDomain
}

@Suite struct TernarySweepTests {
    /// Many forests and systems with hard thresholds; 300 seeds, 2,400 systems.
    @Test(arguments: 0..<300)
    func theFastPathGivesTheBitsOfThePlainOne(seed: Int) throws {
        let featurizer = try Featurizer(
            table: .standard, descriptors: descriptorSets[seed % descriptorSets.count],
            missing: .impute)
        let classes = 2 + seed % 4
        var maker = RandomEnsembles(seed: seed, featurizer: featurizer, classCount: classes)
        let divisions = [1, 2, 3, 4, 7, 10, 12, 20][seed / 3 % 8]
        let first = try maker.section(divisions: divisions)
        let values = try maker.values(first.section, first.grid)
        let model: Classifier
        switch seed % 5 {
        case 0, 1: model = .forest(try maker.forest(values, trees: 12, depth: 6))
        case 2: model = .boosted(try maker.boosted(values, rounds: 5, depth: 5))
        default:
            model = .blend(
                try Blend(
                    members: [
                        .init(
                            model: .forest(try maker.forest(values, trees: 5, depth: 5)),
                            weight: 0.25),
                        .init(
                            model: .boosted(try maker.boosted(values, rounds: 4, depth: 4)),
                            weight: 0.75),
                    ], pooling: seed % 2 == 0 ? .linear : .logarithmic, floor: 1e-5))
        }
        // A range that some values touch and some leave.
        let rows = (0..<3).map { _ in maker.random.below(values.rows) }
        let gate = ElementGate(
            elements: seed % 4 == 0 ? first.section.elements.suffix(1) : [], classIndex: 0)
        let screener = TernaryScreener(
            featurizer: featurizer, model: model,
            classNames: (0..<classes).map { "class \($0)" },
            range: FeatureRange(of: values.selecting(rows: rows)), gate: gate)
        let sweep = TernarySweep(screener)
        #expect(sweep.isFast)
        for round in 0..<8 {
            let (section, grid) = try round == 0 ? first : maker.section(divisions: divisions)
            let fast = try sweep.screen(section, grid: grid)
            let plain = try screener.screen(section, grid: grid)
            #expect(agree(fast, plain), "\(section) at \(divisions)")
            // Scratch and edges that are used again give the same.
            #expect(agree(try sweep.screen(section, grid: grid), plain))
            for label in 0..<classes {
                let bound = try sweep.upperBound(ofClass: label, section, grid: grid)
                #expect(plain.map.best(class: label).probability <= bound)
            }
        }
    }

    @Test func thresholdsOnGridValuesOfAFineGridAreExact() throws {
        let featurizer = try Featurizer(
            table: .standard, descriptors: descriptorSets[0], missing: .impute)
        for (seed, divisions) in [(1, 60), (2, 100), (3, 150)] {
            var maker = RandomEnsembles(seed: seed, featurizer: featurizer, classCount: 3)
            let (section, grid) = try maker.section(divisions: divisions)
            let values = try maker.values(section, grid)
            let screener = TernaryScreener(
                featurizer: featurizer, model: try maker.forest(values, trees: 60, depth: 7),
                classNames: ["a", "b", "c"], range: FeatureRange(of: values))
            let sweep = TernarySweep(screener)
            #expect(
                agree(
                    try sweep.screen(section, grid: grid),
                    try screener.screen(section, grid: grid)))
        }
    }

    @Test func aSummaryIsThatOfTheMap() throws {
        let featurizer = try Featurizer(
            table: .standard, descriptors: descriptorSets[0], missing: .impute)
        var maker = RandomEnsembles(seed: 5, featurizer: featurizer, classCount: 3)
        func assess(_ compositions: [Composition]) -> [DomainAssessment] {
            compositions.map {
                DomainAssessment(
                    isolation: $0.fractions[0], distance: Double($0.elements.count),
                    positiveDistance: nil)
            }
        }
        var withRegions = 0
        for divisions in [1, 2, 5, 12, 17] {
            for _ in 0..<6 {
                let (section, grid) = try maker.section(divisions: divisions)
                let values = try maker.values(section, grid)
                let screener = TernaryScreener(
                    featurizer: featurizer, model: try maker.forest(values, trees: 5, depth: 4),
                    classNames: ["a", "b", "c"], range: FeatureRange(of: values))
                let plain = try SystemSummary(
                    screener.screen(section, grid: grid), target: 1, assess: assess)
                let fast = try TernarySweep(screener).screen(section, grid: grid) {
                    try $0.summary(target: 1, assess: assess)
                }
                #expect(fast == plain)
                withRegions += plain.regions.isEmpty ? 0 : 1
            }
        }
        #expect(withRegions > 5)
    }

    @Test func threadsShareASweep() throws {
        let featurizer = try Featurizer(
            table: .standard, descriptors: descriptorSets[1], missing: .impute)
        var maker = RandomEnsembles(seed: 9, featurizer: featurizer, classCount: 3)
        let made = try (0..<40).map { _ in try maker.section(divisions: 11) }
        let values = try maker.values(made[0].section, made[0].grid)
        let screener = TernaryScreener(
            featurizer: featurizer, model: try maker.forest(values, trees: 20, depth: 5),
            classNames: ["a", "b", "c"], range: FeatureRange(of: values))
        let sweep = TernarySweep(screener)
        let alone = try made.map { try screener.screen($0.section, grid: $0.grid) }
        for threads in [1, 2, 5] {
            let found = try Parallel.map(count: made.count, threads: threads) {
                try sweep.screen(made[$0].section, grid: made[$0].grid)
            }
            #expect(zip(found, alone).allSatisfy { agree($0, $1) })
        }
    }

    @Test func treesTooDeepForTheKernelAreScreenedPlainly() throws {
        let featurizer = try Featurizer(
            table: .standard, descriptors: descriptorSets[0], missing: .impute)
        // A chain: every right child asks again.
        let depth = 2500
        var feature = [Int32]()
        var threshold = [Double]()
        var left = [Int32]()
        var right = [Int32]()
        var leafStart = [Int32]()
        for level in 0..<depth {
            feature += [0, -1]
            threshold += [Double(level) / 1000, 0]
            left += [Int32(2 * level + 1), -1]
            right += [Int32(2 * level + 2), -1]
            leafStart += [-1, Int32(2 * level)]
        }
        feature.append(-1)
        threshold.append(0)
        left.append(-1)
        right.append(-1)
        leafStart.append(Int32(2 * depth))
        let unit = LeafShares.unit
        let tree = try DecisionTree(
            featureCount: featurizer.count, outputCount: 2, feature: feature,
            threshold: threshold, left: left, right: right, leafStart: leafStart,
            leafValues: (0...depth).flatMap { [Int32($0), unit - Int32($0)] },
            cover: [Double](repeating: 1, count: feature.count))
        let forest = try RandomForest(
            parameters: ForestParameters(trees: 1), trees: [tree],
            featureCount: featurizer.count, classCount: 2,
            importances: [Double](repeating: 0, count: featurizer.count))
        let row = try featurizer.features(of: Composition("Al2Cu"))
        let screener = TernaryScreener(
            featurizer: featurizer, model: forest, classNames: ["a", "b"],
            range: FeatureRange(lower: row, upper: row))
        let sweep = TernarySweep(screener)
        #expect(!sweep.isFast)
        let section = try TernarySection(ChemicalSystem("Al-Cu-Fe"))
        let grid = try TernaryGrid(divisions: 6)
        #expect(
            agree(
                try sweep.screen(section, grid: grid), try screener.screen(section, grid: grid)))
    }

    @Test func aGridOfAnotherSectionIsRefused() throws {
        let featurizer = try Featurizer(
            table: .standard, descriptors: descriptorSets[0], missing: .impute)
        var maker = RandomEnsembles(seed: 1, featurizer: featurizer, classCount: 2)
        let (section, grid) = try maker.section(divisions: 5)
        let values = try maker.values(section, grid)
        let sweep = TernarySweep(
            TernaryScreener(
                featurizer: featurizer, model: try maker.forest(values, trees: 2, depth: 2),
                classNames: ["a", "b"], range: FeatureRange(of: values)))
        let other = try TernarySection("(Al-Cu-Fe)9Mg1")
        #expect(throws: TernaryError.self) {
            try sweep.screen(other, grid: TernaryGrid(divisions: 8))
        }
    }
}
