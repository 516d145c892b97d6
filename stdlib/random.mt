## Random numbers.
##
## `Random.int`, `Random.float`, `Random.pick` and their like need no preparation: every run gives
## others. `Random.seed` makes those of the calling process repeatable; `Random.new` gives a generator
## as data, which functions take and give back. None of these is for secrets: `Random.bytes` is.
##
## Numbers that nobody can foresee need the capability `random`; those from a seed, by `Random.seed` or
## `Random.new(seed)`, need none.
##
## ```
## let die = Random.int(1, 6)
## let (n, generator) = Random.next_int(Random.new(42), 1, 6)
## ```
##
## >> Random.seed(7); let a = List.repeat(5) { _ in Random.int(1, 6) }; Random.seed(7); a == List.repeat(5) { _ in Random.int(1, 6) }
## true
module Random {
  let key = :"$random"

  ## Makes the numbers of this process repeatable: the same seed, the same numbers.
  ##
  ## >> Random.seed(1); let x = Random.float(); Random.seed(1); x == Random.float()
  ## true
  fn seed(n) {
    Process.put(key, Random.new(n))
    :ok
  }

  ## A generator that nobody can foresee, as data.
  ##
  ## >> tuple_size(Random.new())
  ## 3
  ##
  ## Needs the capability `random`.
  fn new() { Random.new(Random.free_int(0, 1 bsl 60)) }

  ## A random integer from `low` to `high`, both included.
  ##
  ## >> let n = Random.int(1, 6); n >= 1 and n <= 6
  ## true
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn int(low, high) {
    match Process.get(key) {
      nil       -> Random.free_int(low, high)
      generator -> step(Random.next_int(generator, low, high))
    }
  }

  ## Internal: like `int`; without the capability `random` the numbers can be foreseen.
  fn loose_int(low, high) {
    match Process.get(key) {
      nil       -> Random.any_int(low, high)
      generator -> step(Random.next_int(generator, low, high))
    }
  }

  ## A random float of at least 0 and less than 1.
  ##
  ## >> let x = Random.float(); x >= 0.0 and x < 1.0
  ## true
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn float() {
    match Process.get(key) {
      nil       -> Random.free_float()
      generator -> step(Random.next_float(generator))
    }
  }

  private fn step((value, generator)) {
    Process.put(key, generator)
    value
  }

  ## A random float of at least `low` and less than `high`.
  ##
  ## >> let x = Random.float(5, 6); x >= 5.0 and x < 6.0
  ## true
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn float(low, high) { low + float() * (high - low) }

  ## True or false, each as often.
  ##
  ## >> is_boolean(Random.bool())
  ## true
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn bool() { int(0, 1) == 1 }

  ## True with a probability from 0 to 1.
  ##
  ## >> Random.chance(1.0)
  ## true
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn chance(probability) { float() < probability }

  ## A random element of a list, or nil for an empty one.
  ##
  ## >> Random.pick([5])
  ## 5
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn pick([]) { nil }
  fn pick(xs) { List.at(xs, int(0, List.length(xs) - 1)) }

  ## A random element of a list of `(element, weight)`, or nil.
  ##
  ## >> Random.pick_weighted([(:never, 0), (:always, 3)])
  ## :always
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn pick_weighted(pairs) {
    let total = List.sum_by(pairs) { (_, weight) in weight }
    if total > 0 { weighted(pairs, float() * total) }
  }

  private fn weighted([(x, weight) | rest], left) {
    if left < weight or rest == [] { x } else { weighted(rest, left - weight) }
  }

  ## The elements of a list in random order.
  ##
  ## >> List.sort(Random.shuffle([3, 1, 2]))
  ## [1, 2, 3]
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn shuffle(xs) { List.sort_by(xs) { _ in float() } }

  ## `count` elements of different places of a list, in random order.
  ##
  ## >> List.length(Random.sample([1, 2, 3, 4], 2))
  ## 2
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn sample(xs, count) { List.take(shuffle(xs), count) }

  ## A float that is distributed normally around 0 with a standard deviation of 1.
  ##
  ## >> is_float(Random.normal())
  ## true
  ##
  ## Needs the capability `random` in a process that has set no seed.
  fn normal() {
    # Box and Muller's method; 1 minus the number, because a logarithm of 0 there is none.
    Math.sqrt(-2.0 * Math.log(1.0 - float())) * Math.cos(2.0 * Math.pi() * float())
  }

  ## The elements of a list in an order that the generator gives, and the generator for what follows.
  ##
  ## >> Random.next_shuffle(Random.new(1), [1, 2, 3]) == Random.next_shuffle(Random.new(1), [1, 2, 3])
  ## true
  fn next_shuffle(generator, xs) {
    let (keyed, next) = List.map_reduce(xs, generator) { x, g in
      let (number, g) = Random.next_float(g)
      ((number, x), g)
    }
    (keyed |> List.sort_by { (number, _) in number } |> List.map { (_, x) in x }, next)
  }

  ## A random identifier that nobody else has (a UUID of version 4).
  ##
  ## >> String.length(Random.uuid())
  ## 36
  ##
  ## Needs the capability `random`.
  fn uuid() {
    let <<a:4/bytes, b:2/bytes, c:16, d:16, e:6/bytes>> = Random.bytes(16)
    let versioned = <<(c band 0x0FFF bor 0x4000):16>>
    let variant = <<(d band 0x3FFF bor 0x8000):16>>
    [a, b, versioned, variant, e]
    |> List.map { part in Binary.encode_hex(part) }
    |> String.join("-")
  }
}
