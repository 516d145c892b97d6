# Arithmetic in a guard gives what it gives in a body; where that would raise, the guard is false.
fn remainder?(a, b, c) when a rem b === c { true }
fn remainder?(_, _, _) { false }
fn quotient?(a, b, c) when a div b === c { true }
fn quotient?(_, _, _) { false }
fn product?(a, b, c) when a * b === c { true }
fn product?(_, _, _) { false }
fn both?(a, b, c) when a band b === c { true }
fn both?(_, _, _) { false }
fn either?(a, b, c) when a bor b === c { true }
fn either?(_, _, _) { false }
fn differing?(a, b, c) when a bxor b === c { true }
fn differing?(_, _, _) { false }
fn left?(a, b, c) when a bsl b === c { true }
fn left?(_, _, _) { false }
fn right?(a, b, c) when a bsr b === c { true }
fn right?(_, _, _) { false }

let least = -(1 bsl 61)
let greatest = (1 bsl 61) - 1
let numbers = [
  1, -1, 2, -2, 7, -7, 1 bsl 30, -(1 bsl 31), greatest, least, greatest - 1, least + 1,
  greatest + 1, least - 1, 1 bsl 64,
]
let shifts = [0, 1, -1, 2, 30, 31, 59, 60, 61, 62, 63, 64, 65, -30, -60, -61, -62, -63, -64, -65]

let wrong = for a in [0 | numbers], b in numbers {
  let agree = remainder?(a, b, a rem b) and quotient?(a, b, a div b) and product?(a, b, a * b)
    and both?(a, b, a band b) and either?(a, b, a bor b) and differing?(a, b, a bxor b)
  if agree { [] } else { [(a, b)] }
}
print(List.concat(wrong)) # expect: []

let wrong = for a in [0 | numbers], b in shifts {
  let moved = if b >= 0 { a * List.reduce(List.duplicate(2, b), 1) { x, y in x * y } } else { nil }
  let agree = left?(a, b, a bsl b) and right?(a, b, a bsr b) and right?(a, -b, a bsl b)
  if agree and (moved === nil or a bsl b === moved) { [] } else { [(a, b)] }
}
print(List.concat(wrong)) # expect: []

# Against results that were worked out elsewhere.
print(-7 rem 2, -7 div 2, -7 bsr 1, 7 bxor -1, -8 bor 3, greatest * 2) # expect: -1 -3 -4 -8 -5 4611686018427387902
print(least div -1, least rem -1, least bsr 61, least bsr 64, least bsl 1) # expect: 2305843009213693952 0 -1 -1 -4611686018427387904

fn odd?(n) when n rem 2 === 1 { true }
fn odd?(_) { false }
print(odd?(3), odd?(4), odd?(3.0), odd?(:three), odd?([])) # expect: true false false false false
print(remainder?(1, 0, 0), quotient?(1, 0, 0), both?(1.0, 1, 1), right?(1, :a, 1)) # expect: false false false false

# Every comparison of an `or` counts, not only the last.
fn attacks?(q, h, d) when q === h or q === h + d or q === h - d { true }
fn attacks?(_, _, _) { false }
print(for q in 0..6 { attacks?(q, 3, 2) }) # expect: [false, true, false, true, false, true, false]
print(attacks?(3, 3, :far), attacks?(3.0, 3, 0), attacks?(5.0, 3, 2.0)) # expect: true false true
