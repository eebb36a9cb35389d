// swift-tools-version: 6.1
import PackageDescription

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "QuasiScreen",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "qscreen", targets: ["qscreen"]),
        .library(name: "QuasiScreen", targets: ["QuasiScreen"]),
        .library(
            name: "QuasiScreenModules",
            targets: [
                "Artifacts", "Basis", "HDF5", "Materials", "Descriptors", "Learning", "Validation",
                "Symbolic", "Ternary", "Screening", "InverseDesign",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.4.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CHDF5", pkgConfig: "hdf5-serial",
            providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
        .systemLibrary(
            name: "CCairo", pkgConfig: "cairo",
            providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
        .target(name: "CElementData"),
        .target(name: "CPooling"),
        .target(name: "CElementary"),
        .target(name: "CMoments"),
        .target(name: "CReportAssets"),
        .target(name: "CScreening", dependencies: ["CPooling"]),
        .target(name: "CTrees"),
        .target(name: "Basis"),
        .target(name: "HDF5", dependencies: ["CHDF5"]),
        .target(name: "Materials", dependencies: ["Basis", "CElementData"]),
        .target(name: "Descriptors", dependencies: ["Basis", "CPooling", "Materials"]),
        .target(name: "Learning", dependencies: ["Basis", "CElementary", "CTrees"]),
        .target(name: "Validation", dependencies: ["Basis", "CElementary", "Learning"]),
        .target(name: "Symbolic", dependencies: ["Basis", "CMoments"]),
        .target(name: "Ternary", dependencies: ["Basis", "Materials"]),
        .target(
            name: "Screening",
            dependencies: [
                "Basis", "CScreening", "Descriptors", "Learning", "Materials", "Ternary",
            ]),
        .target(name: "InverseDesign", dependencies: ["Basis", "Learning", "Materials"]),
        .target(name: "Artifacts", dependencies: ["Basis", "HDF5", crypto, system]),
        .target(name: "Workflow", dependencies: ["Artifacts", "Basis"]),
        .target(name: "Figures", dependencies: ["Basis", "CCairo", "Materials", "Ternary"]),
        .target(
            name: "Reporting", dependencies: ["Artifacts", "Basis", "CReportAssets", crypto]),
        .target(
            name: "QuasiScreen",
            dependencies: [
                "Artifacts", "Basis", "Descriptors", "Figures", "InverseDesign", "Learning",
                "Materials", "Reporting", "Screening", "Symbolic", "Ternary", "Validation",
                "Workflow", yams,
            ]),
        .executableTarget(
            name: "qscreen", dependencies: ["Basis", "QuasiScreen", argumentParser]),
        .testTarget(name: "BasisTests", dependencies: ["Basis"]),
        .testTarget(name: "HDF5Tests", dependencies: ["HDF5"]),
        .testTarget(name: "MaterialsTests", dependencies: ["Basis", "Materials"]),
        .testTarget(name: "DescriptorsTests", dependencies: ["Basis", "Descriptors", "Materials"]),
        .testTarget(name: "LearningTests", dependencies: ["Basis", "Learning"]),
        .testTarget(name: "ValidationTests", dependencies: ["Basis", "Learning", "Validation"]),
        .testTarget(name: "SymbolicTests", dependencies: ["Basis", "Symbolic"]),
        .testTarget(name: "TernaryTests", dependencies: ["Basis", "Materials", "Ternary"]),
        .testTarget(
            name: "FiguresTests", dependencies: ["Basis", "Figures", "Materials", "Ternary"]),
        .testTarget(
            name: "ScreeningTests",
            dependencies: ["Basis", "Descriptors", "Learning", "Materials", "Screening", "Ternary"]),
        .testTarget(
            name: "InverseDesignTests", dependencies: ["Basis", "InverseDesign", "Materials"]),
        .testTarget(name: "ArtifactsTests", dependencies: ["Artifacts", "Basis"]),
        .testTarget(name: "WorkflowTests", dependencies: ["Artifacts", "Basis", "Workflow"]),
        .testTarget(name: "ReportingTests", dependencies: ["Basis", "Reporting", "Ternary"]),
        .testTarget(
            name: "QuasiScreenTests",
            dependencies: [
                "Artifacts", "Basis", "Figures", "Materials", "QuasiScreen", "Reporting",
                "Screening",
                "Symbolic", "Ternary", "Validation",
            ]),
        .testTarget(
            name: "InteropTests",
            dependencies: [
                "Artifacts", "Basis", "HDF5", "Learning", "QuasiScreen", "Symbolic", "Validation",
            ],
            exclude: ["oracles"]),
        .testTarget(name: "EndToEndTests", dependencies: ["Basis"]),
        .testTarget(
            name: "ReliabilityTests",
            dependencies: [
                "Artifacts", "Basis", "CHDF5", "Descriptors", "HDF5", "Learning", "Materials",
                "QuasiScreen", "Screening", "Ternary", "Validation",
            ], path: "Tests/Reliability",
            exclude: [
                "Fuzzers", "Package.swift", "RESULTS.md", "campaign", "faults", "fuzz", "run",
                "thread.suppressions",
            ],
            sources: ["Properties", "Tests"]),
    ],
    swiftLanguageModes: [.v6]
)
