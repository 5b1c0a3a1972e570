import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Dimension scales")
struct ScaleTests {
  let scratch: Scratch
  let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.file()
  }

  /// A file with an axis that several arrays share, labels that are texts, and an axis that grows.
  func write() throws {
    try File.replacing(path, checksummed: true) { file in
      let root = try file.root
      let step = try root.createScale(named: "step", values: [0, 10, 20])
      let unit = try root.createScale(named: "unit", strings: ["h1", "größe"])
      let weights = try root.createDataset(
        named: "model/weights", values: (0..<6).map { Float($0) }, shape: [3, 2], options: .compressed)
      try weights.setScales([step, unit])
      let loss = try root.createDataset(named: "loss", values: [3.0, 2, 1], options: .growing)
      try loss.setScales([step])
      let square = try root.createDataset(named: "square", values: [1, 2, 3, 4], shape: [2, 2])
      try square.setScales([unit, try root.createScale(named: "unit_2", strings: ["a", "b"])])
    }
  }

  @Test("scales are found again, with their values and names")
  func roundTrip() throws {
    try write()
    let root = try File.open(path).root
    let (step, unit, weights) = (try root.dataset("step"), try root.dataset("unit"), try root.dataset("model/weights"))
    #expect(try step.isScale && unit.isScale && !weights.isScale)
    #expect(try weights.scaleCount(ofAxis: 0) == 1)
    #expect(try weights.hasScale(step, onAxis: 0) && !weights.hasScale(step, onAxis: 1))
    #expect(try root.dataset("loss").hasScale(step, onAxis: 0))
    #expect(try weights.label(ofAxis: 0) == "step")
    #expect(try weights.label(ofAxis: 1) == "unit")
    #expect(try unit.readStrings() == ["h1", "größe"])
  }

  @Test("a scale of another length than its axis is refused")
  func lengths() throws {
    let root = try File.create(path).root
    let short = try root.createScale(named: "short", values: [1, 2])
    let array = try root.createDataset(named: "array", values: [1, 2, 3])
    #expect(throws: HDF5Error.self) { try array.setScales([short]) }
    #expect(throws: HDF5Error.self) { try array.setScales([short, short]) }
    #expect(try array.scaleCount(ofAxis: 0) == 0)
  }

  @Test(
    "xarray shows every axis with its name and values",
    .enabled(if: Python.hasNetCDF, Python.missingNetCDF),
    arguments: ["h5netcdf", "netcdf4"])
  func xarray(engine: String) throws {
    try write()
    let script = """
      import sys, xarray
      path, engine = sys.argv[1:]
      with xarray.open_dataset(path, engine=engine) as data:
          assert not any("phony" in str(name) for name in data.sizes), data
          assert data["loss"].dims == ("step",) and list(data["step"].values) == [0, 10, 20], data
          assert float(data["loss"].sel(step=20)) == 1, data
          assert data["square"].dims == ("unit", "unit_2") and list(data["unit"].values) == ["h1", "größe"], data
      with xarray.open_dataset(path, engine=engine, group="model") as data:
          assert data["weights"].dims == ("step", "unit"), data
          assert data["weights"].shape == (3, 2) and float(data["weights"][2, 1]) == 5, data
      """
    let (status, output) = try Python.run(script, path, engine)
    #expect(status == 0, "\(output)")
    #expect(try File.checksum(of: path) == .intact)
  }
}
