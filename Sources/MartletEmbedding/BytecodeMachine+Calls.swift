import MartletRuntime

extension BytecodeMachine {
  /// Calls an exported function in a process of its own, and waits for its value.
  ///
  /// Cancelling the task ends the process.
  ///
  /// - Parameters:
  ///   - module: The module's name, such as `Rules`.
  ///   - function: The function's name.
  ///   - arguments: The arguments, which become values as ``ValueEncoder`` says.
  ///   - timeout: How long the call may take; nil for as long as it likes.
  ///   - options: What else is said about the process.
  ///   - type: What the value is decoded to, as ``ValueDecoder`` says.
  /// - Returns: What the function returned.
  /// - Throws: ``VirtualMachineError`` of any kind that concerns processes and values.
  public func call<Result: Decodable & Sendable>(
    _ module: String,
    _ function: String,
    with arguments: [any Encodable & Sendable] = [],
    timeout: Duration? = nil,
    options: SpawnOptions = SpawnOptions(),
    as type: Result.Type = Result.self
  ) async throws(VirtualMachineError) -> Result {
    let value: Value = try await call(
      module,
      function,
      with: arguments,
      timeout: timeout,
      options: options
    )
    return try decode(type, value)
  }

  /// Calls an exported function in a process of its own, and waits for its value.
  ///
  /// Cancelling the task ends the process.
  ///
  /// - Parameters:
  ///   - module: The module's name, such as `Rules`.
  ///   - function: The function's name.
  ///   - arguments: The arguments, which become values as ``ValueEncoder`` says.
  ///   - timeout: How long the call may take; nil for as long as it likes.
  ///   - options: What else is said about the process.
  /// - Returns: What the function returned.
  /// - Throws: ``VirtualMachineError`` of any kind that concerns processes and values.
  public func call(
    _ module: String,
    _ function: String,
    with arguments: [any Encodable & Sendable] = [],
    timeout: Duration? = nil,
    options: SpawnOptions = SpawnOptions()
  ) async throws(VirtualMachineError) -> Value {
    let values = try encode(arguments)
    return try await perform(module, function, values, timeout, options)
  }

  /// Makes values of arguments; an error names the argument.
  func encode(_ arguments: [any Encodable & Sendable]) throws(VirtualMachineError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(arguments.count)
    for (index, argument) in arguments.enumerated() {
      do throws(ValueError) {
        values.append(try ValueEncoder().encode(argument))
      } catch {
        throw .conversion(error.inside(.argument(index + 1)))
      }
    }
    return values
  }

  /// Makes what the host asked for of a value.
  package func decode<Result: Decodable>(
    _ type: Result.Type,
    _ value: Value
  ) throws(VirtualMachineError) -> Result {
    do throws(ValueError) {
      return try ValueDecoder().decode(type, from: value)
    } catch {
      throw .conversion(error)
    }
  }

  /// Calls an exported function with values.
  package func perform(
    _ module: String,
    _ function: String,
    _ arguments: [Value],
    _ timeout: Duration?,
    _ options: SpawnOptions
  ) async throws(VirtualMachineError) -> Value {
    let call = HostCall(runtime)
    let outside = options.outsideOptions
    // A timer of the machine would do too, but a machine may be slow just because it is overloaded.
    let timer = timeout.map { timeout in
      Task {
        try await Task.sleep(for: timeout)
        call.abandon(.timeout)
      }
    }
    defer { timer?.cancel() }
    let outcome = await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        call.start(continuation, module, function, arguments, outside)
      }
    } onCancel: {
      call.abandon(.cancelled)
    }
    switch outcome {
    case .success(let value): return value
    case .failure(let error): throw error.naming(module, function, arguments.count)
    }
  }
}

extension VirtualMachineError {
  /// Tells that the very function is missing that the host called.
  fileprivate func naming(_ module: String, _ function: String, _ arity: Int) -> Self {
    guard case .exception(let exception) = self, exception.reason == .atom("undef"),
      let frame = exception.trace.first, frame.module == module, frame.function == function,
      frame.arity == arity
    else { return self }
    return .noSuchFunction("\(module).\(function)/\(arity)")
  }
}
