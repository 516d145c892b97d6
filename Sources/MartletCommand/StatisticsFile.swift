import MartletRuntime

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The counters of a run as JSON, one number a line.
struct StatisticsFile {
  private let entries: [(name: String, value: String)]

  /// Takes the counters of a machine that has stopped, and how its program ended.
  init(_ statistics: RuntimeStatistics, _ report: ExitReport) {
    entries = [
      ("schedulers", "\(statistics.schedulers)"),
      ("collect_always", statistics.collectsAlways ? "true" : "false"),
      ("slice_reductions", "\(statistics.sliceReductions)"),
      ("processes_alive", "\(statistics.processesAlive)"),
      ("heap_words_alive", "\(statistics.heapWordsAlive)"),
      ("off_heap_bytes", "\(statistics.offHeapBytes)"),
      ("timers_alive", "\(statistics.timersAlive)"),
      ("memory_bytes", "\(statistics.memoryBytes)"),
      ("reductions", "\(statistics.reductions)"),
      ("slices", "\(statistics.slices)"),
      ("collections", "\(statistics.collections)"),
      ("words_allocated", "\(statistics.wordsAllocated)"),
      ("messages", "\(statistics.messages)"),
      ("spawns", "\(statistics.spawns)"),
      ("hand_overs", "\(statistics.handOvers)"),
      ("sleeps", "\(statistics.sleeps)"),
      ("atoms", "\(statistics.atoms)"),
      ("literal_bytes", "\(statistics.literalBytes)"),
      ("exit_reason", Self.quoted(report.crash?.reason ?? ":normal")),
    ]
  }

  /// The text of the file.
  var text: String {
    let lines = entries.map { "  \"\($0.name)\": \($0.value)" }
    return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
  }

  /// Writes the file; leaves when that cannot be done.
  func write(to path: String, _ terminal: Terminal) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      terminal.error("cannot write \(path): \(String(cString: strerror(errno)))")
      throw ExitStatus.unreadable
    }
    defer { close(descriptor) }
    Output(descriptor: descriptor).write(text)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
