## Strings: text as UTF-8.
##
## A string is a binary, so pattern matching on bytes works on it: `"GET " <> path`. What people see
## as one character (a grapheme cluster) is what `length`, `slice`, `reverse`, `at` and the padding
## functions count; `codepoints` and `bytes` look inside.
##
## ```
## "the cat the dog"
## |> String.split(" ")
## |> List.map { word in String.capitalize(word) }
## |> String.join(" ")
## ```
##
## >> "héllo wörld" |> String.split() |> List.map(&String.capitalize/1) |> String.join(" ")
## "Héllo Wörld"
module String {
  ## The elements of a list as `to_string` shows them, one behind the other.
  ##
  ## >> String.join(["a", :b, 3])
  ## "a:b3"
  fn join(parts) { join(parts, "") }

  ## The elements of a list as `to_string` shows them, with a separator between them.
  ##
  ## >> String.join(["a", "b", "c"], ", ")
  ## "a, b, c"
  fn join(parts, separator) {
    match String.join_binaries(parts, separator) {
      nil  -> String.join_binaries(List.map(parts) { x in to_string(x) }, separator)
      text -> text
    }
  }

  ## Whether there are no characters.
  ##
  ## >> String.empty?("")
  ## true
  fn empty?(text) when is_string(text) { text == "" }

  ## Whether there is nothing but white space.
  ##
  ## >> String.blank?(" \n")
  ## true
  fn blank?(text) { String.trim(text) == "" }

  ## The character at a place, counted from 0, or from -1 at the end; nil when there is none.
  ##
  ## >> String.at("héllo", 1)
  ## "é"
  ## >> String.at("héllo", -1)
  ## "o"
  fn at(text, index) {
    match String.slice(text, index, 1) {
      ""        -> nil
      character -> if index < 0 and -index > String.length(text) { nil } else { character }
    }
  }

  ## The first character, or nil.
  ##
  ## >> String.first("abc")
  ## "a"
  fn first(text) { at(text, 0) }

  ## The last character, or nil.
  ##
  ## >> String.last("abc")
  ## "c"
  fn last(text) { at(text, -1) }

  ## The first `count` characters; for a negative `count` the last.
  ##
  ## >> String.take("martlet", 4)
  ## "mart"
  fn take(text, count) when count >= 0 { String.slice(text, 0, count) }
  fn take(text, count) { String.slice(text, count) }

  ## The text without its first `count` characters.
  ##
  ## >> String.drop("martlet", 4)
  ## "let"
  fn drop(text, count) when count >= 0 { String.slice(text, count) }

  ## The text before and after a place.
  ##
  ## >> String.split_at("martlet", 4)
  ## ("mart", "let")
  fn split_at(text, index) when index >= 0 { (take(text, index), drop(text, index)) }

  ## What stands before and after the first separator, or nil when there is none.
  ##
  ## >> String.split_once("key=a=b", "=")
  ## ("key", "a=b")
  ## >> String.split_once("key", "=")
  ## nil
  fn split_once(text, separator) {
    match String.split(text, separator, 2) {
      [before, behind] -> (before, behind)
      [_]              -> nil
    }
  }

  ## The text without a prefix that it may have.
  ##
  ## >> String.remove_prefix("un-done", "un-")
  ## "done"
  fn remove_prefix(text, prefix) {
    if String.starts_with?(text, prefix) {
      Binary.part(text, byte_size(prefix), byte_size(text) - byte_size(prefix))
    } else {
      text
    }
  }

  ## The text without a suffix that it may have.
  ##
  ## >> String.remove_suffix("name.txt", ".txt")
  ## "name"
  fn remove_suffix(text, suffix) {
    if String.ends_with?(text, suffix) {
      Binary.part(text, 0, byte_size(text) - byte_size(suffix))
    } else {
      text
    }
  }

  ## The text with spaces before it, up to `width` characters.
  ##
  ## >> String.pad_left("7", 3)
  ## "  7"
  fn pad_left(text, width) { pad_left(text, width, " ") }

  ## The text with `padding` before it, up to `width` characters.
  ##
  ## >> String.pad_left("7", 3, "0")
  ## "007"
  fn pad_left(text, width, padding) { filling(width - String.length(text), padding) <> text }

  ## The text with spaces behind it, up to `width` characters.
  ##
  ## >> String.pad_right("7", 3)
  ## "7  "
  fn pad_right(text, width) { pad_right(text, width, " ") }

  ## The text with `padding` behind it, up to `width` characters.
  ##
  ## >> String.pad_right("ab", 5, "-=")
  ## "ab-=-"
  fn pad_right(text, width, padding) { text <> filling(width - String.length(text), padding) }

  ## The text with spaces on both sides, up to `width` characters.
  ##
  ## >> String.center("ab", 5)
  ## " ab  "
  fn center(text, width) {
    let missing = width - String.length(text)
    if missing > 0 {
      filling(missing div 2, " ") <> text <> filling(missing - missing div 2, " ")
    } else {
      text
    }
  }

  private fn filling(count, text) when count > 0 {
    let size = String.length(text)
    if size == 0 { raise(:badarg) }
    String.slice(String.repeat(text, (count + size - 1) div size), 0, count)
  }
  private fn filling(_count, _text) { "" }

  ## At most `width` characters; of a longer text the beginning and an ellipsis.
  ##
  ## >> String.truncate("martlet", 5)
  ## "mart…"
  fn truncate(text, width) when width > 0 {
    if String.length(text) <= width { text } else { String.slice(text, 0, width - 1) <> "…" }
  }

  ## Every line with a prefix; empty lines stay empty.
  ##
  ## >> String.indent("a\n\nb", "  ")
  ## "  a\n\n  b"
  fn indent(text, prefix) {
    text
    |> String.split("\n")
    |> List.map { line in if line == "" { "" } else { prefix <> line } }
    |> join("\n")
  }

  ## Whether two texts are the same but for capital and small letters.
  ##
  ## >> String.equal_ignoring_case?("Straße", "STRASSE")
  ## true
  fn equal_ignoring_case?(a, b) { fold(a) == fold(b) }

  ## Compares without regard to capital and small letters: -1, 0 or 1.
  ##
  ## >> String.compare_ignoring_case("apple", "Banana")
  ## -1
  fn compare_ignoring_case(a, b) {
    let (x, y) = (fold(a), fold(b))
    if x < y { -1 } else if x > y { 1 } else { 0 }
  }

  private fn fold(text) { String.downcase(String.upcase(text)) }

  ## The integer that the whole text writes, or nil.
  ##
  ## >> String.parse_integer("42")
  ## 42
  ## >> String.parse_integer("42 owls")
  ## nil
  fn parse_integer(text) {
    match Integer.parse(text) {
      (n, "") -> n
      _       -> nil
    }
  }

  ## The float that the whole text writes, or nil.
  ##
  ## >> String.parse_float("2.5e3")
  ## 2500.0
  fn parse_float(text) {
    match Float.parse(text) {
      (x, "") -> x
      _       -> nil
    }
  }
}
