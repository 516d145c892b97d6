import CMartletPlatform

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Memory straight from the system: reserved in one piece, backed page by page as it is touched.
enum SystemMemory {
  /// Reserves `bytes`, all zero; nil when the system has no such room.
  static func reserve(_ bytes: Int) -> UnsafeMutableRawPointer? {
    #if os(Linux)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    #else
    let flags = MAP_PRIVATE | MAP_ANON
    #endif
    let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0)
    return address == MAP_FAILED ? nil : address
  }

  /// Gives reserved memory back.
  static func release(_ address: UnsafeMutableRawPointer, _ bytes: Int) {
    munmap(address, bytes)
  }

  /// Makes a table of pointers that are all nil.
  ///
  /// Its pages come from the system as zeros and only those that are touched take memory: of 96 KiB
  /// in two tables a program touches 8.
  static func makeDirectory<Element: ~Copyable>(
    _ count: Int
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<Element>?> {
    let stride = MemoryLayout<UnsafeMutablePointer<Element>?>.stride
    guard let memory = reserve(count * stride) else {
      let directory = UnsafeMutablePointer<UnsafeMutablePointer<Element>?>.allocate(capacity: count)
      directory.initialize(repeating: nil, count: count)
      return directory
    }
    return memory.assumingMemoryBound(to: UnsafeMutablePointer<Element>?.self)
  }

  /// Gives such a table back.
  static func releaseDirectory<Element: ~Copyable>(
    _ directory: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>,
    _ count: Int
  ) {
    release(directory, count * MemoryLayout<UnsafeMutablePointer<Element>?>.stride)
  }

  /// Asks for huge pages, which make first touches cheaper where the system has them.
  static func preferHugePages(_ address: UnsafeMutableRawPointer, _ bytes: Int) {
    #if os(Linux)
    madvise(address, bytes, 14)  // MADV_HUGEPAGE
    #endif
  }

  /// The memory of the machine in bytes.
  static var physicalBytes: Int {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let size = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && size > 0 ? pages * size : 1 << 32
  }

  /// How many processors the program may use.
  static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// What the C library's allocator is asked for.
enum PlatformMemory {
  /// Keeps large blocks that were freed, so that touching them again costs no page faults.
  static func keepFreedMemory() {
    #if os(Linux)
    martlet_keep_freed_memory()
    #endif
  }
}
