extension NativeModule {
  /// All native functions; a module may stand here in several parts.
  static let all: [NativeModule] = [
    kernel, kernelPrint,
    list, map, tuple, integer, float, math, binary,
    string, random, time, system, file, io,
  ]
}
