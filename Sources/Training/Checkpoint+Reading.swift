internal import Foundation
internal import HDF5
internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

extension Checkpoint {
  /// Whether a file begins as an HDF5 file does.
  public static func isCheckpoint(_ path: String) -> Bool {
    FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 8) }
      == Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
  }

  /// Reads a checkpoint; parameters of another precision are converted.
  ///
  /// Nothing in the file is trusted: data outside it, sizes that contradict each other or the bytes stored, and numbers
  /// that make no sense are refused.
  ///
  /// - Throws: ``TrainingError`` that says what is wrong with the file.
  public init(contentsOf path: String) throws(TrainingError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw TrainingError(.missing, "there is no checkpoint at \(path)")
    }
    do {
      let root = try File.open(path).root
      try Self.requireFormat(of: root, path)
      configuration = try Self.configuration(in: root, path)
      parameters = try Self.parameters(of: try Network<Element>(configuration.network), in: root, path)
      let optimizer = try root.group("optimizer").attributes
      iteration = Int(try optimizer["iteration"].readScalar(as: Int64.self))
      lambda = try optimizer["lambda"].readScalar(as: Double.self)
      guard iteration >= 0, lambda >= 0, lambda.isFinite else {
        throw TrainingError(
          .data,
          "\(path): /optimizer should have an iteration and a lambda of at least 0, it has \(iteration) and \(lambda)")
      }
    } catch let error as TrainingError {
      throw error
    } catch let error as HDF5Error {
      throw TrainingError(.data, "\(error)")
    } catch {
      throw TrainingError(.data, "\(path): \(error)")
    }
  }

  private static func requireFormat(of root: Group, _ path: String) throws {
    let attributes = root.attributes
    guard try attributes.contains("format") else {
      throw TrainingError(.data, "\(path) should have the format recur.checkpoint, it has no attribute 'format'")
    }
    let format = try attributes["format"].readString()
    guard format == "recur.checkpoint" else {
      throw TrainingError(.data, "\(path) should have the format recur.checkpoint, its format is '\(format)'")
    }
    let version = try attributes["format_version"].readScalar(as: Int64.self)
    guard version == Int64(formatVersion) else {
      throw TrainingError(.data, "\(path) has format version \(version); this program reads version \(formatVersion)")
    }
  }

  private static func configuration(in root: Group, _ path: String) throws -> ExperimentConfiguration {
    let text = try dataset("experiment/configuration", of: root, path).readString()
    let layer = try ConfigurationLayer(yaml: text, source: "\(path): /experiment/configuration")
    do {
      return try ExperimentConfiguration(layer)
    } catch {
      // The same sentence as for a command line, but the fault lies with the file.
      throw TrainingError(.data, "\(path): /experiment/configuration: \(error)")
    }
  }

  private static func parameters(
    of network: Network<Element>, in root: Group, _ path: String
  ) throws -> Vector<Element> {
    // All shapes first: nothing is allocated for a file that does not hold it.
    let datasets = try network.layout.blocks.map { block in
      let dataset = try dataset("model/parameters/\(block.name)", of: root, path)
      let shape = try dataset.shape
      guard shape == block.shape else {
        throw TrainingError(.data, "\(path): \(dataset.path) should have the shape \(block.shape), it has \(shape)")
      }
      let bytes = try dataset.storage.bytes
      // Deflate shrinks a constant array a thousandfold, and no further.
      guard bytes >= (block.count + 1023) / 1024 else {
        throw TrainingError(
          .data, "\(path): \(dataset.path) should hold \(block.count) numbers, only \(bytes) bytes are stored")
      }
      return (block.range, dataset)
    }
    var parameters = Vector<Element>(count: network.layout.count)
    for (range, dataset) in datasets {
      parameters[range] = try dataset.read(as: Double.self).map { Element($0) }[...]
      guard parameters[range].allSatisfy(\.isFinite) else {
        throw TrainingError(.data, "\(path): \(dataset.path) holds numbers that are not finite")
      }
    }
    return parameters
  }

  /// A dataset whose data lie in the file itself.
  private static func dataset(_ name: String, of root: Group, _ path: String) throws -> Dataset {
    guard try root.contains(name) else { throw TrainingError(.data, "\(path): there is no /\(name)") }
    let link = try root.linkKind(of: name)
    guard link == .hard else {
      throw TrainingError(.data, "\(path): /\(name) should lie in the file itself, it is a link (\(link.rawValue))")
    }
    let dataset = try root.dataset(name)
    switch try dataset.storage.kind {
    case .compact, .contiguous, .chunked: return dataset
    case .external, .virtual:
      throw TrainingError(.data, "\(path): /\(name) should lie in the file itself, its data are elsewhere")
    }
  }
}
