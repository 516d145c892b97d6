# length, byte_size, tuple_size, map_size, elem, hd, tl and abs work in guards.
fn f(x) when length(x) == 2 { :pair_list }
fn f(x) when hd(x) == :h { (:head, tl(x)) }
fn f(x) when byte_size(x) > 2 { :long }
fn f(x) when tuple_size(x) == 2 and elem(x, 0) == :tag { (:tagged, elem(x, 1)) }
fn f(x) when map_size(x) == 1 { :single }
fn f(x) when abs(x) == 3 { :three }
fn f(x) when tl(x) == [] { :one }
fn f(_) { :other }
print(f([1, 2]), f([:h]), f("abc"), f((:tag, 9)), f(%{a: 1}), f(-3), f([0]), f("a"))
# expect: :pair_list (:head, []) :long (:tagged, 9) :single :three :one :other
