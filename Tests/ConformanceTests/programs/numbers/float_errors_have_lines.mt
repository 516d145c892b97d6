# Errors of arithmetic in F registers name the lines that they come from.
fn far(a, b, c) {
  let x = a * 2.0 + b
  let y = x * x *
    c
  let z = y / (a - b)
  z * 0.5 + Math.sqrt(c - 1.0)
}

fn line(a, b, c) {
  try { far(a, b, c) } catch {
    (:error, reason) -> {
      let [at | _] = for (_, :far, _, %{line: at}) in stacktrace() { at }
      (reason, at)
    }
  }
}

print(line(1.0, 2.0, 3.0)) # expect: -22.585786437626904
print(line(:a, 2.0, 3.0)) # expect: (:badarith, 3)
print(line(1.0, :b, 3.0)) # expect: (:badarith, 3)
print(line(1.0, 2.0, :c)) # expect: (:badarith, 4)
print(line(1.0e300, 2.0, 3.0)) # expect: (:badarith, 4)
print(line(2.0, 2.0, 3.0)) # expect: (:badarith, 6)
print(line(1.0, 2.0, 0.0)) # expect: (:badarith, 7)
print(line(1, 2, 0)) # expect: (:badarith, 7)
