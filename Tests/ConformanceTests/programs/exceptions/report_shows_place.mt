# The report names the place.
module Till {
  fn total(xs) { List.sum(xs) + :tax } # expect stderr: report_shows_place.mt:3
}
print(Till.total([1, 2]))
# expect exit: 1
