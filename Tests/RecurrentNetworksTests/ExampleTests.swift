import LinearAlgebra
import TestSupport
import Testing

@Suite("The example of the README")
struct ExampleTests {
  @Test("is this very file, and computes what it says")
  func readme() throws {
    let file = try Repository.text("Tests/RecurrentNetworksTests/Example.swift")
    #expect(try Repository.text("README.md").contains("<!-- example -->\n```swift\n\(file)```\n<!-- end -->"))
    let (loss, gradient, product) = try example()
    #expect(loss > 0 && loss < 1)
    #expect(gradient.norm > 0 && product.dot(gradient) > 0)
  }
}
