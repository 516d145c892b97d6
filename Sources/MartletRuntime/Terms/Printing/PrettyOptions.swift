/// How a value is to be printed for people.
struct PrettyOptions {
  /// The columns of a line.
  var width = 80
  /// The elements that are shown of each collection.
  var limit = 50
  /// The bytes that are shown of a string, and the digits of an integer.
  var text = 4_096
  /// The bytes of the whole.
  var total = 100_000
  var usesColor = false
  /// The columns before the first line, and before all others.
  var indent = 0

  /// No options but the usual ones.
  init() {}

  /// The options in a map; raises `(:bad_option, key)` for one that there is not, and
  /// `(:bad_option, (key, value))` for a value that it cannot have.
  init(_ call: NativeCall, _ map: Term) throws(Raise) {
    guard map.isMap else { throw call.badarg }
    var pairs = MapIterator(map)
    while let (key, value) = pairs.step() {
      guard key.isAtom, set(call.atoms.pointee.text(key.atom), value) else {
        let isKnown = key.isAtom && Self.names.contains(call.atoms.pointee.text(key.atom))
        throw try PrettyOptions.error(call, key, isKnown ? value : nil)
      }
    }
  }

  private static let names = ["width", "limit", "text", "total", "color", "indent"]
  /// More would be a text of blanks.
  private static let mostIndent = 1_000

  /// Takes an option; false when there is none of that name or it cannot have the value.
  private mutating func set(_ name: String, _ value: Term) -> Bool {
    if name == "color" {
      usesColor = value == .true
      return value.isBoolean
    }
    var number = Int.max
    if value.isSmall, value.small >= 0 {
      number = value.small
    } else if value != .atom(.infinity) || name == "indent" {
      return false
    }
    switch name {
    case "width":
      width = number
      return number > 0
    case "limit": limit = number
    case "text": text = number
    case "total": total = number
    case "indent":
      indent = number
      return number <= PrettyOptions.mostIndent
    default: return false
    }
    return true
  }

  private static func error(
    _ call: NativeCall,
    _ key: Term,
    _ value: Term?
  ) throws(Raise) -> Raise {
    var call = call
    let kind = try call.atom("bad_option")
    let kept = call.keep(key)
    let reason = call.keep(value ?? .nil)
    try call.reserve(6)
    return call.error(
      call.write { writer in
        let what = value == nil ? call[kept] : writer.tuple(call[kept], call[reason])
        return writer.tuple(kind, what)
      }
    )
  }
}
