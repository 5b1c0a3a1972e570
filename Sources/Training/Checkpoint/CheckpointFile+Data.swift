public import DurableFiles
internal import Foundation
internal import HDF5
public import SequenceData
internal import SystemPackage

extension CheckpointFile {
  /// The data file of the run as it was when the checkpoint was written; nil where there is none.
  public var recordedDataFile: DataFileRecord? {
    get throws(TrainingError) {
      try Self.refusing(path) { try DataFileRecord(from: source.group(CheckpointNames.experiment)) }
    }
  }

  /// The data file that the run was trained on, wherever it is now; nil for a run on sequences made on the fly.
  ///
  /// It is looked for where it was, and where it would be if it had been moved with the run, and known by its digest. All of
  /// it is read for that, once.
  ///
  /// - Parameter path: where it is, if somebody has said so.
  /// - Throws: ``TrainingError`` if it is not there, or what is there is another file; what `FileAdmission` throws if it is
  ///   not to be opened.
  public func dataFile(named path: String? = nil) throws -> DataFileRecord? {
    guard let stored = configuration.data else { return nil }
    let recorded = try recordedDataFile
    let run = RunLocation.parent(of: FilePath(self.path))
    let candidates = path.map { [$0] } ?? recorded?.candidates(for: run) ?? [stored]
    var other: (record: DataFileRecord, file: AdmittedFile?)?
    var failure: TrainingError?
    for candidate in candidates where CheckpointSource.isThere(candidate) {
      let (found, admission): (DataFileRecord, Result<AdmittedFile, any Error>)
      do {
        let opened = try OpenedFile(data: candidate)
        // Whoever looks at it has its bytes digested meanwhile.
        admission = try opened.admission()
        found = try DataFileRecord(of: (try? admission.get())?.opened ?? opened, at: candidate)
      } catch let error as TrainingError {
        failure = failure ?? error
        continue
      }
      if recorded == nil || found.sha256 == recorded?.sha256 {
        _ = try admission.get()
        return found
      }
      other = other ?? (found, try? admission.get())
    }
    guard let other, let recorded else {
      if let failure { throw failure }
      throw TrainingError(
        .missing,
        "the data file of \(self.path) is not there: looked for \(Self.list(candidates)); \(path == nil ? "--data names it" : "that is where --data says it is")"
      )
    }
    if let file = other.file { try requireVocabulary(of: file) }
    do { try recorded.requireSameBytes(in: other.record) } catch {
      let remedy = path == nil ? "; --data says where it is now" : ""
      throw TrainingError(error.kind, "\(error)\(remedy)")
    }
    return other.record
  }

  /// Makes sure that the symbols of a file, if it is a text, are those that the network knows: those of another text stand for
  /// other characters, however many there are. What is no text, or cannot be read, is not judged here.
  ///
  /// - Throws: ``TrainingError`` if they are others.
  public func requireVocabulary(of data: AdmittedFile) throws {
    guard (try? TextFile.holdsText(data)) == true, let found = try? TextFile(data).vocabulary,
      let vocabulary = try Self.refusing(path, { try Vocabulary(from: source, of: configuration.network) }),
      found != vocabulary
    else { return }
    throw TrainingError(
      .data,
      "\(data.path) has another vocabulary than the text that \(path) was trained on (\(found.count) symbols, there \(vocabulary.count)); evaluate --text-file scores any text"
    )
  }

  /// How the numbers that the network was trained on come from those of their user.
  ///
  /// - Throws: ``TrainingError`` if what the file says of it is damaged.
  public var encoding: DataEncoding {
    get throws(TrainingError) {
      try Self.refusing(path) { try source.encoding(of: configuration.network) }
    }
  }

  /// Makes sure that the numbers of a file, if it holds sequences, are those that the network was trained on: raw ones stand for
  /// something else to a network of standardized ones. What cannot be read is not judged here.
  ///
  /// - Throws: ``TrainingError`` if they are others.
  public func requireConstants(of data: AdmittedFile) throws {
    guard (try? TextFile.holdsText(data)) == false, let found = try? DataEncoding(of: data) else { return }
    let own = try encoding
    guard !own.hasConstants(of: found) else { return }
    let isRaw = found.inputs == nil && found.targets == nil
    throw TrainingError(
      .data,
      "\(data.path) holds \(isRaw ? "raw numbers" : "numbers that were standardized by other constants"), not those that \(path) was trained on: recur data arrays --like \(path) makes such a file of arrays, and recur predict takes this one as it is"
    )
  }

  private static func list(_ places: [String]) -> String {
    places.count < 2
      ? places.joined() : places.dropLast().joined(separator: ", ") + " and " + (places.last ?? "")
  }
}

extension OpenedFile {
  /// What has become of the attempt to have the file admitted. That it is not to be opened counts where the file turns out to
  /// be the one that is wanted.
  ///
  /// - Throws: what is no judgment on the file, at once: somebody may have interrupted the one who looks at it.
  func admission() throws -> Result<AdmittedFile, any Error> {
    do { return .success(try FileAdmission.admit(self)) } catch {
      guard error is TrainingError || error is FileError else { throw error }
      return .failure(error)
    }
  }
}

extension DataFileRecord {
  /// The attribute without which there is no record.
  static let pathName = "data_path"
  private static let pathFromRunName = "data_path_from_run"
  private static let digestName = "data_sha256"

  /// The record in `/experiment`; nil where it has none.
  init?(from experiment: CheckpointGroup) throws {
    guard try experiment.contains(Self.pathName) else { return nil }
    let digest = try experiment.text(Self.digestName)
    guard digest.utf8.count == 64, digest.allSatisfy({ $0.isHexDigit && $0.isASCII && !$0.isUppercase }) else {
      throw experiment.refusal(Self.digestName, "be 64 hexadecimal digits", found: "\"\(digest)\"")
    }
    self.init(path: try experiment.text(Self.pathName), sha256: digest)
    if try experiment.contains(Self.pathFromRunName) { pathFromRun = try experiment.text(Self.pathFromRunName) }
  }

  /// Stores it in `/experiment`.
  func write(to attributes: Attributes) throws {
    try attributes.set(Self.pathName, to: path)
    if let pathFromRun { try attributes.set(Self.pathFromRunName, to: pathFromRun) }
    try attributes.set(Self.digestName, to: sha256)
  }
}
