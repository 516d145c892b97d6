# A one-line string stays on its line.
let s = "abc # expect error: string
print(1)
