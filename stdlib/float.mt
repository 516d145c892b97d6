## Floats: numbers with a fraction (IEEE doubles).
##
## There is no infinity and no NaN: what has no finite result raises `:badarith`. `/` always gives a
## float. `Float.round`, `floor`, `ceil` and `truncate` make integers.
##
## >> Float.round(2.0 / 3.0, 2)
## 0.67
module Float {
  ## The part behind the point, with the sign of the number.
  ##
  ## >> Float.fraction(2.25)
  ## 0.25
  fn fraction(x) { x - Float.truncate(x) }

  ## Whether two numbers differ by at most `tolerance`.
  ##
  ## >> Float.near?(0.1 + 0.2, 0.3, 1.0e-9)
  ## true
  fn near?(a, b, tolerance) { abs(a - b) <= tolerance }

  ## Whether the number has no fraction.
  ##
  ## >> Float.whole?(2.0)
  ## true
  fn whole?(x) when is_number(x) { x == Float.truncate(x) }
}
