import Foundation

/// A temporary folder that goes when nobody holds it any more.
final class Scratch: Sendable {
    let url: URL

    var path: String { url.path }

    init() throws {
        // Links in the path of the temporary folder would show in messages.
        url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("qscreen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes a text file and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
        return path(name)
    }

    func text(of name: String) throws -> String {
        try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
    }

    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url.appendingPathComponent(name)))
    }
}

/// Every file below a folder with its bytes, by relative path; folders end with a slash.
func tree(_ folder: String) throws -> [String: [UInt8]] {
    let root = URL(fileURLWithPath: folder)
    var result = [String: [UInt8]]()
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
        let file = root.appendingPathComponent(name)
        if try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
            result[name + "/"] = []
        } else {
            result[name] = [UInt8](try Data(contentsOf: file))
        }
    }
    return result
}

/// The paths at which two folders differ, sorted.
func differences(_ first: String, _ second: String) throws -> [String] {
    let left = try tree(first)
    let right = try tree(second)
    return Set(left.keys).union(right.keys).sorted().filter { left[$0] != right[$0] }
}
