# Many constant arms: each finds its own, and others fall through.
fn day(n) {
  match n {
    1 -> :mon; 2 -> :tue; 3 -> :wed; 4 -> :thu; 5 -> :fri; 6 -> :sat; 7 -> :sun
    100 -> :far
    _ -> :none
  }
}
print(for n in 0..8 { day(n) }) # expect: [:none, :mon, :tue, :wed, :thu, :fri, :sat, :sun, :none]
print(day(100), day(1.0), day(:mon), day(1 bsl 70)) # expect: :far :none :none :none
fn word(w) { match w { :a -> 1; :b -> 2; :c -> 3; :d -> 4; :e -> 5; _ -> 0 } }
print(for w in [:a, :e, :c, :zz] { word(w) }) # expect: [1, 5, 3, 0]
