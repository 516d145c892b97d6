# An arm's body is one expression or one block, never an operator after the block.
let x = match 1 {
  1 -> { 5 } + 1 # expect error:
}
print(x)
