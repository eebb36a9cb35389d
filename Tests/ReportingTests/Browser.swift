import Foundation
import Testing

enum Browser {
    static let path = "/usr/bin/chromium"

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// The page as it is after its scripts ran, and what the browser had to say.
    ///
    /// - Parameter hash: what follows the page's address, `#viewer=Al-Cu-Fe`.
    static func load(
        _ page: String, hash: String = ""
    ) throws -> (page: String, messages: String) {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("page.html")
        try Data(page.utf8).write(to: file)
        let output = folder.appendingPathComponent("output")
        let messages = folder.appendingPathComponent("messages")
        try Data().write(to: output)
        try Data().write(to: messages)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            "--window-size=1280,1000", "--virtual-time-budget=20000",
            "--user-data-dir=\(folder.path)/profile", "--dump-dom", file.absoluteString + hash,
        ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: messages)
        try process.run()
        process.waitUntilExit()
        return (
            String(decoding: try Data(contentsOf: output), as: UTF8.self),
            String(decoding: try Data(contentsOf: messages), as: UTF8.self)
        )
    }

    /// The lines that a script logs with `note(text)` on a page whose policy is switched off.
    ///
    /// The script runs when the page's first viewer shows its map, as `viewer`.
    ///
    /// - Parameter frameWidth: that of a frame around the page, in CSS pixels, as windows have a
    ///   least width. The default is the window.
    static func log(
        _ page: [UInt8], hash: String = "", frameWidth: Int? = nil, script: String
    ) throws -> (lines: [String], messages: String) {
        let driver = """
            (async () => {
              const log = document.createElement("pre");
              log.id = "log";
              const note = (text) => { log.append(text + "\\n"); };
              const turn = () => new Promise((done) => { setTimeout(done, 50); });
              try {
                const viewer = ternaryViewers[0];
                await viewer.ready;
                await turn();
                \(script)
              } catch (error) {
                note("failed: " + error.stack);
              }
              parent.document.body.append(log);
            })();
            """
        var text = String(decoding: page, as: UTF8.self)
        text = text.replacingOccurrences(of: "http-equiv=", with: "data-off=")
        text = text.replacingOccurrences(
            of: "</body>", with: "<script>\(driver)</script></body>")
        if let frameWidth {
            let content = text.replacingOccurrences(of: "&", with: "&amp;")
                .replacingOccurrences(of: "\"", with: "&quot;")
            text =
                "<!DOCTYPE html><html><body><iframe width=\"\(frameWidth)\" height=\"900\" "
                + "srcdoc=\"\(content)\"></iframe></body></html>"
        }
        let result = try load(text, hash: hash)
        let start = try #require(result.page.range(of: "<pre id=\"log\">"), "\(result.messages)")
        let end = try #require(result.page[start.upperBound...].range(of: "</pre>"))
        let lines = result.page[start.upperBound..<end.lowerBound].split(
            separator: "\n", omittingEmptySubsequences: false)
        return (lines.dropLast().map(String.init), result.messages)
    }
}
