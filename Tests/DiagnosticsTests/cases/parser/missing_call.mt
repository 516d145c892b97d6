let f = List.map
let g = Net.Tcp.listen |> h()
print(String.length, 1)
