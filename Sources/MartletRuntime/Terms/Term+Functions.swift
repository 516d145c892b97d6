extension Term {
  /// The function whose code a closure runs.
  var closureEntry: UnsafePointer<FunctionEntry> {
    UnsafePointer(bitPattern: UInt(word(0))).unsafelyUnwrapped
  }

  /// What `&Mod.f/2` names.
  var externalEntry: UnsafePointer<Export> {
    UnsafePointer(bitPattern: UInt(word(0))).unsafelyUnwrapped
  }
}
