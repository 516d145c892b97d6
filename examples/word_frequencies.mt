# Word frequencies: the most frequent long words of a whole book, counted by many processes.
#
# Look at: each process counts a part of the text in its own heap and sends the result back as one
# message; no lock is needed because nothing is shared. `scan` reads the text byte by byte.
#
# Run it from the project's folder, or name another text: `martlet word_frequencies.mt FILE`.

module Words {
  ## Counts the words in `text`: runs of letters, in lower case.
  fn count(text) { scan(String.downcase(text), "", %{}) }

  private fn scan(<<letter, rest/bytes>>, word, counts) when letter >= 'a' and letter <= 'z' {
    scan(rest, <<word/bytes, letter>>, counts)
  }
  private fn scan(<<_, rest/bytes>>, word, counts) { scan(rest, "", add(counts, word, 1)) }
  private fn scan("", word, counts) { add(counts, word, 1) }

  ## Puts two counts together.
  fn merge(counts, more) {
    List.reduce(Map.to_list(more), counts) { (word, n), total in add(total, word, n) }
  }

  private fn add(counts, "", _) { counts }
  private fn add(counts, word, n) { Map.update(counts, word, n) { m in m + n } }
}

let path = match System.argv() {
  [path | _] -> path
  []         -> "examples/data/alice.txt"
}

let (:ok, text) = File.read(path) else {
  (:error, reason) -> exit((:cannot_read, path, reason))
}

# One process for every hundred lines; how many that makes does not matter, processes are cheap.
let me = self()
let parts = text |> String.split("\n") |> List.chunk(100)
let workers = for lines in parts {
  spawn { me ! (:counted, self(), Words.count(String.join(lines, "\n"))) }
}

# The results are taken in the order of the workers, whatever order they come in.
let counts = List.reduce(workers, %{}) { worker, total in
  receive { (:counted, ^worker, counts) -> Words.merge(total, counts) }
}

let total = List.sum(Map.values(counts))
print("\(total) words, \(Map.size(counts)) different ones, \(length(workers)) processes")
# expect: 27327 words, 2573 different ones, 37 processes

# Sorting by a tuple: first by falling count, then by the word.
let ranking = for (word, n) in counts when byte_size(word) >= 6 { (word, n) }
  |> List.sort_by { (word, n) in (-n, word) }
  |> List.take(6)

for (word, n) in ranking { print(n, word) }
# expect: 128 little
# expect: 83 herself
# expect: 74 thought
# expect: 59 turtle
# expect: 56 hatter
# expect: 54 gryphon
