extension NativeCall {
  /// Standard output, or that of the shell that the process belongs to.
  var output: Output { device?.output ?? machine.pointee.output }

  /// Standard input, or that of the shell that the process belongs to.
  var input: Input { device?.input ?? .standard }

  /// The device of the shell that the process belongs to, if it does to one.
  var device: (any ShellDevice)? { process.device.flatMap { machine.pointee.devices[$0] } }

  /// Makes `(:ok, value)`.
  mutating func ok(_ value: Term) throws(Raise) -> Term {
    let kept = keep(value)
    try reserve(3)
    return write { $0.tuple(.atom(.ok), self[kept]) }
  }

  /// Makes `(:error, reason)` of what the system said.
  func failure(_ failure: SystemError) throws(Raise) -> Term {
    let reason = try atom(failure.name)
    try reserve(3)
    return write { $0.tuple(.atom(.error), reason) }
  }

  /// `:ok`, or `(:error, reason)`.
  func outcome(_ outcome: Result<Void, SystemError>) throws(Raise) -> Term {
    switch outcome {
    case .success: .atom(.ok)
    case .failure(let error): try failure(error)
    }
  }

  /// `(:ok, bytes)`, or `(:error, reason)`.
  mutating func outcome(_ outcome: Result<[UInt8], SystemError>) throws(Raise) -> Term {
    switch outcome {
    case .success(let bytes): try ok(binary(bytes))
    case .failure(let error): try failure(error)
    }
  }

  /// An argument as the operating system takes text; `:badarg` when it is none or has a zero byte.
  func systemPath(_ index: Int) throws(Raise) -> SystemPath {
    guard let path = SystemPath(try text(index)) else { throw badarg }
    return path
  }

  /// A list of binaries, of which the last of `texts` is the last.
  mutating func list(of texts: [[UInt8]]) throws(Raise) -> Term {
    let list = keep(.emptyList)
    for text in texts.reversed() {
      let element = keep(try binary(text))
      try reserve(2)
      self[list] = write { $0.cons(self[element], self[list]) }
      live -= 1
    }
    charge(texts.count)
    return self[list]
  }

  /// How many nanoseconds a unit of time has.
  func nanoseconds(unit index: Int) throws(Raise) -> Int {
    guard self[index].isAtom else { throw badarg }
    switch atoms.pointee.text(self[index].atom) {
    case "second": return 1_000_000_000
    case "millisecond": return 1_000_000
    case "microsecond": return 1_000
    case "nanosecond": return 1
    default: throw badarg
    }
  }
}

extension Int {
  /// Divides and rounds down.
  func dividedRoundingDown(by divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
