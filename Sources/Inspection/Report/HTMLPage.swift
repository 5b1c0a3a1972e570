internal import DurableFiles
internal import LinearAlgebra

/// A page of HTML that stands for itself: no script, no font, no picture from elsewhere. It follows the reader's choice of
/// light or dark, fits a telephone, and prints.
struct HTMLPage {
  private let title: String
  private var body = ""
  private var contents: [(name: String, title: String)] = []

  init(title: String) { self.title = title }

  /// Begins a section.
  mutating func section(_ name: String, _ title: String) {
    contents.append((name, title))
    body += "<h2 id=\"\(name)\">\(Self.escaped(title))</h2>\n"
  }

  mutating func paragraph(_ text: String) { body += "<p>\(Self.escaped(text))</p>\n" }

  /// What to look for in the picture that follows.
  mutating func hint(_ text: String) {
    body += "<p class=\"hint\"><strong>What to look for:</strong> \(Self.escaped(text))</p>\n"
  }

  /// A picture as an SVG element, which is markup already.
  mutating func picture(_ element: String) { body += "<figure>\(element)</figure>\n" }

  /// A table, folded away where it is long.
  mutating func table(_ caption: String, _ header: [String], _ rows: [[String]], isFolded: Bool) {
    let head = header.map { "<th>\(Self.escaped($0))</th>" }.joined()
    let lines = rows.map { "<tr>" + $0.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>\n" }.joined()
    let table = "<div class=\"wide\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(lines)</tbody></table></div>\n"
    let name = Self.escaped(caption)
    body +=
      isFolded
      ? "<details><summary>\(name) (\(rows.count, "row"))</summary>\n\(table)</details>\n"
      : "<h3>\(name)</h3>\n\(table)"
  }

  /// The whole page.
  var text: String {
    let links = contents.map { "<a href=\"#\($0.name)\">\(Self.escaped($0.title))</a>" }.joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(Self.escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <h1>\(Self.escaped(title))</h1>
      <nav>\(links)</nav>
      \(body)</body>
      </html>

      """
  }

  private static let style = """
    :root { color-scheme: light dark; --text: #1d1f23; --page: #ffffff; --soft: #5c6370; --line: #d5d8de; --box: #f4f5f7 }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e4e6ea; --page: #16181c; --soft: #a0a6b1; --line: #383c44; --box: #20242a }
    }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
      max-width: 60rem; margin: 0 auto; padding: 1rem }
    h1 { font-size: 1.5rem; overflow-wrap: anywhere } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
    nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem } a { color: inherit }
    .hint { background: var(--box); border-left: 4px solid var(--soft); padding: .5rem .8rem }
    p { overflow-wrap: anywhere } figure { margin: 1rem 0; overflow-x: auto } svg { width: 100%; min-width: 36rem; height: auto }
    image { image-rendering: pixelated }
    .wide { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem }
    th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap }
    th:first-child, td:first-child { text-align: left } th { color: var(--soft); font-weight: 600 }
    summary { cursor: pointer; color: var(--soft) }
    @media print {
      :root { --text: #000; --page: #fff; --soft: #444; --line: #bbb; --box: #fff }
      nav { display: none } figure, tr { break-inside: avoid } svg { min-width: 0 } h2, h3 { break-after: avoid }
      body { max-width: none; font-size: 11pt; padding: 0 } figure, .wide { overflow: visible }
      table { font-size: 8.5pt; width: 100% } th, td { padding: .1rem .3rem; white-space: normal; overflow-wrap: anywhere }
    }
    """

  /// A text in which no character is markup.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in ForeignText.visible(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
