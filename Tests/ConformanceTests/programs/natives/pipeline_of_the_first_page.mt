# The pipeline of the language's first page.
"the cat the dog"
|> String.split(" ")
|> List.reduce(%{}) { word, counts in Map.update(counts, word, 1) { n in n + 1 } }
|> Map.to_list()
|> List.sort_by { (_, n) in -n }
|> hd()
|> print() # expect: ("the", 2)
