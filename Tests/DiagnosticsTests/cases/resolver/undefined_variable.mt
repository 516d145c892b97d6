fn total(items) { length(itmes) }
print(total([1]), nothing)
