// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// What debug builds optimize as well, so that tests and runs of a debug build stay usable.
let hot =
  [
    "LinearAlgebra", "Losses", "Optimization", "RecurrentNetworks", "SequenceData", "TestSupport",
    "LinearAlgebraTests", "OptimizationTests", "RecurrentNetworksTests",
  ] + (Context.environment["RECUR_DEMO"] == nil ? ["Inspection"] : [])  // which `make demo` does not use

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

/// The commit that is built, as make says it: letters and digits, or nothing.
let commit = (Context.environment["RECUR_COMMIT"] ?? "").filter { $0.isLetter || $0.isNumber || $0 == "-" }

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let libraries = [
  "Machine", "DurableFiles", "HDF5", "LinearAlgebra", "Losses", "Optimization", "RecurrentNetworks", "SequenceData",
  "Training", "Inspection", "Benchmarking", "Commands",
]

/// What lies below training: numbers, files, data.
let foundations: [Target.Dependency] = [
  "Machine", "DurableFiles", "HDF5", "LinearAlgebra", "Losses", "Optimization", "RecurrentNetworks", "SequenceData",
  system,
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
    .target(name: "CFiles"),
    .target(name: "CStart"),
    .target(name: "CVersion", cSettings: [.define("RECUR_COMMIT", to: "\"\(commit)\"")]),
    .target(
      name: "CKernels", cSettings: [.unsafeFlags(["-O3"], .when(configuration: .debug))],
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),

    library("Machine", []),
    library("DurableFiles", ["CFiles", "CCrypto", system]),
    library("HDF5", ["CHDF5", "DurableFiles", "Machine"]),
    library("LinearAlgebra", ["CKernels", "COpenBLAS", "Machine"]),
    library("Optimization", ["LinearAlgebra"]),
    library("Losses", ["LinearAlgebra"]),
    library("RecurrentNetworks", ["LinearAlgebra", "Losses"]),
    library("SequenceData", ["LinearAlgebra", "Losses", "HDF5", "DurableFiles", "CZlib", "Machine", system]),
    library("Training", foundations + ["CVersion", "Yams"]),
    library("Inspection", foundations + ["Training"]),
    library("Benchmarking", foundations + ["Training", "CKernels"]),
    library("Commands", foundations + ["Training", "Inspection", "Benchmarking"]),
    .target(
      name: "OptionFlags", dependencies: ["Training", "Optimization", argumentParser], swiftSettings: strict),
    .executableTarget(
      name: "recur",
      dependencies: foundations + [
        "Commands", "OptionFlags", "Training", "Inspection", "Benchmarking", "CStart",
        argumentParser,
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["LinearAlgebra", "Optimization"], path: "Tests/TestSupport",
      swiftSettings: settings("TestSupport")),
    tests("TestSupport", []),
    tests("Machine", ["Machine"]),
    tests("DurableFiles", ["DurableFiles"]),
    tests("HDF5", ["HDF5", "DurableFiles"]),
    tests("LinearAlgebra", ["LinearAlgebra"]),
    tests("Optimization", ["Optimization", "LinearAlgebra", "Losses"]),
    tests("Losses", ["Losses", "LinearAlgebra"]),
    tests("RecurrentNetworks", ["RecurrentNetworks", "LinearAlgebra", "Losses", "Optimization"]),
    tests("SequenceData", ["SequenceData", "LinearAlgebra", "Losses", "HDF5", "DurableFiles"]),
    tests("Training", foundations + ["Training"]),
    tests("Inspection", foundations + ["Training", "Inspection"]),
    tests("Benchmarking", foundations + ["Training", "Benchmarking"]),
    tests("Commands", foundations + ["Training", "Inspection", "Benchmarking", "Commands"]),
    tests("OptionFlags", ["OptionFlags", "Optimization", "Training", argumentParser]),
    tests("recur", foundations + ["Training"]),
  ],
  swiftLanguageModes: [.v6]
)

// `make quick` builds the numerical core and its tests, and nothing besides.
if Context.environment["RECUR_QUICK"] != nil {
  let core = [
    "Machine", "CKernels", "COpenBLAS", "LinearAlgebra", "Losses", "Optimization", "RecurrentNetworks", "TestSupport",
  ]
  package.targets.removeAll { !core.contains($0.name.replacing("Tests", with: "")) }
  package.products = []
  package.dependencies = []
}
