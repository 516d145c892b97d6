fun a(x) { x }
def b(x) { x }
func c(x) { x }
function d(x) { x }
module M {
  def e() { 1 }
  fn f() { 2 }
}
