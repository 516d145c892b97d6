# Who takes over gets reports instead of standard error; without it they are printed.
# expect stderr: error: Shop server closed: the map has no such key
# expect stderr: = process: #pid<
# expect stderr: (:shop)
# expect stderr: = key: :price
# expect stderr: = reason: (:badkey, :price)
# expect stderr: = last message: (:buy, 3)
# expect stderr: = state: [1, 2, 3]
# expect stderr: = help: give every product a price
let report = %{
  title: "Shop server closed", pid: self(), name: :shop, class: :error, reason: (:badkey, :price), trace: [],
  details: [("last message", (:buy, 3)), (:state, [1, 2, 3])], help: "give every product a price"
}
print(Events.report(:crash, report)) # expect: :ok
Events.subscribe(:crash, takes_over: true)
print(Events.report(:crash, report)) # expect: :ok
receive { (:crash, got) -> print(got === report) } # expect: true
spawn { raise(:quiet) }
receive { (:crash, %{reason: reason}) -> print(reason) } # expect: :quiet

# A report may say nothing or nonsense.
Events.subscribe(:odd, takes_over: true)
print(Events.report(:odd, %{})) # expect: :ok
Events.unsubscribe(:odd)
print(Events.report(:odd, %{})) # expect: :ok
print(Events.report(:odd, %{title: 1, trace: :none, details: [1, (2, 3), (:a, :b, :c) | 4], help: [], reason: (:badmatch,), name: "x"})) # expect: :ok
print(Events.report(:odd, %{trace: [(1, 2, 3, 4), (:m, :f, [1 | 2], %{file: 1, line: :x}), 5 | 6], pid: 7})) # expect: :ok
print(try { Events.report(:odd, []) } catch { (:error, e) -> e }) # expect: :badarg
