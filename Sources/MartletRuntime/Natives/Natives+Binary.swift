extension NativeModule {
  /// Binaries as bytes; `String` has what is about text.
  static let binary = NativeModule(
    "Binary",
    [
      Native(
        "size",
        "binary",
        doc: """
          The number of bytes.

          >> Binary.size("é")
          2
          """
      ) { call throws(Raise) in Term(small: try call.text(0).count) },
      Native(
        "at",
        "binary",
        "index",
        doc: """
          The byte at a place counted from 0, or from the end when negative; nil outside.

          >> Binary.at("abc", 1)
          98
          """
      ) { call throws(Raise) in
        guard call[1].isSmall else { throw call.badarg }
        return try BinaryNatives.at(call, call[1].small)
      },
      Native(
        "first",
        "binary",
        doc: """
          The first byte, or nil.

          >> Binary.first("abc")
          97
          """
      ) { call throws(Raise) in try BinaryNatives.at(call, 0) },
      Native(
        "last",
        "binary",
        doc: """
          The last byte, or nil.

          >> Binary.last("abc")
          99
          """
      ) { call throws(Raise) in try BinaryNatives.at(call, -1) },
      Native(
        "part",
        "binary",
        "start",
        "count",
        doc: """
          `count` bytes from a place on, which must be there. A long part shares its bytes with the
          whole and keeps them alive; see `Binary.copy`.

          >> Binary.part("hello", 1, 3)
          "ell"
          """
      ) { call throws(Raise) in
        let start = try call.count(1)
        let count = try call.count(2)
        guard start + count <= (try call.text(0).count) else { throw call.badarg }
        return try Binaries.part(&call, of: call[0], offset: start, count: count)
      },
      Native(
        "copy",
        "binary",
        doc: """
          The same bytes in memory of their own.

          >> Binary.copy("abc")
          "abc"
          """
      ) { call throws(Raise) in try BinaryNatives.copy(&call) },
      Native(
        "to_list",
        "binary",
        doc: """
          The bytes as a list of integers.

          >> Binary.to_list("abc")
          [97, 98, 99]
          """
      ) { call throws(Raise) in try Texts.bytes(&call) },
      Native(
        "from_list",
        "parts",
        doc: """
          The binary of bytes, binaries and lists of these, at any depth.

          >> Binary.from_list([104, ["el", [108]], "o"])
          "hello"
          """
      ) { call throws(Raise) in try BinaryNatives.fromList(&call) },
      Native(
        "match",
        "binary",
        "pattern",
        doc: """
          The place of the first byte where `pattern` stands, or nil.

          >> Binary.match("hello", "l")
          2
          """
      ) { call throws(Raise) in try BinaryNatives.match(&call, from: 0) },
      Native(
        "match",
        "binary",
        "pattern",
        "start",
        doc: """
          The first place from `start` on where `pattern` stands, or nil.

          >> Binary.match("hello", "l", 3)
          3
          """
      ) { call throws(Raise) in try BinaryNatives.match(&call, from: call.count(2)) },
      Native(
        "split",
        "binary",
        "separator",
        doc: """
          What stands between the separators; `separator` may be a list of several.

          >> Binary.split("a,b", ",")
          ["a", "b"]
          """
      ) { call throws(Raise) in
        try BinaryNatives.checkSeparator(call)
        return try Texts.split(&call, limit: .max)
      },
      Native(
        "split",
        "binary",
        "separator",
        "parts",
        doc: """
          Divides at separators from the left into at most so many parts.

          >> Binary.split("a,b,c", ",", 2)
          ["a", "b,c"]
          """
      ) { call throws(Raise) in
        try BinaryNatives.checkSeparator(call)
        let parts = try call.count(2)
        guard parts > 0 else { throw call.badarg }
        return try Texts.split(&call, limit: parts - 1)
      },
      Native(
        "replace",
        "binary",
        "pattern",
        "replacement",
        doc: """
          Every `pattern` replaced.

          >> Binary.replace("a-b-c", "-", "+")
          "a+b+c"
          """
      ) { call throws(Raise) in try Texts.replace(&call, limit: .max) },
      Native(
        "encode_hex",
        "binary",
        doc: """
          Two hexadecimal digits for each byte.

          >> Binary.encode_hex("az")
          "617a"
          """
      ) { call throws(Raise) in try BinaryNatives.encodeHex(&call) },
      Native(
        "decode_hex",
        "text",
        doc: """
          `(:ok, binary)` of hexadecimal digits, or `:error`.

          >> Binary.decode_hex("617A")
          (:ok, "az")
          """
      ) { call throws(Raise) in try BinaryNatives.decodeHex(&call) },
      Native(
        "encode_base64",
        "binary",
        doc: """
          The bytes in base 64, with padding.

          >> Binary.encode_base64("hello")
          "aGVsbG8="
          """
      ) { call throws(Raise) in try BinaryNatives.encodeBase64(&call) },
      Native(
        "decode_base64",
        "text",
        doc: """
          `(:ok, binary)` of base 64, whose padding may be missing, or `:error`.

          >> Binary.decode_base64("aGVsbG8")
          (:ok, "hello")
          """
      ) { call throws(Raise) in try BinaryNatives.decodeBase64(&call) },
    ]
  )
}
