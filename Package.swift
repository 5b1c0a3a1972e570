// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// What debug builds optimize as well, so that tests and runs of a debug build stay usable.
let hot = [
  "LinearAlgebra", "Optimization", "RecurrentNetworks", "SequenceData", "TestSupport", "LinearAlgebraTests",
  "OptimizationTests", "RecurrentNetworksTests",
]

func settings(_ name: String) -> [SwiftSetting] {
  hot.contains(name) ? strict + [.unsafeFlags(["-O"], .when(configuration: .debug))] : strict
}

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings(name))
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  let name = "\(name)Tests"
  return .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: settings(name))
}

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let libraries = [
  "Machine", "HDF5", "LinearAlgebra", "Optimization", "RecurrentNetworks", "SequenceData", "Training", "Inspection",
  "Benchmarking",
]

let package = Package(
  name: "recur",
  products: [.executable(name: "recur", targets: ["recur"])]
    + libraries.map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    // Debian's libhdf5-dev brings it along.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CStart"),
    .target(
      name: "CKernels", cSettings: [.unsafeFlags(["-O3"], .when(configuration: .debug))],
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),

    library("Machine", []),
    library("HDF5", ["CHDF5", "CZlib", "CCrypto", "Machine", system]),
    library("LinearAlgebra", ["CKernels", "COpenBLAS", "Machine"]),
    library("Optimization", ["LinearAlgebra"]),
    library("RecurrentNetworks", ["LinearAlgebra"]),
    library("SequenceData", ["LinearAlgebra", "HDF5", "Machine", system]),
    library(
      "Training",
      [
        "LinearAlgebra", "Optimization", "RecurrentNetworks", "SequenceData", "HDF5", "Machine", system, "Yams",
      ]),
    library(
      "Inspection",
      ["Training", "Optimization", "RecurrentNetworks", "LinearAlgebra", "SequenceData", "HDF5", system]),
    library(
      "Benchmarking",
      [
        "Training", "Optimization", "RecurrentNetworks", "SequenceData", "LinearAlgebra", "HDF5", "Machine", "CKernels",
      ]),
    .executableTarget(
      name: "recur",
      dependencies: [
        "Benchmarking", "Inspection", "Training", "RecurrentNetworks", "Optimization", "SequenceData", "LinearAlgebra",
        "HDF5", "Machine", "CStart", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings("TestSupport")),
    tests("TestSupport", []),
    tests("Machine", ["Machine"]),
    tests("HDF5", ["HDF5"]),
    tests("LinearAlgebra", ["LinearAlgebra"]),
    tests("Optimization", ["Optimization", "LinearAlgebra"]),
    tests("RecurrentNetworks", ["RecurrentNetworks", "LinearAlgebra"]),
    tests("SequenceData", ["SequenceData", "HDF5"]),
    tests("Training", ["Training", "SequenceData", "RecurrentNetworks", "Optimization", "LinearAlgebra", "HDF5"]),
    tests("Inspection", ["Inspection", "Training", "SequenceData", "RecurrentNetworks", "LinearAlgebra", "HDF5"]),
    tests("Benchmarking", ["Benchmarking", "Training", "RecurrentNetworks", "LinearAlgebra", "HDF5"]),
    tests("recur", ["Training", "SequenceData", "LinearAlgebra", "HDF5"]),
  ],
  swiftLanguageModes: [.v6]
)

// `make quick` builds the numerical core and its tests, and nothing besides.
if Context.environment["RECUR_QUICK"] != nil {
  let core = ["Machine", "CKernels", "COpenBLAS", "LinearAlgebra", "Optimization", "RecurrentNetworks", "TestSupport"]
  package.targets.removeAll { !core.contains($0.name.replacing("Tests", with: "")) }
  package.products = []
  package.dependencies = []
}
