import MartletBytecode

extension NativeModule {
  /// What is available everywhere and has to do with values only.
  static let kernel = NativeModule(
    "Kernel",
    [
      Native(
        "++",
        "left",
        "right",
        doc: """
          The list `left` followed by `right`.

          >> [1, 2] ++ [3]
          [1, 2, 3]
          """
      ) { call throws(Raise) in try Lists.append(&call) },
      Native(
        "--",
        "left",
        "right",
        doc: """
          The list `left` without the first occurrence of each element of `right`, by `===`.

          >> [1, 2, 1, 3] -- [1]
          [2, 1, 3]
          """
      ) { call throws(Raise) in try Lists.subtract(&call) },
      Native(
        "..",
        "first",
        "last",
        doc: """
          The list of the integers from `first` to `last`, both included.

          >> 1..3
          [1, 2, 3]
          """
      ) { call throws(Raise) in try Lists.range(&call) },
      Native(
        "length",
        "list",
        isGuard: true,
        doc: """
          The number of elements of a list.

          >> length([:a, :b])
          2
          """
      ) { call throws(Raise) in
        guard let count = Lists.length(call[0]) else { throw call.badarg }
        call.charge(count / 16)
        return Term(small: count)
      },
      Native(
        "byte_size",
        "binary",
        isGuard: true,
        doc: """
          The number of bytes of a binary.

          >> byte_size("é")
          2
          """
      ) { call throws(Raise) in
        guard call[0].isBinary else { throw call.badarg }
        return Term(small: Binaries.count(call[0]))
      },
      Native(
        "tuple_size",
        "tuple",
        isGuard: true,
        doc: """
          The number of elements of a tuple.

          >> tuple_size((:a, :b))
          2
          """
      ) { call throws(Raise) in
        guard call[0].isTuple else { throw call.badarg }
        return Term(small: call[0].tupleCount)
      },
      Native(
        "map_size",
        "map",
        isGuard: true,
        doc: """
          The number of pairs of a map.

          >> map_size(%{a: 1})
          1
          """
      ) { call throws(Raise) in
        guard call[0].isMap else { throw call.error(.badmap, call[0]) }
        return Term(small: Maps.count(call[0]))
      },
      Native(
        "elem",
        "tuple",
        "index",
        isGuard: true,
        doc: """
          The element of a tuple at a place counted from 0.

          >> elem((:a, :b), 1)
          :b
          """
      ) { call throws(Raise) in
        guard call[0].isTuple, call[1].isSmall, call[1].small >= 0,
          call[1].small < call[0].tupleCount
        else { throw call.badarg }
        return call[0].element(call[1].small)
      },
      Native(
        "hd",
        "list",
        isGuard: true,
        doc: """
          The first element of a list that is not empty.

          >> hd([1, 2])
          1
          """
      ) { call throws(Raise) in
        guard call[0].isCons else { throw call.badarg }
        return call[0].head
      },
      Native(
        "tl",
        "list",
        isGuard: true,
        doc: """
          What follows the first element of a list that is not empty.

          >> tl([1, 2])
          [2]
          """
      ) { call throws(Raise) in
        guard call[0].isCons else { throw call.badarg }
        return call[0].tail
      },
      Native(
        "abs",
        "number",
        isGuard: true,
        doc: """
          The number without its sign.

          >> abs(-3)
          3
          """
      ) { call throws(Raise) in
        if call[0].isFloat { return try call.float(call[0].float.magnitude) }
        guard call[0].isInteger else { throw call.badarg }
        return Integers.isNegative(call[0])
          ? try Arithmetic.unary(.negate, call[0], &call) : call[0]
      },
      Native(
        "node",
        isGuard: true,
        doc: """
          The name of the node that the program runs on.

          >> node()
          :"nonode@nohost"
          """
      ) { _ throws(Raise) in .atom(.nonode) },
      Native(
        "inspect",
        "value",
        doc: """
          The value as source, where it has one.

          >> inspect((:ok, "text"))
          "(:ok, \\"text\\")"
          """
      ) { call throws(Raise) in try Inspector.text(&call) },
      Native(
        "inspect",
        "value",
        "options",
        doc: """
          The value for people to read: as `inspect` shows it where that fits a line, otherwise over
          several lines, and with what is long cut. The options are a map:

          - `width`: the columns of a line (80)
          - `limit`: the elements shown of each collection, before `...` (50)
          - `text`: the bytes shown of a string, and the digits of an integer (4_096)
          - `total`: the bytes of the whole text (100_000)
          - `color`: whether the text has colours, as terminals take them (false)
          - `indent`: the columns that are taken before each line; those before the first line are the
            caller's (0)

          All numbers but the last may be `:infinity`. What is not shown is not looked at, so this
          is quick for terms of any size, and of large maps the first keys are shown. Raises
          `(:bad_option, key)` or `(:bad_option, (key, value))` for options that cannot be.

          >> inspect(%{id: 7, tags: [:a, :b, :c]}, limit: 2)
          "%{id: 7, tags: [:a, :b, ... 1 more]}"
          >> inspect(%{id: 7, tags: [:a, :b]}, width: 20)
          "%{\\n  id:   7,\\n  tags: [:a, :b]\\n}"
          """
      ) { call throws(Raise) in try PrettyPrinter.text(&call) },
      Native(
        "to_string",
        "value",
        doc: """
          A string as it is, anything else as `inspect` shows it.

          >> to_string(12)
          "12"
          """
      ) { call throws(Raise) in
        call[0].isBinary ? call[0] : try Inspector.text(&call)
      },
    ]
  )
}

extension Inspector {
  /// `call[0]` as source, worked out in steps.
  static func text(_ call: inout NativeCall) throws(Raise) -> Term {
    var inspector: Inspector
    let earlier = call.continuation as? State
    if let earlier {
      inspector = earlier.resumed()
    } else {
      inspector = Inspector(atoms: call.atoms)
      inspector.begin(call[0])
    }
    let budget = max(call.reductionsLeft, 64) * 4
    var steps = budget
    let isDone = inspector.run(&steps)
    call.charge((budget - steps) / 4)
    do throws(Raise) {
      try Collector.checkGathered(call.context, inspector.bytes.count)
    } catch {
      call.finish()
      throw error
    }
    guard isDone else { return call.yield(State(inspector)) }
    if earlier != nil { call.finish() }
    return try call.binary(inspector.bytes)
  }
}
