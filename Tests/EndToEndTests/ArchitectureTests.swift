import Foundation
import Testing

/// The house plan: which way arrows run, who prints, who writes files.
@Suite struct ArchitectureTests {
    private static func manifest() throws -> String {
        try String(
            contentsOf: Repository.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    }

    @Test func importArrowsFollowTheHousePlan() throws {
        let package = try PackageArrows(manifest: Self.manifest())
        #expect(package.violations == [])
        #expect(
            package.sources.map(\.name).sorted() == HousePlan.allowed.keys.sorted(),
            "the house plan and the package name different targets")
    }

    @Test func anArrowUpwardsIsFound() throws {
        let line = #".target(name: "Learning", dependencies: ["Basis", "CElementary", "CTrees"])"#
        let manifest = try Self.manifest()
        #expect(manifest.contains(line))
        let changed = manifest.replacingOccurrences(
            of: line,
            with: #"""
                .target(name: "Learning", dependencies: ["Basis", "Materials", yams]),
                .target(name: "Cellar")
                """#)
        let package = try PackageArrows(manifest: changed)
        #expect(
            package.violations.sorted()
                == [
                    "Cellar is not in the house plan", "Learning -> Materials", "Learning -> Yams",
                ])
    }

    @Test func sourcesImportOnlyWhatTheirTargetDeclares() throws {
        let package = try PackageArrows(manifest: Self.manifest())
        for target in package.sources where target.type != "system" {
            let declared = Set(target.dependencies.map(\.name)).union(HousePlan.system)
            for file in try Repository.swiftFiles(in: "Sources/\(target.name)") {
                for module in imports(of: try Repository.code(of: file)) {
                    #expect(
                        declared.contains(module), "\(target.name)/\(file.lastPathComponent)")
                }
            }
        }
    }

    @Test func importLinesAreRecognised() {
        let code: [Substring] = [
            "import Basis", "@testable import Learning", "  public import struct Foundation.Data",
            "@_exported import CHDF5", "let import = 1", "important()",
            "@preconcurrency import A.B",
        ]
        #expect(imports(of: code) == ["Basis", "Learning", "Foundation", "CHDF5", "A"])
    }

    @Test func onlyTheCommandPrints() throws {
        let files = try Repository.swiftFiles(in: "Sources").filter {
            !$0.path.contains("/Sources/qscreen/")
        }
        #expect(files.count > 100)
        #expect(
            try places(
                of: [
                    "print(", "debugPrint(", "dump(", "fputs(", "puts(", "NSLog(",
                    "FileHandle.standard", "STDOUT_FILENO", "STDERR_FILENO",
                ], in: files) == [])
    }

    @Test func onlyArtifactsTouchesFiles() throws {
        let files = try Repository.swiftFiles(in: "Sources").filter {
            !$0.path.contains("/Sources/Artifacts/")
        }
        #expect(files.count > 100)
        #expect(
            try places(
                of: [
                    "write(toFile", "write(to: URL", "write(to: url", "createFile(",
                    "createDirectory(", "removeItem(", "moveItem(", "copyItem(", "fopen(",
                    "fwrite(", "FileManager.default", "(contentsOf: URL", "(contentsOfFile:",
                    "FileHandle(", "OutputStream(", "mkstemp(", "FileDescriptor.open(",
                ], in: files) == [])
    }

    @Test func callsAreRecognised() throws {
        let scratch = try Scratch()
        try scratch.write(
            """
            // print(1)
            blueprint(2)
            Swift.print(3)
                print(4)
            let text = "a" + fopen (5)
            """, to: "Source.swift")
        let file = scratch.url.appendingPathComponent("Source.swift")
        #expect(
            try places(of: ["print(", "fopen("], in: [file])
                == ["Source.swift:3: print(", "Source.swift:4: print("])
    }

    @Test func filesStayShort() throws {
        let files = try ["Sources", "Tests"].flatMap(Repository.swiftFiles(in:))
        #expect(files.count > 150)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            // A line feed ends each line, so there is one piece more.
            #expect(
                text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).count <= 501,
                "\(file.path)")
        }
    }

    /// The modules that import lines name, in order.
    private func imports(of code: [Substring]) -> [String] {
        let kinds: Set<Substring> = [
            "actor", "class", "enum", "func", "let", "protocol", "struct", "typealias", "var",
        ]
        return code.compactMap { line in
            let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
            guard let position = words.firstIndex(of: "import"),
                words[..<position].allSatisfy({
                    ["public", "package", "internal", "fileprivate", "private"].contains($0)
                }),
                let name = words[(position + 1)...].first(where: { !kinds.contains($0) })
            else { return nil }
            return name.split(separator: ".").first.map(String.init)
        }
    }

    /// The places where calls stand as words of their own, as `file:line: call`.
    private func places(of calls: [String], in files: [URL]) throws -> [String] {
        try files.flatMap { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            return try calls.filter(text.contains).flatMap { call in
                try Repository.code(of: file).enumerated().compactMap { number, line in
                    stands(call, in: line)
                        ? "\(file.lastPathComponent):\(number + 1): \(call)" : nil
                }
            }
        }
    }

    private func stands(_ call: String, in line: Substring) -> Bool {
        line.ranges(of: call).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !before.isLetter && !before.isNumber && before != "_"
        }
    }
}
