/// Where the time of ``Trainer/run(onStep:until:)`` went.
///
/// A moment belongs to one kind of work, the innermost, so that the kinds add up to the whole. What a run does before its
/// first step and after its verdict, the last checkpoint too, is not in it; neither are the sessions before a resumption.
public struct RunProfile: Sendable, Equatable {
  /// Seconds from the beginning of the run to its end.
  public var seconds = 0.0
  /// The time of each kind of work; all kinds are there.
  public var kinds: [WorkKind: WorkTime]

  /// The profile of nothing.
  public init() {
    kinds = Dictionary(uniqueKeysWithValues: WorkKind.allCases.map { ($0, WorkTime()) })
  }

  /// The time of a kind of work.
  public subscript(kind: WorkKind) -> WorkTime {
    get { kinds[kind, default: WorkTime()] }
    set { kinds[kind] = newValue }
  }

  /// The part of the time that a kind of work took, 0 of none.
  public func share(of kind: WorkKind) -> Double {
    seconds > 0 ? self[kind].seconds / seconds : 0
  }

  /// The part of the time that was inside passes.
  public var passShare: Double {
    WorkKind.allCases.reduce(0) { $1.isPass ? $0 + share(of: $1) : $0 }
  }
}

extension RunProfile: Codable {
  private enum CodingKeys: String, CodingKey {
    case seconds, kinds
    case passShare = "pass_share"
  }

  /// Reads seconds and kinds; the share of passes follows from them.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    seconds = try values.decode(Double.self, forKey: .seconds)
    kinds = try values.decode([WorkKind: WorkTime].self, forKey: .kinds)
  }

  /// Stores seconds and kinds, and beside them the share of passes, for those who look for that alone.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(passShare, forKey: .passShare)
    try values.encode(kinds, forKey: .kinds)
  }
}
