// swift-tools-version: 6.1
import PackageDescription

let modules = Target.Dependency.product(name: "QuasiScreenModules", package: "QuasiScreen")
let facade = Target.Dependency.product(name: "QuasiScreen", package: "QuasiScreen")

/// The targets of the fuzzer, each a program of its own; `fuzz` builds and runs them.
let fuzzers = ["Formula", "Label", "Table", "Pipeline", "Image", "Contents"]

let package = Package(
    name: "QuasiScreenReliability",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "QuasiScreen", path: "../..")],
    targets: [
        .target(name: "CFuzzer", path: "Fuzzers/CFuzzer"),
        .target(name: "Properties", dependencies: [facade, modules], path: "Properties"),
    ]
        + fuzzers.map {
            .executableTarget(
                name: "Fuzz\($0)", dependencies: ["CFuzzer", "Properties"], path: "Fuzzers/\($0)")
        },
    swiftLanguageModes: [.v6]
)
