## Writes down what it is told to remember. It is the one plugin with a data directory, so that what
## it knows outlives it.
module Notebook {
  fn start(data) { data }

  fn handle((:said, who, "remember: " <> text), data) {
    Data.append(data, who, text <> "\n")
    ("I have noted that.", data)
  }
  fn handle((:said, who, "what did I say?"), data) {
    let answer = match Data.read(data, who) {
      nil  -> "Nothing that I know of."
      text -> String.lines(text) |> String.join(", ")
    }
    (answer, data)
  }
  # Any name may be asked for, but a directory gives out only its own files.
  fn handle((:said, _, "read: " <> name), data) { (Data.read(data, name), data) }
  fn handle(_, data) { (nil, data) }
}
