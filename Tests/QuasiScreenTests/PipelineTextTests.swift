import Testing

@testable import QuasiScreen

@Suite struct PipelineTextTests {
    private func rebuilt(_ text: String, seed: UInt64 = 0) throws -> PipelineText {
        try #require(
            PipelineText(
                ReportSettings(title: "A \"B\"", candidates: 7),
                stages: PipelineText.parameters(text), seed: seed))
    }

    @Test(arguments: [
        "sweep: {families: [Al-TM-TM]}",
        "sweep: {systems: [Al-Cu-Fe, N-No-Y], divisions: 40, maps: all, threshold: 0.3}",
        """
        sweep:
          groups: {light: [Al, Mg], "noble": [Ag, PGM]}
          families: [light-noble-TM]
          exclude: {toxic: true, price_above: 1500, elements: [Tl, RE]}
          skip_below: 0.2
          bits: 8
          block: 3
        """,
        """
        sweep:
          elements: [Al, Cu, Fe, Ni]
          sections: [(Al-Cu-Fe)90Si10, {system: Al-TM-TM, element: [Si, Ge], at_percent: [5, 10]}]
          quaternaries: [Al-Cu-Fe-Si]
          divisions: 20
        """,
        """
        sweep: {elements: [Al, Cu, Fe], target: approximant}
        model: {trees: 17, max_depth: none, criterion: gini, class_weights: balanced}
        """,
        """
        sweep: {elements: [Al, Cu, Fe]}
        model: {preset: boosting, rounds: 30, gate_non_metals: false, calibration: never}
        validation: {protocols: [system, family], folds: 3, seed: 9, repeats: 4}
        rules: {count: 2, sampled: 0, descriptors: ["ave:period"], target: [quasicrystal, approximant]}
        maps: {top: 0, systems: [Al-Cu-Fe], formats: [svg]}
        descriptors: {properties: [period], statistics: [ave, max]}
        """,
    ])
    func whatARunWasAskedComesBack(text: String) throws {
        let pipeline = try rebuilt("dataset: {path: x}\n" + text)
        #expect(pipeline.differences == [], "\(pipeline.text)")
        #expect(pipeline.text.contains(#"title: "A \"B\"""#))
        #expect(pipeline.text.contains("candidates: 7"))
    }

    @Test func rulesOfTheDatasetComeBack() throws {
        let pipeline = try rebuilt(
            """
            dataset:
              path: x
              formula_column: alloy
              decision_column: "yes"
              duplicates: keep
              keep: {quality: [good, ""], "by hand": ["yes"]}
            sweep: {systems: [Al-Cu-Fe]}
            """)
        #expect(pipeline.differences == [], "\(pipeline.text)")
    }

    @Test func theSeedOfTheModelComesBack() throws {
        let text = "dataset: {path: x}\nmodel: {seed: 12}\nsweep: {systems: [Al-Cu-Fe]}"
        #expect(try rebuilt(text, seed: 12).differences == [])
        #expect(try !rebuilt(text, seed: 11).differences.isEmpty)
    }

    @Test func whatCannotBeAskedForIsNamed() throws {
        var recorded = try PipelineText.parameters(
            "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}")
        recorded["sweep"]?["sweep.moonlight"] = "full"
        recorded["features"]?["element table"] = "another"
        let pipeline = try #require(
            PipelineText(ReportSettings(title: "T", candidates: 1), stages: recorded, seed: 0))
        #expect(pipeline.differences == ["element table", "sweep.moonlight"])
        #expect(!pipeline.text.contains("moonlight"))
    }

    @Test func aRunOfAnEarlierVersionMayLackTheLatestStages() throws {
        var recorded = try PipelineText.parameters(
            "dataset: {path: x}\nsweep: {systems: [Al-Cu-Fe]}\nreport: {maps: 3}")
        let settings = ReportSettings(title: "T", candidates: 1)
        let all = try #require(PipelineText(settings, stages: recorded, seed: 0))
        #expect(all.text.contains("maps: 3") && all.differences == [])
        recorded[FigureStage.id] = nil
        recorded[AtlasStage.id] = nil
        let fewer = try #require(PipelineText(settings, stages: recorded, seed: 0))
        #expect(fewer.differences == [])
        recorded[SweepStage.id] = nil
        #expect(PipelineText(settings, stages: recorded, seed: 0) == nil)
    }

    @Test func recordsWithoutASweepMakeNoFile() {
        #expect(
            PipelineText(ReportSettings(title: "T", candidates: 1), stages: [:], seed: 0) == nil)
    }
}
