internal import Foundation
internal import DurableFiles

/// The vocabulary that torch-rnn writes: a JSON object with `idx_to_token`, and `token_to_idx`, its inverse.
struct TorchVocabulary {
  let vocabulary: Vocabulary

  private struct Content: Decodable {
    let tokens: [String: String]
    let indices: [String: Int]?

    enum CodingKeys: String, CodingKey {
      case tokens = "idx_to_token"
      case indices = "token_to_idx"
    }
  }

  /// A vocabulary of more bytes than that is none.
  private static let largestFile = 64 << 20

  init(contentsOf path: String) throws(SequenceFileError) {
    let content = try Self.content(path)
    let tokens = content.tokens
    var symbols: [String] = []
    for index in 1...max(1, tokens.count) {
      guard let token = tokens["\(index)"] else {
        throw SequenceFileError(
          .data, "\(path): idx_to_token should have the keys \"1\" to \"\(tokens.count)\", but \"\(index)\" is missing")
      }
      // Compared as Swift compares, which takes spellings of one character for equal, as the JSON reader does.
      if let indices = content.indices, let other = indices[token], other != index,
        tokens["\(other)"].map({ $0 != token }) ?? true
      {
        throw SequenceFileError(
          .data, "\(path): idx_to_token has \(token.quoted) at \(index), but token_to_idx says \(other)")
      }
      symbols.append(token)
    }
    let isBytes = symbols.contains { Self.byte(of: $0) != nil }
    let unit: TextUnit = isBytes ? .byte : .character
    var codes: [UInt32] = []
    for (index, token) in symbols.enumerated() {
      let scalars = token.unicodeScalars
      let single = scalars.count == 1 ? scalars.first!.value : nil
      guard let code = isBytes ? Self.byte(of: token) ?? single.flatMap({ $0 < 0x80 ? $0 : nil }) : single else {
        throw SequenceFileError(
          .data,
          "\(path): entry \(index + 1) of idx_to_token should be one \(unit.rawValue)\(isBytes ? ", those above 127 as [n]" : ""), found \(token.quoted)"
        )
      }
      codes.append(code)
    }
    do throws(VocabularyError) {
      vocabulary = try Vocabulary(codes: codes, unit: unit, hasUnknown: false)
    } catch {
      throw SequenceFileError(.data, "\(path): \(error.description)")
    }
  }

  /// The byte that `[n]` stands for, with n above 127.
  private static func byte(of token: String) -> UInt32? {
    let scalars = token.unicodeScalars
    guard scalars.count == 5, scalars.first == "[", scalars.last == "]" else { return nil }
    return UInt8(String(String.UnicodeScalarView(scalars.dropFirst().dropLast()))).flatMap {
      $0 > 127 ? UInt32($0) : nil
    }
  }

  private static func content(_ path: String) throws(SequenceFileError) -> Content {
    let bytes = try InputFile(path, as: "a vocabulary in JSON").contents(atMost: largestFile)
    do {
      return try BoundedJSON.decode(Content.self, from: Data(bytes))
    } catch DecodingError.keyNotFound(let key, _) {
      throw SequenceFileError(
        .data, "\(path) has no \"\(key.stringValue)\", so it is not a vocabulary as torch-rnn writes it")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      let place = context.codingPath.prefix(4).map(\.stringValue.quoted).joined(separator: ".")
      throw SequenceFileError(
        .data, "\(path) is not a vocabulary as torch-rnn writes it: \(place.isEmpty ? "it" : place) is of another type")
    } catch {
      throw SequenceFileError(.data, "\(path) should be JSON, as torch-rnn writes it, but cannot be read as such")
    }
  }
}
