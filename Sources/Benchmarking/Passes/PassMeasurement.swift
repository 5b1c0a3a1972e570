/// How fast a pass was: one line of `recur benchmark --json`.
public struct PassMeasurement: Codable, Sendable, Equatable {
  /// Which pass.
  public var operation: Pass
  /// The shape's name or that of its file, empty for a shape given in numbers.
  public var problem: String
  /// The cell.
  public var cell: String
  /// Units, steps, sequences, size of the input and number of outputs.
  public var hidden, length, batch, inputs, outputs: Int
  /// Worker threads.
  public var threads: Int
  /// `float` or `double`.
  public var precision: String
  /// The median over the repetitions.
  public var milliseconds: Double
  /// The shortest and the longest repetition.
  public var leastMilliseconds, mostMilliseconds: Double
  /// The number of repetitions.
  public var repetitions: Int
  /// 10⁹ multiplications and additions in matrix products a second.
  public var gigaflops: Double
  /// The median of the bare products, one call of the BLAS each, in turns with the pass; nil where it was not asked for.
  public var floorMilliseconds: Double?
  /// Median over median.
  public var ratioToFloor: Double?
  /// The same for the products as this program makes them, each in as many calls as are fastest.
  public var slicedFloorMilliseconds: Double?
  /// Median over median.
  public var ratioToSlicedFloor: Double?
  /// The largest resident size of the process in these measurements, in bytes.
  public var peakResidentBytes: Int
  /// How much of it came with the first pass: activations, and vectors of the size of the parameters.
  public var residentGrowthBytes: Int
  /// What the activations were planned to take.
  public var activationBytes: Int
  /// The steps between states that are kept for products; nil where all are kept.
  public var keptEvery: Int?
  /// The core of OpenBLAS.
  public var blasCore: String

  enum CodingKeys: String, CodingKey {
    case operation, problem, cell, hidden, length, batch, inputs, outputs, threads, precision, repetitions
    case milliseconds = "milliseconds_median"
    case leastMilliseconds = "milliseconds_least"
    case mostMilliseconds = "milliseconds_most"
    case gigaflops = "gflops"
    case floorMilliseconds = "floor_milliseconds"
    case ratioToFloor = "ratio_to_floor"
    case slicedFloorMilliseconds = "sliced_floor_milliseconds"
    case ratioToSlicedFloor = "ratio_to_sliced_floor"
    case peakResidentBytes = "peak_resident_bytes"
    case residentGrowthBytes = "resident_growth_bytes"
    case activationBytes = "activation_bytes"
    case keptEvery = "kept_every"
    case blasCore = "blas_core"
  }
}

extension PassMeasurement {
  /// Takes up the timings of the bare products.
  mutating func addFloors(_ floor: Timing, sliced: Timing) {
    floorMilliseconds = 1e3 * floor.median
    ratioToFloor = milliseconds / (1e3 * floor.median)
    slicedFloorMilliseconds = 1e3 * sliced.median
    ratioToSlicedFloor = milliseconds / (1e3 * sliced.median)
  }
}
