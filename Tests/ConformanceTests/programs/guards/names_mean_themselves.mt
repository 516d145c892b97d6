# In guards the guard functions always mean themselves.
module Own {
  fn length(_) { 99 }
  fn size(x) when length(x) == 2 { :two }
  fn size(x) { (:local, length(x)) }
}
print(Own.size([1, 2]), Own.size([1])) # expect: :two (:local, 99)
fn tricky(abs) when abs(abs) == 3 { :three }
fn tricky(_) { :other }
print(tricky(-3), tricky(2)) # expect: :three :other
