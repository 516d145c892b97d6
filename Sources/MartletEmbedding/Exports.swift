@_exported import struct MartletRuntime.Capabilities
@_exported import struct MartletRuntime.Capability
@_exported import struct MartletRuntime.CrashReport
@_exported import struct MartletRuntime.FunctionID
@_exported import struct MartletRuntime.HostError
@_exported import struct MartletRuntime.HostObject
// What programs need of the runtime, so that they import one module alone.
@_exported import enum MartletRuntime.LimitKind
@_exported import struct MartletRuntime.Limits
@_exported import enum MartletRuntime.OverflowPolicy
@_exported import enum MartletRuntime.Priority
@_exported import struct MartletRuntime.ProcessID
@_exported import struct MartletRuntime.ReferenceID
@_exported import struct MartletRuntime.RuntimeStatistics
@_exported import enum MartletRuntime.Value
