## Counts the words that everybody has said.
module WordCount {
  fn start(_data) { %{} }

  fn handle((:said, who, "how many words?"), counts) {
    ("\(Map.get(counts, who, 0)) so far.", counts)
  }
  fn handle((:said, who, text), counts) {
    let words = length(String.split(text))
    (nil, Map.update(counts, who, words) { n in n + words })
  }
  fn handle(_, counts) { (nil, counts) }
}
