# A function with many variables and a long expression.
fn f(a) {
  let b = a + 1; let c = b + 1; let d = c + 1; let e = d + 1; let g = e + 1; let h = g + 1; let i = h + 1
  let j = i + 1; let k = j + 1; let l = k + 1; let m = l + 1; let n = m + 1; let o = n + 1; let p = o + 1
  let q = p + 1; let r = q + 1; let s = r + 1; let t = s + 1; let u = t + 1; let v = u + 1; let w = v + 1
  let x = w + 1; let y = x + 1; let z = y + 1
  let inside = fn() { a + b + c + d + e + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v + w + x + y + z }
  [inside(), a, b, c, d, e, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z]
}
print(hd(f(1)), length(f(1)), List.sum(tl(f(1)))) # expect: 325 26 325
