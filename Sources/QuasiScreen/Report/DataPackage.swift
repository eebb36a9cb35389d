import Artifacts
import Foundation

/// What a dataset's `datapackage.json` says of its sources and licences.
///
/// Source: Frictionless Data Package, https://specs.frictionlessdata.io/data-package/
struct DataPackage: Sendable, Equatable, Codable {
    static let name = "datapackage.json"

    struct Source: Sendable, Equatable, Codable {
        var title: String?
        var path: String?
    }

    struct Licence: Sendable, Equatable, Codable {
        var name: String?
        var title: String?
        var path: String?
    }

    struct Resource: Sendable, Equatable, Codable {
        var path: String?
        /// `sha256:` and 64 digits; other algorithms are not read.
        var hash: String?
    }

    var title: String?
    var version: String?
    var description: String?
    var sources: [Source]?
    var licenses: [Licence]?
    var resources: [Resource]?

    /// The package file in the folder of the tables, where there is one.
    static func path(besides dataset: String) throws -> String? {
        let files = PosixFileSystem()
        guard let found = try files.look(at: dataset) else { return nil }
        let folder = found.kind == .folder ? dataset : FolderPath.parent(of: dataset)
        let path = FolderPath.join(folder, name)
        return try files.look(at: path) == nil ? nil : path
    }

    /// The names of those tables of a run, given with their digests, that the package describes
    /// byte by byte.
    func described(among files: [String: Digest]) -> [String] {
        let known = Set((resources ?? []).compactMap(\.hash))
        return files.keys.sorted().filter { name in
            files[name].map { known.contains("sha256:\($0.hex)") } ?? false
        }
    }
}
