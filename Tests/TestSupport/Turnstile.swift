/// Lets a fixed number of tasks pass at a time.
package actor Turnstile {
  /// The one that all program runs share: wider, and the runs disturb each other's timing.
  package static let programs = Turnstile(width: 2)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Creates a turnstile for `width` tasks.
  package init(width: Int) { free = width }

  /// Runs `body` as soon as there is room.
  package func pass<Value: Sendable>(
    _ body: @Sendable () async throws -> Value
  ) async rethrows -> Value {
    await enter()
    defer { leave() }
    return try await body()
  }

  private func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  private func leave() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
