// swift-tools-version: 6.1
import PackageDescription

let modules = Target.Dependency.product(name: "QuasiScreenModules", package: "QuasiScreen")
let facade = Target.Dependency.product(name: "QuasiScreen", package: "QuasiScreen")

let package = Package(
    name: "QuasiScreenBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "QuasiScreen", path: "../..")],
    targets: [
        .executableTarget(name: "descriptors", dependencies: [modules]),
        .executableTarget(name: "forest", dependencies: [modules]),
        .executableTarget(name: "sweep", dependencies: [facade, modules]),
        .executableTarget(name: "screening", dependencies: [modules]),
        .executableTarget(name: "likelihoods", dependencies: [facade, modules]),
    ],
    swiftLanguageModes: [.v6]
)
