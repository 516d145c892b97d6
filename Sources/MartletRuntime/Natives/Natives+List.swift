extension NativeModule {
  /// Lists; `stdlib/list.mt` has what takes functions.
  static let list = NativeModule(
    "List",
    [
      Native(
        "reverse",
        "list",
        doc: """
          The elements in reverse order.

          >> List.reverse([1, 2, 3])
          [3, 2, 1]
          """
      ) { call throws(Raise) in try Lists.reverse(&call, onto: .emptyList) },
      Native(
        "reverse",
        "list",
        "tail",
        doc: """
          The elements in reverse order, followed by `tail`.

          >> List.reverse([2, 1], [3])
          [1, 2, 3]
          """
      ) { call throws(Raise) in try Lists.reverse(&call, onto: call[1]) },
      Native(
        "sort",
        "list",
        doc: """
          The elements in the order of terms. Equal elements keep their order.

          >> List.sort([3, :a, 1.5, "s", 2])
          [1.5, 2, 3, :a, "s"]
          """
      ) { call throws(Raise) in try Lists.sort(&call) },
      Native(
        "key_sort",
        "list",
        "index",
        doc: """
          Tuples in the order of their elements at `index`, counted from 0. Equal ones keep their
          order.

          >> List.key_sort([(2, :a), (1, :b), (1, :a)], 0)
          [(1, :b), (1, :a), (2, :a)]
          """
      ) { call throws(Raise) in
        guard call[1].isSmall, call[1].small >= 0 else { throw call.badarg }
        return try Lists.sort(&call, key: call[1].small)
      },
      Native(
        "length",
        "list",
        doc: """
          The number of elements.

          >> List.length([:a, :b])
          2
          """
      ) { call throws(Raise) in
        try Lists.walk(&call) { _, _, _ throws(Raise) in
          false
        } _: { _, work, _ in
          Term(small: work.count)
        }
      },
      Native(
        "sum",
        "list",
        doc: """
          All numbers added up; 0 for none.

          >> List.sum([1, 2, 3.5])
          6.5
          """
      ) { call throws(Raise) in try Lists.fold(&call, .add, from: 0) },
      Native(
        "product",
        "list",
        doc: """
          All numbers multiplied; 1 for none.

          >> List.product([2, 3, 4])
          24
          """
      ) { call throws(Raise) in try Lists.fold(&call, .multiply, from: 1) },
      Native(
        "max",
        "list",
        doc: """
          The greatest element in the order of terms; of equal ones the first.

          >> List.max([3, 7, 5])
          7
          """
      ) { call throws(Raise) in try Lists.extreme(&call, greatest: true) },
      Native(
        "min",
        "list",
        doc: """
          The least element in the order of terms; of equal ones the first.

          >> List.min([3, 1, 2])
          1
          """
      ) { call throws(Raise) in try Lists.extreme(&call, greatest: false) },
      Native(
        "member?",
        "list",
        "element",
        doc: """
          Whether the list has the element, by `===`.

          >> List.member?([1, 2], 2)
          true
          >> List.member?([1, 2], 2.0)
          false
          """
      ) { call throws(Raise) in try Lists.isMember(&call) },
      Native(
        "index_of",
        "list",
        "element",
        doc: """
          The place of the first such element, counted from 0, or nil.

          >> List.index_of([:a, :b], :b)
          1
          """
      ) { call throws(Raise) in try Lists.index(&call) },
      Native(
        "at",
        "list",
        "index",
        doc: """
          The element at a place counted from 0, or from the end when negative; nil outside.

          >> List.at([:a, :b, :c], -1)
          :c
          """
      ) { call throws(Raise) in try Lists.at(&call) },
      Native(
        "last",
        "list",
        doc: """
          The last element, or nil when there is none.

          >> List.last([1, 2, 3])
          3
          """
      ) { call throws(Raise) in try Lists.last(&call) },
      Native(
        "take",
        "list",
        "count",
        doc: """
          The first `count` elements, or all when there are fewer.

          >> List.take([1, 2, 3], 2)
          [1, 2]
          """
      ) { call throws(Raise) in try Lists.take(&call, call.count(1)) },
      Native(
        "drop",
        "list",
        "count",
        doc: """
          What follows the first `count` elements.

          >> List.drop([1, 2, 3], 2)
          [3]
          """
      ) { call throws(Raise) in try Lists.drop(&call, call.count(1)) },
      Native(
        "zip",
        "first",
        "second",
        doc: """
          Pairs of the elements of both lists, up to the end of the shorter.

          >> List.zip([1, 2, 3], [:a, :b])
          [(1, :a), (2, :b)]
          """
      ) { call throws(Raise) in try Lists.zip(&call) },
      Native(
        "with_index",
        "list",
        doc: """
          Pairs of each element and its place, counted from 0.

          >> List.with_index([:a, :b])
          [(:a, 0), (:b, 1)]
          """
      ) { call throws(Raise) in try Lists.withIndex(&call, from: 0) },
      Native(
        "with_index",
        "list",
        "start",
        doc: """
          Pairs of each element and its place, counted from `start`.

          >> List.with_index([:a, :b], 1)
          [(:a, 1), (:b, 2)]
          """
      ) { call throws(Raise) in
        guard call[1].isSmall, call[1].small.magnitude < 1 << 60 else { throw call.badarg }
        return try Lists.withIndex(&call, from: call[1].small)
      },
      Native(
        "concat",
        "lists",
        doc: """
          The elements of all lists in a list.

          >> List.concat([[1], [2, 3], []])
          [1, 2, 3]
          """
      ) { call throws(Raise) in try Lists.concat(&call) },
      Native(
        "flatten",
        "list",
        doc: """
          The elements that are no lists, at every depth.

          >> List.flatten([1, [2, [3, []]], 4])
          [1, 2, 3, 4]
          """
      ) { call throws(Raise) in try Lists.flatten(&call) },
      Native(
        "uniq",
        "list",
        doc: """
          Without what has come before, by `===`.

          >> List.uniq([1, 2, 1, 1.0])
          [1, 2, 1.0]
          """
      ) { call throws(Raise) in try Lists.unique(&call) },
      Native(
        "delete",
        "list",
        "element",
        doc: """
          Without the first element that is `element`, by `===`.

          >> List.delete([1, 2, 1], 1)
          [2, 1]
          """
      ) { call throws(Raise) in try Lists.delete(&call) },
      Native(
        "range",
        "first",
        "last",
        doc: """
          The integers from `first` to `last`, both included, as `first..last` gives them.

          >> List.range(1, 4)
          [1, 2, 3, 4]
          """
      ) { call throws(Raise) in try Lists.range(&call) },
      Native(
        "duplicate",
        "element",
        "count",
        doc: """
          A list of so many times the same element.

          >> List.duplicate(:x, 3)
          [:x, :x, :x]
          """
      ) { call throws(Raise) in try Lists.duplicate(&call, call.count(1)) },
      Native(
        "chunk",
        "list",
        "size",
        doc: """
          Lists of `size` elements each; the last may have fewer.

          >> List.chunk([1, 2, 3, 4, 5], 2)
          [[1, 2], [3, 4], [5]]
          """
      ) { call throws(Raise) in
        let size = try call.count(1)
        guard size > 0 else { throw call.badarg }
        return try Lists.chunk(&call, size)
      },
      Native(
        "to_tuple",
        "list",
        doc: """
          A tuple of the elements.

          >> List.to_tuple([1, 2])
          (1, 2)
          """
      ) { call throws(Raise) in try Lists.toTuple(&call) },
    ]
  )
}

extension NativeCall {
  /// An argument that says how many: a small integer that is not negative, else `:badarg`.
  func count(_ index: Int) throws(Raise) -> Int {
    guard self[index].isSmall, self[index].small >= 0 else { throw badarg }
    return self[index].small
  }
}
