internal import Foundation
internal import HDF5
internal import LinearAlgebra
internal import RecurrentNetworks

extension Checkpoint {
  /// Whether a file begins as an HDF5 file does.
  public static func isCheckpoint(_ path: String) -> Bool {
    FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 8) }
      == Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
  }

  /// Reads a checkpoint; parameters of another precision are converted.
  ///
  /// - Throws: ``TrainingError`` that says what is wrong with the file.
  public init(contentsOf path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw TrainingError(.missing, "there is no checkpoint at \(path)")
    }
    do {
      let file = try File.open(path)
      let root = try file.root.attributes
      let format = try root["format"].readString()
      guard format == "recur.checkpoint" else {
        throw TrainingError(.data, "\(path) should have the format recur.checkpoint, its format is '\(format)'")
      }
      let version = try root["format_version"].readScalar(as: Int64.self)
      guard version == Int64(Self.formatVersion) else {
        throw TrainingError(
          .data, "\(path) has format version \(version); this program reads version \(Self.formatVersion)")
      }
      let text = try file.root.dataset("experiment/configuration").readString()
      configuration = try ExperimentConfiguration(
        ConfigurationLayer(yaml: text, source: "\(path): /experiment/configuration"))
      let network = try Network<Element>(configuration.network)
      var parameters = Vector<Element>(count: network.layout.count)
      for block in network.layout.blocks {
        let dataset = try file.root.dataset("model/parameters/\(block.name)")
        let shape = try dataset.shape
        guard shape == block.shape else {
          throw TrainingError(.data, "\(path): \(dataset.path) should have the shape \(block.shape), it has \(shape)")
        }
        parameters[block.range] = try dataset.read(as: Double.self).map { Element($0) }[...]
      }
      guard parameters.isFinite else {
        throw TrainingError(.data, "\(path): /model/parameters holds numbers that are not finite")
      }
      self.parameters = parameters
      let optimizer = try file.root.group("optimizer").attributes
      iteration = Int(try optimizer["iteration"].readScalar(as: Int64.self))
      lambda = try optimizer["lambda"].readScalar(as: Double.self)
    } catch let error as HDF5Error {
      throw TrainingError(.data, "\(error)")
    }
  }
}
