module A {
  print(1)
  let b = f()
  let (c, d) = (1, 2)
  module E { }
  private let g = 1
  fn h() { 1 }
}
