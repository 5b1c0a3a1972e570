import Losses
import ArgumentParser
import Commands
import RecurrentNetworks

/// The sizes of a network and a batch, as options.
struct PassSizeOptions: ParsableArguments {
  @Option(help: "Cell: \(CellRegistry.names.joined(separator: ", ")). (default: tanh)") var cell: String?
  @Option(help: "Units in each layer. (default: 100)") var hidden: Int?
  @Option(help: "Recurrent layers. (default: 1)") var layers: Int?
  @Option(help: "Real inputs. (default: 2)") var inputs: Int?
  @Option(help: "Symbols, in place of real inputs.") var symbols: Int?
  @Option(help: "Outputs. (default: 1)") var outputs: Int?

  @Option(help: "Loss: \(Loss.allCases.map(\.rawValue).joined(separator: ", ")). (default: squared-error)")
  var loss: String?

  @Flag(help: "Every step carries loss, not the last one only.") var everyStep = false
  @Option(help: "Steps of each sequence. (default: 100)") var length: Int?
  @Option(help: "Sequences. (default: 1000)") var batch: Int?

  /// The sizes that these are.
  var sizes: PassSizes {
    var sizes = PassSizes()
    (sizes.cell, sizes.hidden, sizes.layers, sizes.inputs, sizes.symbols) = (cell, hidden, layers, inputs, symbols)
    (sizes.outputs, sizes.loss, sizes.scoresEveryStep) = (outputs, loss, everyStep)
    (sizes.length, sizes.batch) = (length, batch)
    return sizes
  }

  func validate() throws { try checked(sizes.validate()) }
}
