## Integers: whole numbers of any size.
##
## Arithmetic is written with operators: `+ - *`, `div` and `rem` (which cut off towards zero), `band
## bor bxor bsl bsr bnot`. This module has what operators do not say.
##
## >> Integer.floor_div(-7, 2)
## -4
module Integer {
  ## Whether 2 divides the integer.
  ##
  ## >> Integer.even?(4)
  ## true
  fn even?(n) { n band 1 == 0 }

  ## Whether 2 does not divide the integer.
  ##
  ## >> Integer.odd?(4)
  ## false
  fn odd?(n) { n band 1 == 1 }

  ## The quotient rounded down, where `div` cuts off.
  ##
  ## >> Integer.floor_div(-7, 2)
  ## -4
  fn floor_div(a, b) {
    let quotient = a div b
    if quotient * b != a and (a < 0) != (b < 0) { quotient - 1 } else { quotient }
  }

  ## The remainder with the sign of the divisor, where `rem` has that of the dividend.
  ##
  ## >> Integer.mod(-7, 3)
  ## 2
  fn mod(a, b) { a - floor_div(a, b) * b }

  ## The least common multiple.
  ##
  ## >> Integer.lcm(4, 6)
  ## 12
  fn lcm(0, 0) { 0 }
  fn lcm(a, b) { abs(a * b) div Integer.gcd(a, b) }

  ## The product of the integers from 1 to `n`.
  ##
  ## >> Integer.factorial(20)
  ## 2432902008176640000
  fn factorial(n) when is_integer(n) and n >= 0 { List.product(1..n) }

  ## The integer that digits in base 10 write; see `Integer.digits`.
  ##
  ## >> Integer.from_digits([4, 2])
  ## 42
  fn from_digits(digits) { from_digits(digits, 10) }

  ## The integer that digits in some base write.
  ##
  ## >> Integer.from_digits([1, 0, 1], 2)
  ## 5
  fn from_digits(digits, base) { List.reduce(digits, 0) { digit, n in n * base + digit } }

  ## -1, 0 or 1.
  ##
  ## >> Integer.sign(-5)
  ## -1
  fn sign(n) when is_integer(n) { if n > 0 { 1 } else if n < 0 { -1 } else { 0 } }
}
