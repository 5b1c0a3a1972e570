extension WorkerPool {
  /// Whether the system gives this process `count` threads more, found by starting and ending them. Libraries that start
  /// threads of their own may not bear a refusal.
  public static func canStartThreads(_ count: Int) -> Bool {
    let crew = WorkerCrew(threads: count + 1)
    defer { crew.dismiss() }
    return crew.threads > count
  }
}
