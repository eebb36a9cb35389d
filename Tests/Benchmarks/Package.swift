// swift-tools-version: 6.1
import PackageDescription

let modules = Target.Dependency.product(name: "QuasiScreenModules", package: "QuasiScreen")

let package = Package(
    name: "QuasiScreenBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "QuasiScreen", path: "../..")],
    targets: [
        .executableTarget(name: "descriptors", dependencies: [modules]),
        .executableTarget(name: "forest", dependencies: [modules]),
    ],
    swiftLanguageModes: [.v6]
)
