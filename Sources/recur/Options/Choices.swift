public import ArgumentParser
public import Benchmarking
package import Commands
public import Optimization
public import Inspection
public import LinearAlgebra
public import Losses
public import RecurrentNetworks
public import SequenceData
public import Training

// Choices that the libraries define, as values of options.

extension Precision: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}
extension InitialState: ExpressibleByArgument {}
extension Initializer: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension Curvature: ExpressibleByArgument {}
extension StructuralForm: ExpressibleByArgument {}
extension PreconditionerKind: ExpressibleByArgument {}
extension LineSearchKind: ExpressibleByArgument {}
extension ScheduleKind: ExpressibleByArgument {}
extension DampingKind: ExpressibleByArgument {}
extension ReductionBatch: ExpressibleByArgument {}
extension ReductionDenominator: ExpressibleByArgument {}
extension OptimizerKind: ExpressibleByArgument {}
extension Pass: ExpressibleByArgument {}
extension Split: ExpressibleByArgument {}
extension TextUnit: ExpressibleByArgument {}
extension RunAxis: ExpressibleByArgument {}
extension IntegerList: ExpressibleByArgument {}
extension NumberRows: ExpressibleByArgument {}
extension CurvatureList: ExpressibleByArgument {}
extension PreconditionerList: ExpressibleByArgument {}
extension ImageChoices.Steps: ExpressibleByArgument {}
extension ImageChoices.Targets: ExpressibleByArgument {}
extension Loss: ExpressibleByArgument {}
