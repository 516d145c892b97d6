# `after 0` looks at the whole queue first, and polls.
print(receive { :x -> :got; after 0 -> :empty }) # expect: :empty
for i in 1..100 { self() ! i }
self() ! :x
print(receive { :x -> :got; after 0 -> :empty }) # expect: :got
print(receive { :x -> :got; after 0 -> :empty }) # expect: :empty
print(receive { n -> n; after 0 -> :empty }) # expect: 1
