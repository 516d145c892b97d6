# A private function is called inside its module only; from outside it is :undef.
module Safe {
  fn open(x) { secret(x) }
  fn reference() { &secret/1 }
  private fn secret(x) { (:secret, x) }
}
print(Safe.open(1)) # expect: (:secret, 1)
print(Safe.reference()(2)) # expect: (:secret, 2)
print(try { Safe.secret(1) } catch { e -> e }) # expect: (:error, :undef)
print(try { apply(Safe, :secret, [1]) } catch { e -> e }) # expect: (:error, :undef)
let (pid, ref) = spawn_monitor(Safe, :secret, [1])
receive { (:DOWN, ^ref, :process, ^pid, (reason, _)) -> print(reason) } # expect: :undef
