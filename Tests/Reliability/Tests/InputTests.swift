import Basis
import Testing

/// Seeds with random changes, against the properties that the fuzzers try too.
@Suite struct InputTests {
    private func complaints(
        _ name: String, _ property: (_ bytes: [UInt8]) -> String?, _ seeds: [[UInt8]],
        words: [String], short: Int, long: Int
    ) -> [String] {
        let plain = seeds.compactMap { seed in
            property(seed).map { "\($0) in the seed \(String(decoding: seed, as: UTF8.self))" }
        }
        var mutation = Mutation(seeds: seeds, words: words, stream: Campaign.stream(name))
        return plain
            + Campaign.complaints(
                of: property, inputs: Campaign.count(short: short, long: long)
            ) { mutation.next() }
    }

    @Test func formulas() {
        #expect(
            complaints(
                "formulas", checkFormula, Seeds.formulas, words: Seeds.formulaWords, short: 8000,
                long: 1_000_000) == [])
    }

    @Test func labels() {
        #expect(
            complaints(
                "labels", checkLabel, Seeds.labels, words: Seeds.formulaWords, short: 4000,
                long: 100_000) == [])
    }

    @Test func tables() {
        #expect(
            complaints(
                "tables", checkTable, Seeds.tables, words: Seeds.tableWords, short: 4000,
                long: 100_000) == [])
    }

    @Test func pipelines() {
        #expect(
            complaints(
                "pipelines", checkPipeline, Seeds.pipelines, words: Seeds.pipelineWords,
                short: 1500, long: 100_000) == [])
    }

    @Test func images() {
        #expect(
            complaints(
                "images", checkImage, ImageSeeds.all, words: [], short: 500, long: 100_000) == [])
    }

    @Test func contents() {
        var random = Campaign.stream("contents")
        let found = Campaign.complaints(
            of: checkContents, inputs: Campaign.count(short: 500, long: 100_000)
        ) {
            (0..<4 + random.below(28)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
        #expect(found == [])
    }
}
