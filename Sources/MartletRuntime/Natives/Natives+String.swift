extension NativeModule {
  /// Text: binaries that hold UTF-8.
  ///
  /// Bytes that are not UTF-8 count as characters of their own.
  static let string = NativeModule(
    "String",
    measuring + comparing + changing + dividing + joining + converting
  )

  // MARK: - Measuring

  private static let measuring: [Native] = [
    Native(
      "length",
      "text",
      doc: """
        The number of characters, as people see them (grapheme clusters).

        >> String.length("héllo")
        5
        >> String.length("e\\u{301}")
        1
        """
    ) { call throws(Raise) in try Texts.length(&call) },
    Native(
      "valid?",
      "text",
      doc: """
        Whether a binary is UTF-8.

        >> String.valid?("añb")
        true
        >> String.valid?(<<255>>)
        false
        """
    ) { call throws(Raise) in try Texts.isValid(&call) },
    Native(
      "slice",
      "text",
      "start",
      doc: """
        What follows from the character `start` on; a negative one counts from the end.

        >> String.slice("martlet", 4)
        "let"
        >> String.slice("martlet", -3)
        "let"
        """
    ) { call throws(Raise) in try Texts.slice(&call) },
    Native(
      "slice",
      "text",
      "start",
      "count",
      doc: """
        At most `count` characters from the character `start` on; a negative one counts from the end.

        >> String.slice("héllo", 1, 3)
        "éll"
        >> String.slice("abc", 5, 1)
        ""
        """
    ) { call throws(Raise) in try Texts.slice(&call) },
  ]

  // MARK: - Comparing and finding

  private static let comparing: [Native] = [
    Native(
      "contains?",
      "text",
      "part",
      doc: """
        Whether the part stands somewhere in the text; of a list of parts, whether any does.

        >> String.contains?("martlet", "art")
        true
        >> String.contains?("martlet", ["owl", "let"])
        true
        """
    ) { call throws(Raise) in try Texts.contains(&call) },
    Native(
      "starts_with?",
      "text",
      "prefix",
      doc: """
        Whether the text starts with the prefix, or with one of a list of prefixes.

        >> String.starts_with?("martlet", "mart")
        true
        """
    ) { call throws(Raise) in
      let needles = try call.needles(1, allowEmpty: true)
      let text = try call.text(0)
      return Term(needles.contains { TextSearch.matches($0, text, at: 0) })
    },
    Native(
      "ends_with?",
      "text",
      "suffix",
      doc: """
        Whether the text ends with the suffix, or with one of a list of suffixes.

        >> String.ends_with?("martlet", ["lot", "let"])
        true
        """
    ) { call throws(Raise) in
      let needles = try call.needles(1, allowEmpty: true)
      let text = try call.text(0)
      return Term(needles.contains { TextSearch.matches($0, text, at: text.count - $0.count) })
    },
    Native(
      "index_of",
      "text",
      "part",
      doc: """
        Before which character the part stands for the first time, or nil.

        >> String.index_of("añañ", "ñ")
        1
        >> String.index_of("martlet", "owl")
        nil
        """
    ) { call throws(Raise) in try Texts.indexOf(&call, last: false) },
    Native(
      "last_index_of",
      "text",
      "part",
      doc: """
        Before which character the part stands for the last time, or nil.

        >> String.last_index_of("añañ", "ñ")
        3
        """
    ) { call throws(Raise) in try Texts.indexOf(&call, last: true) },
    Native(
      "count",
      "text",
      "part",
      doc: """
        How often the part stands in the text, without overlaps.

        >> String.count("banana", "an")
        2
        """
    ) { call throws(Raise) in try Texts.count(&call) },
  ]

  // MARK: - Changing

  private static let changing: [Native] = [
    Native(
      "upcase",
      "text",
      doc: """
        The text in capital letters.

        >> String.upcase("straße")
        "STRASSE"
        """
    ) { call throws(Raise) in try Texts.changeCase(&call, to: .upper) },
    Native(
      "downcase",
      "text",
      doc: """
        The text in small letters.

        >> String.downcase("HÉLLO")
        "héllo"
        """
    ) { call throws(Raise) in try Texts.changeCase(&call, to: .lower) },
    Native(
      "capitalize",
      "text",
      doc: """
        The text with its first letter as a capital and the others small.

        >> String.capitalize("éTUDE")
        "Étude"
        """
    ) { call throws(Raise) in try Texts.changeCase(&call, to: .capital) },
    Native(
      "reverse",
      "text",
      doc: """
        The characters from the last to the first.

        >> String.reverse("añb")
        "bña"
        """
    ) { call throws(Raise) in try Texts.reverse(&call) },
    Native(
      "repeat",
      "text",
      "count",
      doc: """
        The text so many times.

        >> String.repeat("ab", 3)
        "ababab"
        """
    ) { call throws(Raise) in try Texts.repeated(&call) },
    Native(
      "replace",
      "text",
      "part",
      "replacement",
      doc: """
        The text with a replacement for every part; `part` may be a list of parts.

        >> String.replace("a-b-c", "-", "+")
        "a+b+c"
        >> String.replace("a-b_c", ["-", "_"], " ")
        "a b c"
        """
    ) { call throws(Raise) in try Texts.replace(&call, limit: .max) },
    Native(
      "replace_first",
      "text",
      "part",
      "replacement",
      doc: """
        The text with a replacement for the first part only.

        >> String.replace_first("a-b-c", "-", "+")
        "a+b-c"
        """
    ) { call throws(Raise) in try Texts.replace(&call, limit: 1) },
    Native(
      "trim",
      "text",
      doc: """
        The text without white space at both ends.

        >> String.trim("  a b\\n")
        "a b"
        """
    ) { call throws(Raise) in try Texts.trim(&call, left: true, right: true) },
    Native(
      "trim",
      "text",
      "characters",
      doc: """
        The text without the given characters at both ends.

        >> String.trim("--a-b__", "-_")
        "a-b"
        """
    ) { call throws(Raise) in try Texts.trim(&call, left: true, right: true) },
    Native(
      "trim_left",
      "text",
      doc: """
        The text without white space at its start.

        >> String.trim_left("  a ")
        "a "
        """
    ) { call throws(Raise) in try Texts.trim(&call, left: true, right: false) },
    Native(
      "trim_left",
      "text",
      "characters",
      doc: """
        The text without the given characters at its start.

        >> String.trim_left("007", "0")
        "7"
        """
    ) { call throws(Raise) in try Texts.trim(&call, left: true, right: false) },
    Native(
      "trim_right",
      "text",
      doc: """
        The text without white space at its end.

        >> String.trim_right("  a ")
        "  a"
        """
    ) { call throws(Raise) in try Texts.trim(&call, left: false, right: true) },
    Native(
      "trim_right",
      "text",
      "characters",
      doc: """
        The text without the given characters at its end.

        >> String.trim_right("1.500", "0")
        "1.5"
        """
    ) { call throws(Raise) in try Texts.trim(&call, left: false, right: true) },
  ]

  // MARK: - Dividing

  private static let dividing: [Native] = [
    Native(
      "split",
      "text",
      doc: """
        The words of the text: what stands between white space.

        >> String.split("the cat  sat\\n down ")
        ["the", "cat", "sat", "down"]
        """
    ) { call throws(Raise) in try Texts.words(&call) },
    Native(
      "split",
      "text",
      "separator",
      doc: """
        What stands between the separators; `separator` may be a list of several. An empty one gives
        the characters.

        >> String.split("a,b,,c", ",")
        ["a", "b", "", "c"]
        >> String.split("a-b_c", ["-", "_"])
        ["a", "b", "c"]
        """
    ) { call throws(Raise) in try Texts.split(&call, limit: .max) },
    Native(
      "split",
      "text",
      "separator",
      "parts",
      doc: """
        Divides the text at separators from the left into at most so many parts.

        >> String.split("a,b,c", ",", 2)
        ["a", "b,c"]
        """
    ) { call throws(Raise) in
      guard call[2].isSmall, call[2].small > 0 else { throw call.badarg }
      return try Texts.split(&call, limit: call[2].small - 1)
    },
    Native(
      "lines",
      "text",
      doc: """
        The lines of the text without their ends (LF or CR LF).

        >> String.lines("a\\nb\\r\\n\\nc\\n")
        ["a", "b", "", "c"]
        """
    ) { call throws(Raise) in try Texts.lines(&call) },
    Native(
      "graphemes",
      "text",
      doc: """
        The list of the characters as people see them, each a string.

        >> String.graphemes("añ")
        ["a", "ñ"]
        """
    ) { call throws(Raise) in try Texts.graphemes(&call) },
    Native(
      "codepoints",
      "text",
      doc: """
        The list of the Unicode code points; `:badarg` when the binary is not UTF-8.

        >> String.codepoints("añ")
        [97, 241]
        """
    ) { call throws(Raise) in try Texts.codepoints(&call) },
    Native(
      "bytes",
      "text",
      doc: """
        The list of the bytes.

        >> String.bytes("añ")
        [97, 195, 177]
        """
    ) { call throws(Raise) in try Texts.bytes(&call) },
  ]

  // MARK: - Joining

  private static let joining: [Native] = [
    Native(
      "join_binaries",
      "parts",
      "separator",
      doc: """
        The binaries of a list with a separator between them, or nil when something in the list is no
        binary. `String.join` is what programs want.

        >> String.join_binaries(["a", "b"], "-")
        "a-b"
        """
    ) { call throws(Raise) in try Texts.join(&call) },
    Native(
      "from_codepoints",
      "points",
      doc: """
        The text of a list of Unicode code points.

        >> String.from_codepoints([97, 241])
        "añ"
        """
    ) { call throws(Raise) in try Texts.fromCodepoints(&call) },
  ]

  // MARK: - Converting

  private static let converting: [Native] = [
    Native(
      "to_integer",
      "text",
      doc: """
        The integer that the text writes in decimal; `:badarg` when it writes none. See
        `Integer.parse` for text that may not.

        >> String.to_integer("-42")
        -42
        """
    ) { call throws(Raise) in try Texts.toInteger(&call) },
    Native(
      "to_integer",
      "text",
      "base",
      doc: """
        The integer that the text writes in a base from 2 to 36.

        >> String.to_integer("ff", 16)
        255
        """
    ) { call throws(Raise) in try Texts.toInteger(&call) },
    Native(
      "to_float",
      "text",
      doc: """
        The float that the text writes; `:badarg` when it writes none.

        >> String.to_float("1.5")
        1.5
        >> String.to_float("2")
        2.0
        """
    ) { call throws(Raise) in
      guard let value = Texts.float(try call.text(0)) else { throw call.badarg }
      return try call.float(value)
    },
    Native(
      "to_atom",
      "text",
      requires: .atoms,
      doc: """
        The atom of that name. Atoms are never given back, so for text from outside use
        `String.to_existing_atom`.

        >> String.to_atom("ok")
        :ok
        """
    ) { call throws(Raise) in
      let text = try call.text(0)
      guard text.count <= Texts.longestAtom else { throw call.error(.system_limit) }
      guard UTF8Decoding.validEnd(text, from: 0, limit: text.count) == text.count else {
        throw call.badarg
      }
      guard let atom = call.atoms.pointee.intern(Array(text)[...]) else {
        SystemEvents.limited(call.context, .atoms, isLost: false)
        throw call.error(.system_limit)
      }
      return Term(atom)
    },
    Native(
      "to_existing_atom",
      "text",
      doc: """
        The atom of that name when the program has one already, otherwise `:badarg`.

        >> String.to_existing_atom("ok")
        :ok
        """
    ) { call throws(Raise) in
      let text = try call.text(0)
      guard text.count <= Texts.longestAtom, let atom = call.atoms.pointee.find(Array(text)[...])
      else { throw call.badarg }
      return Term(atom)
    },
    Native(
      "from_atom",
      "atom",
      doc: """
        The name of an atom, without its colon.

        >> String.from_atom(:ok)
        "ok"
        """
    ) { call throws(Raise) in
      guard call[0].isAtom else { throw call.badarg }
      let name = call.atoms.pointee[call[0].atom].text
      return try call.binary(Array(name))
    },
  ]
}
