# What a process has allocated, the first of its messages, what function values are, and the directory.

# A list of 1,000 elements has 2,000 words, however often garbage is collected meanwhile.
let counted = fn(f) {
  let (before, _) = Process.allocated()
  let value = f()
  let (behind, _) = Process.allocated()
  (behind - before, is_nil(value))
}
let (own, _) = counted(fn() { nil })
let (list, _) = counted(fn() { List.range(1, 1_000) })
print(list - own) # expect: 2000
let (_, collections) = Process.allocated()
Process.garbage_collect()
let (_, more) = Process.allocated()
print(more > collections) # expect: true

# Messages are copied, but for what is large or has bytes outside the heap.
fn settled(pid, count) {
  if Process.info(pid, :message_queue_len) == count { :ok } else {
    Process.sleep(1)
    settled(pid, count)
  }
}

let pid = spawn { Process.sleep(:infinity) }
print(Process.info(pid, :first_messages)) # expect: []
pid ! (:small, [1, "two", %{three: 3.0}])
pid ! List.map(1..2_000) { n in (n, n) }
pid ! String.repeat("long", 1_000)
for n in 1..50 { pid ! n }
settled(pid, 53)
print(Process.info(pid, :first_messages))
# expect: [(:small, [1, "two", %{three: 3.0}]), :large, :large, 1, 2, 3, 4, 5, 6, 7]
self() ! (:mine, "text")
print(Process.info(self(), :first_messages)) # expect: [(:mine, "text")]
print(Process.flush()) # expect: [(:mine, "text")]
exit(pid, :kill)
Process.wait(pid)
print(Process.info(pid, :first_messages)) # expect: nil

print(Code.function_info(&List.map/2)) # expect: (List, :map, 2, [])
let (a, b) = (List.first(["a"]), self())
let f = fn(x, y) { (a, b, x, y) }
let (_, _, arity, captured) = Code.function_info(f)
print((arity, List.sort(captured) == List.sort([a, b]))) # expect: (2, true)
print(try { Code.function_info(:f) } catch { (_, reason) -> reason }) # expect: :badarg

let here = File.current_dir!()
print(File.change_dir("/")) # expect: :ok
print(File.current_dir()) # expect: (:ok, "/")
print(File.change_dir("/no/such/directory")) # expect: (:error, :enoent)
print(File.change_dir(here)) # expect: :ok
print(try { File.change_dir(1) } catch { (_, reason) -> reason }) # expect: :badarg
