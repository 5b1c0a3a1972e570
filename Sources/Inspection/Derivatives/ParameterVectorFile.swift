public import DurableFiles
internal import HDF5
public import LinearAlgebra
public import RecurrentNetworks
public import Training

/// A vector in the space of parameters, in an HDF5 file: one dataset for each block at its root, named and shaped as those
/// of `/model/parameters`.
///
/// Elements may be numbers of any type. Dimension scales beside the blocks are left alone; anything else is refused.
public enum ParameterVectorFile {
  /// Reads a vector.
  ///
  /// - Parameters:
  ///   - file: the file, which has been admitted.
  ///   - layout: the blocks that it should hold.
  ///   - type: the precision of the vector.
  /// - Throws: `TrainingError` that says which block is missing, superfluous, of another shape, not finite, or elsewhere.
  public static func read<Element: Scalar>(
    _ file: AdmittedFile, layout: ParameterLayout, as type: Element.Type = Element.self
  ) throws(TrainingError) -> Vector<Element> {
    let path = file.path
    do {
      guard try file.checksum != .broken else {
        throw TrainingError(
          .data, "\(path): the checksum does not match, the file has been damaged since it was written")
      }
      let root = try File.open(file).root
      let datasets = try datasets(of: root, layout, path)
      var vector = Vector<Element>(count: layout.count)
      for (block, dataset) in zip(layout.blocks, datasets) {
        vector[block.range] = try dataset.read(as: Double.self).map { Element($0) }[...]
        guard vector[block.range].allSatisfy(\.isFinite) else {
          let type = Element.precision.rawValue
          throw TrainingError(
            .data, "\(path): \(dataset.path) should hold finite numbers of type \(type), some are not")
        }
      }
      return vector
    } catch let error as TrainingError {
      throw error
    } catch {
      throw TrainingError(.data, "\(error)")
    }
  }

  /// The datasets of all blocks, in order, every shape checked before anything is read.
  private static func datasets(of root: Group, _ layout: ParameterLayout, _ path: String) throws -> [Dataset] {
    let members = try root.members
    for member in members where layout[member.name] == nil {
      let isScale = member.kind == .dataset ? try root.dataset(member.name).isScale : false
      guard isScale else {
        let names = layout.blocks.map(\.name).joined(separator: ", ")
        throw TrainingError(.data, "\(path): the blocks should be \(names), there is also /\(member.name)")
      }
    }
    return try layout.blocks.map { block in
      guard let member = members.first(where: { $0.name == block.name }) else {
        throw TrainingError(
          .data, "\(path): the block /\(block.name) of shape \(block.shape) is missing")
      }
      guard member.link == .hard else {
        throw TrainingError(
          .data, "\(path): /\(block.name) should lie in the file itself, it is a link (\(member.link.rawValue))")
      }
      guard member.kind == .dataset else {
        throw TrainingError(.data, "\(path): /\(block.name) should be a dataset of shape \(block.shape), it is none")
      }
      return try checked(try root.dataset(block.name), block, path)
    }
  }

  private static func checked(_ dataset: Dataset, _ block: ParameterBlock, _ path: String) throws -> Dataset {
    let (shape, type, storage) = (try dataset.shape, try dataset.elementType, try dataset.storage)
    guard shape == block.shape else {
      throw TrainingError(.data, "\(path): \(dataset.path) should have the shape \(block.shape), it has \(shape)")
    }
    guard type.isNumeric else {
      throw TrainingError(.data, "\(path): \(dataset.path) should hold numbers, its type is \(type)")
    }
    switch storage.kind {
    case .compact, .contiguous, .chunked: break
    case .external, .virtual:
      throw TrainingError(.data, "\(path): \(dataset.path) should lie in the file itself, its data are elsewhere")
    }
    guard storage.bytes > 0, storage.mayHold(block.count * MemoryLayout<Float>.size) else {
      throw TrainingError(
        .data, "\(path): \(dataset.path) should hold \(block.count) numbers, only \(storage.bytes) bytes are stored")
    }
    return dataset
  }
}
