import Foundation
import Testing

/// The page of a real run in headless Chromium, against its HDF5 files as h5py reads them.
@Suite(
    .enabled(if: SmallRun.isAvailable, SmallRun.explanation),
    .enabled(if: PageBrowser.isInstalled, "needs chromium in /usr/bin"), .serialized)
struct ViewerInteropTests {
    private struct StoredMap: Decodable {
        var counts: [[Int]]
        var quantum: Double
    }

    private struct ViewedMap: Decodable {
        var label: String
        var counts: [[Int]]
        var quantum: Double
        var rules: [Int]?
        var domain: [Int]?
    }

    private struct Viewed: Decodable {
        var maps: [ViewedMap]
        var resources: [String]
        var readout: String
        var overflow: Bool
    }

    private static let driver = """
        (async () => {
          const viewer = ternaryViewers[0];
          await viewer.ready;
          const maps = [];
          for (let place = 0; place < viewer.labels.length; place += 1) {
            await viewer.open(place);
            const { label, counts, quantum, rulesMet, domain } = viewer.system;
            const points = Array.from(counts[0], (_, point) => counts.map((one) => one[point]));
            maps.push({
              label, counts: points, quantum, rules: rulesMet && Array.from(rulesMet),
              domain: domain && Array.from(domain),
            });
          }
          await viewer.open(0, [65, 20, 15]);
          const root = document.documentElement;
          const log = document.createElement("pre");
          log.id = "log";
          log.textContent = JSON.stringify({
            maps, readout: viewer.readout.element.textContent,
            overflow: root.scrollWidth > root.clientWidth,
            resources: performance.getEntriesByType("resource").map((entry) => entry.name)
              .filter((name) => !name.startsWith("data:")),
          });
          document.body.append(log);
        })();
        """

    @Test(arguments: [1280, 500])
    func theViewersValuesAreThoseOfTheHDF5Files(width: Int) throws {
        let page = try String(contentsOfFile: SmallRun.path("report/index.html"), encoding: .utf8)
        let (found, messages) = try PageBrowser.run(page, driver: Self.driver, width: width)
        #expect(messages == [], "the console stays empty")
        let viewed = try JSONDecoder().decode(Viewed.self, from: Data(found.utf8))
        #expect(viewed.resources == [], "nothing is asked for")
        #expect(!viewed.overflow, "the page is no wider than its window")
        let stored = try Oracle.run(
            "viewer_maps.py", [SmallRun.path("sweep")], as: [String: StoredMap].self)
        #expect(viewed.maps.count == stored.count && !stored.isEmpty)
        for map in viewed.maps {
            let expected = try #require(stored[map.label])
            #expect(map.quantum == expected.quantum)
            #expect(map.counts == expected.counts, "\(map.label)")
            #expect(map.domain?.count == expected.counts.count)
            #expect(map.rules?.count == expected.counts.count)
        }
        #expect(viewed.readout.contains("65") && viewed.readout.contains("Rules met"))
    }

    @Test func thePageAsItIsHasNothingToSayToTheConsole() throws {
        let page = try String(contentsOfFile: SmallRun.path("report/index.html"), encoding: .utf8)
        #expect(page.utf8.count < 15_000_000)
        let (_, messages) = try PageBrowser.run(page, driver: nil, width: 1280)
        #expect(messages == [])
    }
}

/// Runs a page in headless Chromium.
enum PageBrowser {
    private static let path = "/usr/bin/chromium"

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// What the driver has put into the element `log`, and what the page said to the console.
    ///
    /// - Parameter driver: a script to add; the page's own policy would refuse it and is taken out.
    static func run(
        _ page: String, driver: String?, width: Int
    ) throws -> (log: String, messages: [String]) {
        var page = page
        if let driver {
            page = page.replacingOccurrences(of: "http-equiv=", with: "data-off=")
            page = page.replacingOccurrences(
                of: "</body>", with: "<script>\(driver)</script></body>")
        }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("viewer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("page.html")
        try Data(page.utf8).write(to: file)
        let names = ["output", "messages"].map { folder.appendingPathComponent($0) }
        for name in names { try Data().write(to: name) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            "--hide-scrollbars", "--user-data-dir=\(folder.path)/profile",
            "--virtual-time-budget=20000", "--window-size=\(width),1000", "--dump-dom",
            file.absoluteString,
        ]
        process.standardOutput = try FileHandle(forWritingTo: names[0])
        process.standardError = try FileHandle(forWritingTo: names[1])
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: names[0]), as: UTF8.self)
        let messages = String(decoding: try Data(contentsOf: names[1]), as: UTF8.self)
            .split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") }
        guard let start = text.range(of: "<pre id=\"log\">"),
            let end = text.range(of: "</pre>", range: start.upperBound..<text.endIndex)
        else { return ("", messages) }
        let log = String(text[start.upperBound..<end.lowerBound])
        let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
        return (
            escapes.reduce(log) { $0.replacingOccurrences(of: $1.0, with: $1.1) }, messages
        )
    }
}
