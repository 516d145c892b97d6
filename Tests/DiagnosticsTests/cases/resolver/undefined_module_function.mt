module Safe {
  fn open(key) { secret(key) }
  private fn secret(key) { key }
}
print(Safe.opne(1), Safe.open(), Safe.secret(1), List.mpa([], &Safe.nothing/1))
