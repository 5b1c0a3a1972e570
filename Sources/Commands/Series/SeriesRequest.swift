import LinearAlgebra
package import Training

/// What `repeat` is asked to do: a series of runs from several seeds.
package struct SeriesRequest {
  private let layer: ConfigurationLayer
  private let seeds: Int
  private let jobs: Int?
  private let json: Bool

  /// - Parameters:
  ///   - layer: the choices of each run; the seed is that of the first.
  ///   - seeds: how many runs.
  ///   - jobs: how many at a time; nil for as many as there are cores and memory for.
  ///   - json: whether they are shown as JSON objects.
  package init(_ layer: ConfigurationLayer, seeds: Int, jobs: Int?, json: Bool) {
    self.layer = layer
    self.seeds = seeds
    self.jobs = jobs
    self.json = json
  }

  /// Makes sure that the numbers make sense.
  package static func validate(seeds: Int, jobs: Int?) throws(CommandError) {
    guard (1...10_000).contains(seeds) else { throw .usage("--seeds should be 1 to 10000, got \(seeds)") }
    if let jobs, !(1...1024).contains(jobs) { throw .usage("--jobs should be 1 to 1024, got \(jobs)") }
  }

  /// Runs all that have not ended.
  ///
  /// - Returns: the exit code.
  package func run() throws -> Int32 {
    try DataAdmission.require(filesOf: layer)
    var configuration = try ExperimentConfiguration(layer)
    if configuration.clock == .processor, let jobs, jobs > 1 {
      throw CommandError.usage(
        "--jobs should be 1 where --clock is processor, which counts the time of the whole process, got \(jobs)")
    }
    let most = configuration.clock == .processor ? 1 : min(jobs ?? Processor.usableCores, seeds)
    let jobs = try jobs == nil ? configuration.runsAtATime(upTo: most) : most
    try configuration.requireMemory(sharedBy: jobs)
    if layer.threads == nil { configuration.threads = max(1, Processor.usableCores / jobs) }
    guard configuration.seed <= UInt64.max - UInt64(seeds) else {
      throw CommandError.usage("--seed \(configuration.seed) leaves no room for \(seeds, "seed")")
    }
    let dataFile = try configuration.data.map { try DataFileRecord(of: FileGuard.admit($0)) }
    let folder = try SeriesFolder(for: configuration, dataFile: dataFile)
    let chosen = (0..<UInt64(seeds)).map { configuration.seed + $0 }
    let printer = SeriesPrinter(configuration, folder: folder, seeds: chosen, jobs: jobs, json: json)
    Interrupt.listen()
    return try SeriesSession(
      configuration: configuration, folder: folder, seeds: chosen, jobs: jobs, dataFile: dataFile, printer: printer
    ).run()
  }
}
