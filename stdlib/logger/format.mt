## Internal: the text of log events: lines, in colour or not, and JSON.
module Logger.Format {
  # How events are shown

  ## Internal: the way to show events for a format and an output, with `:auto` made out.
  fn renderer(:auto, output) {
    if terminal?(output) {
      if permitted?(:environment) and System.get_env("NO_COLOR", "") == "" { :color } else { :short }
    } else {
      :text
    }
  }
  fn renderer(format, _output) { format }

  private fn terminal?(:standard_output) { IO.terminal?() }
  private fn terminal?(:standard_error) {
    permitted?(:files) and match File.real_path("/dev/stderr") {
      (:ok, "/dev/pts/" <> _) -> true
      (:ok, "/dev/tty" <> _)  -> true
      _                       -> false
    }
  }
  private fn terminal?(_output) { false }

  private fn permitted?(capability) { System.permitted?(capability) }

  ## Internal: the text of an event, with its newline.
  fn line(:text, event, stamp) { full_line(event, stamp) }
  fn line(:color, event, stamp) { color_line(event, stamp) }
  fn line(:short, event, stamp) { short_line(event, stamp) }
  fn line(:json, event, stamp) { json_line(event, stamp) }
  fn line(f, event, stamp) {
    try { to_string(f(event)) } catch {
      (_class, reason) -> {
        full_line(%{event | details: ["the logger's format failed: \(inspect(reason))"]}, stamp)
      }
    }
  }

  # Time: dates are made once a second

  ## Internal: `(second, date and time)` of a point of time, given the last one. The time is nil where nobody
  ## may know it.
  fn stamp(nil, _) { (nil, "") }
  fn stamp(time, (second, text)) {
    let now = Integer.floor_div(time, 1_000)
    if now == second { (second, text) } else { (now, Time.format(time, "%Y-%m-%dT%H:%M:%S")) }
  }

  private fn thousandths(time) {
    let ms = Integer.mod(time, 1_000)
    if ms < 10 { "00\(ms)" } else if ms < 100 { "0\(ms)" } else { to_string(ms) }
  }

  private fn full_time(time, (_, text)) { "\(text).\(thousandths(time))Z" }

  # The time with the space behind it.
  private fn date_before(nil, _stamp) { "" }
  private fn date_before(time, stamp) { "\(full_time(time, stamp)) " }

  private fn clock_before(nil, _stamp) { "" }
  private fn clock_before(time, (_, text)) { "\(Binary.part(text, 11, 8)).\(thousandths(time)) " }

  # Lines

  private fn full_line(event, stamp) {
    let body = "\(clean(event.message))\(pairs(event.metadata))"
    "\(date_before(event.time, stamp))[\(name(event.level))] \(body)\n\(details(event.details))"
  }

  private fn short_line(event, stamp) {
    let body = "\(clean(event.message))\(pairs(event.metadata))"
    "\(clock_before(event.time, stamp))[\(name(event.level))] \(body)\n\(details(event.details))"
  }

  private fn color_line(event, stamp) {
    let level = "\(color(event.level))[\(name(event.level))]\e[0m"
    let metadata = match pairs(event.metadata) {
      ""   -> ""
      text -> "\e[2m\(text)\e[0m"
    }
    let text = "\e[2m\(clock_before(event.time, stamp))\e[0m\(level) \(clean(event.message))\(metadata)\n"
    text <> details(event.details)
  }

  private fn name(:debug) { "debug" }
  private fn name(:info) { "info" }
  private fn name(:notice) { "notice" }
  private fn name(:warning) { "warning" }
  private fn name(:error) { "error" }

  private fn color(:debug) { "\e[36m" }
  private fn color(:info) { "\e[32m" }
  private fn color(:notice) { "\e[34m" }
  private fn color(:warning) { "\e[33m" }
  private fn color(:error) { "\e[1;31m" }

  private fn details([]) { "" }
  private fn details(lines) {
    String.join(for line in lines { "    \(clean(to_string(line)))\n" }, "")
  }

  private fn pairs(metadata) when map_size(metadata) == 0 { "" }
  private fn pairs(metadata) {
    String.join(for (key, value) in metadata { " \(key_text(key))=\(value_text(value))" }, "")
  }

  ## Internal: a metadata key as text.
  fn key_text(key) when is_atom(key) { clean(String.from_atom(key)) }
  fn key_text(key) { clean(to_string(key)) }

  private fn value_text(value) when is_string(value) {
    if plain?(value) { value } else { clean(inspect(value)) }
  }
  private fn value_text(value) { clean(inspect(value)) }

  # A value that needs no quotes: not empty, no spaces, no equal signs, and nothing to escape.
  private fn plain?(value) {
    value != "" and clean?(value) and not String.contains?(value, " ")
      and not String.contains?(value, "=")
  }

  ## Internal: a text of at most so many bytes, with what is missing told behind.
  fn shortened(text, limit) when byte_size(text) <= limit { text }
  fn shortened(text, limit) {
    let cut = byte_size(text) - limit
    "\(whole_characters(text, limit, limit - 3)) … (\(cut) bytes more)"
  }

  # Without half a character at the end; a character has at most four bytes.
  private fn whole_characters(text, size, least) {
    if (Binary.at(text, size) band 0xC0) == 0x80 and size > least {
      whole_characters(text, size - 1, least)
    } else {
      Binary.copy(Binary.part(text, 0, size))
    }
  }

  # Escaping

  ## Internal: a text without characters that could forge a line or drive a terminal.
  fn clean(text) { if clean?(text) { text } else { escaped(text) } }

  # `inspect` adds two quotes and nothing else when there is nothing to escape: a check at the speed of
  # the machine. What changes the direction of writing begins with one of two pairs of bytes.
  private fn clean?(text) {
    byte_size(inspect(text)) == byte_size(text) + 2 and not Binary.contains?(text, <<0xE2, 0x80>>)
      and not Binary.contains?(text, <<0xE2, 0x81>>)
  }

  private fn escaped(text) { String.join(escaped_parts(text), "") }

  private fn escaped_parts(<<c/utf8, rest/bytes>>) { [escaped_character(c) | escaped_parts(rest)] }
  private fn escaped_parts(<<byte, rest/bytes>>) {
    ["\\x\(String.downcase(Integer.to_string(byte, 16)))" | escaped_parts(rest)]
  }
  private fn escaped_parts(<<>>) { [] }

  private fn escaped_character('\n') { "\\n" }
  private fn escaped_character('\r') { "\\r" }
  private fn escaped_character('\t') { "\\t" }
  private fn escaped_character('\e') { "\\e" }
  private fn escaped_character(c) when c < 0x20 or (c >= 0x7F and c < 0xA0) { code_point(c) }
  private fn escaped_character(c) when c == 0x2028 or c == 0x2029 { code_point(c) }
  private fn escaped_character(c) when c >= 0x202A and c <= 0x202E { code_point(c) }
  private fn escaped_character(c) when c >= 0x2066 and c <= 0x2069 { code_point(c) }
  private fn escaped_character(c) { <<c/utf8>> }

  private fn code_point(c) { "\\u{\(String.downcase(Integer.to_string(c, 16)))}" }

  # JSON

  private fn json_line(event, stamp) {
    let head = "{\(json_time(event.time, stamp))\"level\":\"\(name(event.level))\""
    let message = json_text(event.message)
    let rest = "\(json_metadata(event.metadata))\(json_details(event.details))"
    "\(head),\"message\":\(message),\"pid\":\"\(inspect(event.pid))\"\(rest)}\n"
  }

  private fn json_time(nil, _stamp) { "" }
  private fn json_time(time, stamp) { "\"time\":\"\(full_time(time, stamp))\"," }

  private fn json_metadata(metadata) when map_size(metadata) == 0 { "" }
  private fn json_metadata(metadata) { ",\"metadata\":\(json(metadata))" }

  private fn json_details([]) { "" }
  private fn json_details(lines) { ",\"details\":\(json(lines))" }

  private fn json(value) when is_string(value) { json_text(value) }
  private fn json(value) when is_number(value) { to_string(value) }
  private fn json(nil) { "null" }
  private fn json(value) when is_boolean(value) { to_string(value) }
  private fn json(value) when is_atom(value) { json_text(String.from_atom(value)) }
  private fn json(value) when is_map(value) {
    let members = for (key, member) in value { "\(json_text(json_key(key))):\(json(member))" }
    "{\(String.join(members, ","))}"
  }
  private fn json([]) { "[]" }
  private fn json(value) when is_list(value) { json_list(value, []) }
  private fn json(value) { json_text(inspect(value)) }

  private fn json_list([x | rest], texts) { json_list(rest, [json(x) | texts]) }
  private fn json_list([], texts) { "[\(String.join(List.reverse(texts), ","))]" }
  # An improper list has no equal in JSON.
  private fn json_list(tail, texts) { json_list([tail], texts) }

  private fn json_key(key) when is_atom(key) { String.from_atom(key) }
  private fn json_key(key) { to_string(key) }

  private fn json_text(text) {
    let quoted = inspect(text)
    if byte_size(quoted) == byte_size(text) + 2 { quoted } else { json_quoted(text) }
  }

  private fn json_quoted(text) { "\"\(String.join(json_parts(text), ""))\"" }

  private fn json_parts(<<c/utf8, rest/bytes>>) { [json_character(c) | json_parts(rest)] }
  private fn json_parts(<<_, rest/bytes>>) { ["\u{FFFD}" | json_parts(rest)] }
  private fn json_parts(<<>>) { [] }

  private fn json_character('"') { "\\\"" }
  private fn json_character('\\') { "\\\\" }
  private fn json_character('\n') { "\\n" }
  private fn json_character('\r') { "\\r" }
  private fn json_character('\t') { "\\t" }
  private fn json_character(c) when c < 0x20 or (c >= 0x7F and c < 0xA0) {
    "\\u\(String.pad_left(Integer.to_string(c, 16), 4, "0"))"
  }
  private fn json_character(c) { <<c/utf8>> }
}
