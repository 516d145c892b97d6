# Sorting is stable, by any order, and a wrong order does no harm.
#? no-stress
let words = ["pear", "fig", "apple", "nut", "plum"]
print(List.sort_by(words) { w in String.length(w) }) # expect: ["fig", "nut", "pear", "plum", "apple"]
print(List.sort_by(words, :desc) { w in String.length(w) }) # expect: ["apple", "pear", "plum", "fig", "nut"]
print(List.sort(words) { a, b in String.length(a) <= String.length(b) }) # expect: ["fig", "nut", "pear", "plum", "apple"]
let numbers = for n in 1..5_000 { n * 7_919 rem 5_003 }
print(List.sort(numbers) { a, b in a <= b } == List.sort(numbers)) # expect: true
print(List.sort(numbers, :desc) == List.reverse(List.sort(numbers))) # expect: true
print(List.length(List.sort(numbers) { _, _ in Random.bool() })) # expect: 5000
