import Foundation

/// The targets of a package and what each declares to need, as `swift package dump-package` says.
struct PackageArrows: Decodable {
    struct Target: Decodable {
        var name: String
        var type: String
        var dependencies: [Dependency]
    }

    /// One entry of a target's dependencies; all that counts is the name.
    struct Dependency: Decodable {
        var name: String

        init(from decoder: any Decoder) throws {
            let entry = try decoder.singleValueContainer().decode([String: Reference].self)
            guard let reference = entry.values.first else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "an empty dependency"))
            }
            name = reference.name
        }
    }

    /// The name of a target or product, followed by the package and conditions that may be null.
    private struct Reference: Decodable {
        var name: String

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            name = try list.decode(String.self)
        }
    }

    var targets: [Target]

    /// Reads a manifest; it is copied away first, so that no lock of a running build is in the way.
    init(manifest: String) throws {
        let scratch = try Scratch()
        try scratch.write(manifest, to: "Package.swift")
        let command = try RunningCommand(
            program: "/usr/bin/env",
            arguments: [
                "swift", "package", "--package-path", scratch.path, "--scratch-path",
                scratch.path("build"), "dump-package",
            ], folder: scratch.path)
        let outcome = try command.wait()
        guard outcome.status == 0 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: outcome.messages))
        }
        self = try outcome.json(as: PackageArrows.self)
    }

    /// What each target declares, test targets left out.
    var sources: [Target] { targets.filter { $0.type != "test" } }

    /// Arrows that the house plan does not allow, as `A -> B`, and targets that it does not know.
    var violations: [String] {
        sources.flatMap { target in
            guard let allowed = HousePlan.allowed[target.name] else {
                return ["\(target.name) is not in the house plan"]
            }
            return target.dependencies.map(\.name).filter { !allowed.contains($0) }
                .map { "\(target.name) -> \($0)" }
        }
    }
}

/// Which target may import what.
enum HousePlan {
    static let allowed: [String: Set<String>] = [
        "Basis": [], "CHDF5": [], "CCairo": [], "CElementData": [], "CElementary": [],
        "CMoments": [], "CPooling": [], "CReportAssets": [], "CScreening": ["CPooling"],
        "CTrees": [],
        "HDF5": ["CHDF5"],
        "Materials": ["Basis", "CElementData"],
        "Descriptors": ["Basis", "CPooling", "Materials"],
        "Learning": ["Basis", "CElementary", "CTrees"],
        "Validation": ["Basis", "CElementary", "Learning"],
        "Symbolic": ["Basis", "CMoments"],
        "Ternary": ["Basis", "Materials"],
        "Screening": [
            "Basis", "CScreening", "Descriptors", "Learning", "Materials", "Ternary",
        ],
        "InverseDesign": ["Basis", "Descriptors", "Learning", "Materials", "Validation"],
        "Artifacts": ["Basis", "HDF5", "Crypto", "SystemPackage"],
        "Workflow": ["Artifacts", "Basis"],
        "Figures": ["Basis", "CCairo", "Materials", "Ternary"],
        "Reporting": [
            "Artifacts", "Basis", "CReportAssets", "Crypto", "Figures", "Symbolic", "Validation",
        ],
        "QuasiScreen": [
            "Artifacts", "Basis", "Descriptors", "Figures", "HDF5", "InverseDesign", "Learning",
            "Materials", "Reporting", "Screening", "Symbolic", "Ternary", "Validation",
            "Workflow", "Yams",
        ],
        "qscreen": ["ArgumentParser", "Basis", "QuasiScreen"],
    ]

    /// Modules of the toolchain and the system, which any target may import.
    static let system: Set<String> = [
        "Darwin", "Dispatch", "Foundation", "Glibc", "Musl", "Synchronization",
    ]
}
