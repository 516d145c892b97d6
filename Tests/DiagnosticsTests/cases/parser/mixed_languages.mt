let x = f(a b)
for i in 1..10 {
  if i = 5 { continue }
  print("i: " + i)
}
fn greet(name) {
  let msg = "Hello, " <> name
  return msg
}
module Shape {
  fn area((:circle, r)) -> 3.14 * r * r
  fn area((:square, s)) { s * s }
}
let y = match x {
  case 1: "one"
  2, 3 -> "few"
}
p ! {:ok, 1}
let m = { "a": 1 }
list = [1, 2, 3].map(fn(x) -> x * 2)
receive do
  x -> x
end
if (x == 1) && (y != 2)
{
  print 'hello'
}
let z = x ? 1 : 2
spawn(fn -> loop() end)
xs.each { |x| print(x) }
let add = (a, b) => a + b
foo(1, 2
