## Mathematics: functions of numbers, and simple statistics.
##
## >> Math.hypot(3, 4)
## 5.0
module Math {
  ## The greater of two terms.
  ##
  ## >> Math.max(3, 7)
  ## 7
  fn max(a, b) { if b > a { b } else { a } }

  ## The less of two terms.
  ##
  ## >> Math.min(3, 7)
  ## 3
  fn min(a, b) { if b < a { b } else { a } }

  ## The number, or the end of `low` to `high` that is nearest to it.
  ##
  ## >> Math.clamp(12, 0, 10)
  ## 10
  fn clamp(x, low, high) when low <= high { max(low, min(high, x)) }

  ## -1, 0 or 1.
  ##
  ## >> Math.sign(-2.5)
  ## -1
  fn sign(x) when is_number(x) { if x > 0 { 1 } else if x < 0 { -1 } else { 0 } }

  ## An angle in radians.
  ##
  ## >> Math.radians(180) == Math.pi()
  ## true
  fn radians(degrees) { degrees * Math.pi() / 180 }

  ## An angle in degrees.
  ##
  ## >> Math.degrees(Math.pi())
  ## 180.0
  fn degrees(radians) { radians * 180 / Math.pi() }

  ## The mean of numbers, or nil for an empty list.
  ##
  ## >> Math.mean([1, 2, 6])
  ## 3.0
  fn mean([]) { nil }
  fn mean(xs) { List.sum(xs) / List.length(xs) }

  ## The number in the middle, or the mean of the two that are; nil for an empty list.
  ##
  ## >> Math.median([5, 1, 3])
  ## 3
  ## >> Math.median([1, 2, 3, 4])
  ## 2.5
  fn median([]) { nil }
  fn median(xs) {
    let sorted = List.sort(xs)
    let n = List.length(sorted)
    if n rem 2 == 1 {
      List.at(sorted, n div 2)
    } else {
      (List.at(sorted, n div 2 - 1) + List.at(sorted, n div 2)) / 2
    }
  }

  ## The mean of the squared distances from the mean, or nil for an empty list.
  ##
  ## >> Math.variance([1, 3])
  ## 1.0
  fn variance([]) { nil }
  fn variance(xs) {
    let center = mean(xs)
    mean(List.map(xs) { x in (x - center) * (x - center) })
  }

  ## The square root of the variance, or nil for an empty list.
  ##
  ## >> Math.deviation([1, 3])
  ## 1.0
  fn deviation([]) { nil }
  fn deviation(xs) { Math.sqrt(variance(xs)) }

  ## The number below which `percent` of the numbers lie (the nearest that is in the list), or nil.
  ##
  ## >> Math.percentile([15, 20, 35, 40, 50], 40)
  ## 20
  fn percentile([], _percent) { nil }
  fn percentile(xs, percent) when percent >= 0 and percent <= 100 {
    let place = Float.ceil(List.length(xs) * percent / 100) - 1
    xs |> List.sort() |> List.at(max(place, 0))
  }
}
