# Newlines mean nothing directly inside ( ) [ ] << >> %{ }.
let t = (1
  , 2
  ,
  3
)
print(t) # expect: (1, 2, 3)
let l = [
  1,
  2
  | [3]
]
print(l) # expect: [1, 2, 3]
let b = <<
  1
  , 2:16
>>
print(b == <<1, 0, 2>>) # expect: true
let m = %{
  a: 1
  , b:
    2
}
print(m) # expect: %{a: 1, b: 2}
let s = (1
  + 2)
print(s) # expect: 3
