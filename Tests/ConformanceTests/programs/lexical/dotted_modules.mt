# Module names start with a capital and may be dotted; a module's name is an atom.
module Net.Fake_1 {
  fn port() { 80 }
}
module Net {
  fn port() { 0 }
}
print(Net.Fake_1.port(), Net.port()) # expect: 80 0
print(Net.Fake_1) # expect: Net.Fake_1
print(is_atom(Net.Fake_1)) # expect: true
