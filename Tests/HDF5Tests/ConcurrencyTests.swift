import DurableFiles
import HDF5
import TestSupport
import Testing

@Suite("Several threads")
struct ConcurrencyTests {
  @Test("threads write and read files of their own, errors included")
  func ownFiles() async throws {
    let scratch = try Scratch()
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for task in 0..<8 {
        tasks.addTask {
          let path = scratch.file("\(task).h5")
          let values = (0..<300).map { Double($0 * task) }
          for _ in 0..<20 {
            try File.replacing(path) { file in
              let dataset = try file.root.createDataset(named: "a/b", values: values, options: .compressed)
              try dataset.attributes.set("task", to: "\(task)")
            }
            let file = try File.open(path)
            #expect(try file.root.dataset("a/b").read() == values)
            #expect(try file.root.dataset("a/b").attributes["task"].readString() == "\(task)")
            let error = #expect(throws: HDF5Error.self) { try file.root.dataset("none \(task)") }
            #expect(error?.reason == "object 'none \(task)' doesn't exist")
          }
        }
      }
      try await tasks.waitForAll()
    }
  }

  @Test("threads read one file together")
  func oneFile() async throws {
    let scratch = try Scratch()
    let file = try File.create(scratch.file())
    let dataset = try file.root.createDataset(
      named: "a", values: (0..<1000).map { Int32($0) }, options: DatasetOptions(chunk: [10], isChecksummed: true))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for task in 0..<8 {
        tasks.addTask {
          for round in 0..<100 {
            let start = (task * 100 + round * 7) % 990
            let slab = try dataset.read(as: Int.self, start: [start], count: [10])
            #expect(slab == Array(start..<start + 10))
          }
        }
      }
      try await tasks.waitForAll()
    }
    #expect(try file.openObjectCount == 2)
  }
}
