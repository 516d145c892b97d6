// First forms of what scripts may use; the files of this folder take their places.
public struct Limits: Sendable { public init() {} }
public enum LimitKind: String, Sendable { case heap; public init?(exitReason: Value) { nil } }
extension MachineOptions { var maxValueBytes: Int { 64 << 20 } }
extension RuntimeConfiguration {
  public var limits: Limits {
    get { Limits() }
    set {}
  }
}
