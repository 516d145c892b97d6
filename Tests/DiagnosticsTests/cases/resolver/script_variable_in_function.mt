let rate = 3
fn price(n) { n * rate }
print(price(rate))
