public import LinearAlgebra

extension Batch {
  /// The batch as training sees it once: with noise in its features and states, and with masks on what goes from layer to layer.
  ///
  ///     x̃_t = m ⊙ (x_t + σ ξ_t),   what stands above layer ℓ reads m_t ⊙ h_t,   m ∈ {0, 1 / (1 − p)}
  ///
  /// Expectations of masks are 1, so that a network is used as it is (Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov
  /// 2014, section 10). Any pass over the result has these masks: losses, gradients, products, rows and statistics are those of
  /// one network. Each number has a random word of its own, found from the seed, its sequence, step, layer and unit: it depends
  /// neither on the cut into chunks nor on threads.
  ///
  /// - Parameters:
  ///   - noise: what is random.
  ///   - seed: where it comes from, one for each time that the batch gets some.
  ///   - network: what reads the batch; where inputs change, features.
  ///   - pool: who shares the work, where anyone does.
  public func adding(
    _ noise: TrainingNoise, seed: UInt64, for network: Network<Element>, pool: WorkerPool? = nil
  ) -> Batch {
    for p in [noise.dropout, noise.inputDropout] {
      precondition(p >= 0 && p < 1, "a probability of dropout is at least 0 and below 1, got \(p)")
    }
    for σ in [noise.inputNoise, noise.stateNoise] {
      precondition(σ >= 0 && σ.isFinite, "noise has a finite size, got \(σ)")
    }
    precondition(!noise.changesInputs || !network.readsSymbols, "symbols have no features to be dropped or noisy")
    guard !noise.isNone else { return self }
    let (chunks, widths) = (chunks, network.cells.map(\.outputWidth))
    return Batch(
      Self.made(chunks.count, pool) { chunks[$0].adding(noise, seed: seed, outputs: widths) }, sequences: sequences)
  }
}

/// Which outputs of the layers of a chunk reach what stands above them.
struct OutputMasks: Sendable {
  /// The bits of each layer, a row for each packed row.
  let kept: [BitMatrix]
  /// 1 / (1 − p): what those are multiplied by.
  let scale: Double
}

extension Chunk {
  /// The chunk with noise; `widths` are those of the outputs of the layers.
  fileprivate func adding(_ noise: TrainingNoise, seed: UInt64, outputs widths: [Int]) -> Chunk {
    var masks: OutputMasks?
    if noise.dropout > 0 {
      let kept = widths.enumerated().map { layer, width in
        bits(columns: width, without: noise.dropout, noise.maskSpan, seed: seed, .outputs(of: layer))
      }
      masks = OutputMasks(kept: kept, scale: 1 / (1 - noise.dropout))
    }
    let drive = noise.stateNoise > 0 ? StateDrive(deviation: noise.stateNoise, seed: seed) : nil
    return Chunk(self, input: input(with: noise, seed: seed), masks: masks, drive: drive)
  }

  /// The noise of the states of a layer over a window; nil where there is none.
  func stateNoise(of layer: Int, _ window: Window) -> StateNoise<Element>? {
    guard let drive else { return nil }
    return StateNoise { [self] rows, scale in
      let count = window.sequences
      for (t, step) in window.steps.enumerated() {
        for n in 0..<count {
          let generator = generator(
            sequence: packing.sequences[n], step: step, seed: drive.seed, .states(of: layer))
          rows.fillRow(t * count + n, normalPairsOf: generator, scale: scale * drive.deviation)
        }
      }
    }
  }

  private func input(with noise: TrainingNoise, seed: UInt64) -> LayerInput<Element> {
    guard noise.changesInputs, case .features(let x) = input else { return input }
    let noisy = Matrix<Element>(rows: x.rows, columns: x.columns)
    if noise.inputNoise > 0 {
      forEachRow { row, sequence, step in
        var generator = generator(sequence: sequence, step: step, seed: seed, .features)
        noisy.rows(row..<row + 1).fillWithNormals(scale: noise.inputNoise, using: &generator)
      }
      noisy.add(1, x)
    } else {
      noisy.copy(x)
    }
    if noise.inputDropout > 0 {
      let kept = bits(columns: x.columns, without: noise.inputDropout, noise.maskSpan, seed: seed, .featureMask)
      noisy.copy(noisy, where: kept, from: 0, scale: 1 / (1 - noise.inputDropout))
    }
    return .features(noisy)
  }

  private func bits(
    columns: Int, without p: Double, _ span: TrainingNoise.MaskSpan, seed: UInt64, _ place: NoisePlace
  ) -> BitMatrix {
    var bits = BitMatrix(rows: rows, columns: columns)
    forEachRow { row, sequence, step in
      var generator = generator(sequence: sequence, step: span == .step ? step : 0, seed: seed, place)
      bits.fillRow(row, probability: 1 - p, using: &generator)
    }
    return bits
  }

  private func forEachRow(_ body: (_ row: Int, _ sequence: Int, _ step: Int) -> Void) {
    for step in 0..<packing.steps {
      for n in 0..<packing.counts[step] { body(packing.starts[step] + n, packing.sequences[n], step) }
    }
  }

  private func generator(sequence: Int, step: Int, seed: UInt64, _ place: NoisePlace) -> Philox {
    let stream = UInt64(first + sequence) << 32 | UInt64(UInt32(truncatingIfNeeded: step))
    return Philox(seed: seed, stream: stream, position: place.position)
  }
}

/// What disturbs the states of a chunk: it is made anew in each forward pass, the same every time.
struct StateDrive: Sendable {
  /// σ.
  let deviation: Double
  let seed: UInt64
}

/// Where in the stream of a step of a sequence the words of each kind of noise begin: behind those of sampled targets and signs,
/// which a run may draw under the same seed.
private enum NoisePlace {
  case features
  case featureMask
  case outputs(of: Int)
  case states(of: Int)

  var position: UInt64 {
    let number: UInt64 =
      switch self {
      case .features: 0
      case .featureMask: 1
      case .outputs(let layer): UInt64(layer) + 2
      case .states(let layer): 1 << 24 | UInt64(layer)
      }
    return 1 << 62 | number << 32
  }
}
