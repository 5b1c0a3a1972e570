import TestSupport
import Testing
import Training

@Suite("Checkpoint: axes")
struct CheckpointAxesTests {
  @Test(
    "Every array can be opened by xarray: a named scale on each axis, no name twice, checksums on all numbers",
    .enabled(if: Python.hasH5py, Python.missing))
  func scales() throws {
    let scratch = try Scratch()
    let result = try Python.run(
      """
      import h5py, sys
      f = h5py.File(sys.argv[1], "r")
      seen = []
      def visit(name, d):
        if not isinstance(d, h5py.Dataset): return
        if d.dtype != object and d.size: assert d.fletcher32 and d.shuffle and d.compression == "gzip", name
        seen.append(name)
        if d.is_scale:
          assert d.ndim == 1 and d.make_scale, name
          return
        names = []
        for axis, dim in enumerate(d.dims):
          assert len(dim) == 1, (name, axis)
          scale = dim[0]
          assert scale.shape == (d.shape[axis],), (name, axis)
          # netCDF looks for a dimension in the group itself and in those above it.
          assert name.startswith(scale.parent.name.strip("/")), (name, scale.name)
          assert dim.label, name
          names.append(scale.name)
        assert len(set(names)) == len(names), (name, names)
      f.visititems(visit)
      assert "optimizer/growth/snapshot/parameters/W_xh" in seen and "history/notes" in seen, seen
      assert [d.label for d in f["model/parameters/W_hh"].dims] == ["unit", "previous_unit"]
      assert [d.label for d in f["model/parameters/W_xh"].dims] == ["unit", "input"]
      assert [d.label for d in f["model/parameters/W_ho"].dims] == ["output", "unit"]
      assert list(f["unit"][()]) == list(range(12)) and list(f["history/step"][()]) == list(range(1, len(f["history/step"]) + 1))
      assert len({f["history"][k].shape for k in f["history"]}) == 1
      """, try Small.checkpoint(in: scratch))
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(
    "The axes of every cell's blocks are named for what they number",
    .enabled(if: Python.hasH5py, Python.missing),
    arguments: [
      "mrnn 0.W_hf factor previous_unit, 0.W_fh unit factor, 0.W_xf factor input, 1.W_xf factor unit_below, 1.h_0 unit",
      "lstm 0.W_xf unit input, 1.W_hf unit previous_unit, 1.W_xog unit unit_below, 0.W_hog unit previous_unit, 0.b_og unit, "
        + "1.c_0 unit, W_ho output unit, b_o output",
      "gru 0.W_xn unit input, 0.W_hn unit previous_unit, 0.b_hn unit, 1.b_xn unit, 1.W_xz unit unit_below",
      "lem 0.W_y1 unit previous_unit, 0.W_zy unit unit, 1.W_xy unit unit_below, 0.b_1 unit, 1.z_0 unit",
      "cornn 0.W_zz unit previous_unit, 1.W_xz unit unit_below, 0.y_0 unit",
      "indrnn 0.w_h unit, 0.W_xh unit input, 1.b_h unit",
      "mingru 0.W_xz unit input, 1.W_xh unit unit_below, 1.h_0 unit",
    ])
  func axesOfCells(_ expected: String) throws {
    let scratch = try Scratch()
    let configuration = try Small.configuration("temporal-order") {
      $0.cell = expected.split(separator: " ").first.map(String.init)
      $0.layers = .alike(2)
      $0.iterations = 1
    }
    let trainer = try Trainer<Float>(configuration)
    try trainer.run()
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    let read = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
    #expect(read.parameters == trainer.checkpoint.parameters && read.configuration == configuration)
    let result = try Python.run(
      """
      import h5py, sys
      f = h5py.File(sys.argv[1], "r")
      cell, blocks = sys.argv[2].split(" ", 1)
      assert f["model/layers/1"].attrs["cell"] == f["model/layers/2"].attrs["cell"] == cell
      for block in blocks.split(", "):
        name, *axes = block.split()
        dims = f["model/parameters"][name].dims
        assert [d.label for d in dims] == axes, (name, [d.label for d in dims])
        assert all(d[0].name.split("/")[-1].startswith(axis) for d, axis in zip(dims, axes)), name
      """, scratch.file("c.h5"), expected)
    #expect(result.status == 0, "\(result.output)")
  }
}
