internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData
internal import Training

/// The making of batches: sequences drawn as a run draws them, and packed for a network.
struct DataParts<Element: Scalar>: PartFamily {
  enum Part: String, CaseIterable {
    case addition
    case memorization20 = "memorization-20"
    case xor
    case pack
  }

  static var name: String { "data" }

  private let setting: PartSetting
  private var sizes: PartSizes { setting.sizes }

  init(_ setting: PartSetting) { self.setting = setting }

  func prepare(_ part: Part) throws -> PreparedPart {
    part == .pack ? try packing() : try drawing(part.rawValue)
  }

  private func configuration(_ task: String) throws -> ExperimentConfiguration {
    var layer = ConfigurationLayer()
    layer.task = task
    layer.length = sizes.length
    layer.seed = 1
    return try ExperimentConfiguration(layer)
  }

  private func drawing(_ task: String) throws -> PreparedPart {
    let data = try ExperimentData(try configuration(task))
    let (count, lengths, pool) = (sizes.sequences, [sizes.length], setting.pool)
    var stream = SequenceStream(data)
    var drawn: SequenceSet?
    return PreparedPart(
      what: "\(count) sequences, T = \(sizes.length)", item: "sequence",
      items: count, unit: "sequences/s", amount: Double(count), threads: pool.threads,
      seconds: {
        try PreparedPart.seconds { drawn = try stream.next(count, of: .train, lengths: lengths, pool: pool) }
      },
      fault: {
        // The same numbers of the stream again, and others.
        var again = SequenceStream(data)
        let first = try again.next(count, of: .train, lengths: lengths, pool: pool)
        again.positions = [.train: stream.positions[.train, default: 0] - count]
        let same = try again.next(count, of: .train, lengths: lengths, pool: pool)
        guard let drawn, drawn.count == count, drawn.longestLength >= lengths[0] else {
          return "\(count) sequences were to be drawn, not \(drawn?.count ?? 0)"
        }
        if drawn != same { return "the sequences are others when they are drawn again" }
        return drawn == first ? "the sequences are those drawn before" : nil
      })
  }

  private func packing() throws -> PreparedPart {
    let configuration = try configuration("addition")
    let network = try Network<Element>(configuration.network)
    var stream = SequenceStream(try ExperimentData(configuration))
    let set = try stream.next(sizes.sequences, of: .train, lengths: [sizes.length], pool: setting.pool)
    var batch: Batch<Element>?
    return PreparedPart(
      what: "\(set.count) sequences of addition, T = \(sizes.length)", item: "sequence",
      items: set.count, unit: "sequences/s", amount: Double(set.count), threads: 1,
      seconds: { try PreparedPart.seconds { batch = try Batch<Element>(set.view, for: network) } },
      fault: {
        let weight = (0..<set.rowCount).reduce(0.0) { $0 + Double(set.weight(ofRow: $1)) }
        guard let batch, batch.sequences == set.count, batch.totalWeight == weight else {
          let found = "\(batch?.sequences ?? 0) of \(batch?.totalWeight ?? 0)"
          return "\(set.count) sequences of weight \(weight) were to be packed, not \(found)"
        }
        return nil
      })
  }
}
