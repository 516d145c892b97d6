#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Signals of the operating system.
enum Interrupts {
  /// Makes writing to a pipe without a reader an ordinary error.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Calls `body` on a thread of its own when the user presses Ctrl-C or the system asks to end.
  ///
  /// Must be called before other threads are started: they inherit that the signals are blocked,
  /// so that only the waiting thread takes them.
  static func onInterrupt(_ body: @escaping @Sendable () -> Void) {
    onSignals([SIGINT, SIGTERM]) { _ in body() }
  }

  /// Calls `body` on a thread of its own for every signal of these, before other threads are started
  /// too.
  static func onSignals(_ numbers: [Int32], _ body: @escaping @Sendable (Int32) -> Void) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let box = Unmanaged.passRetained(Action(signals, body))
    #if canImport(Glibc)
    var thread = pthread_t()
    #else
    var thread: pthread_t?
    #endif
    let failure = pthread_create(&thread, nil, waitForInterrupt, box.toOpaque())
    if failure != 0 {
      // Without the thread the system ends the command, as it would any other.
      box.release()
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
  }

  /// What is done after a signal.
  fileprivate final class Action: Sendable {
    let signals: sigset_t
    let body: @Sendable (Int32) -> Void

    init(_ signals: sigset_t, _ body: @escaping @Sendable (Int32) -> Void) {
      self.signals = signals
      self.body = body
    }
  }
}

#if canImport(Glibc)
private func waitForInterrupt(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { takeInterrupt(argument) }
  return nil
}
#else
private func waitForInterrupt(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  takeInterrupt(argument)
  return nil
}
#endif

private func takeInterrupt(_ argument: UnsafeMutableRawPointer) {
  let action = Unmanaged<Interrupts.Action>.fromOpaque(argument).takeRetainedValue()
  var signals = action.signals
  var number: Int32 = 0
  while sigwait(&signals, &number) == 0 { action.body(number) }
}
