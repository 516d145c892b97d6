## Internal: what `h()` says about the words of the language that are no functions.
module Shell.Forms {
  let texts = %{
    module: ("module Name { ... }", """
      A module with functions and constants. Its functions are called from elsewhere as
      `Name.function(...)`; those that are `private` are not.

      ```
      module Counter {
        let start = 0
        ## Doubles.
        fn double(n) { n * 2 }
        private fn secret() { start }
      }
      Counter.double(21)
      ```

      Typed again, it becomes the newest version: calls that name the module enter it, also those of
      processes that run already.
      """),
    fn: ("fn name(patterns) when guard { ... }, fn(x) { ... }", """
      Defines a function, or with no name is a function value, which takes along the variables around
      it. Definitions of one name with as many parameters are clauses, tried in order.

      ```
      fn area((:circle, r)) { 3.14159 * r * r }
      fn area((:square, a)) { a * a }
      let double = fn(x) { x * 2 }
      double(21)
      ```

      `&area/1` and `&List.map/2` are functions with a name as values. A block behind a call is one more
      argument, a function: `List.map([1, 2]) { x in x * 2 }`.
      """),
    private: ("private fn name(...) { ... }", """
      A function that only its own module calls.
      """),
    let: ("let pattern = value, let pattern = value else { arms }", """
      Binds the names of a pattern in what follows. When the value does not match, `(:badmatch, value)`
      is raised; with `else` the arms are tried, and the block around ends with that arm's value.

      ```
      let (a, [b | rest]) = (1, [2, 3])
      let (:ok, text) = File.read("notes.txt") else { (:error, why) -> why }
      ```
      """),
    if: ("if condition { ... } else if other { ... } else { ... }", """
      The value of the first block whose condition is true; only `false` and `nil` are not. Without
      `else` it may be nil. `if let` asks whether a pattern matches.

      ```
      if 3 > 2 { :yes } else { :no }
      if let (:ok, n) = Map.fetch(%{a: 1}, :a) { n + 1 }
      ```
      """),
    match: ("match value { pattern when guard -> result }", """
      Tries patterns in order and gives what the first one that matches says. When none does,
      `(:match_clause, value)` is raised.

      ```
      match [1, 2, 3] {
        []                    -> :empty
        [x] when x > 0        -> (:one, x)
        [first, _ | _]        -> (:first, first)
      }
      ```
      """),
    receive: ("receive { pattern -> result; after ms -> result }", """
      Takes the first message in the mailbox that one of the patterns matches, waiting for it; the others
      stay where they are. `after` says how many milliseconds it waits, `after 0` not at all.

      ```
      self() ! (:hello, "you")
      receive {
        (:hello, name) -> "hello " <> name
        after 1_000    -> :nobody
      }
      ```
      """),
    after: ("receive { ... after ms -> result }, try { ... } after { ... }", """
      In `receive`, what happens when so many milliseconds have gone by without a message that matches.
      Behind `try`, what is done in any case, however the block ends.

      ```
      receive { after 100 -> :late }
      try { work() } after { print("done") }
      ```
      """),
    try: ("try { ... } catch { (class, reason) -> result } after { ... }", """
      Runs a block and catches what it raises: the class is `:error` for `raise`, `:throw` for `throw` and
      `:exit` for `exit`. In an arm `stacktrace()` tells where it came from.

      ```
      try { 1 div 0 } catch {
        (:error, :badarith) -> :infinite
      }
      ```
      """),
    for: ("for pattern in collection when guard { ... }", """
      A list of what the block gives for each element of a list, a range, a map (as pairs) or a binary
      (as bytes). Elements that do not match are skipped; several generators are nested.

      ```
      for x in 1..10 when x rem 2 == 0 { x * x }
      for (key, value) in %{a: 1, b: 2} { (value, key) }
      for x in [1, 2], y in [:a, :b] { (x, y) }
      ```
      """),
    in: ("for x in collection { ... }, { x in ... }", """
      Stands in `for` between a pattern and what it goes through, and in a block behind its parameters.

      ```
      for x in 1..3 { x }
      List.reduce([1, 2, 3], 0) { x, sum in x + sum }
      ```
      """),
    when: ("pattern when guard", """
      A condition beside a pattern, of a function's clause, an arm or a generator. It is made of
      comparisons, arithmetic, `and or not` and functions such as `is_integer` and `length`. A guard
      that fails is false.

      ```
      fn sign(n) when n < 0 { -1 }
      fn sign(n) when is_number(n) { 1 }
      ```
      """),
    as: ("pattern as name", """
      Binds the whole of what a pattern matches, beside its parts.

      ```
      let [first | _] as all = [1, 2, 3]
      (first, all)
      ```
      """),
    and: ("a and b, a or b, not a", """
      Logic. `and` and `or` look at their right side only when it decides, and give the operand that
      did. Only `false` and `nil` are not true.

      ```
      nil or :default
      not (1 > 2)
      ```
      """),
    div: ("a div b, a rem b", """
      Division of integers without rest, and the rest; both round towards zero. `/` gives a float.

      ```
      (7 div 2, 7 rem 2, -7 div 2, 7 / 2)
      ```
      """),
    band: ("a band b, a bor b, a bxor b, bnot a, a bsl n, a bsr n", """
      Integers as bits: and, or, exclusive or, not, and moving them to the left and to the right.

      ```
      (0b1100 band 0b1010, 1 bsl 100)
      ```
      """),
    true: ("true, false, nil", """
      Atoms for truth and for nothing. `false` and `nil` are false, everything else is true.
      """),
    :"!" => ("target ! message", """
      Sends a message to a pid, a registered name or an alias, and gives the message. It never fails when
      nobody is there.

      ```
      self() ! :hello
      flush()
      ```
      """),
    :"|>" => ("value |> function(more)", """
      A call with the value as its first argument, so that steps stand in the order in which they happen.

      ```
      "the cat the dog" |> String.split(" ") |> List.frequencies()
      ```
      """),
    :"<>" => ("a <> b, a ++ b, a -- b", """
      `<>` joins strings, `++` lists; `--` takes elements out. In a pattern `"GET " <> rest` matches
      strings that begin so.

      ```
      "mart" <> "let"
      [1, 2, 3] -- [2]
      ```
      """),
    :".." => ("a..b", """
      The list of the integers from `a` to `b`.

      ```
      1..5
      ```
      """),
    :"==" => ("a == b, a != b, a === b, a !== b, a < b, a <= b, a > b, a >= b", """
      Comparisons. `==` takes `1` and `1.0` for equal, `===` does not. All terms have an order: numbers,
      atoms, references, functions, pids, tuples, maps, lists, strings.
      """),
    :"&" => ("&name/arity, &Module.name/arity", """
      A function with a name, as a value.

      ```
      List.map(["a", "b"], &String.upcase/1)
      ```
      """),
    :"^" => ("^name", """
      In a pattern, the value that a name has already.

      ```
      let x = 1
      match 1 { ^x -> :same; _ -> :other }
      ```
      """),
  }

  let others = %{
    else: :if, catch: :try, or: :and, not: :and, rem: :div, bor: :band, bxor: :band, bnot: :band,
    bsl: :band, bsr: :band, false: :true, nil: :true, :"++" => :"<>", :"--" => :"<>", :"!=" => :"==",
    :"===" => :"==", :"!==" => :"==", :"<" => :"==", :"<=" => :"==", :">" => :"==", :">=" => :"==",
  }

  ## Internal: `(how it is written, text)` for a word of the language, or nil.
  ##
  ## >> elem(Shell.Forms.find(:else), 0)
  ## "if condition { ... } else if other { ... } else { ... }"
  ## >> Shell.Forms.find(:spawn)
  ## nil
  fn find(name) { Map.get(texts, Map.get(others, name, name)) }

  ## Internal: all words that `find` knows.
  ##
  ## >> List.member?(Shell.Forms.names(), :receive)
  ## true
  fn names() { Map.keys(texts) ++ Map.keys(others) }
}
