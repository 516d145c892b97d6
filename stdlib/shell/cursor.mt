## Internal: what stands at the end of a piece of a program, for completion.
##
## It reads any text, also one that is no program at all: quotes, comments, interpolations and brackets
## tell where the end lies, and the characters before it tell which word is being written there.
module Shell.Cursor {
  ## Internal: where the end of a text lies:
  ##
  ## - `(:name, start, word)`: in a bare word, which begins at the byte `start` and may be empty
  ## - `(:module, start, names, word)`: behind names of modules and a dot, as in `Net.Tcp.li`
  ## - `(:member, start, names, word)`: behind other names and a dot, as in `m.address.st`
  ## - `(:atom, start, word)`: in an atom, whose colon is at `start`
  ## - `(:file, start, typed)`: in a string of one line whose text so far is `typed`; the part behind the
  ##   last slash begins at `start`
  ## - `:none`: where there is nothing to complete, as in a comment.
  fn place(text) {
    match code(text, 0, '\n', []) {
      :code          -> word(text)
      (:string, from) -> file(text, from)
      :none          -> :none
    }
  }

  # MARK: Strings and comments

  # The stack holds what is open: `:round` for a bracket, and for the string around an interpolation the
  # number of its quotes. `before` is the character that came last.
  private fn code(<<c, rest/bytes>>, at, before, open) {
    match c {
      '"'  -> opened(rest, at + 1, open)
      '#'  -> comment(rest, at + 1, open)
      '\'' -> code_point(rest, rest, at + 1, open)
      ':'  -> colon(rest, at + 1, before, open)
      '('  -> code(rest, at + 1, c, [:round | open])
      ')'  -> closed(rest, at + 1, open)
      _    -> code(rest, at + 1, c, open)
    }
  }
  private fn code(<<>>, _at, _before, _open) { :code }

  private fn closed(rest, at, [:round | open]) { code(rest, at, ')', open) }
  private fn closed(rest, at, [quotes | open]) { string(rest, at, nil, quotes, open) }
  private fn closed(rest, at, []) { code(rest, at, ')', []) }

  private fn opened(<<'"', '"', rest/bytes>>, at, open) { string(rest, at + 2, nil, 3, open) }
  private fn opened(rest, at, open) { string(rest, at, at, 1, open) }

  # `from` is where the text of the string begins, or nil when it is no name of a file.
  private fn string(<<'\\', '(', rest/bytes>>, at, _from, quotes, open) {
    code(rest, at + 2, '(', [quotes | open])
  }
  private fn string(<<'\\', _, rest/bytes>>, at, from, quotes, open) {
    string(rest, at + 2, from, quotes, open)
  }
  private fn string(<<'"', rest/bytes>>, at, _from, 1, open) { code(rest, at + 1, '"', open) }
  private fn string(<<'"', '"', '"', rest/bytes>>, at, _from, 3, open) {
    code(rest, at + 3, '"', open)
  }
  # A string of one line that its line leaves open ends with it, and so do those around it.
  private fn string(<<'\n', rest/bytes>>, at, _from, 1, _open) { code(rest, at + 1, '\n', []) }
  private fn string(<<_, rest/bytes>>, at, from, quotes, open) {
    string(rest, at + 1, from, quotes, open)
  }
  private fn string(<<>>, _at, nil, _quotes, _open) { :none }
  private fn string(<<>>, _at, from, _quotes, _open) { (:string, from) }

  private fn comment(<<'\n', rest/bytes>>, at, open) { code(rest, at + 1, '\n', open) }
  private fn comment(<<_, rest/bytes>>, at, open) { comment(rest, at + 1, open) }
  private fn comment(<<>>, _at, _open) { :none }

  # A quote that its line does not close stands for itself.
  private fn code_point(<<'\\', _, rest/bytes>>, all, at, open) {
    quoted(rest, 2, all, at, open)
  }
  private fn code_point(rest, all, at, open) { quoted(rest, 0, all, at, open) }

  private fn quoted(<<'\'', rest/bytes>>, count, _all, at, open) {
    code(rest, at + count + 1, '\'', open)
  }
  private fn quoted(<<'\n', _/bytes>>, _count, all, at, open) { code(all, at, '\'', open) }
  private fn quoted(<<_, rest/bytes>>, count, all, at, open) {
    quoted(rest, count + 1, all, at, open)
  }
  private fn quoted(<<>>, _count, _all, _at, _open) { :none }

  # Directly behind a name, a number, a string or a bracket a colon ends a key; elsewhere it begins an atom.
  private fn colon(<<'"', rest/bytes>> as all, at, before, open) {
    if ends_key?(before) { code(all, at, ':', open) } else { quoted_atom(rest, at + 1, open) }
  }
  private fn colon(rest, at, _before, open) { code(rest, at, ':', open) }

  private fn quoted_atom(<<'\\', _, rest/bytes>>, at, open) { quoted_atom(rest, at + 2, open) }
  private fn quoted_atom(<<'"', rest/bytes>>, at, open) { code(rest, at + 1, '"', open) }
  private fn quoted_atom(<<'\n', rest/bytes>>, at, open) { code(rest, at + 1, '\n', open) }
  private fn quoted_atom(<<_, rest/bytes>>, at, open) { quoted_atom(rest, at + 1, open) }
  private fn quoted_atom(<<>>, _at, _open) { :none }

  private fn ends_key?(c) {
    in_name?(c) or c == '?' or c == '!' or c == '"' or c == '\'' or c == ')' or c == ']' or c == '}'
  }

  # MARK: Words

  private fn word(text) {
    let size = byte_size(text)
    let start = word_start(text, size)
    let word = Binary.part(text, start, size - start)
    match prefix(text, start, []) {
      []      -> bare(text, start, word)
      :broken -> :none
      names   -> behind(names, start, word)
    }
  }

  private fn bare(text, start, word) {
    if atom?(text, start) {
      (:atom, start - 1, word)
    } else if starts_with_digit?(word) {
      :none
    } else {
      (:name, start, word)
    }
  }

  private fn behind(names, start, word) {
    if starts_with_digit?(word) {
      :none
    } else if List.all?(names, &capital?/1) {
      (:module, start, names, word)
    } else if List.any?(names, &capital?/1) {
      :none
    } else {
      (:member, start, names, word)
    }
  }

  # The names before a word, each with a dot behind it.
  private fn prefix(text, start, names) {
    if start > 0 and Binary.at(text, start - 1) == '.' and not range?(text, start) {
      let from = word_start(text, start - 1)
      let name = Binary.part(text, from, start - 1 - from)
      if name == "" or starts_with_digit?(name) or atom?(text, from) {
        :broken
      } else {
        prefix(text, from, [name | names])
      }
    } else {
      names
    }
  }

  private fn range?(text, start) { start > 1 and Binary.at(text, start - 2) == '.' }

  private fn atom?(text, start) {
    start > 0 and Binary.at(text, start - 1) == ':'
      and (start == 1 or not ends_key?(Binary.at(text, start - 2)))
  }

  # Where the word begins that ends at a place; `?` and `!` may end a name.
  private fn word_start(text, end) {
    if end > 1 and in_name?(Binary.at(text, end - 2)) and mark?(Binary.at(text, end - 1)) {
      name_start(text, end - 1)
    } else {
      name_start(text, end)
    }
  }

  private fn name_start(text, end) {
    if end > 0 and in_name?(Binary.at(text, end - 1)) { name_start(text, end - 1) } else { end }
  }

  private fn in_name?(c) {
    (c >= 'a' and c <= 'z') or (c >= 'A' and c <= 'Z') or (c >= '0' and c <= '9') or c == '_'
  }

  private fn mark?(c) { c == '?' or c == '!' }

  private fn starts_with_digit?(<<c, _/bytes>>) { c >= '0' and c <= '9' }
  private fn starts_with_digit?(_) { false }

  private fn capital?(<<c, _/bytes>>) { c >= 'A' and c <= 'Z' }
  private fn capital?(_) { false }

  # MARK: Files

  private fn file(text, from) {
    # No system has longer names.
    if byte_size(text) - from > 4_096 {
      :none
    } else {
      let typed = Binary.from_list(unescaped(Binary.drop(text, from)))
      (:file, after_slash(text, byte_size(text), from), typed)
    }
  }

  private fn after_slash(text, at, from) {
    if at > from and Binary.at(text, at - 1) != '/' { after_slash(text, at - 1, from) } else { at }
  }

  private fn unescaped(<<'\\', c, rest/bytes>>) { [escaped(c) | unescaped(rest)] }
  private fn unescaped(<<c, rest/bytes>>) { [c | unescaped(rest)] }
  private fn unescaped(<<>>) { [] }

  private fn escaped('n') { '\n' }
  private fn escaped('t') { '\t' }
  private fn escaped('r') { '\r' }
  private fn escaped('e') { '\e' }
  private fn escaped('0') { '\0' }
  private fn escaped(c) { c }
}
