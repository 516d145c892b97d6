# Patterns nest without limit of kind.
let event = (:order, %{id: 7, items: [("pen", 2), ("ink", 1)], note: "to:Ada"})
let (:order, %{id: id, items: [(first, n) | more], note: "to:" <> who}) = event
print(id, first, n, more, who) # expect: 7 pen 2 [("ink", 1)] Ada
