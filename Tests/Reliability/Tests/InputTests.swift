import Basis
import Testing

/// Seeds with random changes, against the properties that the fuzzers try too.
@Suite struct InputTests {
    private func tryChanges(
        _ name: String, _ property: (_ bytes: [UInt8]) -> String?, _ seeds: [[UInt8]],
        words: [String] = [], short: Int, long: Int
    ) {
        var plain = seeds[...]
        Campaign.expectNone("\(name), unchanged", property, inputs: seeds.count) {
            plain.removeFirst()
        }
        var mutation = Mutation(seeds: seeds, words: words, stream: Campaign.stream(name))
        Campaign.expectNone(name, property, inputs: Campaign.count(short: short, long: long)) {
            mutation.next()
        }
    }

    @Test func formulas() {
        tryChanges(
            "formulas", checkFormula, Seeds.formulas, words: Seeds.formulaWords, short: 5000,
            long: 1_000_000)
    }

    @Test func labels() {
        tryChanges(
            "labels", checkLabel, Seeds.labels, words: Seeds.formulaWords, short: 2000,
            long: 100_000)
    }

    @Test func tables() {
        tryChanges(
            "tables", checkTable, Seeds.tables, words: Seeds.tableWords, short: 4000,
            long: 100_000)
    }

    @Test func pipelines() {
        tryChanges(
            "pipelines", checkPipeline, Seeds.pipelines, words: Seeds.pipelineWords, short: 1500,
            long: 100_000)
    }

    @Test func images() {
        tryChanges("images", checkImage, ImageSeeds.all, short: 300, long: 100_000)
    }

    @Test func contents() {
        var random = Campaign.stream("contents")
        Campaign.expectNone(
            "contents", checkContents, inputs: Campaign.count(short: 150, long: 100_000)
        ) {
            (0..<4 + random.below(28)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
    }
}
