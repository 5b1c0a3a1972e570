public import LinearAlgebra

/// Times everything that training does around the passes over a batch: the kernels that passes are made of, the vectors of
/// conjugate gradients, the making of sequences, dataset files and checkpoints.
///
/// Each part is also checked, so that nothing is timed that is not done.
public enum PartBenchmarks {
  /// The names of all parts, in the order in which they are measured.
  public static var names: [String] { families(Float.self).flatMap { $0.names } }

  /// The names that begin with one of some prefixes; all where there is no prefix.
  ///
  /// - Throws: ``PartError`` where no part begins with one of them.
  public static func names(beginningWith prefixes: [String]) throws(PartError) -> [String] {
    for prefix in prefixes where !names.contains(where: { $0.hasPrefix(prefix) }) {
      throw PartError(
        .unknown, "no part is called \(prefix) or begins so; the parts are \(names.joined(separator: ", "))")
    }
    return prefixes.isEmpty ? names : names.filter { name in prefixes.contains { name.hasPrefix($0) } }
  }

  /// Measures parts, one after another.
  ///
  /// - Parameters:
  ///   - prefixes: the beginnings of the names of those wanted; none for all.
  ///   - repetitions: how often each is done, at least once; one time more is not counted.
  ///   - threads: the workers that make sequences; all else is done by one thread.
  ///   - precision: that of matrices, vectors and networks.
  ///   - sizes: how large the parts are.
  ///   - folder: where files are written, in a folder of their own that goes away afterwards; nil for the system's place
  ///     for temporary files.
  ///   - onResult: told each result as it comes; what it throws ends the measurement.
  /// - Throws: ``PartError`` for a prefix that fits nothing and for a part whose result is wrong; what files throw that
  ///   cannot be written or read.
  public static func measure(
    _ prefixes: [String] = [], repetitions: Int, threads: Int, precision: Precision, sizes: PartSizes = PartSizes(),
    folder: String? = nil, onResult: (PartMeasurement) throws -> Void
  ) throws {
    precondition(repetitions >= 1, "a part is measured at least once, not \(repetitions) times")
    let wanted = Set(try names(beginningWith: prefixes))
    let setting = try PartSetting(sizes: sizes, threads: threads, in: folder)
    let families = precision == .float ? families(Float.self) : families(Double.self)
    for family in families {
      try measure(family, wanted, repetitions, precision, setting, onResult)
    }
  }

  private static func families<Element: Scalar>(_: Element.Type) -> [any PartFamily.Type] {
    [
      KernelParts<Element>.self, SolverParts<Element>.self, ParameterParts<Element>.self, UpdateParts<Element>.self,
      DataParts<Element>.self, FileParts.self, CheckpointParts<Element>.self,
    ]
  }

  private static func measure<Family: PartFamily>(
    _: Family.Type, _ wanted: Set<String>, _ repetitions: Int, _ precision: Precision, _ setting: PartSetting,
    _ onResult: (PartMeasurement) throws -> Void
  ) throws {
    let parts = Family.Part.allCases.filter { wanted.contains(Family.name(of: $0)) }
    guard !parts.isEmpty else { return }
    let family = try Family(setting)
    for part in parts {
      let name = Family.name(of: part)
      let prepared = try family.prepare(part)
      let timing = try prepared.measure(name, repetitions: repetitions)
      try onResult(PartMeasurement(name, prepared, timing, precision: precision))
    }
  }
}
