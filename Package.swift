// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// What debug builds optimize as well, so that tests and runs of a debug build stay usable.
let hot = ["LinearAlgebra", "Losses", "Optimization", "RecurrentNetworks", "SequenceData"]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  let optimized: [SwiftSetting] =
    hot.contains(name) ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []
  return .target(name: name, dependencies: dependencies, swiftSettings: strict + optimized)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let libraries = [
  "Machine", "HDF5", "LinearAlgebra", "Losses", "Optimization", "RecurrentNetworks", "SequenceData", "Training",
  "Inspection",
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
    library("Losses", ["LinearAlgebra"]),
    library("RecurrentNetworks", ["LinearAlgebra", "Losses"]),
    library("SequenceData", ["LinearAlgebra", "Losses", "HDF5", "Machine", system]),
    library(
      "Training",
      [
        "LinearAlgebra", "Losses", "Optimization", "RecurrentNetworks", "SequenceData", "HDF5", "Machine", system,
        "Yams",
      ]),
    library(
      "Inspection",
      ["Training", "RecurrentNetworks", "LinearAlgebra", "Losses", "SequenceData", "HDF5", "Machine", system]),
    library(
      "Benchmarking",
      [
        "Training", "Optimization", "RecurrentNetworks", "SequenceData", "LinearAlgebra", "Losses", "HDF5", "Machine",
        "CKernels",
      ]),
    .executableTarget(
      name: "recur",
      dependencies: [
        "Benchmarking", "Inspection", "Training", "RecurrentNetworks", "Optimization", "SequenceData", "LinearAlgebra",
        "Losses",
        "HDF5", "Machine", "CStart", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    tests("Machine", ["Machine"]),
    tests("HDF5", ["HDF5"]),
    tests("LinearAlgebra", ["LinearAlgebra"]),
    tests("Optimization", ["Optimization", "LinearAlgebra"]),
    tests("Losses", ["Losses", "LinearAlgebra"]),
    tests("RecurrentNetworks", ["RecurrentNetworks", "LinearAlgebra", "Losses"]),
    tests("SequenceData", ["SequenceData", "LinearAlgebra", "Losses", "HDF5"]),
    tests(
      "Training", ["Training", "Losses", "SequenceData", "RecurrentNetworks", "Optimization", "LinearAlgebra", "HDF5"]),
    tests("Inspection", ["Inspection", "Losses", "Training", "RecurrentNetworks", "LinearAlgebra", "HDF5"]),
    tests("Benchmarking", ["Benchmarking", "Losses", "RecurrentNetworks", "LinearAlgebra", "HDF5"]),
    tests("recur", ["Training", "Losses", "HDF5"]),
  ],
  swiftLanguageModes: [.v6]
)
