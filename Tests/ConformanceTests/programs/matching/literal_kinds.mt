# Every kind of literal may be a pattern.
fn kind(x) {
  match x {
    -1          -> :minus_one
    'a'         -> :letter
    0xFF        -> :byte
    -2.5        -> :float
    "text"      -> :string
    :atom       -> :atom
    :"odd atom" -> :odd
    nil         -> :nothing
    true        -> :yes
    Module      -> :module
    ()          -> :unit
    []          -> :empty
    123456789012345678901234567890 -> :big
    _           -> :other
  }
}
let values = [-1, 97, 255, -2.5, "text", :atom, :"odd atom", nil, true, Module, (), [],
  123456789012345678901234567890, false]
print(List.map(values, fn(v) { kind(v) }))
# expect: [:minus_one, :letter, :byte, :float, :string, :atom, :odd, :nothing, :yes, :module, :unit, :empty, :big, :other]
