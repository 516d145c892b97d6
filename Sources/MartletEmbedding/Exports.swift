// What programs need of the runtime, so that they import one module alone.
@_exported import struct MartletRuntime.FunctionID
@_exported import struct MartletRuntime.HostObject
@_exported import struct MartletRuntime.ProcessID
@_exported import struct MartletRuntime.ReferenceID
@_exported import enum MartletRuntime.Value
