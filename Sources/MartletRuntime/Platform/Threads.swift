import CMartletPlatform
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A thread of the operating system that runs a closure.
package struct SystemThread {
  private final class Start {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  private let handle: pthread_t

  /// Starts a thread; nil when the system has none left.
  package init?(stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    let start = Unmanaged.passRetained(Start(body))
    #if os(Linux)
    var thread = pthread_t()
    let status = pthread_create(
      &thread,
      &attributes,
      { argument in
        if let argument {
          Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
        }
        return nil
      },
      start.toOpaque()
    )
    guard status == 0 else {
      start.release()
      return nil
    }
    handle = thread
    #else
    var thread: pthread_t?
    let status = pthread_create(
      &thread,
      &attributes,
      { argument in
        Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      },
      start.toOpaque()
    )
    guard status == 0, let thread else {
      start.release()
      return nil
    }
    handle = thread
    #endif
  }

  /// Starts a thread for which nobody waits, and which leaves nothing when it ends; says whether the
  /// system had one.
  package static func startDetached(
    stackBytes: Int = 1 << 20,
    _ body: @escaping @Sendable () -> Void
  ) -> Bool {
    guard let thread = SystemThread(stackBytes: stackBytes, body) else { return false }
    thread.detach()
    return true
  }

  /// Lets the thread leave nothing when it ends; nobody waits for it then.
  func detach() { pthread_detach(handle) }

  /// Whether it is the thread that asks.
  var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

  /// Waits until the thread has ended.
  package func join() { pthread_join(handle, nil) }
}

/// Where one thread sleeps until another wakes it.
///
/// A futex word on Linux; elsewhere a condition variable, about 20 % dearer.
final class Parker: @unchecked Sendable {
  private static let awake: UInt32 = 0
  private static let asleep: UInt32 = 1
  private static let notified: UInt32 = 2

  #if os(Linux)
  private let word: UnsafeMutablePointer<UInt32>

  init() {
    word = .allocate(capacity: 1)
    word.initialize(to: Parker.awake)
  }

  deinit { word.deallocate() }

  private func exchange(_ value: UInt32) -> UInt32 {
    // Both directions: what was written before a wake is seen by the woken.
    UnsafeMutableRawPointer(word).assumingMemoryBound(to: Atomic<UInt32>.self)
      .pointee.exchange(value, ordering: .acquiringAndReleasing)
  }

  /// Sleeps until notified, or for so many nanoseconds (negative: without end).
  ///
  /// `hasWork` is asked once more after the sleep has been announced.
  func park(nanoseconds: Int64, unless hasWork: () -> Bool) {
    if exchange(Parker.asleep) == Parker.notified || hasWork() {
      _ = exchange(Parker.awake)
      return
    }
    martlet_futex_wait(word, Parker.asleep, nanoseconds)
    _ = exchange(Parker.awake)
  }

  /// Wakes the thread, or keeps it from falling asleep.
  func notify() {
    if exchange(Parker.notified) == Parker.asleep { martlet_futex_wake(word, 1) }
  }
  #else
  private var mutex = pthread_mutex_t()
  private var condition = pthread_cond_t()
  private var state = Parker.awake

  init() {
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&condition, nil)
  }

  deinit {
    pthread_cond_destroy(&condition)
    pthread_mutex_destroy(&mutex)
  }

  /// Sleeps until notified, or for so many nanoseconds (negative: without end).
  func park(nanoseconds: Int64, unless hasWork: () -> Bool) {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    if state == Parker.notified || hasWork() {
      state = Parker.awake
      return
    }
    state = Parker.asleep
    if nanoseconds < 0 {
      while state == Parker.asleep { pthread_cond_wait(&condition, &mutex) }
    } else {
      var relative = timespec(
        tv_sec: Int(nanoseconds / 1_000_000_000),
        tv_nsec: Int(nanoseconds % 1_000_000_000)
      )
      pthread_cond_timedwait_relative_np(&condition, &mutex, &relative)
    }
    state = Parker.awake
  }

  /// Wakes the thread, or keeps it from falling asleep.
  func notify() {
    pthread_mutex_lock(&mutex)
    state = Parker.notified
    pthread_cond_signal(&condition)
    pthread_mutex_unlock(&mutex)
  }
  #endif
}

/// The clocks.
enum Clock {
  /// Nanoseconds that never go back.
  @inline(__always)
  static var monotonic: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// Nanoseconds since 1970.
  static var wall: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
