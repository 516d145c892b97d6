# Large messages of many sizes, kept or forgotten, among garbage: all arrive as they were sent.
fn text(n) { String.repeat("<\(n)>", 30) }

# A list of pairs with texts that are shared outside the heap in every hundredth.
fn make(n, size) { for i in 1..size { (n, if i rem 100 === 0 { text(i) } else { i }) } }

fn all_whole([]) { true }
fn all_whole([(n, size, pairs, _) | rest]) { pairs === make(n, size) and all_whole(rest) }

fn keep(parent, kept) {
  receive {
    (n, size, pairs) when length(pairs) === size -> {
      # Garbage, so that collections come between.
      let junk = for i in 1..(n * 20) { [i] }
      let kept = if n rem 5 === 4 { [] } else { [(n, size, pairs, length(junk)) | kept] }
      parent ! :next
      keep(parent, kept)
    }
    :all -> {
      parent ! (:kept, kept)
      keep(parent, kept)
    }
    :check -> parent ! (:right, all_whole(kept), length(kept))
  }
}

let me = self()
let keeper = spawn { keep(me, []) }
for n in 1..18 {
  let size = Tuple.at((3, 1_200, 2_500, 1_700, 30, 4_000), n rem 6)
  keeper ! (n, size, make(n, size))
  receive { :next -> :ok }
}
keeper ! :all
let kept = receive { (:kept, kept) -> kept }
print(length(kept)) # expect: 4
print(all_whole(kept)) # expect: true
keeper ! :check
receive { (:right, right, count) -> print(right, count) } # expect: true 4

# Several wait in the mailbox; what is received first is not what came first.
let last = spawn {
  let big = receive { (:second, xs) -> xs }
  let first = receive { (:first, xs) -> xs }
  me ! (:both, first, big, Process.garbage_collect(), first === 1..6_000)
}
last ! (:first, 1..6_000)
last ! (:second, for i in 1..3_000 { (i, [i]) })
receive {
  (:both, first, big, _, same) -> {
    print(length(first), length(big), hd(big), same) # expect: 6000 3000 (1, [1]) true
  }
}
