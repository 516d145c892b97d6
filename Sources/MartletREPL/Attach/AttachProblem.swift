/// Why a program cannot be reached, or cannot be made reachable; for people to read.
package struct AttachProblem: Error, Equatable, CustomStringConvertible {
  package let description: String

  /// Makes a problem from a text that says how to mend it.
  init(_ description: String) { self.description = description }

  /// A text that cannot name a program.
  package static func badName(_ name: String) -> AttachProblem {
    AttachProblem(
      "\"\(name)\" is no name for a program to be reached by: use letters, digits, _, - and points, "
        + "at most \(SocketFolder.maximumNameCount), and no point in front"
    )
  }

  static func taken(_ name: String) -> AttachProblem {
    AttachProblem(
      "a running program is called \(name) already: choose another name, "
        + "or look at it with `martlet attach \(name)`"
    )
  }

  static func notRunning(_ name: String) -> AttachProblem {
    AttachProblem(
      "no running program is called \(name); `martlet attach` lists those that are there, "
        + "and `martlet run --listen \(name) FILE` starts one"
    )
  }

  static func silent(_ name: String) -> AttachProblem {
    AttachProblem("\(name) does not answer; is it stopped?")
  }

  static func otherVersion(_ name: String, its: String, own: String) -> AttachProblem {
    AttachProblem(
      "\(name) runs in martlet \(its), which speaks another protocol than this command, "
        + "martlet \(own): attach with the command that it was started with"
    )
  }

  static func unsafe(_ path: String, _ why: String) -> AttachProblem {
    AttachProblem(
      "\(path) \(why), so others could reach your programs through it: remove it or set "
        + "XDG_RUNTIME_DIR to a folder of your own"
    )
  }

  static func system(_ what: String, _ failure: UnixSocket.Failure) -> AttachProblem {
    AttachProblem("\(what): \(failure.text)")
  }
}
