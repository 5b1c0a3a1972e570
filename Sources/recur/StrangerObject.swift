import Training

/// What a model does not know, and how often a text has it.
struct StrangerObject: Encodable {
  let symbol: String
  let count: Int

  init(_ stranger: EncodedText.Stranger) { (symbol, count) = (stranger.spelling, stranger.count) }
}
