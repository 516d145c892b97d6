extension NativeModule {
  /// Maps; `stdlib/map.mt` has what takes functions.
  static let map = NativeModule(
    "Map",
    [
      Native(
        "get",
        "map",
        "key",
        doc: """
          The value under a key, or nil.

          >> Map.get(%{a: 1}, :a)
          1
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        return Maps.find(call[0], call[1], call.context) ?? .nil
      },
      Native(
        "get",
        "map",
        "key",
        "default",
        doc: """
          The value under a key, or `default`.

          >> Map.get(%{a: 1}, :b, 0)
          0
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        return Maps.find(call[0], call[1], call.context) ?? call[2]
      },
      Native(
        "fetch",
        "map",
        "key",
        doc: """
          `(:ok, value)`, or `:error` when the map has no such key.

          >> Map.fetch(%{a: nil}, :a)
          (:ok, nil)
          >> Map.fetch(%{}, :a)
          :error
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        guard let value = Maps.find(call[0], call[1], call.context) else { return .atom(.error) }
        return try call.ok(value)
      },
      Native(
        "fetch!",
        "map",
        "key",
        doc: """
          The value under a key; raises `(:badkey, key)` when there is none.

          >> Map.fetch!(%{a: 1}, :a)
          1
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        guard let value = Maps.find(call[0], call[1], call.context) else {
          throw call.error(.badkey, call[1])
        }
        return value
      },
      Native(
        "has_key?",
        "map",
        "key",
        doc: """
          Whether the map has a key.

          >> Map.has_key?(%{a: nil}, :a)
          true
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        return Term(Maps.find(call[0], call[1], call.context) != nil)
      },
      Native(
        "put",
        "map",
        "key",
        "value",
        doc: """
          The map with a value under a key, in the place of the one that was there.

          >> Map.put(%{a: 1}, :b, 2)
          %{a: 1, b: 2}
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        return try Maps.put(&call, map: call[0], key: call[1], value: call[2])
      },
      Native(
        "put_new",
        "map",
        "key",
        "value",
        doc: """
          The map with a value under a key, unless it has that key.

          >> Map.put_new(%{a: 1}, :a, 2)
          %{a: 1}
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        if Maps.find(call[0], call[1], call.context) != nil { return call[0] }
        return try Maps.put(&call, map: call[0], key: call[1], value: call[2])
      },
      Native(
        "delete",
        "map",
        "key",
        doc: """
          The map without a key.

          >> Map.delete(%{a: 1, b: 2}, :a)
          %{b: 2}
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        return try Maps.remove(&call, map: call[0], key: call[1])
      },
      Native(
        "merge",
        "first",
        "second",
        doc: """
          The pairs of both maps; where both have a key, the value of the second.

          >> Map.merge(%{a: 1, b: 1}, %{b: 2, c: 2})
          %{a: 1, b: 2, c: 2}
          """
      ) { call throws(Raise) in try MapNatives.merge(&call) },
      Native(
        "keys",
        "map",
        doc: """
          The keys, in the order of `Map.to_list`.

          >> Map.keys(%{b: 1, a: 2})
          [:a, :b]
          """
      ) { call throws(Raise) in try MapNatives.list(&call, .key) },
      Native(
        "values",
        "map",
        doc: """
          The values, in the order of `Map.to_list`.

          >> Map.values(%{b: 1, a: 2})
          [2, 1]
          """
      ) { call throws(Raise) in try MapNatives.list(&call, .value) },
      Native(
        "to_list",
        "map",
        doc: """
          The pairs as tuples: in key order for maps of up to 32 pairs, in no particular but always
          the same order for larger ones.

          >> Map.to_list(%{b: 1, a: 2})
          [(:a, 2), (:b, 1)]
          """
      ) { call throws(Raise) in try MapNatives.list(&call, .pair) },
      Native(
        "from_list",
        "pairs",
        doc: """
          The map of a list of pairs; of equal keys the last wins.

          >> Map.from_list([(:a, 1), (:b, 2), (:a, 3)])
          %{a: 3, b: 2}
          """
      ) { call throws(Raise) in try MapNatives.fromList(&call) },
      Native(
        "size",
        "map",
        doc: """
          The number of pairs.

          >> Map.size(%{a: 1})
          1
          """
      ) { call throws(Raise) in
        try MapNatives.check(&call)
        return Term(small: Maps.count(call[0]))
      },
    ]
  )
}
