# A process shares nothing: what it captures and gets are copies, equal to the originals.
let data = %{list: [1, 2, 3], text: "t", f: 2.5, t: (1, (2,))}
let me = self()
let child = spawn { receive { d -> me ! (d == data, d) } }
child ! data
receive { (same, back) -> print(same, back === data) } # expect: true true
print(child == self(), me == self()) # expect: false true
