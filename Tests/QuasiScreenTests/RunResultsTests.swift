import Testing

@testable import QuasiScreen

@Suite struct RunResultsTests {
    private func results(_ text: String) -> RunResults {
        RunResults(names: { _ in [] }, read: { _, _ in Array(text.utf8) })
    }

    @Test func settingsComeBack() throws {
        let settings = try results(#"{"title": "T", "candidates": 3}"#).decode(
            ReportSettings.self, from: "settings.json", of: "report")
        #expect(settings.title == "T")
        #expect(settings.candidates == 3)
    }

    @Test(arguments: ["{}", "", "[1"])
    func aResultOfAnotherLayoutIsNamed(text: String) {
        let error = #expect(throws: QuasiScreenError.self) {
            try results(text).decode(ReportSettings.self, from: "settings.json", of: "report")
        }
        #expect(error?.description.hasPrefix("report/settings.json: ") == true)
    }
}
