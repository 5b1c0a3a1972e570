import Commands
import Inspection
import SequenceData
import Testing

@Suite("Requests are refused before work begins")
struct RequestTests {
  private func complaint(_ check: () throws(CommandError) -> Void) -> String {
    do throws(CommandError) {
      try check()
      return "none"
    } catch { return error.exitCode == ExitStatus.usage ? error.description : "\(error)" }
  }

  @Test("sample: choices that exclude each other")
  func sample() {
    func complaint(
      length: Int = 10, temperature: Double? = nil, topK: Int? = nil, argmax: Bool = false, json: Bool = false,
      stream: Bool = false, raw: Bool = false, explain: Bool = false
    ) -> String {
      self.complaint { () throws(CommandError) in
        try SampleRequest.validate(
          length: length, temperature: temperature, topK: topK, argmax: argmax, json: json, stream: stream, raw: raw,
          explain: explain)
      }
    }
    #expect(complaint() == "none" && complaint(length: 20_000_000) == "none")
    #expect(complaint(length: -1) == "--length should be between 0 and 1000000000, got -1")
    #expect(
      complaint(length: 20_000_000, json: true)
        == "--json keeps at most 10000000 characters; with --stream it goes on without end")
    #expect(complaint(length: 20_000_000, json: true, stream: true) == "none")
    #expect(
      complaint(temperature: 0)
        == "--temperature should be above 0 and finite, got 0.0 (--argmax takes the likeliest character)")
    #expect(complaint(topK: 0) == "--top-k should be at least 1, got 0")
    #expect(
      complaint(topK: 2, argmax: true) == "--argmax draws nothing: --temperature and --top-k have no meaning beside it")
    #expect(complaint(raw: true, explain: true) == "--raw writes bytes: it has no meaning beside --explain")
    #expect(complaint(json: true, raw: true, explain: true) == "--raw writes bytes: it has no meaning beside --json")
  }

  @Test("data: sizes, splits and vocabularies")
  func data() {
    func task(length: Int = 10, _ sizes: (train: Int, validation: Int, test: Int) = (1, 0, 0)) -> String {
      let request = TaskFileRequest("addition", variant: "", length: length, sizes: sizes, seed: 1)
      return complaint(request.validate)
    }
    #expect(task() == "none")
    #expect(task((-1, 0, 0)) == "--train should be 0 to 1099511627776, got -1")
    #expect(task((0, 0, 0)) == "at least one of --train, --validation and --test should be above 0")
    #expect(task(length: 0) == "--length should be 1 to 1073741824, got 0")
    #expect(
      complaint { () throws(CommandError) in try DescribeRequest.validate(ngrams: 33) }
        == "--ngrams should be 1 to 32, got 33")
    #expect(
      complaint(PianoRollFileRequest([], notes: 0, description: nil).validate)
        == "--notes should be 1 to 65536, got 0")
    func text(
      _ files: [String] = [], split: String? = nil, own: [Split: [String]] = [:], minimumCount: Int = 1,
      torchFile: String? = nil, vocabulary: String? = nil
    ) -> String {
      complaint(
        TextFileRequest(
          files, split: split, own: own, unit: nil, minimumCount: minimumCount, hasUnknown: false,
          torchFile: torchFile, vocabulary: vocabulary, description: nil
        ).validate)
    }
    #expect(text(["a"]) == "none" && text(own: [.train: ["a"], .test: []]) == "none")
    #expect(text() == "a file of text should be named")
    #expect(text(["-"]) == "a long text is read twice, which standard input cannot be; store it in a file first")
    #expect(text(["a"], own: [.test: ["b"]]).hasPrefix("files are either joined and cut, or named by"))
    #expect(text(own: [.test: ["b"]]) == "--train should name a file: the vocabulary is that of the training text")
    #expect(
      text(split: "1", own: [.train: ["b"]])
        == "--split cuts files that are joined; with --train there is nothing to cut")
    #expect(text(torchFile: "a") == "--from-torch-rnn needs --vocabulary, the JSON file that was written with it")
    #expect(
      text(["a"], minimumCount: 2, vocabulary: "v")
        == "--vocabulary is taken as it is: --minimum-count and --unknown would make another one")
  }

  @Test("inspect: files, sections and what is to be found out")
  func inspect() {
    func inspect(
      _ files: [String], sections: Bool = false, ignores: Bool = false, _ analysis: AnalysisRequest = .init()
    )
      -> String
    {
      complaint(
        InspectRequest(files, sections: sections ? [.tree] : [], ignoresBookkeeping: ignores, analysis, json: false)
          .validate)
    }
    var spectrum = AnalysisRequest()
    spectrum.named = [.spectrum]
    #expect(inspect(["a"], spectrum) == "none" && inspect(["a", "b"], ignores: true) == "none")
    #expect(inspect(["a", "b", "c"]) == "one file or two can be inspected, got 3")
    #expect(inspect(["a", "b"], sections: true) == "sections are of one file; two are compared as a whole")
    #expect(inspect(["a", "b"], spectrum) == "sections are of one file; two are compared as a whole")
    #expect(inspect(["a"], ignores: true) == "--ignore-bookkeeping is for a comparison of two files")
    func analysis(_ change: (inout AnalysisRequest) -> Void) -> String {
      var request = spectrum
      change(&request)
      return complaint(request.validate)
    }
    #expect(analysis { $0.picture = "a.txt" } == "--picture should end in .svg, .png or .pdf, got 'a.txt'")
    #expect(analysis { $0.sequences = 0 } == "--sequences should be between 1 and 10000000, got 0")
    #expect(
      analysis {
        $0.output = "a"
        $0.report = "a"
      } == "--output, --picture and --report need a file each")
    #expect(
      analysis {
        $0.named = []
        $0.output = "a"
      }
        == "nothing is to be found out: name --curvature, --spectrum, --gradient-flow, --states, --fixed-points, --damping or --cg-curves"
    )
    var page = AnalysisRequest()
    page.report = "page.html"
    // All but the solves, which are as dear as steps of the run, and fixed points, which are of some networks.
    #expect(page.sections == Set(AnalysisRequest.Section.allCases).subtracting([.cgCurves, .fixedPoints]))
    #expect(analysis { $0.starts = 0 } == "--starts should be between 1 and 1000000, got 0")
    #expect(analysis { $0.slow = -1 } == "--slow should be a number of at least 0, got -1.0")
    #expect(
      analysis { ($0.named, $0.parameters) = ([.cgCurves], .best) }
        == "--best has no meaning for --cg-curves, which takes the batches of the next step of the run")
    #expect(analysis { $0.cgIterations = 0 } == "--cg-iterations should be between 1 and 1000000, got 0")
  }

  @Test("repeat and benchmark: numbers of runs, shapes and sizes")
  func others() {
    #expect(
      complaint { () throws(CommandError) in try SeriesRequest.validate(seeds: 0, jobs: nil) }
        == "--seeds should be 1 to 10000, got 0")
    #expect(
      complaint { () throws(CommandError) in try SeriesRequest.validate(seeds: 1, jobs: 0) }
        == "--jobs should be 1 to 1024, got 0")
    func passes(_ change: (inout PassRequest) -> Void) -> String {
      var request = PassRequest()
      change(&request)
      return complaint(request.validate)
    }
    #expect(passes { _ in } == "none")
    #expect(passes { $0.shapes = ["Z"] } == "--shape should be one of A, A2, B, C, D, got 'Z'")
    #expect(passes { $0.output = "o" } == "--output needs a --problem to solve")
    #expect(
      passes {
        $0.shapes = ["A"]
        $0.sizes.hidden = 3
      } == "--problem, --shape and sizes exclude each other")
    #expect(passes { $0.sizes.layers = 2000 } == "--layers should be between 1 and 1024, got 2000")
    #expect(
      passes { ($0.sizes.length, $0.sizes.batch) = (100_000, 100_000) }
        == "--length times --batch should be at most 2147483647, got 100000 times 100000")
    #expect(
      passes { ($0.sizes.inputs, $0.sizes.symbols) = (1, 1) } == "--inputs and --symbols exclude each other")
  }
}
