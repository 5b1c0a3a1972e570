import HDF5

extension HostileFile {
  static let datasets: [HostileFile] = structures + contents + texts

  private static let structures: [HostileFile] = [
    HostileFile(.numbers, "no format", "has no attribute 'format'") { try $0.attributes.remove("format") },
    HostileFile(.numbers, "a future version", "format_version 2") { try $0.attributes.set("format_version", to: 2) },
    HostileFile(.numbers, "no loss", "has no attribute 'loss'") { try $0.attributes.remove("loss") },
    HostileFile(.numbers, "no groups", "has none of the groups") { root in
      for split in ["train", "validation", "test"] { try root.remove(split) }
    },
    HostileFile(.numbers, "no targets", "/train/targets is missing") { try $0.remove("train/targets") },
    HostileFile(.numbers, "a dataset for a group", "/train should be a group") {
      try $0.replaceGroup("train", with: [1, 2])
    },
    HostileFile(.numbers, "texts for numbers", "/train/inputs") {
      let rows = try $0.dataset("train/inputs").shape[0]
      try $0.remove("train/inputs")
      try $0.createDataset(named: "train/inputs", strings: Array(repeating: "0.5", count: rows))
    },
    HostileFile(.numbers, "numbers under softmax", "softmax") {
      try $0.attributes.set("loss", to: "softmax")
    },
    HostileFile(.numbers, "fewer targets than inputs", "/train/targets has 5") {
      try $0.replace("train/targets", with: [0, 1, 0, 1, 0] as [Float], shape: [5, 1])
    },
    HostileFile(.numbers, "inputs of three axes", "should have one or two axes") {
      let count = try $0.dataset("train/inputs").shape[0] * 2
      try $0.replace("train/inputs", with: [Float](repeating: 0, count: count), shape: [count / 2, 2, 1])
    },
    HostileFile(.numbers, "2⁵⁰ rows that nobody wrote", "declares") {
      try $0.declare("train/inputs", rows: 1 << 50)
    },
    HostileFile(.numbers, "2⁴⁰ rows of which one is there", "declares") {
      try $0.declare("train/inputs", rows: 1 << 40)
      try $0.dataset("train/inputs").write([1, 2] as [Float], start: [0, 0], count: [1, 2])
    },
  ]

  private static let contents: [HostileFile] = [
    offsets("falling", "should rise strictly") { $0.swapAt(2, 3) },
    offsets("overshooting", "ends at row") { $0[$0.count - 1] += 1 },
    offsets("of the largest number", "ends at row 9223372036854775807") { $0[$0.count - 1] = .max },
    offsets("negative", "should start at 0") { $0[0] = -1 },
    offsets("with an empty sequence", "an empty sequence") { $0[2] = $0[1] },
    offsets("of no sequence", "there is no sequence") { $0 = [0] },
    HostileFile(.symbols, "a class out of range", "/train/targets, row") {
      let targets = try $0.dataset("train/targets")
      let cardinality = try targets.attributes["cardinality"].readScalar(as: Int64.self)
      try targets.write([cardinality], start: [1], count: [1])
    },
    HostileFile(.symbols, "a cardinality of 0", "found 0") {
      try $0.dataset("train/inputs").attributes.set("cardinality", to: 0)
    },
    HostileFile(.numbers, "an input that is not a number", "a finite number was expected, found nan") {
      try $0.dataset("train/inputs").write([Float.nan], start: [3, 1], count: [1, 1])
    },
    HostileFile(.numbers, "an infinite target", "a finite number was expected, found inf") {
      try $0.dataset("train/targets").write([Float.infinity], start: [3, 0], count: [1, 1])
    },
    HostileFile(.numbers, "a negative weight", "a finite weight of at least 0 was expected, found -1.0") {
      try $0.dataset("train/weights").write([-1 as Float], start: [3], count: [1])
    },
  ]

  /// What only h5py can make.
  static let datasetsOfPython: [HostileFile] = [
    HostileFile(
      .numbers, python: "a soft link", "link",
      "f['kept'] = f['train/inputs']; del f['train/inputs']; f['train/inputs'] = h5py.SoftLink('/kept')"),
    HostileFile(
      .numbers, python: "a soft link to itself", "link",
      "del f['train/inputs']; f['train/inputs'] = h5py.SoftLink('/train/inputs')"),
    HostileFile(
      .numbers, python: "a link to another file", "link",
      "del f['train']; f['train'] = h5py.ExternalLink(folder + '/numbers.h5', '/train')"),
    HostileFile(
      .numbers, python: "data in another file", "/train/inputs",
      """
      shape = f["train/inputs"].shape; del f["train/inputs"]
      f.create_dataset("train/inputs", shape, "f4", external=[(folder + "/numbers.h5", 0, 8 * shape[0])])
      """),
    HostileFile(
      .numbers, python: "a virtual dataset", "/train/inputs",
      """
      shape = f["train/inputs"].shape; del f["train/inputs"]
      layout = h5py.VirtualLayout(shape, "f4")
      layout[:] = h5py.VirtualSource(folder + "/numbers.h5", "/train/inputs", shape)
      f.create_virtual_dataset("train/inputs", layout)
      """),
    HostileFile(
      .numbers, python: "a filter that is not here", "/train/inputs",
      """
      values = f["train/inputs"][...]; del f["train/inputs"]
      f.create_dataset("train/inputs", data=values, compression="lzf")
      """),
    HostileFile(
      .numbers, python: "a chunk that unpacks to 4 GiB", "/train/inputs",
      """
      shape = f["train/inputs"].shape; del f["train/inputs"]
      d = f.create_dataset("train/inputs", shape, "f4", chunks=shape, compression="gzip")
      packer = zlib.compressobj(1); block = bytes(1 << 24)
      d.id.write_direct_chunk((0, 0), b"".join(packer.compress(block) for _ in range(256)) + packer.flush())
      """),
  ]

  private static func offsets(
    _ name: String, _ words: String, _ change: @escaping @Sendable (inout [Int64]) -> Void
  ) -> HostileFile {
    HostileFile(.numbers, "offsets \(name)", words) {
      var values = try $0.dataset("train/offsets").read(as: Int64.self)
      change(&values)
      try $0.replace("train/offsets", with: values)
    }
  }
}

extension Group {
  fileprivate func replaceGroup(_ name: String, with values: [Int64]) throws {
    try remove(name)
    try createDataset(named: name, values: values)
  }

  /// Declares an array of two columns that is hardly stored.
  fileprivate func declare(_ name: String, rows: Int) throws {
    try remove(name)
    let options = DatasetOptions(chunk: [4096, 2], deflateLevel: 4, isExtendible: true)
    try createDataset(named: name, of: Float.self, shape: [rows, 2], options: options)
  }
}
