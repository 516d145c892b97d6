# A tour: most of the language on one page.
#
# Look at: values never change, patterns take them apart, a block's last expression is its value.

# Numbers of any size, atoms, strings with interpolation, tuples, lists and maps.
print(1 bsl 100, 7 / 2, 7 div 2) # expect: 1267650600228229401496703205376 3.5 3
let bird = %{name: "swift", wings: 2, sounds: ["scree", "chirr"]}
print("A \(bird.name) has \(bird.wings) wings.") # expect: A swift has 2 wings.

# An update makes a new map; the old one is as it was.
let penguin = %{bird | name: "penguin", sounds: []}
print(penguin.name, bird.name) # expect: penguin swift

# Patterns take values apart, and say what they should look like.
let (x, [first | rest]) = (1, [2, 3, 4])
print(x, first, rest) # expect: 1 2 [3, 4]

# Functions have clauses that are tried in order; every tail call is free.
fn sum(list) { sum(list, 0) }
fn sum([], total) { total }
fn sum([n | more], total) { sum(more, total + n) }
print(sum(1..100)) # expect: 5050

# `match` chooses by shape, with a guard where the shape does not say enough.
fn describe(value) {
  match value {
    (:ok, n) when n > 1_000 -> "a big success"
    (:ok, _)                -> "a success"
    %{error: reason}        -> "an error: \(reason)"
    "mart" <> ending        -> "mart and \(ending)"
    _                       -> "something else"
  }
}
print(describe((:ok, 5))) # expect: a success
print(describe((:ok, 5_000))) # expect: a big success
print(describe(%{error: :timeout, after: 5})) # expect: an error: :timeout
print(describe("martlet")) # expect: mart and let

# Closures, pipes and trailing blocks.
let shout = fn(text) { String.upcase(text) <> "!" }
["one", "two", "three"]
|> List.filter { word in String.length(word) == 3 }
|> List.map(shout)
|> String.join(" ")
|> print() # expect: ONE! TWO!

# `for` goes over lists, ranges, maps and binaries, and gives a list.
print(for a in 1..3, b in a..3 when a + b == 4 { (a, b) }) # expect: [(1, 3), (2, 2)]
print(for byte in "abc" { byte }) # expect: [97, 98, 99]

# Bytes are taken apart by patterns, too: here a length, and that many bytes.
let <<size:16, body:size/bytes, tail/bytes>> = <<0, 3, "cat and dog">>
print(size, body, inspect(tail)) # expect: 3 cat " and dog"

# Errors: raise and catch them, or better, let the process end and have another one notice.
print(try { 1 div (x - 1) } catch { (:error, reason) -> reason }) # expect: :badarith
let (pid, ref) = spawn_monitor { exit(:no_reason_to_stay) }
receive { (:DOWN, ^ref, :process, ^pid, reason) -> print(reason) } # expect: :no_reason_to_stay

# A module groups functions. This one is a process that counts; its state is its argument.
module Counter {
  ## Starts a counter at `n`.
  fn start(n) { spawn { loop(n) } }

  private fn loop(n) {
    receive {
      (:add, k) when k > 0 -> loop(n + k)
      (:get, from)         -> { from ! (:count, n); loop(n) }
    }
  }
}

let counter = Counter.start(40)
counter ! (:add, 2)
counter ! (:get, self())
receive { (:count, n) -> print("the count is \(n)") } # expect: the count is 42
