import Foundation

/// The repository that these tests stand in.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Swift files of a folder and all folders in it, sorted by path; build folders left out.
    static func swiftFiles(in folder: String) throws -> [URL] {
        let start = root.appendingPathComponent(folder)
        return try FileManager.default.subpathsOfDirectory(atPath: start.path)
            .filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }.sorted()
            .map { start.appendingPathComponent($0) }
    }

    /// The lines of a file without its comments.
    static func code(of file: URL) throws -> [Substring] {
        try String(contentsOf: file, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
            }
    }
}
