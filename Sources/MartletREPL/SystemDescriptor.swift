#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reading and writing descriptors of the operating system.
package enum SystemDescriptor {
  /// Writes all bytes; false when the system refuses.
  @discardableResult
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let start = buffer.baseAddress.map { $0 + written }
        let count = systemWrite(descriptor, start, buffer.count - written)
        if count > 0 {
          written += count
        } else if count < 0 && errno == EAGAIN {
          wait(for: descriptor, events: Int16(POLLOUT))
        } else if count == 0 || errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// Reads what there is, at most `count` bytes; none at the end, nil when the system refuses.
  package static func readSome(_ count: Int, from descriptor: Int32) -> [UInt8]? {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while true {
        let read = systemRead(descriptor, buffer.baseAddress, count)
        if read >= 0 {
          filled = read
          return
        }
        if errno == EAGAIN {
          wait(for: descriptor, events: Int16(POLLIN))
        } else if errno != EINTR {
          failed = true
          return
        }
      }
    }
    return failed ? nil : bytes
  }

  /// Whether something can be read without waiting longer than so many milliseconds.
  package static func isReadable(_ descriptor: Int32, milliseconds: Int32 = 0) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, milliseconds) > 0
  }

  private static func wait(for descriptor: Int32, events: Int16) {
    var request = pollfd(fd: descriptor, events: events, revents: 0)
    poll(&request, 1, -1)
  }
}

// The C functions whose names are those of methods.
#if canImport(Glibc)
private let systemRead = Glibc.read
private let systemWrite = Glibc.write
#elseif canImport(Darwin)
private let systemRead = Darwin.read
private let systemWrite = Darwin.write
#endif
