# A module that is not loaded is looked for beside the running file: `Foo.Bar` in `foo/bar.mt`.
print(BesideMe.weight()) # expect: 12
print(Far.Away.call_back(4)) # expect: 8
let m = BesideMe
print(m.twice(1)) # expect: 2
