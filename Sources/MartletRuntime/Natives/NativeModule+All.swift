extension NativeModule {
  /// The native functions of the virtual machine; the only list of modules.
  public static let all: [NativeModule] = [
    kernel, kernelPrint, kernelSpawning, kernelSignals, process, events,
    list, map, tuple, integer, float, math, binary, string, random, time, system, io, file, code,
    terminal, trace,
    codeInformation, host, systemInformation, processGlances,
  ]
}
