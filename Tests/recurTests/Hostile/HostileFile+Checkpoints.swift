import HDF5

extension HostileFile {
  static let checkpoints: [HostileFile] =
    ["model", "optimizer", "random", "history", "experiment"].map { group in
      HostileFile(.checkpoint, "no /\(group)", "there is no /\(group)") { try $0.remove(group) }
    } + spoilt

  private static let spoilt: [HostileFile] = [
    HostileFile(.checkpoint, "another format", "its format is 'recur.other'") {
      try $0.attributes.set("format", to: "recur.other")
    },
    HostileFile(.checkpoint, "a future version", "format version 3") { try $0.attributes.set("format_version", to: 3) },
    HostileFile(.checkpoint, "another model", "this is another model") {
      try $0.group("model/layers/1").attributes.set("units", to: 13)
    },
    HostileFile(.checkpoint, "a missing block", "there is no /model/parameters/W_hh") {
      try $0.remove("model/parameters/W_hh")
    },
    HostileFile(.checkpoint, "a block of another shape", "/model/parameters/W_hh should have the shape [4, 4]") {
      try $0.replace("model/parameters/W_hh", with: [Float](repeating: 0, count: 16), shape: [16])
    },
    HostileFile(.checkpoint, "a block of texts", "b_h") {
      try $0.remove("model/parameters/b_h")
      try $0.createDataset(named: "model/parameters/b_h", strings: ["a", "b", "c", "d"])
    },
    HostileFile(
      .checkpoint, "a parameter that is not a number", "/model/parameters/b_h holds numbers that are not finite"
    ) { try $0.dataset("model/parameters/b_h").write([0, .nan, 0, 0] as [Float]) },
    HostileFile(.checkpoint, "a direction that is not finite", "/optimizer/direction/b_h holds numbers that are not") {
      try $0.dataset("optimizer/direction/b_h").write([0, .infinity, 0, 0] as [Float])
    },
    HostileFile(.checkpoint, "a column that is too long", "/history/rho should have the shape [3]") {
      try $0.replace("history/rho", with: [1, 2, 3, 4] as [Double])
    },
    HostileFile(.checkpoint, "a column that is missing", "there is no /history/loss") { try $0.remove("history/loss") },
    HostileFile(.checkpoint, "2⁵² steps", "/history/step should have the shape") {
      try $0.group("optimizer").attributes.set("iteration", to: 1 << 52)
    },
    HostileFile(.checkpoint, "a λ that is not a number", "'lambda' of /optimizer should be a number of at least 0") {
      try $0.group("optimizer").attributes.set("lambda", to: Double.nan)
    },
    HostileFile(.checkpoint, "a configuration of 4·10¹² units", "--hidden should be at most") {
      try $0.remove("experiment/configuration")
      try $0.createDataset(named: "experiment/configuration", string: "task: addition\nhidden: 4000000000000")
    },
    HostileFile(.checkpoint, "a configuration that is no YAML", "a brace opens that is not closed") {
      try $0.remove("experiment/configuration")
      try $0.createDataset(named: "experiment/configuration", string: "{")
    },
    HostileFile(.checkpoint, "a configuration of aliases for names", "should be 'name: value', found a mapping") {
      try $0.remove("experiment/configuration")
      let lines = (1...30).map { "? &a\($0) {*a\($0 - 1) : *a\($0 - 1)}\n: 1\n" }
      try $0.createDataset(named: "experiment/configuration", string: "? &a0 [x]\n: 1\n" + lines.joined())
    },
    HostileFile(
      .checkpoint, "a configuration of 60,000 lists inside each other", "should be 'name: value', found a list"
    ) {
      try $0.remove("experiment/configuration")
      try $0.createDataset(named: "experiment/configuration", string: String(repeating: "[", count: 60_000))
    },
    HostileFile(.checkpoint, "a configuration of 2 MB", "a configuration has at most 65536") {
      try $0.remove("experiment/configuration")
      try $0.createDataset(named: "experiment/configuration", string: String(repeating: "x", count: 2_000_000))
    },
  ]

  /// What only h5py can make.
  static let checkpointsOfPython: [HostileFile] = [
    HostileFile(
      .checkpoint, python: "a soft link", "/model/parameters/W_hh should lie in the file itself",
      "p = f['model/parameters']; del p['W_hh']; p['W_hh'] = h5py.SoftLink('/optimizer/direction/W_hh')"),
    HostileFile(
      .checkpoint, python: "a link to another file", "should lie in the file itself",
      "del f['random']; f['random'] = h5py.ExternalLink(folder + '/checkpoint.h5', '/random')"),
    HostileFile(
      .checkpoint, python: "data in another file", "/model/parameters/W_hh",
      """
      p = f["model/parameters"]; del p["W_hh"]
      p.create_dataset("W_hh", (4, 4), "f4", external=[(folder + "/numbers.h5", 0, 64)])
      """),
    HostileFile(
      .checkpoint, python: "parameters that were never written", "/model/parameters/W_hh should hold 16 elements",
      "p = f['model/parameters']; del p['W_hh']; p.create_dataset('W_hh', (4, 4), 'f4', chunks=(4, 4))"),
    HostileFile(
      .checkpoint, python: "a configuration of 1 GiB", "/experiment/configuration",
      "del f['experiment/configuration']; f['experiment/configuration'] = 'a: ' + 'x' * (1 << 30)"),
  ]
}
