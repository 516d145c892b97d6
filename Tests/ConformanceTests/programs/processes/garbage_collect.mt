# A collection on demand changes no value.
let data = for i in 1..100 { (i, "s\(i)", %{n: i}) }
print(Process.garbage_collect()) # expect: true
print(length(data), hd(data), List.last(data)) # expect: 100 (1, "s1", %{n: 1}) (100, "s100", %{n: 100})
