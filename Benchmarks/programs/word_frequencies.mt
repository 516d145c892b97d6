# Counts the words of a text file.
let (:ok, text) = File.read(List.first(System.argv()))
Bench.load([List, Map, String])
Bench.run {
  let counts = List.reduce(String.split(text), %{}) { word, counts in
    Map.update(counts, word, 1) { n in n + 1 }
  }
  let (total, top) = Map.reduce(counts, (0, 0)) { _, n, (total, top) in
    (total + n, if n > top { n } else { top })
  }
  (Map.size(counts), total, top)
}
